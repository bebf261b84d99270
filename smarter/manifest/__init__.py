"""Reads manifests and says what is wrong with them, where, and what to do about it."""

from __future__ import annotations

from smarter.manifest.bundle import Bundle, load
from smarter.manifest.documents import Document
from smarter.manifest.findings import Finding
from smarter.manifest.resources import Reference, Resource

__all__ = ["Bundle", "Document", "Finding", "Reference", "Resource", "load"]
