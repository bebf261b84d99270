# Generated from smarter/platform/_async/platform.py by scripts/generate_sync.py. Edit that, not this.
"""The platform as the engine and the resources see it: read, write, list, delete one resource, whichever API keeps it.

The synchronous twin `_sync.py` is generated from this file by `scripts/generate_sync.py`.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, List, Mapping, Optional, Tuple

from smarter.client import Request, Response
from smarter.client._sync.client import BaseClient
from smarter.errors import APIStatusError, GuardError, NotFoundError, SmarterError
from smarter.kinds import Kind, KindTable, fold_name, load_kinds
from smarter.kinds.names import normalize_key
from smarter.platform import files, requests, responses
from smarter.platform._sync.connection import PlatformConnection
from smarter.platform.cache import DialectCache, SchemaCache
from smarter.platform.field_moves import from_wire, speaks_against
from smarter.platform.live_resource import LiveResource, from_describe

_log = logging.getLogger("smarter.platform")


@dataclass(frozen=True)
class Listing:
    """Rows of one kind. `complete` is False where the platform cannot list it, or may have stopped short."""

    rows: Tuple[Mapping[str, Any], ...]
    complete: bool


# Seconds for which a schema that a platform served is believed without asking again.
_SCHEMA_LIFETIME = 24 * 3600.0

# Some kinds' lists stop here without a word.
_ROW_CAP = 1000


class Platform(PlatformConnection):
    """One Smarter platform, through `client`. Finds out once which dialect it speaks, and remembers it."""

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

    def discover(self, word: str) -> Optional[Mapping[str, Any]]:
        """The schema of a kind that no file describes: remembered for a day, else as the platform serves it now.

        None where the platform serves none, or cannot be asked.
        """
        kept = self.schemas.get(word)
        if kept is not None and self.schemas.age(kept["x-smarter-kind"]["name"]) < _SCHEMA_LIFETIME:
            return kept
        try:
            schema = self.served_schema(word)
        except SmarterError as error:
            _log.info("no schema of %s: %s", word, error)
            return kept
        if schema is not None:
            with contextlib.suppress(OSError):  # then it is fetched again next time
                self.schemas.put(schema)
        return schema

    def served(self) -> List[Kind]:
        """The kinds that the platform serves: those of the table, and what else it says it has."""
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

    def read(self, kind: Kind, name: str) -> Optional[LiveResource]:
        """The resource as it is, or None where there is none.

        Raises:
            UnsupportedError: the platform cannot describe resources of this kind.
        """
        try:
            return self.get(kind, name)
        except NotFoundError:
            return None

    def get(self, kind: Kind, name: str) -> LiveResource:
        """The resource as it is.

        Raises:
            NotFoundError: there is none.
            UnsupportedError: the platform cannot describe resources of this kind.
        """
        if kind.served == "files":
            return self._get_file(kind, name)
        response = self.speak(
            lambda dialect: requests.on_resource("describe", kind, name, dialect), kind, "describe"
        )
        described = responses.resource_of(response)
        if speaks_against(kind, described, (self.dialect()).name):
            self.forget()
        data = from_wire(kind, described, (self.dialect()).name)
        return from_describe(kind, name, data, response.headers.get("date"))

    def write(
        self,
        kind: Kind,
        manifest: Mapping[str, Any],
        *,
        content: Optional[Path] = None,
        allow_duplicates: bool = False,
    ) -> None:
        """Create or replace the resource. `content` is the file of a kind that the files API keeps.

        Older uploads under the same name go only after the new content is there.

        Raises:
            UnsupportedError: the platform cannot apply resources of this kind, or not a second time.
            GuardError: every apply of this kind makes another resource, and `allow_duplicates` is not set.
        """
        if kind.served == "files":
            self._write_file(kind, manifest, content)
            return
        how = self.require(kind, "apply")
        if how == "creates-duplicate" and not allow_duplicates:
            raise creates_duplicate(kind)
        try:
            self.speak(lambda dialect: requests.apply(kind, manifest, dialect), kind, "apply")
        except APIStatusError as error:
            name = str(manifest["metadata"].get("name"))
            if how == "create-only" and self.read(kind, name) is not None:
                raise self.refusal(kind, "update", f"and {name!r} is there already") from error
            raise

    def delete(self, kind: Kind, name: str) -> bool:
        """Delete the resource. False where there was none.

        Raises:
            UnsupportedError: the platform cannot delete resources of this kind.
        """
        if kind.served == "files":
            live = self.read(kind, name)
            for file_id in (*live.superseded, str(live.id)) if live else ():
                self._remove_file(file_id)
            return live is not None
        how = self.require(kind, "delete")
        try:
            self.speak(lambda dialect: requests.on_resource("delete", kind, name, dialect), kind, "delete")
        except NotFoundError:
            return False
        except APIStatusError:
            # Where the answer to a delete that worked is an error, only a look tells.
            if how != "answers-500" or self.read(kind, name) is not None:
                raise
        return True

    def list(self, kind: Kind) -> Listing:
        """The rows of every resource of this kind that the platform can name.

        Raises:
            UnsupportedError: it can name none.
        """
        if kind.served == "files":
            return self._list_files(kind)
        named = kind.verb("describe", (self.dialect()).name) != "no"
        hint = f"Name one: `smarter get {kind.singular} NAME`." if named else ""
        if self.require(kind, "list", hint=hint) != "all":
            raise self.refusal(kind, "list", hint=hint)
        response = self.speak(lambda dialect: requests.list_all(kind, dialect), kind, "get")
        rows = responses.rows_of(response)
        return Listing(rows, complete=len(rows) < _ROW_CAP)

    def download(self, file_id: str) -> bytes:
        """Return the content of an uploaded file."""
        return (self.client.send(files.content(file_id))).content

    def act(self, verb: str, kind: Kind, name: str) -> Any:
        """`deploy`, `undeploy` or `logs` of one resource; what the platform answers as data."""
        response = self.speak(lambda dialect: requests.on_resource(verb, kind, name, dialect), kind, verb)
        return responses.data_of(response)

    def _send_file(self, request: Request, kind: Kind, verb: str) -> Response:
        try:
            return self.client.send(request)
        except APIStatusError as error:
            if files.no_files_api(error):
                raise self.refusal(kind, verb) from error
            raise

    def _get_file(self, kind: Kind, name: str) -> LiveResource:
        found: List[Mapping[str, Any]] = []
        after: Optional[str] = None
        while True:
            response = self._send_file(files.find(name, after=after), kind, "describe")
            page = files.page_of(response)
            found.extend(row for row in page.rows if fold_name(str(row.get("name"))) == name)
            if page.after is None or page.after == after:
                break
            after = page.after
        if not found:
            raise NotFoundError(f"There is no {kind.name} {name!r}.", response=response.http_response)
        live = files.from_file(kind, found[0], response.headers.get("date"))
        return replace(live, superseded=tuple(str(row["id"]) for row in found[1:]))

    def _write_file(self, kind: Kind, manifest: Mapping[str, Any], content: Optional[Path]) -> None:
        if content is None:
            raise ValueError(f"a {kind.name} is written with its content")
        made = files.file_of(self._send_file(files.upload(manifest, content), kind, "apply"))
        if not files.keeps_all(made):
            self._remove_file(str(made["id"]))
            raise self.refusal(kind, "apply", "since its files keep neither name, digest nor metadata")
        # The newest copy stays, whoever made it: two who upload at once agree on that.
        there = self.read(kind, str(manifest["metadata"]["name"]))
        for file_id in there.superseded if there else ():
            self._remove_file(file_id)

    def _remove_file(self, file_id: str) -> None:
        try:
            self.client.send(files.remove(file_id))
        except NotFoundError:  # somebody else was quicker; it is gone, which is what was asked
            return

    def _list_files(self, kind: Kind) -> Listing:
        rows: List[Mapping[str, Any]] = []
        after: Optional[str] = None
        while True:
            page = files.page_of(self._send_file(files.find(after=after), kind, "list"))
            rows.extend(row for row in page.rows if row.get("name"))
            if page.after is None or page.after == after:
                return Listing(tuple(rows), complete=True)
            after = page.after


def creates_duplicate(kind: Kind) -> GuardError:
    """The refusal to apply a kind of which every apply makes another resource."""
    return GuardError(
        f"Every apply of {kind.name} makes another one on this platform, even from its own description.",
        hint="If that is what you want: `apply --allow-duplicates`, or `manifests.apply(..., allow_duplicates=True)`.",
    )
