"""Documents and snapshots of vectorstores in the embedded platform's database."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Any, Dict, List, Mapping, Optional, Tuple

from smarter.local.base_platform import BasePlatform
from smarter.local.contract.name_rewrites import hashed_id, timestamp
from smarter.local.record_columns import times
from smarter.local.rest_api.lexical_search import split_into_chunks
from smarter.local.store import Record

SCHEMA = """
CREATE TABLE IF NOT EXISTS vectorstore_states (
    vectorstore INTEGER PRIMARY KEY, status TEXT NOT NULL, since REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS vectorstore_documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vectorstore INTEGER NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    metadata TEXT NOT NULL,
    content TEXT NOT NULL,
    problem TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS vectorstore_snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vectorstore INTEGER NOT NULL,
    created REAL NOT NULL,
    documents TEXT NOT NULL
);
"""
# All but the content, which may be large.
_COLUMNS = "id, vectorstore, name, source, content_type, size, sha256, metadata, problem, created"
_WHOLE = f"{_COLUMNS}, content"

# Numbers of chunks of texts, by digest, chunk size and overlap.
_COUNTS: Dict[Tuple[str, int, int], int] = {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class DocumentStore:
    """Documents of one vectorstore.

    A document takes `seconds` to load. On a strictly faithful platform a vectorstore is `pending` until it is deployed;
    on others it is `ready` at once.
    """

    def __init__(self, platform: BasePlatform, record: Record) -> None:
        self.platform = platform
        self.record = record
        self.seconds = platform.loading_seconds

    # The vectorstore

    @cached_property
    def status(self) -> str:
        """`pending`, `provisioning`, `ready` or `stopped`, read once a request."""
        query = "SELECT status, since FROM vectorstore_states WHERE vectorstore = ?"
        row = self.platform.store.row(query, self.record.id)
        if row is None:
            return "pending" if self.platform.strict_faithful else "ready"
        if row["status"] == "provisioning" and self.platform.clock() >= row["since"] + self.seconds:
            return "ready"
        return str(row["status"])

    def set_status(self, status: str) -> None:
        """Store the status that a deploy or an undeploy leads to."""
        self.__dict__.pop("status", None)
        now = self.platform.clock()
        self.platform.store.save("vectorstore_states", vectorstore=self.record.id, status=status, since=now)

    # Documents

    def rows(self, where: str = "", *values: Any, columns: str = _COLUMNS) -> List[Dict[str, Any]]:
        """Return the documents without content, newest first; `where` is a condition."""
        query = f"SELECT {columns} FROM vectorstore_documents WHERE vectorstore = ? {where} ORDER BY id DESC"
        return [dict(row) for row in self.platform.store.rows(query, self.record.id, *values)]

    def add(self, text: str, problem: str, **columns: Any) -> Dict[str, Any]:
        """Keep a document and return it; its SHA-256 is that of the extracted text."""
        about = {
            "vectorstore": self.record.id,
            "created": self.platform.clock(),
            "sha256": _digest(text or problem),
        }
        number = self.platform.store.save(
            "vectorstore_documents", **about, **columns, problem=problem, content=text
        )
        return self.rows("AND id = ?", number)[0]

    def duplicate_of(self, text: str) -> Optional[Dict[str, Any]]:
        """Return the document with the same text, or None."""
        return next(iter(self.rows("AND sha256 = ? AND problem = ''", _digest(text))), None)

    def delete(self, number: int) -> None:
        """Forget a document."""
        self.platform.store.run("DELETE FROM vectorstore_documents WHERE id = ?", number)

    def state_of(self, row: Mapping[str, Any]) -> str:
        """Return `pending` until the store is ready, `loading`, `loaded` or `failed`."""
        if self.status != "ready":
            return "pending"
        if self.platform.clock() < row["created"] + self.seconds:
            return "loading"
        return "failed" if row["problem"] else "loaded"

    def chunks_of(self, row: Mapping[str, Any]) -> List[str]:
        """Return a document's chunks, of the size in the vectorstore's manifest."""
        (whole,) = self.rows("AND id = ?", row["id"], columns=_WHOLE)
        return split_into_chunks(str(whole["content"]), *self._chunking)

    def count_chunks(self, row: Mapping[str, Any]) -> int:
        """Count the chunks of a document; each text is read once."""
        key = (str(row["sha256"]), *self._chunking)
        if key not in _COUNTS:
            _COUNTS[key] = len(self.chunks_of(row))
        return _COUNTS[key]

    @property
    def _chunking(self) -> Tuple[int, int]:
        embeddings = self.record.manifest["spec"].get("embeddings") or {}
        size, overlap = int(embeddings.get("chunkSize") or 1000), int(embeddings.get("chunkOverlap") or 0)
        return size, min(overlap, size - 1)

    def shown(self, row: Mapping[str, Any]) -> Dict[str, Any]:
        """Return a document as the API shows it: without its content."""
        state = self.state_of(row)
        loaded = state == "loaded"
        return {
            "id": row["id"],
            "hashedId": hashed_id(row["id"]),
            **times(row["created"], row["created"]),
            "name": row["name"],
            "source": row["source"],
            "contentType": row["content_type"],
            "sizeBytes": row["size"],
            "sha256": row["sha256"],
            "metadata": json.loads(row["metadata"]),
            "status": state,
            "statusMessage": row["problem"] if state == "failed" else "",
            "chunkCount": self.count_chunks(row) if loaded else 0,
            "loadedAt": timestamp(row["created"] + self.seconds, 6) if loaded else None,
        }

    # Snapshots

    def snapshots(self) -> List[Dict[str, Any]]:
        """Return the snapshots as kept, newest first."""
        query = (
            "SELECT id, created, documents FROM vectorstore_snapshots WHERE vectorstore = ? ORDER BY id DESC"
        )
        return [dict(row) for row in self.platform.store.rows(query, self.record.id)]

    def take_snapshot(self) -> Dict[str, Any]:
        """Keep the documents as they are now, and return the snapshot."""
        about = {"vectorstore": self.record.id, "created": self.platform.clock()}
        self.platform.store.save("vectorstore_snapshots", **about, documents=self.rows(columns=_WHOLE))
        return self.snapshots()[0]

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Replace the documents with those of a snapshot."""
        store = self.platform.store
        with store.write():
            store.run("DELETE FROM vectorstore_documents WHERE vectorstore = ?", self.record.id)
            for row in json.loads(snapshot["documents"]):
                store.save("vectorstore_documents", **row)
