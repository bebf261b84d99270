"""Manifests: reading, validating and loading them."""

from __future__ import annotations

from smarter.manifest.checking.document_checks import Options
from smarter.manifest.findings import Finding
from smarter.manifest.loader import Bundle, load
from smarter.manifest.reading.documents import Document
from smarter.manifest.resource import Reference, Resource
from smarter.manifest.validate import Report, validate

__all__ = ["Bundle", "Document", "Finding", "Options", "Reference", "Report", "Resource", "load", "validate"]
