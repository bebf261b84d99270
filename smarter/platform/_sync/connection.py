# Generated from smarter/platform/_async/connection.py by scripts/generate_sync.py. Edit that, not this.
"""What a platform is: its dialect, its version, the kinds it serves and their schemas, each asked once.

The synchronous twin `_sync` is generated from this file by `scripts/generate_sync.py`.
"""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional

from smarter.client import Request, Response
from smarter.client._sync.client import BaseClient
from smarter.client.request_log import safe_url
from smarter.errors import APIError, APIStatusError, BadRequestError, UnsupportedError
from smarter.kinds import Kind
from smarter.kinds.discovered import kind_schema
from smarter.platform import requests, responses
from smarter.platform.cache import DialectCache
from smarter.platform.requests import DIALECTS, Dialect

if TYPE_CHECKING:
    from typing_extensions import Self

_log = logging.getLogger("smarter.platform")


@dataclass
class _Discovered:
    """What has been found out about one platform, for all who speak to it.

    `remembered`: the dialect is that of an earlier time. `version_asked`: there may be none to know.
    """

    dialect: Optional[str] = None
    remembered: bool = False
    version: Optional[str] = None
    version_asked: bool = False
    kind_rows: Optional[List[Mapping[str, Any]]] = None


class PlatformConnection:
    """What one platform is, through `client`."""

    def __init__(
        self, client: BaseClient, dialect: Optional[str] = None, cache: Optional[DialectCache] = None
    ) -> None:
        self.client = client
        self._cache = cache or DialectCache()
        self._known = _Discovered(dialect)

    def through(self, client: Any) -> Self:
        """The same platform through another client; what becomes known of it, both know."""
        if client is self.client:
            return self
        other = copy.copy(self)
        other.client = client
        return other

    @property
    def base_url(self) -> str:
        return str(self.client.base_url).rstrip("/")

    def dialect(self) -> Dialect:
        """The platform's generation: from the cache, else by asking.

        Raises:
            UnsupportedError: it answers like no platform known.
        """
        if self._known.dialect is None:
            # A platform inside this process is asked each time: it costs nothing, and shares its address with others.
            remembers = self.client.api_key is not None
            name = self._cache.get(self.base_url) if remembers else None
            self._known.remembered = name is not None
            if name is None:
                name = self._probe()
                if remembers:
                    self._cache.put(self.base_url, name)
            how = "remembered" if self._known.remembered else "found by asking"
            _log.info("%s speaks dialect %s (%s)", safe_url(self.base_url), name, how)
            self._known.dialect = name
        return DIALECTS[self._known.dialect]

    def forget(self) -> bool:
        """Take back a dialect that was only remembered, since an answer speaks against it; whether it was another."""
        if not self._known.remembered:
            return False
        before, self._known.dialect, self._known.remembered = self._known.dialect, None, False
        self._cache.forget(self.base_url)
        return (self.dialect()).name != before

    def _probe(self) -> str:
        """Most platforms tell by the schema of their chatbots, in one request."""
        try:
            response = self.client.send(requests.plain_verb(requests.NEWER_PROBE, "probe"))
        except APIStatusError as error:
            if not responses.no_such_path(error):
                raise
            return self._probe_older()
        name = requests.told(responses.served_schema(response))
        if name is None:
            name = "P15" if self._serves(requests.KINDS_PROBE) else "P14"
        return name

    def _probe_older(self) -> str:
        try:
            responses.served_schema(self.client.send(requests.plain_verb(requests.OLDER_PROBE, "probe")))
        except APIStatusError as error:
            if responses.no_such_path(error):
                raise UnsupportedError(
                    f"{safe_url(self.base_url)} does not answer like a Smarter platform.",
                    hint="Check the base URL: it ends in /api/v1.",
                ) from error
            if isinstance(error, BadRequestError):  # it knows the path, and chatbots by their newer name only
                return "P14"
            raise
        return "P10"

    def _serves(self, path: str) -> bool:
        try:
            responses.kind_rows(self.client.send(requests.plain_verb(path, "probe")))
        except APIStatusError as error:
            if responses.no_such_path(error):
                return False
            raise
        return True

    def version(self) -> Optional[str]:
        """The platform's version, where it says one that can be believed. Asked once; None is no error."""
        if not self._known.version_asked:
            self._known.version_asked = True
            try:
                request = requests.plain_verb("cli/version/", "version", timeout=10.0, max_retries=0)
                said = responses.data_of(self.client.send(request))
            except APIError:
                said = None
            self._known.version = responses.parse_version(said)
        return self._known.version

    def ask(self, verb: str) -> Any:
        """`whoami`, `status` or `version`: the `data` of the answer."""
        return responses.data_of(self.client.send(requests.plain_verb(f"cli/{verb}/", verb)))

    def require(self, kind: Kind, verb: str, purpose: str = "", hint: str = "") -> str:
        """How `verb` goes for `kind` here: `yes`, or a quirk by its name. `purpose` says what it is needed for.

        Raises:
            UnsupportedError: it does not go.
        """
        how = kind.verb(verb, (self.dialect()).name)
        if how == "no" and self.forget():  # before it is refused, what was remembered is checked
            how = kind.verb(verb, (self.dialect()).name)
        if how == "no":
            raise self.refusal(kind, verb, purpose, hint)
        return how

    def refusal(self, kind: Kind, verb: str, purpose: str = "", hint: str = "") -> UnsupportedError:
        """The error for what this platform cannot do, with its dialect and its version."""
        return requests.unsupported(kind, verb, (self.dialect()).name, self.version(), purpose, hint)

    def speak(self, build: Callable[[str], Request], kind: Kind, verb: str) -> Response:
        """Send the request that `build` makes for the platform's dialect; a success in the platform's envelope.

        Where the answer speaks against a dialect that was only remembered, it is found anew, and asked once more.

        Raises:
            UnsupportedError: the platform says that it cannot do this for this kind.
        """
        while True:
            self.require(kind, verb if verb != "get" else "list")
            request = build((self.dialect()).name)
            try:
                response = self.client.send(request)
                responses.envelope(response)
                return response
            except APIStatusError as error:
                doubtful = responses.no_such_path(error) or responses.unknown_kind(error) or verb == "apply"
                if doubtful and self.forget():
                    continue
                if responses.unsupported(error):
                    raise self.refusal(kind, verb) from error
                responses.add_resource_name(error, kind, request)
                raise

    def served_schema(self, word: str) -> Optional[Dict[str, Any]]:
        """The schema of the kind that `word` means to the platform, in the form of the shipped ones; None for none."""
        dialect = self.dialect()
        rows = self.served_kinds()
        row = None if rows is None else responses.row_of(rows, word)
        if rows is not None and row is None:
            return None
        asked = str(row["APIKind"]) if row else re.sub(r"[-\s]", "_", word)
        try:
            response = self.client.send(requests.json_schema(asked, dialect))
        except APIStatusError as error:
            if responses.no_such_path(error) or responses.unknown_kind(error):
                return None
            raise
        return kind_schema(
            str(row["APIKind"]) if row else responses.thing_of(response, word),
            responses.served_schema(response),
            dialect.name,
            plural=str(row["Plural"]) if row and row.get("Plural") else None,
            lists=dialect.lists_freely,
            deployable=bool(row["Deployable"]) if row and "Deployable" in row else None,
        )

    def served_kinds(self) -> Optional[List[Mapping[str, Any]]]:
        """The kinds that the platform says it serves, as rows; None where it does not say."""
        if self._known.kind_rows is None and (self.dialect()).lists_kinds:
            request = requests.plain_verb(requests.KINDS_PROBE, "resources")
            self._known.kind_rows = responses.kind_rows(self.client.send(request))
        return self._known.kind_rows
