"""Access to a Smarter platform: dialects, requests, meaning of responses; reads and writes one resource."""

from __future__ import annotations

from smarter.kinds import DIALECTS, Dialect
from smarter.platform._async.platform import AsyncPlatform, Listing, creates_duplicate
from smarter.platform._sync.platform import Platform
from smarter.platform.live_resource import DataRow, LiveResource, split_annotations, with_marks

__all__ = [
    "DIALECTS",
    "AsyncPlatform",
    "DataRow",
    "Dialect",
    "Listing",
    "LiveResource",
    "Platform",
    "creates_duplicate",
    "discovering",
    "split_annotations",
    "with_marks",
]


def discovering(platform: Platform) -> Platform:
    """Let the platform's table of kinds look up unknown kinds on the platform. Return `platform`."""
    platform.kinds = platform.kinds.with_lookup(platform.discover)
    return platform
