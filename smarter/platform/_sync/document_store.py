# Generated from smarter/platform/_async/document_store.py by scripts/generate_sync.py. Edit that, not this.
"""Files of a platform that keeps them as documents of vectorstores."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Tuple

from smarter.errors import NotFoundError, SmarterError
from smarter.kinds import Kind, fold_reference
from smarter.platform import documents
from smarter.platform.documents import Document
from smarter.platform.live_resource import LiveResource

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient

# Seconds for which one reading of all documents serves: the resources of a plan are read together.
_FRESH = 1.0


class DocumentStore:
    """Reads, writes and deletes the documents that File resources are."""

    def __init__(self, client: BaseClient) -> None:
        self.client = client
        self._read_at = float("-inf")
        self._documents: List[Document] = []
        self._date: Optional[str] = None

    def read(self, kind: Kind, name: str) -> Optional[LiveResource]:
        """Return a File that is a document, or None."""
        found = self._named(name)
        return documents.from_documents(kind, found, self._date) if found else None

    def rows(self) -> List[Mapping[str, Any]]:
        """Return a row for each File that is a document."""
        return [
            {"name": each.resource_name, "vectorstore": each.store, "status": each.data.get("status")}
            for each in self._all()
            if each.resource_name
        ]

    # The new document exists before the old ones go, so that a crash in between leaves two of one name, of which the
    # next write deletes the older (tests/platform/test_documents.py). Only where nothing but the metadata changed does
    # the platform call the upload a duplicate of the old document, which then has to go first.
    def write(self, manifest: Mapping[str, Any], content: Path) -> None:
        """Upload a file as a document, then delete older documents of the same name.

        Raises:
            NotFoundError: the vectorstore does not exist.
            SmarterError: the platform could not load the document, or has its content under another name.
        """
        name, store = str(manifest["metadata"]["name"]), str(manifest["spec"]["vectorstore"])
        store_id = self._store_id(store)
        metadata = documents.document_metadata(manifest, content)
        request = documents.upload(store_id, manifest, content, metadata)
        older = self._named(name)
        made = documents.added(self.client.send(request))
        if made.duplicate:
            own = [each for each in older if each.data["id"] == made.document["id"]]
            if not own:
                other = Document(store_id, store, made.document).resource_name or made.document.get("name")
                raise SmarterError(
                    f"vectorstore {store} already has the content of {content.name}, as {other}",
                    hint="Keep one of the two manifests.",
                )
            older = [each for each in older if each not in own]
            if own[0].data.get("metadata") != metadata:
                self._remove(own)
                made = documents.added(self.client.send(request))
        if made.document.get("status") == "failed":
            raise SmarterError(
                f"vectorstore {store} could not load {content.name}: {made.document.get('statusMessage')}",
                hint="The document that was there before is still in place." if older else None,
            )
        self._remove(older)

    def delete(self, name: str) -> bool:
        """Delete all documents of a File. Return False if there is none."""
        found = self._named(name)
        self._remove(found)
        return bool(found)

    def _remove(self, found: List[Document]) -> None:
        for each in found:
            try:
                self.client.send(documents.removal(each))
            except NotFoundError:  # Another client deleted it first.
                continue
        self._read_at = float("-inf")

    def _named(self, name: str) -> List[Document]:
        """Return the documents of a File, newest first."""
        return [each for each in self._all() if each.resource_name == name]

    def _all(self) -> List[Document]:
        """Return the documents of all vectorstores, newest first in each."""
        if time.monotonic() - self._read_at > _FRESH:
            found: List[Document] = []
            for store_id, store in self._stores():
                response = self.client.send(documents.documents_request(store_id))
                found += [Document(store_id, store, row) for row in documents.document_rows(response)]
                self._date = response.headers.get("date")
            self._documents, self._read_at = found, time.monotonic()
        return self._documents

    def _stores(self) -> List[Tuple[str, str]]:
        return documents.store_rows(self.client.send(documents.stores_request()))

    def _store_id(self, name: str) -> str:
        for store_id, store in self._stores():
            if store == fold_reference(name):
                return store_id
        raise NotFoundError(f"vectorstore {name} not found", hint="Apply its manifest first.")
