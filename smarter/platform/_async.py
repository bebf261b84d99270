"""The platform as the engine and the resources see it: read, write, list, delete one resource, whichever API keeps it.

The synchronous twin `_sync.py` is generated from this file by `scripts/generate_sync.py`.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from smarter.client import AsyncSmarter, Request, Response
from smarter.errors import (
    APIStatusError,
    AuthenticationError,
    GuardError,
    NotFoundError,
    PermissionDeniedError,
    UnsupportedError,
)
from smarter.kinds import Kind, KindTable, fold_name, load_kinds
from smarter.platform import files, requests
from smarter.platform.answers import data_of
from smarter.platform.cache import DialectCache
from smarter.platform.live import Live, from_describe
from smarter.platform.moved import from_wire
from smarter.platform.requests import DIALECTS, Dialect


@dataclass(frozen=True)
class Listing:
    """Rows of one kind. `complete` is False where the platform cannot list it, or may have stopped short."""

    rows: Tuple[Mapping[str, Any], ...]
    complete: bool


# Some kinds' lists stop here without a word.
_ROW_CAP = 1000


class AsyncPlatform:
    """One Smarter platform, through `client`. Finds out once which dialect it speaks, and remembers it."""

    def __init__(
        self,
        client: AsyncSmarter,
        kinds: Optional[KindTable] = None,
        *,
        dialect: Optional[str] = None,
        cache: Optional[DialectCache] = None,
    ) -> None:
        self.client = client
        self.kinds = kinds or load_kinds()
        self._cache = cache or DialectCache()
        self._dialect: Optional[str] = dialect

    @property
    def base_url(self) -> str:
        return str(self.client.base_url).rstrip("/")

    async def dialect(self) -> Dialect:
        """The platform's generation: from the cache, else by asking, newest first.

        Raises:
            UnsupportedError: it answers like no platform known.
        """
        if self._dialect is None:
            self._dialect = self._cache.get(self.base_url)
        if self._dialect is None:
            self._dialect = await self._probe()
        return DIALECTS[self._dialect]

    async def _probe(self) -> str:
        for name, dialect in DIALECTS.items():
            try:
                await self.client.send(requests.plain_verb(dialect.probe, "probe"))
            except APIStatusError as error:
                if error.status_code in (404, 405, 501) and not error.error_class:
                    continue  # it does not know the path
                if isinstance(error, (AuthenticationError, PermissionDeniedError)) or not error.error_class:
                    raise
                return name  # it knows the path, and refuses for a reason that the next call will tell: a bad key
            self._cache.put(self.base_url, name)
            return name
        raise UnsupportedError(
            f"{self.base_url} does not answer like a Smarter platform.",
            hint="Check the base URL: it ends in /api/v1.",
        )

    async def read(self, kind: Kind, name: str) -> Optional[Live]:
        """The resource as it is, or None where there is none.

        Raises:
            UnsupportedError: the platform cannot describe resources of this kind.
        """
        try:
            return await self.get(kind, name)
        except NotFoundError:
            return None

    async def get(self, kind: Kind, name: str) -> Live:
        """The resource as it is.

        Raises:
            NotFoundError: there is none.
            UnsupportedError: the platform cannot describe resources of this kind.
        """
        if kind.served == "files":
            return await self._get_file(kind, name)
        dialect = (await self.dialect()).name
        requests.require(kind, "describe", dialect)
        response = await self._send(requests.on_resource("describe", kind, name, dialect), kind, "describe")
        data = data_of(response.json())
        if not isinstance(data, Mapping) or not data.get("metadata"):
            raise _not_there(kind, name, response)
        return from_describe(kind, name, from_wire(kind, data, dialect), response.headers.get("date"))

    async def write(
        self,
        kind: Kind,
        manifest: Mapping[str, Any],
        *,
        content: Optional[Path] = None,
        supersedes: Tuple[str, ...] = (),
        allow_breeding: bool = False,
    ) -> None:
        """Create or replace the resource. `content` is the file of a kind that the files API keeps.

        `supersedes` are ids of uploads that this one replaces; they go only after the new content is there.

        Raises:
            UnsupportedError: the platform cannot apply resources of this kind.
            GuardError: every apply of this kind makes another resource, and `allow_breeding` is not set.
        """
        if kind.served == "files":
            if content is None:
                raise ValueError(f"a {kind.name} is written with its content")
            response = await self._send(files.upload(manifest, content), kind, "apply")
            for file_id in supersedes:
                if file_id != response.json().get("id"):
                    await self._remove_file(file_id)
            return
        dialect = (await self.dialect()).name
        how = requests.require(kind, "apply", dialect)
        if how == "breeds" and not allow_breeding:
            raise GuardError(
                f"Every apply of {kind.name} makes another one on this platform, even from its own description.",
                hint="Pass --allow-breeding if that is what you want.",
            )
        await self._send(requests.apply(kind, manifest, dialect), kind, "apply")

    async def delete(self, kind: Kind, name: str) -> bool:
        """Delete the resource. False where there was none.

        Raises:
            UnsupportedError: the platform cannot delete resources of this kind.
        """
        if kind.served == "files":
            live = await self.read(kind, name)
            for file_id in (*live.superseded, str(live.id)) if live else ():
                await self._remove_file(file_id)
            return live is not None
        dialect = (await self.dialect()).name
        how = requests.require(kind, "delete", dialect)
        try:
            await self._send(requests.on_resource("delete", kind, name, dialect), kind, "delete")
        except NotFoundError:
            return False
        except APIStatusError:
            # Where the answer to a delete that worked is an error, only a look tells.
            if how != "answers-500" or await self.read(kind, name) is not None:
                raise
        return True

    async def list(self, kind: Kind) -> Listing:
        """The rows of every resource of this kind that the platform can name.

        Raises:
            UnsupportedError: it can name none.
        """
        if kind.served == "files":
            return await self._list_files()
        dialect = (await self.dialect()).name
        how = requests.require(kind, "list", dialect)
        if how != "all":
            raise UnsupportedError(
                f"The platform (dialect {dialect}) cannot list {kind.plural}; it finds them by name only.",
                kind=kind.name,
                verb="list",
                dialect=dialect,
                hint=f"Name one: `smarter get {kind.singular} NAME`.",
            )
        response = await self._send(
            requests.list_all(kind, dialect, self._sample(kind, dialect)), kind, "get"
        )
        table = (data_of(response.json()) or {}).get("data") or {}
        rows = tuple(row for row in table.get("items") or () if isinstance(row, Mapping))
        return Listing(rows, complete=len(rows) < _ROW_CAP)

    async def act(self, verb: str, kind: Kind, name: str) -> Any:
        """`deploy`, `undeploy` or `logs` of one resource; what the platform answers as data."""
        dialect = (await self.dialect()).name
        requests.require(kind, verb, dialect)
        response = await self._send(requests.on_resource(verb, kind, name, dialect), kind, verb)
        return data_of(response.json())

    async def ask(self, verb: str) -> Any:
        """`whoami`, `status` or `version`: the `data` of the answer."""
        response = await self.client.send(requests.plain_verb(f"cli/{verb}/", verb))
        return data_of(response.json())

    def _sample(self, kind: Kind, dialect: str) -> Optional[Dict[str, Any]]:
        """A valid manifest of the kind, which older platforms want before they list anything."""
        if DIALECTS[dialect].validates:
            return None
        examples: List[Dict[str, Any]] = kind.schema.get("examples") or [{}]
        sample = copy.deepcopy(examples[0])
        sample["kind"] = requests.wire_name(kind, dialect)
        return sample

    async def _send(self, request: Request, kind: Kind, verb: str) -> Response:
        try:
            return await self.client.send(request)
        except APIStatusError as error:
            if error.status_code == 501 or (kind.served == "files" and _no_files_api(error)):
                raise UnsupportedError(
                    f"The platform at {self.base_url} does not support {verb} for {kind.name}.",
                    kind=kind.name,
                    verb=verb,
                    dialect=self._dialect,
                ) from error
            raise

    async def _get_file(self, kind: Kind, name: str) -> Live:
        response = await self._send(files.find(name), kind, "describe")
        found = [row for row in response.json().get("data") or () if fold_name(str(row.get("name"))) == name]
        if not found:
            raise _not_there(kind, name, response)
        live = files.from_file(kind, found[0], response.headers.get("date"))
        return replace(live, superseded=tuple(str(row["id"]) for row in found[1:]))

    async def _remove_file(self, file_id: str) -> None:
        try:
            await self.client.send(files.remove(file_id))
        except NotFoundError:  # somebody else was quicker; it is gone, which is what was asked
            return

    async def _list_files(self) -> Listing:
        rows: List[Mapping[str, Any]] = []
        after: Optional[str] = None
        while True:
            page = (await self.client.send(files.find(after=after))).json()
            rows.extend(row for row in page.get("data") or () if row.get("name"))
            if not page.get("has_more"):
                return Listing(tuple(rows), complete=True)
            after = page["last_id"]


def _not_there(kind: Kind, name: str, response: Response) -> NotFoundError:
    return NotFoundError(f"There is no {kind.name} {name!r}.", response=response.http_response)


def _no_files_api(error: APIStatusError) -> bool:
    """A platform without a files API answers its paths with a 404 page of HTML."""
    return error.status_code in (404, 405) and not isinstance(error.body, dict)
