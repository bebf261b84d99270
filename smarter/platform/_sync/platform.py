# Generated from smarter/platform/_async/platform.py by scripts/generate_sync.py. Edit that, not this.
"""Platform: one resource of the manifest API or the files API at a time.

The synchronous twin `_sync/platform.py` is generated from this file by `scripts/generate_sync.py`.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Tuple

from smarter.errors import (
    APIStatusError,
    ConflictError,
    GuardError,
    NotFoundError,
    SmarterError,
    UnsupportedError,
)
from smarter.kinds import Kind, KindTable, load_kinds
from smarter.kinds.names import normalize_key
from smarter.platform import error_rules, files, requests, response_reader
from smarter.platform._sync.connection import PlatformConnection
from smarter.platform._sync.document_store import DocumentStore
from smarter.platform.cache import DialectCache, SchemaCache
from smarter.platform.field_moves import contradicts, from_wire
from smarter.platform.files import Content
from smarter.platform.live_resource import DataRow, LiveResource, from_describe

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient
    from smarter.client.request import Request
    from smarter.client.response import Response

_log = logging.getLogger("smarter.platform")


@dataclass(frozen=True)
class Listing:
    """Rows of one kind; `complete` is False where some may be missing."""

    rows: Tuple[Mapping[str, Any], ...]
    complete: bool


# Seconds after which a cached schema is fetched again.
_SCHEMA_LIFETIME = 24 * 3600.0

# Some kinds' lists end here without a mark.
_ROW_CAP = 1000


class Platform(PlatformConnection):
    """One Smarter platform, through `client`; detects and caches its dialect."""

    def __init__(
        self,
        client: BaseClient,
        kinds: Optional[KindTable] = None,
        *,
        dialect: Optional[str] = None,
        cache: Optional[DialectCache] = None,
    ) -> None:
        super().__init__(client, dialect, cache)
        self.kinds = kinds or load_kinds()
        self.schemas = SchemaCache(self.base_url)
        self._documents = DocumentStore(client)

    def discover(self, word: str) -> Optional[Mapping[str, Any]]:
        """Return an unshipped kind's schema, from the cache (one day) or the platform.

        None if the platform has no such kind or does not answer.
        """
        cached = self.schemas.get(word)
        if cached is not None and self.schemas.age(cached["x-smarter-kind"]["name"]) < _SCHEMA_LIFETIME:
            return cached
        try:
            schema = self.served_schema(word)
        except SmarterError as error:
            _log.info("no schema of %s: %s", word, error)
            return cached
        if schema is not None:
            with contextlib.suppress(OSError):  # Then it is fetched again next time.
                self.schemas.put(schema)
        return schema

    def served(self) -> List[Kind]:
        """Return the served kinds: the table's, and others in the platform's list."""
        dialect = (self.dialect()).name
        rows = self.served_kinds()
        names = None if rows is None else {normalize_key(str(row["APIKind"])) for row in rows}
        found = [
            kind
            for kind in self.kinds.all()
            if kind.served != "manifest"
            or (dialect in kind.wire and (names is None or normalize_key(kind.wire[dialect]) in names))
        ]
        known = {normalize_key(kind.wire[dialect]) for kind in found if dialect in kind.wire}
        for row in rows or ():
            if normalize_key(str(row["APIKind"])) not in known:
                schema = self.discover(str(row["APIKind"]))
                if schema is not None:
                    found.append(Kind(schema))
        return sorted(found, key=lambda kind: kind.name)

    def share_reads(self) -> None:
        """Let one request serve the reads of the next second, for kinds read as lists."""
        self._documents.share_reading()

    def read(self, kind: Kind, name: str) -> Optional[LiveResource]:
        """Return the live resource, or None if it does not exist.

        Raises:
            UnsupportedError: the platform cannot describe this kind.
        """
        try:
            return self.get(kind, name)
        except NotFoundError:
            return None

    def get(self, kind: Kind, name: str) -> LiveResource:
        """Return the live resource.

        Raises:
            NotFoundError: it does not exist.
            UnsupportedError: the platform cannot describe this kind.
        """
        if kind.served == "files":
            return self._get_file(kind, name)
        response = self.call(
            lambda dialect: requests.on_resource("describe", kind, name, dialect), kind, "describe"
        )
        described = response_reader.resource_of(response, kind)
        if contradicts(kind, described, (self.dialect()).name):
            self.forget()
        data = from_wire(kind, described, (self.dialect()).name)
        return from_describe(kind, name, data, response.headers.get("date"))

    def write(
        self,
        kind: Kind,
        manifest: Mapping[str, Any],
        *,
        content: Optional[Content] = None,
        allow_duplicates: bool = False,
    ) -> Optional[DataRow]:
        """Create or replace the resource, with `content` as the file to upload.

        Older uploads of the same name are deleted after the new one exists. Returns the data row that the answer shows,
        for kinds whose rows the platform confuses.

        Raises:
            UnsupportedError: the platform cannot apply this kind, or not a second time.
            GuardError: each apply of this kind creates another resource, and `allow_duplicates` is not set.
        """
        if kind.served == "files":
            self._write_file(kind, manifest, content)
            return None
        how = self.require(kind, "apply")
        if how == "creates-duplicate" and not allow_duplicates:
            raise creates_duplicate(kind)
        try:
            response = self.call(lambda dialect: requests.apply(kind, manifest, dialect), kind, "apply")
        except APIStatusError as error:
            name = str(manifest["metadata"].get("name"))
            if how == "create-only" and self.read(kind, name) is not None:
                raise self.refusal(kind, "update", f"and {name!r} exists already") from error
            raise
        return response_reader.data_row_of(response)

    def validate(self, kind: Kind, manifest: Mapping[str, Any]) -> List[Mapping[str, Any]]:
        """Return the findings of the platform's check: `loc` (a path), `message`, `type`.

        Raises:
            UnsupportedError: the platform does not serve the kind, or has no such check (before 0.15).
        """
        self.require_validate()
        self.require(kind, "apply")
        dialect = (self.dialect()).name
        response = self.client.send(requests.validate(kind, manifest, dialect))
        return response_reader.validation_errors(response)

    def require_validate(self) -> None:
        """Raise `UnsupportedError` without a check of manifests (before 0.15)."""
        dialect = self.dialect()
        if not dialect.lists_kinds:
            version = self.version() or dialect.versions
            raise UnsupportedError(
                f"Platform {version} does not support validate.",
                verb="validate",
                dialect=dialect.name,
                hint="`smarter validate` without --server needs no platform.",
            )

    def delete(self, kind: Kind, name: str) -> bool:
        """Delete the resource. Return False if it did not exist.

        Raises:
            UnsupportedError: the platform cannot delete this kind.
        """
        if kind.served == "files":
            if self._has_documents() and self._documents.delete(name):
                return True
            live = self.read(kind, name)
            for file_id in (*live.superseded, str(live.id)) if live else ():
                self._remove_file(file_id)
            return live is not None
        how = self.require(kind, "delete")
        try:
            self.call(lambda dialect: requests.on_resource("delete", kind, name, dialect), kind, "delete")
        except NotFoundError:
            return False
        except ConflictError as error:
            if error.status_code != 503:  # else it is not ready
                self._name_dependents(kind, name, error)
            raise
        except APIStatusError:
            # Platform 0.14 deletes a chatbot and answers 500: only another read tells whether it is gone.
            if how != "answers-500" or self.read(kind, name) is not None:
                raise
        return True

    def _name_dependents(self, kind: Kind, name: str, error: ConflictError) -> None:
        """Add the dependents to `error` of a refused deletion, in their order."""
        live = self.read(kind, name)
        named = response_reader.served_dependents(live.status) if live else None
        if not named:
            return
        words = [f"{self._word(each)}/{dependent}" for each, dependent in named]
        error.message = f"{kind.singular}/{name} is in use by {', '.join(words)}."
        error.args = (error.message,)
        error.hint = f"smarter delete {' '.join([*words, f'{kind.singular}/{name}'])}"

    def _word(self, name: str) -> str:
        kind = self.kinds.find(name)
        return self.kinds.usual(name).singular if kind is not None else name

    def list(self, kind: Kind) -> Listing:
        """Return the rows of all resources of this kind.

        Raises:
            UnsupportedError: the platform cannot list this kind.
        """
        if kind.served == "files":
            return self._list_files(kind)
        named = kind.verb("describe", (self.dialect()).name) != "no"
        hint = f"Name one: `smarter get {kind.singular} NAME`." if named else ""
        if self.require(kind, "list", hint=hint) != "all":
            raise self.refusal(kind, "list", hint=hint)
        response = self.call(lambda dialect: requests.list_all(kind, dialect), kind, "get")
        rows = response_reader.rows_of(response)
        # Newer platforms list the plugins of all kinds for each of them.
        mine = tuple(row for row in rows if not response_reader.of_other_kind(kind, row))
        return Listing(mine, complete=len(rows) < _ROW_CAP)

    def act(self, verb: str, kind: Kind, name: str) -> Any:
        """Run `deploy`, `undeploy` or `logs` for one resource; return the `data`.

        Raises:
            NotFoundError: there is no such resource.
            ConflictError: it exists, and is not ready for this.
        """
        try:
            response = self.call(lambda dialect: requests.on_resource(verb, kind, name, dialect), kind, verb)
        except NotFoundError as error:
            # 503 of the platform's own stands for both: its words tell, and where they do not, another read.
            if error_rules.may_be_unready(error) and self.read(kind, name) is not None:
                raise ConflictError(
                    f"{kind.name} {name!r} is not ready for {verb}.",
                    response=error.response,
                    body=error.body,
                    hint=f"Try again later: `smarter describe {kind.singular} {name}` shows its status.",
                ) from None
            raise
        return response_reader.data_of(response)

    def download(self, file_id: str) -> bytes:
        """Return the content of an uploaded file."""
        return (self.client.send(files.content(file_id))).content

    def _send_file(self, request: Request, kind: Kind, verb: str) -> Response:
        try:
            return self.client.send(request)
        except UnsupportedError as error:
            error.kind, error.verb, error.dialect = kind.name, verb, (self.dialect()).name
            raise

    def other_documents(self, store: str) -> List[str]:
        """Return the names of the documents of a vectorstore that no File resource is."""
        return self._documents.others(store) if self._has_documents() else []

    def _has_documents(self) -> bool:
        """Return True if files are documents of vectorstores: where kinds are listed."""
        return (self.dialect()).lists_kinds

    def _get_file(self, kind: Kind, name: str) -> LiveResource:
        has_documents = self._has_documents()
        document = self._documents.read(kind, name) if has_documents else None
        if document is not None:
            return document
        try:
            rows, response = self._find_uploads(kind, "describe", name)
        except UnsupportedError:
            if not has_documents:
                raise
            # Without a files API, documents are all there is.
            raise NotFoundError(f"{kind.name} {name!r} not found.") from None
        found = [row for row in rows if kind.fold(str(row.get("name"))) == name]
        if not found:
            raise NotFoundError(f"{kind.name} {name!r} not found.", response=response.http_response)
        live = files.from_file(kind, found[0], response.headers.get("date"))
        return replace(live, superseded=tuple(str(row["id"]) for row in found[1:]))

    def _write_file(self, kind: Kind, manifest: Mapping[str, Any], content: Optional[Content]) -> None:
        if content is None:
            raise ValueError(f"a {kind.name} needs its content")
        if manifest["spec"].get("vectorstore"):
            if not self._has_documents():
                raise self.refusal(kind, "apply", "since it keeps no documents of vectorstores")
            self._documents.write(manifest, content)
            return
        made = files.file_of(self._send_file(files.upload(manifest, content.file), kind, "apply"))
        if not files.keeps_all(made):
            self._remove_file(str(made["id"]))
            raise self.refusal(kind, "apply", "since its files store neither name, digest nor metadata")
        # The newest copy stays, whichever client uploaded it: two clients at the same time then agree.
        live = self.read(kind, str(manifest["metadata"]["name"]))
        for file_id in live.superseded if live else ():
            self._remove_file(file_id)

    def _remove_file(self, file_id: str) -> None:
        with contextlib.suppress(NotFoundError):  # Another client deleted it first.
            self.client.send(files.remove(file_id))

    def _list_files(self, kind: Kind) -> Listing:
        has_documents = self._has_documents()
        rows = self._documents.rows() if has_documents else []
        try:
            uploads, _ = self._find_uploads(kind, "list")
        except UnsupportedError:
            if not has_documents:
                raise
            uploads = []
        return Listing((*rows, *(row for row in uploads if row.get("name"))), complete=True)

    def _find_uploads(
        self, kind: Kind, verb: str, name: Optional[str] = None
    ) -> Tuple[List[Mapping[str, Any]], Response]:
        """Return the rows of all pages of uploads, and the response with the last one."""
        rows: List[Mapping[str, Any]] = []
        after: Optional[str] = None
        while True:
            response = self._send_file(files.find(name, after=after), kind, verb)
            page = files.page_of(response)
            rows.extend(page.rows)
            if page.after is None or page.after == after:
                return rows, response
            after = page.after


def creates_duplicate(kind: Kind) -> GuardError:
    """Return the error for a kind whose applies duplicate the resource."""
    return GuardError(
        f"Each apply of {kind.name} creates another one on this platform.",
        hint="To create one: `apply --allow-duplicates`, or `manifests.apply(..., allow_duplicates=True)`.",
    )
