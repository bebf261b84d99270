"""The embedded platform: a Smarter platform over SQLite, in this process."""

from __future__ import annotations

from smarter._lazy import lazily

TYPE_CHECKING = False  # `typing` would be most of what an unrelated pytest run pays for the plugin here

if TYPE_CHECKING:
    from smarter.local.platform import Platform as Platform

__getattr__, __dir__ = lazily(globals(), {"platform": "Platform"}, "smarter.local")
