"""The embedded platform: a Smarter platform over SQLite, in this process."""

from __future__ import annotations

from smarter.local.platform import Platform

__all__ = ["Platform"]
