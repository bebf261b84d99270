# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from pydantic import Field

from smarter.client.base_model import BaseModel

__all__ = ["Account", "AccountContact"]


class Account(BaseModel):
    """Answer of the API: account."""

    account_number: str = Field(alias="accountNumber")


class AccountContact(BaseModel):
    """Answer of the API: account contact."""

    account: Account
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    email: str
    first_name: str = Field(alias="firstName")
    id: int
    is_primary: bool = Field(alias="isPrimary")
    is_test: bool = Field(alias="isTest")
    last_name: str = Field(alias="lastName")
    phone: Optional[str] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    welcomed: bool
