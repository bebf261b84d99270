"""The files API: what it answers, and what it takes."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from typing_extensions import Literal

from smarter.client.base_model import BaseModel
from smarter.client.options import CallOptions
from smarter.types.shared import Deleted


class FileObject(BaseModel):
    """A file that the platform keeps."""

    id: str
    bytes: int
    created_at: int
    """Seconds since the epoch."""
    filename: str
    purpose: str
    object: str
    status: Optional[str] = None
    name: Optional[str] = None
    """The name that a manifest knows it by."""
    sha256: Optional[str] = None
    """Of the content, hexadecimal."""
    media_type: Optional[str] = None
    metadata: Optional[Mapping[str, Any]] = None


FileDeleted = Deleted


class FileCreateParams(CallOptions, total=False):
    """Further arguments of `files.create`."""

    name: Optional[str]
    """The name that a manifest may know the file by."""
    metadata: Optional[Mapping[str, Any]]
    """Anything to keep beside the file."""
    expires_after: Mapping[str, Any]
    """When the file is deleted: `{"anchor": "created_at", "seconds": 3600}`."""


class FileListParams(CallOptions, total=False):
    """Arguments of `files.list`."""

    after: str
    """The id of the last file of the page before."""
    limit: int
    """Files in a page."""
    order: Literal["asc", "desc"]
    """By creation time."""
    purpose: str
    """Only files of this purpose."""
    name: str
    """Only files of this name."""
