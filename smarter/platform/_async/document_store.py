"""Files of a platform that keeps them as documents of vectorstores."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from smarter.client.http.concurrency import AsyncLock, async_sleep
from smarter.errors import NotFoundError, SmarterError
from smarter.kinds import Kind, fold_reference
from smarter.platform import vectorstore_documents as documents
from smarter.platform.files import Content
from smarter.platform.live_resource import LiveResource
from smarter.platform.vectorstore_documents import Added, Document, Store

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncBaseClient
    from smarter.client.request import Request

# Seconds for which one reading of all documents serves resources that are read together.
_FRESH = 1.0

# Seconds to wait for a vectorstore that is being provisioned, and for a document to be gone; and between two looks.
_PATIENCE = 300.0
_PAUSE = 1.0


class AsyncDocumentStore:
    """Reads, writes and deletes the documents that File resources are."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self.client = client
        self._lock: Any = AsyncLock()
        self._read_at = self._ended_at = self._shared_at = float("-inf")
        self._written_at: Dict[str, float] = {}
        self._waited_until: Dict[str, float] = {}
        self._stores: List[Store] = []
        self._documents: Dict[str, List[Document]] = {}
        self._others: Dict[str, List[str]] = {}
        self._date: Optional[str] = None

    def share_reading(self) -> None:
        """Let one reading of all documents serve all reads until a second after its end."""
        self._shared_at = time.monotonic()

    async def read(self, kind: Kind, name: str) -> Optional[LiveResource]:
        """Return a File that is a document, or None."""
        found = await self._named(name)
        return documents.from_documents(kind, found, self._date) if found else None

    async def rows(self) -> List[Mapping[str, Any]]:
        """Return a row for each File that is a document."""
        await self._look()
        return [
            {"name": name, "vectorstore": found[0].store.name, "status": found[0].data.get("status")}
            for name, found in self._documents.items()
        ]

    async def others(self, store: str) -> List[str]:
        """Return the names of a store's documents without a File, in its order."""
        await self._look()
        return self._others.get(store, [])

    # The new document exists before the old ones go, so that a crash in between leaves two of one name, of which the
    # next write deletes the older (tests/acceptance/test_vectorstore_kills.py). Only where nothing but the metadata or
    # the name changed does the platform call the upload a duplicate of the old document, which then has to go first.
    async def write(self, manifest: Mapping[str, Any], content: Content) -> None:
        """Upload a file as a document, then delete older documents of the same name.

        Raises:
            NotFoundError: the vectorstore does not exist.
            SmarterError: the vectorstore is not ready, could not load the document, or has its content under another
                name.
        """
        name = str(manifest["metadata"]["name"])
        store = await self._ready(str(manifest["spec"]["vectorstore"]))
        metadata = documents.document_metadata(manifest, content)
        request = documents.upload(store, manifest, content, metadata)
        older = await self._named(name, _FRESH)  # The caller has just read it.
        self._written_at[name] = time.monotonic()
        made = await self._add(store, request)
        if made.duplicate:
            owner = made.document.resource_name
            if owner != name and owner not in content.replaces:
                raise _kept_already(store, content, made.document)
            older = [each for each in older if each.id != made.document.id]
            if made.document.failed or dict(made.document.metadata) != metadata:
                await self._remove([made.document])
                await self._wait_until_gone(made.document)
                made = await self._add(store, request)
        self._written_at[name] = time.monotonic()
        if made.document.failed:
            raise SmarterError(
                made.document.problem,
                hint="The document that was there before is still in place." if older else None,
            )
        await self._remove(older)

    async def delete(self, name: str) -> bool:
        """Delete all documents of a File. Return False if it has none."""
        found = await self._named(name)
        await self._remove(found)
        return bool(found)

    async def _add(self, store: Store, request: Request) -> Added:
        return documents.added(store, await self.client.send(request))

    async def _remove(self, found: List[Document]) -> None:
        for each in found:
            try:
                await self.client.send(documents.removal(each))
            except NotFoundError:  # Another client deleted it first.
                continue
            finally:
                self._written_at[str(each.resource_name)] = time.monotonic()

    async def _wait_until_gone(self, document: Document) -> None:
        """Wait for a document's deletion; until then its content counts as a duplicate."""
        given_up = time.monotonic() + _PATIENCE
        request = documents.documents_request(document.store.id)
        while time.monotonic() < given_up:
            rows = documents.all_rows(await self.client.send(request))
            if all(str(row["id"]) != document.id for row in rows):
                return
            await async_sleep(_PAUSE)

    async def _named(self, name: str, age: float = 0.0) -> List[Document]:
        """Return a File's documents, newest first, at most `age` seconds old."""
        await self._look(name, age)
        return self._documents.get(name, [])

    # Many files are written at the same time, and each is read before its write and after it. So one reading of all
    # documents serves everyone who asked before it began; a reading older than a file's last write does not serve it
    # (tests/acceptance/test_document_folders.py).
    async def _look(self, name: str = "", age: float = 0.0) -> None:
        """Read all documents, unless a shared reading or one within `age` seconds exists."""
        now = time.monotonic()
        newest = self._ended_at if self._read_at >= self._shared_at else self._shared_at
        shared = self._shared_at if now - newest < _FRESH else now - age
        since = max(shared, self._written_at.get(name, 0.0))
        if self._read_at >= since:
            return
        async with self._lock:
            if self._read_at >= since:
                return
            began = time.monotonic()
            found: Dict[str, List[Document]] = {}
            others: Dict[str, List[str]] = {}
            self._stores = documents.store_rows(await self.client.send(documents.stores_request()))
            for store in self._stores:
                response = await self.client.send(documents.documents_request(store.id))
                for each in documents.document_rows(store, response):
                    if each.resource_name is None:
                        others.setdefault(store.name, []).append(str(each.data.get("name")))
                    else:
                        found.setdefault(each.resource_name, []).append(each)
                self._date = response.headers.get("date")
            self._documents, self._others = found, others
            self._read_at, self._ended_at = began, time.monotonic()

    async def _ready(self, name: str) -> Store:
        """Return a vectorstore once it is ready.

        Raises:
            NotFoundError: it does not exist.
            SmarterError: it is not ready, and not being provisioned either.
        """
        store = self._store(name)
        while store is None or not store.takes_documents:
            self._stores = documents.store_rows(await self.client.send(documents.stores_request()))
            store = self._store(name)
            if store is None:
                raise NotFoundError(f"vectorstore {name} not found", hint="Apply its manifest first.")
            # All files of a vectorstore wait for it together.
            given_up = self._waited_until.setdefault(store.id, time.monotonic() + _PATIENCE)
            if store.status == "provisioning" and time.monotonic() < given_up:
                await async_sleep(_PAUSE)
            elif not store.takes_documents:
                raise documents.not_ready(store)
        return store

    def _store(self, name: str) -> Optional[Store]:
        return next((each for each in self._stores if each.name == fold_reference(name)), None)


def _kept_already(store: Store, content: Content, document: Document) -> SmarterError:
    """Return the error for content of another File or of a foreign document."""
    owner = document.resource_name
    shown, delete = f"file/{owner}", f"smarter delete file/{owner}"
    if not owner:
        name = document.data.get("name")
        shown = f"document {name}, which no manifest describes"
        delete = f"smarter files delete --vectorstore {store.name} {name}"
    return SmarterError(
        f"vectorstore {store.name} already has the content of {content.path}, as {shown}",
        hint=f"If it should be this one instead: {delete}",
    )
