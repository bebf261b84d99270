# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: proxies."""

from __future__ import annotations

from typing import List, Optional

from pydantic import Field

from smarter.client.base_model import BaseModel

__all__ = ["Proxy"]


class Proxy(BaseModel):
    """Answer of the API: proxy."""

    allowed_paths: List[str] = Field(alias="allowedPaths")
    description: Optional[str] = None
    is_active: bool = Field(alias="isActive")
    name: str
    provider: str
    upstream_url: str = Field(alias="upstreamUrl")
    url: str
