# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field

from smarter.client.base_model import BaseModel

__all__ = ["Account", "AccountUser", "AccountUserProfile", "Secret"]


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


class Secret(BaseModel):
    """Answer of the API: secret."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    can_delete: bool = Field(alias="canDelete")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    expires_at: Optional[datetime] = Field(None, alias="expiresAt")
    id: int
    last_accessed: Optional[datetime] = Field(None, alias="lastAccessed")
    manifest_url: Optional[str] = Field(None, alias="manifestUrl")
    name: str
    ready: bool
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None
