"""How to talk to a Smarter platform: dialects, paths, what its answers mean; read, write, list, delete one resource."""

from __future__ import annotations

from smarter.platform._async.platform import AsyncPlatform, Listing, creates_duplicate
from smarter.platform._sync.platform import Platform
from smarter.platform.live_resource import LiveResource, split_annotations, with_marks
from smarter.platform.requests import DIALECTS, Dialect

__all__ = [
    "DIALECTS",
    "AsyncPlatform",
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
    """`platform`, whose table of kinds asks it for what no schema file describes."""
    platform.kinds = platform.kinds.with_lookup(platform.discover)
    return platform
