# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field
from typing_extensions import Literal

from smarter.client.base_model import BaseModel

__all__ = [
    "Account",
    "AccountUser",
    "AccountUserProfile",
    "HistoryPluginUsage",
    "HistorySession",
    "HistoryToolCall",
    "PluginMeta",
]


class Account(BaseModel):
    """Answer of the API: account."""

    account_number: str = Field(alias="accountNumber")


class AccountUser(BaseModel):
    """Answer of the API: account user."""

    email: Optional[str] = None
    username: str


class AccountUserProfile(BaseModel):
    """Answer of the API: account user profile."""

    account: Account
    user: AccountUser


class PluginMeta(BaseModel):
    """Answer of the API: plugin meta."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    can_delete: bool = Field(alias="canDelete")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    id: int
    kind: str
    manifest_url: str = Field(alias="manifestUrl")
    name: str
    plugin_class: Literal["api", "skill", "sql", "static", "websearch", "imagesearch"] = Field(
        alias="pluginClass"
    )
    ready: bool
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None


class HistorySession(BaseModel):
    """Answer of the API: history session."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    created_at: Optional[datetime] = None
    description: Optional[str] = None
    id: int
    ip_address: str
    llmclient: int
    name: Optional[str] = None
    session_key: str
    updated_at: Optional[datetime] = None
    url: str
    user_agent: str
    user_profile: int
    version: Optional[str] = None


class HistoryPluginUsage(BaseModel):
    """Answer of the API: history plugin usage."""

    created_at: Optional[datetime] = None
    id: int
    input_text: Optional[str] = None
    plugin: PluginMeta
    prompt: HistorySession
    updated_at: Optional[datetime] = None


class HistoryToolCall(BaseModel):
    """Answer of the API: history tool call."""

    created_at: Optional[datetime] = None
    function_args: Optional[str] = None
    function_name: Optional[str] = None
    id: int
    plugin: Optional[int] = None
    prompt: HistorySession
    request: Optional[Any] = None
    response: Optional[Any] = None
    updated_at: Optional[datetime] = None
