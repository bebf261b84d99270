"""Response models and parameters of the files API."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from smarter.client.base_model import BaseModel
from smarter.client.options import CallOptions
from smarter.types.shared import Deleted, PageParams


class FileObject(BaseModel):
    """A stored file."""

    id: str
    bytes: int
    created_at: int
    """Seconds since the epoch."""
    filename: str
    purpose: str
    object: str
    status: Optional[str] = None
    name: Optional[str] = None
    """Name of the file in manifests."""
    sha256: Optional[str] = None
    """Hash of the content, hexadecimal."""
    media_type: Optional[str] = None
    metadata: Optional[Mapping[str, Any]] = None


FileDeleted = Deleted


class FileCreateParams(CallOptions, total=False):
    """Further arguments of `files.create`."""

    name: Optional[str]
    """Name of the file in manifests."""
    metadata: Optional[Mapping[str, Any]]
    """Data to store with the file."""
    expires_after: Mapping[str, Any]
    """Time of deletion: `{"anchor": "created_at", "seconds": 3600}`."""


class FileListParams(PageParams, total=False):
    """Arguments of `files.list`, and those of `PageParams`."""

    purpose: str
    """Only files of this purpose."""
    name: str
    """Only files of this name."""
