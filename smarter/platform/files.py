"""Resources of the files API: `File` manifests to uploads, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, FrozenSet, List, Mapping, NamedTuple, Optional

from smarter._files import content_digest
from smarter.client.core import segment
from smarter.client.request import Request
from smarter.client.response import Response
from smarter.kinds import Kind
from smarter.platform.live_resource import LiveResource, kept_metadata, parse_date, parse_seconds
from smarter.platform.response_reader import checked_rows


class Content(NamedTuple):
    """A file to upload.

    Attributes:
        file: where it is.
        path: its path in the manifest.
        replaces: names of resources that leave their content in the same run, so that this upload may take it over.
    """

    file: Path
    path: str
    replaces: FrozenSet[str] = frozenset()


def content_mark(file: Path) -> str:
    """Return the value of `spec.path` in comparisons: `notes.md (sha256:5f2c...)`.

    Raises:
        OSError: the file cannot be read.
    """
    return content_value(file.name, content_digest(file))


def content_value(filename: str, sha256: str) -> str:
    """Return the value that stands for a file with this content."""
    return f"{filename} (sha256:{sha256})"


def digest_in(value: Any) -> str:
    """Return the digest in what `content_value` returned; "" without one."""
    return str(value).rpartition(" (sha256:")[2][:-1] if str(value).endswith(")") else ""


def upload(manifest: Mapping[str, Any], file: Path) -> Request:
    """Return the upload of the resource: content, purpose, name, other metadata.

    It may be sent again: the next write finds and deletes a second copy of the same name.
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
    """Return the request for a page of files, newest first, by `name` if supported."""
    given = {"limit": "100", "order": "desc", "name": name, "after": after}
    query = {key: value for key, value in given.items() if value is not None}
    return Request(method="GET", path="files", query=query, repeat="always")


def content(file_id: str) -> Request:
    """Return the request for the content of an uploaded file."""
    path = f"files/{segment('file_id', file_id)}/content"
    headers = {"Accept": "application/binary"}
    return Request(method="GET", path=path, headers=headers, repeat="always", bounded=False)


def remove(file_id: str) -> Request:
    """Return the request that deletes one uploaded file."""
    return Request(method="DELETE", path=f"files/{segment('file_id', file_id)}", repeat="always")


class Page(NamedTuple):
    """One page of files. `after` leads to the next page; None on the last."""

    rows: List[Mapping[str, Any]]
    after: Optional[str]


def page_of(response: Response) -> Page:
    """Return the page in a response.

    Raises:
        APIResponseValidationError: the response is not a page of files.
    """
    body = response.json()
    rows = checked_rows(response, body.get("data") if isinstance(body, dict) else None, "id")
    last = body.get("last_id") or (rows[-1]["id"] if rows else None)
    return Page(rows, str(last) if body.get("has_more") and last else None)


def file_of(response: Response) -> Mapping[str, Any]:
    """Return the uploaded file in a response. Raises like `page_of`."""
    return checked_rows(response, [response.json()], "id")[0]


def keeps_all(made: Mapping[str, Any]) -> bool:
    """Return True if an upload kept name, digest and metadata (OpenAI drops them)."""
    return bool(made.get("name") and made.get("sha256")) and isinstance(made.get("metadata"), dict)


def from_file(kind: Kind, data: Mapping[str, Any], date: Optional[str]) -> LiveResource:
    """Return an uploaded file as a live resource."""
    kept = data.get("metadata")
    metadata, ours = kept_metadata(data.get("name"), kept if isinstance(kept, dict) else {})
    created = parse_seconds(data.get("created_at"))
    return LiveResource(
        kind=kind,
        name=str(data.get("name") or ""),
        manifest={
            "metadata": metadata,
            "spec": {
                "path": content_value(str(data.get("filename")), str(data.get("sha256"))),
                "vectorstore": None,
                "metadata": None,
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
