# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field

from smarter.client.base_model import BaseModel

__all__ = ["AccountDetail"]


class AccountDetail(BaseModel):
    """Answer of the API: account detail."""

    account_number: Optional[str] = Field(None, alias="accountNumber")
    address1: Optional[str] = None
    address2: Optional[str] = None
    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    city: Optional[str] = None
    company_name: str = Field(alias="companyName")
    country: Optional[str] = None
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    currency: Optional[str] = None
    description: Optional[str] = None
    hashed_id: str = Field(alias="hashedId")
    id: int
    is_active: bool = Field(alias="isActive")
    is_default_account: bool = Field(alias="isDefaultAccount")
    language: Optional[str] = None
    name: str
    phone_number: Optional[str] = Field(None, alias="phoneNumber")
    postal_code: Optional[str] = Field(None, alias="postalCode")
    state: Optional[str] = None
    tags: Optional[List[str]] = None
    timezone: Optional[str] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    version: Optional[str] = None
