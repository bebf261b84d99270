"""The platform as the engine and the resources see it: read, write, list, delete one resource, whichever API keeps it.

The synchronous twin `_sync.py` is generated from this file by `scripts/generate_sync.py`.
"""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from smarter.client import AsyncSmarter, Request, Response
from smarter.client.logs import safe_url
from smarter.client.request import not_json
from smarter.errors import (
    APIError,
    APIStatusError,
    BadRequestError,
    GuardError,
    NotFoundError,
    UnsupportedError,
)
from smarter.kinds import Kind, KindTable, fold_name, load_kinds
from smarter.platform import files, requests
from smarter.platform.answers import data_of, unsupported
from smarter.platform.cache import DialectCache
from smarter.platform.live import Live, from_describe
from smarter.platform.moved import from_wire
from smarter.platform.requests import DIALECTS, Dialect

_log = logging.getLogger("smarter.platform")


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
        self._version: Optional[str] = None
        self._version_asked = False

    @property
    def base_url(self) -> str:
        return str(self.client.base_url).rstrip("/")

    async def dialect(self) -> Dialect:
        """The platform's generation: from the cache, else by asking, newest first.

        Raises:
            UnsupportedError: it answers like no platform known.
        """
        if self._dialect is None:
            # A platform inside this process is asked each time: it costs nothing, and shares its address with others.
            remembers = self.client.api_key is not None
            name = self._cache.get(self.base_url) if remembers else None
            how = "as remembered"
            if name is None:
                name, how = await self._probe(), "as found by asking"
                if remembers:
                    self._cache.put(self.base_url, name)
            _log.info("%s speaks dialect %s, %s", safe_url(self.base_url), name, how)
            self._dialect = name
        return DIALECTS[self._dialect]

    async def _probe(self) -> str:
        """Most platforms tell by the schema of their chatbots, in one request."""
        try:
            response = await self.client.send(requests.plain_verb(requests.NEWER_PROBE, "probe"))
        except APIStatusError as error:
            if not _no_such_path(error):
                raise
            return await self._probe_older()
        name = requests.told(data_of(response.json()))
        if name is None:
            name = "P15" if await self._serves(requests.KINDS_PROBE) else "P14"
        return name

    async def _probe_older(self) -> str:
        try:
            await self.client.send(requests.plain_verb(requests.OLDER_PROBE, "probe"))
        except APIStatusError as error:
            if _no_such_path(error):
                raise UnsupportedError(
                    f"{safe_url(self.base_url)} does not answer like a Smarter platform.",
                    hint="Check the base URL: it ends in /api/v1.",
                ) from error
            if isinstance(error, BadRequestError):  # it knows the path, and chatbots by their newer name only
                return "P14"
            raise
        return "P10"

    async def _serves(self, path: str) -> bool:
        try:
            await self.client.send(requests.plain_verb(path, "probe"))
        except APIStatusError as error:
            if _no_such_path(error):
                return False
            raise
        return True

    async def version(self) -> Optional[str]:
        """The platform's version, where it says one that can be believed. Asked once; None is no error."""
        if not self._version_asked:
            self._version_asked = True
            try:
                request = requests.plain_verb("cli/version/", "version", timeout=10.0, max_retries=0)
                said = data_of((await self.client.send(request)).json())
            except APIError:
                said = None
            self._version = believable_version(said)
        return self._version

    async def require(self, kind: Kind, verb: str, purpose: str = "", hint: str = "") -> str:
        """How `verb` goes for `kind` here: `yes`, or a quirk by its name. `purpose` says what it is needed for.

        Raises:
            UnsupportedError: it does not go.
        """
        dialect = (await self.dialect()).name
        how = kind.verb(verb, dialect)
        if how == "no":
            raise requests.unsupported(kind, verb, dialect, await self.version(), purpose, hint)
        return how

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
        await self.require(kind, "describe")
        dialect = (await self.dialect()).name
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
        how = await self.require(kind, "apply")
        dialect = (await self.dialect()).name
        if how == "breeds" and not allow_breeding:
            raise GuardError(
                f"Every apply of {kind.name} makes another one on this platform, even from its own description.",
                hint="Pass --allow-breeding if that is what you want.",
            )
        try:
            await self._send(requests.apply(kind, manifest, dialect), kind, "apply")
        except APIStatusError as error:
            name = str((manifest.get("metadata") or {}).get("name"))
            if how == "create-only" and await self.read(kind, name) is not None:
                raise requests.unsupported(
                    kind, "update", dialect, await self.version(), f"and {name!r} is there already"
                ) from error
            raise

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
        how = await self.require(kind, "delete")
        dialect = (await self.dialect()).name
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
        hint = f"Name one: `smarter get {kind.singular} NAME`."
        how = await self.require(kind, "list", hint=hint)
        dialect = (await self.dialect()).name
        if how != "all":
            raise requests.unsupported(kind, "list", dialect, await self.version(), hint=hint)
        response = await self._send(
            requests.list_all(kind, dialect, self._sample(kind, dialect)), kind, "get"
        )
        table = (data_of(response.json()) or {}).get("data") or {}
        rows = tuple(row for row in table.get("items") or () if isinstance(row, Mapping))
        return Listing(rows, complete=len(rows) < _ROW_CAP)

    async def act(self, verb: str, kind: Kind, name: str) -> Any:
        """`deploy`, `undeploy` or `logs` of one resource; what the platform answers as data."""
        await self.require(kind, verb)
        dialect = (await self.dialect()).name
        response = await self._send(requests.on_resource(verb, kind, name, dialect), kind, verb)
        return data_of(response.json())

    async def ask(self, verb: str) -> Any:
        """`whoami`, `status` or `version`: the `data` of the answer."""
        response = await self.client.send(requests.plain_verb(f"cli/{verb}/", verb))
        return data_of(response.json())

    def _sample(self, kind: Kind, dialect: str) -> Optional[Dict[str, Any]]:
        """A valid manifest of the kind, which older platforms want before they list anything."""
        if DIALECTS[dialect].lists_freely:
            return None
        examples: List[Dict[str, Any]] = kind.schema.get("examples") or [{}]
        sample = copy.deepcopy(examples[0])
        sample["kind"] = requests.wire_name(kind, dialect)
        return sample

    async def _send(self, request: Request, kind: Kind, verb: str) -> Response:
        try:
            response = await self.client.send(request)
        except NotFoundError as error:
            if kind.served == "files" and _no_files_api(error):
                raise await self._refused(kind, verb) from error
            name = (request.query or {}).get("name")
            if name:
                error.message = f"There is no {kind.name} {name!r}."
                error.args = (error.message,)
            raise
        except APIStatusError as error:
            if _no_such_path(error):
                self._cache.forget(self.base_url)
            if unsupported(error) or (kind.served == "files" and _no_files_api(error)):
                self._cache.forget(self.base_url)
                raise await self._refused(kind, verb) from error
            raise
        if response.content.lstrip()[:1] != b"{":  # a page of whatever stands between, with status 200
            raise not_json(response.http_response)
        return response

    async def _refused(self, kind: Kind, verb: str) -> UnsupportedError:
        """The error for what the platform said it cannot do, although its dialect could."""
        dialect = (await self.dialect()).name
        return requests.unsupported(kind, verb, dialect, await self.version())

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


def _no_such_path(error: APIStatusError) -> bool:
    """Whether the platform does not know the path, as opposed to what the path names."""
    return error.status_code in (404, 405) and not error.error_class


def believable_version(said: Any) -> Optional[str]:
    """The version in what `version` answers, unless it is none, or a developer's placeholder such as 9999.9999.9999."""
    api = said.get("api") if isinstance(said, Mapping) else None
    version = str(api.get("version")) if isinstance(api, Mapping) else ""
    return version if re.match(r"(?!0\.0\.0|9999)\d+\.\d+\.\d+([-+.a-z]|$)", version) else None
