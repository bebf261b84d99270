# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: orchestrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field
from typing_extensions import Literal

from smarter.client.base_model import BaseModel

__all__ = ["Account", "AccountUser", "AccountUserProfile", "Orchestrator"]


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


class Orchestrator(BaseModel):
    """Answer of the API: orchestrator."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    can_delete: bool = Field(alias="canDelete")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    hashed_id: str = Field(alias="hashedId")
    id: int
    is_active: bool = Field(alias="isActive")
    llmclients: Optional[List[int]] = None
    manifest_url: str = Field(alias="manifestUrl")
    max_iterations: int = Field(alias="maxIterations")
    name: str
    strategy: Literal["sequential", "parallel", "supervisor", "router", "voting", "debate"]
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None
