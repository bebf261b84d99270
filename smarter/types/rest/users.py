# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: users."""

from __future__ import annotations

from typing import Optional

from pydantic import Field

from smarter.client.base_model import BaseModel

__all__ = ["AccountUserDetail"]


class AccountUserDetail(BaseModel):
    """Answer of the API: account user detail."""

    email: Optional[str] = None
    first_name: Optional[str] = Field(None, alias="firstName")
    id: int
    is_staff: bool = Field(alias="isStaff")
    is_superuser: bool = Field(alias="isSuperuser")
    last_name: Optional[str] = Field(None, alias="lastName")
    username: str
