"""The files API: upload, list, read and delete files."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http import multipart
from smarter.local.http.messages import Reply, Request, parsed
from smarter.local.openai_api import file_store
from smarter.local.openai_api.base import OpenAIError, invalid, invalid_value, missing, new_id, page, route
from smarter.local.store import Store

PURPOSES = ["fine-tune", "assistants", "batch", "user_data", "vision", "evals"]
LARGEST = 512 * 1024 * 1024


def create(platform: BasePlatform, request: Request) -> Any:
    """POST /files: store one uploaded file."""
    media_type = request.headers.get("content-type", "")
    try:
        with multipart.form(media_type, request.pieces(), LARGEST, platform.store.folder) as parts:
            return _kept(platform, {part.name: part for part in parts})
    except multipart.FormError as error:
        raise OpenAIError(400, f"Could not parse multipart form: {error}.") from None
    except multipart.TooLarge as error:
        text = f"Maximum content size limit ({LARGEST}) exceeded ({error.size} bytes read)"
        raise OpenAIError(413, text) from None


def _kept(platform: BasePlatform, parts: Dict[str, multipart.Part]) -> Dict[str, Any]:
    """Store the file of a form and return its row."""
    if "file" not in parts or parts["file"].filename is None:
        raise missing("file")
    if "purpose" not in parts:
        raise missing("purpose")
    purpose = parts["purpose"].text
    if purpose not in PURPOSES:
        raise invalid_value("purpose", purpose, PURPOSES)
    upload = parts["file"]
    row = {
        "id": new_id("file-"),
        "created_at": int(platform.clock()),
        "bytes": upload.size,
        "filename": upload.base_name or "upload",
        "purpose": purpose,
        "name": parts["name"].text if "name" in parts else None,
        "sha256": "",
        "media_type": upload.media_type or "application/octet-stream",
        "metadata": json.dumps(_metadata(parts)),
    }
    row = file_store.keep(platform.store, row, upload.file)
    return _file(row)


def _metadata(parts: Dict[str, multipart.Part]) -> Dict[str, Any]:
    """Return the form's metadata.

    It is one JSON object, or OpenAI's `metadata[key]` fields.
    """
    found: Dict[str, Any] = {
        name[len("metadata[") : -1]: part.text
        for name, part in parts.items()
        if name.startswith("metadata[") and name.endswith("]")
    }
    if "metadata" in parts:
        whole = parsed(parts["metadata"].text)
        if not isinstance(whole, dict):
            raise invalid(
                "Invalid type for 'metadata': expected an object as JSON text.", "metadata", "invalid_type"
            )
        found.update(whole)
    return found


def list_files(platform: BasePlatform, request: Request) -> Any:
    """GET /files: a page of the files with a purpose and name, newest first."""
    wanted: Dict[str, Any] = {key: request.query[key] for key in ("purpose", "name") if key in request.query}
    where = " AND ".join(f"{key} = ?" for key in wanted) or "1"
    query = f"SELECT {file_store.COLUMNS} FROM openai_files WHERE {where} ORDER BY number DESC"
    rows = platform.store.rows(query, *wanted.values())
    return page(request, [_file(dict(row)) for row in rows], default=10_000, most=10_000)


def retrieve(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /files/{id}: a file's metadata."""
    return _found(platform.store, identifier)


def content(platform: BasePlatform, request: Request, identifier: str) -> Reply:
    """GET /files/{id}/content: a file's bytes."""
    about = _found(platform.store, identifier)
    filename = json.dumps(about["filename"].encode("ascii", "replace").decode())
    headers = [
        ("Content-Type", about["media_type"]),
        ("Content-Disposition", f"attachment; filename={filename}"),
        ("Content-Length", str(about["bytes"])),
    ]
    pieces = file_store.pieces(platform.store, identifier, about["bytes"])
    return Reply(200, headers, next(pieces, b"") if about["bytes"] <= file_store.PIECE else pieces)


def delete(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """DELETE /files/{id}: delete a file."""
    with platform.store.write():
        _found(platform.store, identifier)
        file_store.forget(platform.store, identifier)
    return {"id": identifier, "object": "file", "deleted": True}


def find(store: Store, identifier: str) -> Optional[Dict[str, Any]]:
    """Return a file's row, or None."""
    row = store.row(f"SELECT {file_store.COLUMNS} FROM openai_files WHERE id = ?", identifier)
    return _file(dict(row)) if row else None


def _found(store: Store, identifier: str) -> Dict[str, Any]:
    about = find(store, identifier)
    if about is None:
        raise OpenAIError(404, f"No such File object: {identifier}", param="id")
    return about


def _file(row: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "object": "file",
        **row,
        "metadata": json.loads(row["metadata"]),
        "status": "processed",
        "status_details": None,
        "expires_at": None,
    }


ROUTES: List[Route] = [
    route("POST", "/files", create),
    route("GET", "/files", list_files),
    route("GET", "/files/([^/]+)", retrieve),
    route("GET", "/files/([^/]+)/content", content),
    route("DELETE", "/files/([^/]+)", delete),
]
