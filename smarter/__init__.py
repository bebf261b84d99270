"""Smarter: the declarative and imperative client for the Smarter platform."""

from __future__ import annotations

from smarter._version import __version__

__all__ = ["__version__"]
