"""Resources in a vectorstore: `File` manifests to documents, and back.

A document's own SHA-256 may be that of its extracted text, so the digest of the file, the name of the resource and the
rest of its manifest are kept in the document's metadata.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any, Dict, List, Mapping, NamedTuple, Optional

from smarter._defaults import LARGEST_DOCUMENT
from smarter._files import content_digest
from smarter.client.core import segment
from smarter.client.request import Request
from smarter.client.response import Response
from smarter.errors import InvalidArgumentError, SmarterError
from smarter.kinds import Kind
from smarter.kinds.names import OURS
from smarter.kinds.paths import get
from smarter.platform.files import Content, content_value
from smarter.platform.live_resource import LiveResource, kept_metadata, parse_date, parse_time
from smarter.platform.response_reader import checked_rows, wrong_shape

_NAME, _DIGEST, _PATH, _REST = (OURS + word for word in ("name", "sha256", "path", "metadata"))


class Store(NamedTuple):
    """A vectorstore: its number, its name, and the status of its deployment."""

    id: str
    name: str
    status: str

    @property
    def takes_documents(self) -> bool:
        """True if it loads new documents, or does not show its status."""
        return self.status in ("ready", "None")


def not_ready(store: Store) -> SmarterError:
    """Return the error for a vectorstore that is not deployed, or not yet."""
    deploy = f"Deploy it, which may cost money: smarter api POST vectorstores/{store.id}/deploy/"
    return SmarterError(
        f"vectorstore {store.name} is not ready: it is {store.status}",
        hint="Wait until it is." if store.status == "provisioning" else deploy,
    )


class Document(NamedTuple):
    """A document with the vectorstore that keeps it, as the API shows it."""

    store: Store
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its number."""
        return str(self.data["id"])

    @property
    def resource_name(self) -> Optional[str]:
        """The name of the File resource; None for a document without one."""
        return resource_name(self.metadata)

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata that the upload gave."""
        found = self.data.get("metadata")
        return found if isinstance(found, dict) else {}

    @property
    def failed(self) -> bool:
        """True if the platform could not load it."""
        return self.data.get("status") == "failed"

    @property
    def problem(self) -> str:
        """Why the platform could not load it."""
        reason = self.data.get("statusMessage") or "the platform gives no reason"
        return f"vectorstore {self.store.name} could not load {self.data.get('name')}: {reason}"


class Added(NamedTuple):
    """The response to an upload: the new document, or its older duplicate."""

    document: Document
    duplicate: bool


def resource_name(metadata: Any) -> Optional[str]:
    """Return the name of a document's File resource; None if it has none."""
    name = get(metadata, (_NAME,))
    return str(name) if name else None


def source_path(metadata: Any) -> Optional[str]:
    """Return the path in its manifest of a document's or chunk's file, or None."""
    path = get(metadata, (_PATH,))
    return str(path) if path else None


def stores_request() -> Request:
    """Return the request for all vectorstores."""
    return Request("GET", "vectorstores/", repeat="always")


def documents_request(store_id: str) -> Request:
    """Return the request for the documents of a vectorstore."""
    return Request("GET", f"vectorstores/{segment('vectorstore', store_id)}/documents/", repeat="always")


def removal(document: Document) -> Request:
    """Return the request that deletes a document."""
    store, number = segment("vectorstore", document.store.id), segment("document", document.id)
    path = f"vectorstores/{store}/documents/{number}/"
    return Request("DELETE", path, repeat="always")


def document_metadata(manifest: Mapping[str, Any], content: Content) -> Dict[str, Any]:
    """Return the metadata of a document: the user's, and the rest of the manifest.

    Raises:
        OSError: the file cannot be read.
    """
    rest = dict(manifest["metadata"])
    return {
        **(manifest["spec"].get("metadata") or {}),
        _NAME: rest.pop("name"),
        _DIGEST: content_digest(content.file),
        _PATH: content.path,
        _REST: json.dumps(rest, sort_keys=True),
    }


def upload(
    store: Store, manifest: Mapping[str, Any], content: Content, metadata: Mapping[str, Any]
) -> Request:
    """Return the upload of a File, safe to repeat: the platform finds duplicates.

    Raises:
        InvalidArgumentError: the file is empty, or over 50 MiB; nothing has been sent.
        OSError: the file cannot be read.
    """
    file = content.file
    size = file.stat().st_size
    if not size or size > LARGEST_DOCUMENT:
        reason = "is empty" if not size else f"has {size:,} bytes; a vectorstore takes at most 50 MiB a file"
        raise InvalidArgumentError(f"{content.path} {reason}.")
    return Request(
        method="POST",
        path=f"vectorstores/{segment('vectorstore', store.id)}/documents/",
        files={"files": (file.name, file, manifest["spec"].get("mediaType"))},
        data={"metadata": json.dumps(metadata, sort_keys=True)},
        repeat="always",
    )


def store_rows(response: Response) -> List[Store]:
    """Return the vectorstores in a response.

    Raises:
        APIResponseValidationError: the response is not a list of vectorstores.
    """
    rows = checked_rows(response, response.json(), "id")
    return [Store(str(row["id"]), str(row.get("name")), str(row.get("status"))) for row in rows]


def document_rows(store: Store, response: Response) -> List[Document]:
    """Return a vectorstore's documents in a response, but not those in deletion.

    Raises like `store_rows`.
    """
    return [Document(store, row) for row in all_rows(response) if row.get("status") != "deleting"]


def all_rows(response: Response) -> List[Mapping[str, Any]]:
    """Return the documents in a response unchanged. Raises like `store_rows`."""
    body = response.json()
    return checked_rows(response, body.get("documents") if isinstance(body, dict) else None, "id")


def added(store: Store, response: Response) -> Added:
    """Return the document that an upload made or found. Raises like `store_rows`."""
    body = response.json()
    if isinstance(body, dict):
        for key in ("documents", "duplicates"):
            rows = body.get(key)
            if isinstance(rows, list) and rows:
                return Added(Document(store, checked_rows(response, rows, "id")[0]), key == "duplicates")
    raise wrong_shape(response)


def from_documents(kind: Kind, found: List[Document], date: Optional[str]) -> LiveResource:
    """Return the live resource of documents, newest first; older ones are superseded.

    A document that failed to load counts only if there is no other, so that the next apply uploads its file again.
    """
    newest = next((each for each in found if not each.failed), found[0])
    data, kept = newest.data, dict(newest.metadata)
    rest = _object(kept.pop(_REST, None))
    digest = str(kept.pop(_DIGEST, ""))
    path = kept.pop(_PATH, None)
    kept.pop(_NAME, None)
    metadata, ours = kept_metadata(newest.resource_name, rest)
    created = parse_time(data.get("createdAt"))
    # The platform may change the name of an uploaded file: quotes and backslashes do not survive a form
    # (tests/acceptance/test_document_folders.py).
    filename = PurePosixPath(str(path)).name if path else str(data.get("name"))
    return LiveResource(
        kind=kind,
        name=str(newest.resource_name),
        manifest={
            "metadata": metadata,
            "spec": {
                # A failed document has no content to compare with.
                "path": content_value(filename, "" if newest.failed else digest),
                "vectorstore": newest.store.name,
                "metadata": kept or None,
                "purpose": None,
                "mediaType": data.get("contentType"),
            },
        },
        status={
            **{key: data.get(key) for key in ("id", "status", "statusMessage", "chunkCount")},
            "bytes": data.get("sizeBytes"),
            "sha256": digest,
            "path": path,
            "filename": data.get("name"),
            "created": data.get("createdAt"),
        },
        marks=ours,
        created=created,
        modified=created,
        read_at=parse_date(date),
        superseded=tuple(each.id for each in found if each is not newest),
        problem=newest.problem if newest.failed else None,
    )


def _object(text: Any) -> Dict[str, Any]:
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}
