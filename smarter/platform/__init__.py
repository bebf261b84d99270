"""How to talk to a Smarter platform: dialects, paths, what its answers mean; read, write, list, delete one resource."""

from __future__ import annotations

from smarter.platform._async.platform import AsyncPlatform, Listing, breeding
from smarter.platform._sync.platform import Platform
from smarter.platform.live_resource import Live, split_annotations, with_marks
from smarter.platform.requests import DIALECTS, Dialect

__all__ = [
    "DIALECTS",
    "AsyncPlatform",
    "Dialect",
    "Listing",
    "Live",
    "Platform",
    "breeding",
    "discovering",
    "split_annotations",
    "with_marks",
]


def discovering(platform: Platform) -> Platform:
    """`platform`, whose table of kinds asks it for what no schema file describes."""
    platform.kinds = platform.kinds.asking(platform.discover)
    return platform
