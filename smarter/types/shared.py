"""Response models of several APIs."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from typing_extensions import Literal

from smarter.client.base_model import BaseModel
from smarter.client.options import CallOptions


class Deleted(BaseModel):
    """The result of `delete` of files, models and responses."""

    id: str
    deleted: bool
    object: Optional[str] = None


class Identity(BaseModel):
    """User and account of an API key: the result of `whoami()`."""

    user: Optional[Dict[str, Any]] = None
    account: Optional[Dict[str, Any]] = None
    environment: Optional[str] = None


class Status(BaseModel):
    """The status of the platform's infrastructure."""


class VersionPart(BaseModel):
    """The version of one part of the platform."""

    version: Optional[str] = None


class Versions(BaseModel):
    """The platform's versions: the result of `version()`."""

    api: Optional[VersionPart] = None
    cli: Optional[VersionPart] = None


class Row(BaseModel):
    """One row of a list of resources; the platform adds fields."""

    name: Optional[str] = None


class PageParams(CallOptions, total=False):
    """Arguments of a list whose pages follow by the id of an item."""

    after: str
    """Id of the previous page's last item."""
    limit: int
    """Items a page."""
    order: Literal["asc", "desc"]
    """By creation time."""


class RowListParams(CallOptions, total=False):
    """Arguments of a kind's `list`."""

    limit: int
    """Rows a page; default: all."""
    after: str
    """Id, or else name, of the previous page's last row."""


class Metadata(BaseModel):
    """The metadata of a resource."""

    name: str
    description: Optional[str] = None
    version: Optional[str] = None
    tags: Optional[List[str]] = None
    annotations: Optional[List[Dict[str, Any]]] = None
