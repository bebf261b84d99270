# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: vectorsearches."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field
from typing_extensions import Literal

from smarter.client.base_model import BaseModel

__all__ = ["Account", "AccountUser", "AccountUserProfile", "Vectorsearch"]


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


class Vectorsearch(BaseModel):
    """Answer of the API: vectorsearch."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    auth_secret: Optional[int] = Field(None, alias="authSecret")
    can_delete: bool = Field(alias="canDelete")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    fetch_k: Optional[int] = Field(None, alias="fetchK")
    hashed_id: str = Field(alias="hashedId")
    id: int
    is_enabled: bool = Field(alias="isEnabled")
    k: int
    lambda_mult: Optional[float] = Field(None, alias="lambdaMult")
    manifest_url: str = Field(alias="manifestUrl")
    metadata_filter: Optional[Any] = Field(None, alias="metadataFilter")
    name: str
    score_threshold: Optional[float] = Field(None, alias="scoreThreshold")
    search_type: Literal["similarity", "similarity_score_threshold", "mmr"] = Field(alias="searchType")
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    vectorstore: int
    version: Optional[str] = None
