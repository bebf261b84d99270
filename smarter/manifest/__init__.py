"""Reads manifests and says what is wrong with them, where, and what to do about it."""

from __future__ import annotations

from smarter.manifest.bundle import Bundle, load
from smarter.manifest.documents import Document
from smarter.manifest.findings import Finding
from smarter.manifest.inspection import Options
from smarter.manifest.resources import Reference, Resource
from smarter.manifest.validate import Report, validate

__all__ = ["Bundle", "Document", "Finding", "Options", "Reference", "Report", "Resource", "load", "validate"]
