"""The files API: upload, list, read and delete files, kept whole in the database."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import sqlite3
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from smarter.local import multipart
from smarter.local.http import Reply, Request, json_reply
from smarter.local.openai_http import OpenAIError, invalid_value, missing, new_id, page, route

if TYPE_CHECKING:
    from smarter.local.platform import Platform

SCHEMA = """
CREATE TABLE IF NOT EXISTS openai_files (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    name TEXT,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    metadata TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS openai_files_name ON openai_files (name);
"""

PURPOSES = ["fine-tune", "assistants", "batch", "user_data", "vision", "evals"]
LARGEST = 512 * 1024 * 1024

_COLUMNS = "id, created_at, bytes, filename, purpose, name, sha256, media_type, metadata"


def create(platform: Platform, request: Request, _: Tuple[str, ...]) -> Reply:
    """POST /files: keep one uploaded file."""
    try:
        parts = {
            part.name: part for part in multipart.parse(request.headers.get("content-type", ""), request.body)
        }
    except ValueError as error:
        raise OpenAIError(400, f"Could not parse multipart form: {error}.") from None
    if "file" not in parts or parts["file"].filename is None:
        raise missing("file")
    if "purpose" not in parts:
        raise missing("purpose")
    purpose = parts["purpose"].text
    if purpose not in PURPOSES:
        raise invalid_value("purpose", purpose, PURPOSES)
    upload = parts["file"]
    if len(upload.content) > LARGEST:
        raise OpenAIError(
            413, f"Maximum content size limit ({LARGEST}) exceeded ({len(upload.content)} bytes read)"
        )
    filename = (upload.filename or "").replace("\\", "/").rpartition("/")[2] or "upload"
    row = {
        "id": new_id("file-"),
        "created_at": int(platform.clock()),
        "bytes": len(upload.content),
        "filename": filename,
        "purpose": purpose,
        "name": parts["name"].text if "name" in parts else None,
        "sha256": hashlib.sha256(upload.content).hexdigest(),
        "media_type": upload.media_type or mimetypes.guess_type(filename)[0] or "application/octet-stream",
        "metadata": json.dumps(_metadata(parts)),
    }
    with platform.store.write() as db:
        db.execute(
            f"INSERT INTO openai_files ({_COLUMNS}, content) VALUES"
            " (:id, :created_at, :bytes, :filename, :purpose, :name, :sha256, :media_type, :metadata,"
            " :content)",
            {**row, "content": upload.content},
        )
    return json_reply(200, _file(tuple(row.values())))


def _metadata(parts: Dict[str, multipart.Part]) -> Dict[str, Any]:
    """The form's metadata: one JSON object, or OpenAI's `metadata[key]` fields."""
    found: Dict[str, Any] = {
        name[len("metadata[") : -1]: part.text
        for name, part in parts.items()
        if name.startswith("metadata[") and name.endswith("]")
    }
    if "metadata" in parts:
        try:
            whole = json.loads(parts["metadata"].text)
        except ValueError:
            whole = None
        if not isinstance(whole, dict):
            raise OpenAIError(
                400,
                "Invalid type for 'metadata': expected an object as JSON text.",
                param="metadata",
                code="invalid_type",
            )
        found.update(whole)
    return found


def list_files(platform: Platform, request: Request, _: Tuple[str, ...]) -> Reply:
    """GET /files: a page of those with the purpose and name asked for, newest first unless told otherwise."""
    wanted: Dict[str, Any] = {key: request.query[key] for key in ("purpose", "name") if key in request.query}
    where = " AND ".join(f"{key} = :{key}" for key in wanted) or "1"
    with platform.store.read() as db:
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM openai_files WHERE {where} ORDER BY number DESC", wanted
        ).fetchall()
    return page(request, [_file(tuple(row)) for row in rows], default=10_000, most=10_000)


def retrieve(platform: Platform, request: Request, path: Tuple[str, ...]) -> Reply:
    """GET /files/{id}: what is known about a file."""
    with platform.store.read() as db:
        return json_reply(200, _file(_row(db, path[0])))


def content(platform: Platform, request: Request, path: Tuple[str, ...]) -> Reply:
    """GET /files/{id}/content: the bytes as they were uploaded."""
    with platform.store.read() as db:
        row = _row(db, path[0], f"{_COLUMNS}, content")
    about = _file(row[:-1])
    filename = json.dumps(about["filename"].encode("ascii", "replace").decode())
    headers = [
        ("Content-Type", about["media_type"]),
        ("Content-Disposition", f"attachment; filename={filename}"),
    ]
    return Reply(200, headers, bytes(row[-1]))


def delete(platform: Platform, request: Request, path: Tuple[str, ...]) -> Reply:
    """DELETE /files/{id}: forget a file."""
    with platform.store.write() as db:
        _row(db, path[0])
        db.execute("DELETE FROM openai_files WHERE id = ?", (path[0],))
    return json_reply(200, {"id": path[0], "object": "file", "deleted": True})


def find(db: sqlite3.Connection, identifier: str) -> Optional[Tuple[Dict[str, Any], bytes]]:
    """What is known about a file, and its bytes; None where there is no such file."""
    row = db.execute(f"SELECT {_COLUMNS}, content FROM openai_files WHERE id = ?", (identifier,)).fetchone()
    return (_file(tuple(row[:-1])), bytes(row[-1])) if row else None


def _row(db: sqlite3.Connection, identifier: str, columns: str = _COLUMNS) -> Tuple[Any, ...]:
    row = db.execute(f"SELECT {columns} FROM openai_files WHERE id = ?", (identifier,)).fetchone()
    if row is None:
        raise OpenAIError(404, f"No such File object: {identifier}", param="id")
    return tuple(row)


def _file(row: Tuple[Any, ...]) -> Dict[str, Any]:
    values: Dict[str, Any] = dict(zip(_COLUMNS.split(", "), row))
    return {
        "object": "file",
        **values,
        "metadata": json.loads(values["metadata"]),
        "status": "processed",
        "status_details": None,
        "expires_at": None,
    }


ROUTES: List[Any] = [
    route("POST", "/files", create),
    route("GET", "/files", list_files),
    route("GET", "/files/([^/]+)", retrieve),
    route("GET", "/files/([^/]+)/content", content),
    route("DELETE", "/files/([^/]+)", delete),
]
