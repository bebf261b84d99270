"""Resources that the files API keeps: a `File` manifest as an upload, and an uploaded file as a resource."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional

from smarter.client import Request, Response
from smarter.errors import APIStatusError
from smarter.kinds import Kind
from smarter.platform.live_resource import LiveResource, parse_date, parse_seconds, split_annotations
from smarter.platform.responses import wrong_shape

_CHUNK = 1 << 20


def content_mark(file: Path) -> str:
    """What `spec.path` is compared by: the file's name and the SHA-256 of its content, `notes.md (sha256:5f2c...)`.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            digest.update(chunk)
    return _mark(file.name, digest.hexdigest())


def _mark(filename: str, sha256: str) -> str:
    return f"{filename} (sha256:{sha256})"


def upload(manifest: Mapping[str, Any], file: Path) -> Request:
    """The upload that makes the resource: content, purpose, name, and the rest of the metadata as JSON.

    It may be sent again: a second copy under the same name is found and removed by whoever reads next.
    """
    spec, metadata = manifest["spec"], dict(manifest["metadata"])
    name = metadata.pop("name")
    form = {"purpose": spec["purpose"], "name": name, "metadata": json.dumps(metadata, sort_keys=True)}
    return Request(
        method="POST",
        path="files",
        files={"file": (file.name, file, spec.get("mediaType"))},
        data=form,
        repeat="always",
    )


def find(name: Optional[str] = None, after: Optional[str] = None) -> Request:
    """One page of files, newest first; of those called `name` only, on platforms that filter."""
    query: Dict[str, str] = {"limit": "100", "order": "desc"}
    if name is not None:
        query["name"] = name
    if after is not None:
        query["after"] = after
    return Request(method="GET", path="files", query=query, repeat="always")


def content(file_id: str) -> Request:
    """Read the content of a file."""
    headers = {"Accept": "application/binary"}
    return Request(method="GET", path=f"files/{file_id}/content", headers=headers, repeat="always")


def remove(file_id: str) -> Request:
    """Delete one uploaded file."""
    return Request(method="DELETE", path=f"files/{file_id}", repeat="always")


class Page(NamedTuple):
    """One page of files; `after` asks for the next, None where there is none."""

    rows: List[Mapping[str, Any]]
    after: Optional[str]


def page_of(response: Response) -> Page:
    """The page in an answer.

    Raises:
        APIResponseValidationError: it is none.
    """
    body = response.json()
    rows = body.get("data") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("id") for row in rows):
        raise wrong_shape(response)
    last = body.get("last_id") or (rows[-1]["id"] if rows else None)
    return Page(rows, str(last) if body.get("has_more") and last else None)


def file_of(response: Response) -> Mapping[str, Any]:
    """The uploaded file in an answer; raises like `page_of`."""
    body = response.json()
    if not isinstance(body, dict) or not body.get("id"):
        raise wrong_shape(response)
    return body


def keeps_all(made: Mapping[str, Any]) -> bool:
    """Whether the platform kept of an upload what makes it a resource: OpenAI's own files API drops it in silence."""
    return bool(made.get("name") and made.get("sha256")) and isinstance(made.get("metadata"), dict)


def no_files_api(error: APIStatusError) -> bool:
    """Whether an answer says that the platform has no files API: a page (404), or no such method."""
    return error.status_code in (404, 405, 501) and (
        not isinstance(error.body, dict) or error.status_code == 501
    )


def from_file(kind: Kind, data: Mapping[str, Any], date: Optional[str]) -> LiveResource:
    """The live resource that an uploaded file is."""
    kept = data.get("metadata")
    kept = kept if isinstance(kept, dict) else {}
    theirs, ours = split_annotations(kept.get("annotations"))
    created = parse_seconds(data.get("created_at"))
    return LiveResource(
        kind=kind,
        name=str(data.get("name") or ""),
        manifest={
            "metadata": {
                "name": data.get("name"),
                "description": kept.get("description"),
                "version": kept.get("version"),
                "tags": kept.get("tags") or [],
                "annotations": theirs,
            },
            "spec": {
                "path": _mark(str(data.get("filename")), str(data.get("sha256"))),
                "purpose": data.get("purpose"),
                "mediaType": data.get("media_type"),
            },
        },
        status={key: data.get(key) for key in ("id", "bytes", "sha256", "filename", "created_at", "status")},
        marks=ours,
        created=created,
        modified=created,
        read_at=parse_date(date),
        id=str(data["id"]),
    )
