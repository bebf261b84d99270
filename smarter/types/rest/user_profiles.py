# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: user_profiles."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field

from smarter.client.base_model import BaseModel

__all__ = ["Account", "AccountProfile", "AccountUserDetail"]


class Account(BaseModel):
    """Answer of the API: account."""

    account_number: str = Field(alias="accountNumber")


class AccountUserDetail(BaseModel):
    """Answer of the API: account user detail."""

    email: Optional[str] = None
    first_name: Optional[str] = Field(None, alias="firstName")
    id: int
    is_staff: bool = Field(alias="isStaff")
    is_superuser: bool = Field(alias="isSuperuser")
    last_name: Optional[str] = Field(None, alias="lastName")
    username: str


class AccountProfile(BaseModel):
    """Answer of the API: account profile."""

    account: Account
    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    hashed_id: str = Field(alias="hashedId")
    id: int
    is_test: bool = Field(alias="isTest")
    name: str
    profile_image: Optional[str] = Field(None, alias="profileImage")
    profile_image_url: Optional[str] = Field(None, alias="profileImageUrl")
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user: AccountUserDetail
    version: Optional[str] = None
