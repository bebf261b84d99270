"""The columns that the REST API shows of every resource."""

from __future__ import annotations

from typing import Any, Dict

from smarter.local.contract.name_rewrites import hashed_id, timestamp
from smarter.local.store import Record


def columns_of(record: Record) -> Dict[str, Any]:
    """Return ids, times, and the metadata of a resource in camelCase."""
    metadata = record.manifest["metadata"]
    return {
        "id": record.id,
        "hashedId": hashed_id(record.id),
        "createdAt": timestamp(record.created, 6),
        "updatedAt": timestamp(record.modified, 6),
        "name": record.name,
        **{key: metadata.get(key) for key in ("description", "version", "tags", "annotations")},
    }
