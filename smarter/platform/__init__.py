"""Access to a platform: dialects, requests, responses, and single resources."""

from __future__ import annotations

from smarter.kinds import DIALECTS as DIALECTS
from smarter.kinds import Dialect as Dialect
from smarter.platform._async.platform import AsyncPlatform as AsyncPlatform
from smarter.platform._async.platform import Listing as Listing
from smarter.platform._async.platform import creates_duplicate as creates_duplicate
from smarter.platform._sync.platform import Platform as Platform
from smarter.platform.live_resource import DataRow as DataRow
from smarter.platform.live_resource import LiveResource as LiveResource
from smarter.platform.live_resource import user_annotations as user_annotations
from smarter.platform.live_resource import with_marks as with_marks


def discovering(platform: Platform) -> Platform:
    """Let the table of kinds ask the platform about unknown ones; return `platform`."""
    platform.kinds = platform.kinds.with_lookup(platform.discover)
    return platform
