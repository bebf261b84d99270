"""The columns that the REST API shows of every resource."""

from __future__ import annotations

from typing import Any, Dict

from smarter.local.contract.name_rewrites import hashed_id, timestamp
from smarter.local.store import Record


def times(created: float, updated: float) -> Dict[str, str]:
    """Return the columns of the times that most rows have."""
    return {"createdAt": timestamp(created, 6), "updatedAt": timestamp(updated, 6)}


def snake_times(created: float, updated: float) -> Dict[str, str]:
    """Return the same columns as rows about conversations name them."""
    return {"created_at": timestamp(created, 6), "updated_at": timestamp(updated, 6)}


def columns_of(record: Record) -> Dict[str, Any]:
    """Return ids, times, and the metadata of a resource in camelCase."""
    metadata = record.manifest["metadata"]
    return {
        "id": record.id,
        "hashedId": hashed_id(record.id),
        **times(record.created, record.modified),
        "name": record.name,
        **{key: metadata.get(key) for key in ("description", "version", "tags", "annotations")},
    }
