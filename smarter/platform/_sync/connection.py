# Generated from smarter/platform/_async/connection.py by scripts/generate_sync.py. Edit that, not this.
"""Connection to one platform, in its dialect, with its version and kinds.

The synchronous twin `_sync/connection.py` is generated from this file by `scripts/generate_sync.py`.
"""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional
from urllib.parse import urlsplit

from smarter.client.request_log import safe_url
from smarter.errors import (
    APIError,
    APIStatusError,
    BadRequestError,
    InternalServerError,
    InvalidArgumentError,
    UnsupportedError,
)
from smarter.kinds import DIALECTS, Dialect, Kind, find_dialect
from smarter.kinds.dialects import platform_words
from smarter.kinds.discovered import kind_schema
from smarter.kinds.paths import get
from smarter.platform import error_rules, requests, response_reader
from smarter.platform.cache import DialectCache

if TYPE_CHECKING:
    from typing_extensions import Self

    from smarter.client._sync.client import BaseClient
    from smarter.client.request import Request
    from smarter.client.response import Response

_log = logging.getLogger("smarter.platform")


@dataclass
class _Discovered:
    """Facts about one platform, shared by all its connections.

    `from_cache`: the dialect was detected by an earlier process. `version_asked`: `version` may be None for good.
    """

    dialect: Optional[str] = None
    from_cache: bool = False
    version: Optional[str] = None
    version_asked: bool = False
    username: Optional[str] = None
    kind_rows: Optional[List[Mapping[str, Any]]] = None


# A platform on this machine is asked each time: it is fast, and another one may listen there tomorrow.
_LOCAL = ("localhost", "127.0.0.1", "::1")
_UNFINISHED = (
    "Early versions of platform 0.15 to 0.24 fail at some verbs of newer kinds; 0.25 or newer does not."
)


class PlatformConnection:
    """Connection to one platform; `dialect` is a name, a version or None (detect it)."""

    def __init__(
        self, client: BaseClient, dialect: Optional[str] = None, cache: Optional[DialectCache] = None
    ) -> None:
        self.client = client
        self._cache = cache or DialectCache()
        self._known = _Discovered(None if dialect is None else _dialect_named(dialect).name)

    def through(self, client: Any) -> Self:
        """Return a connection through another client, with the same detected facts."""
        if client is self.client:
            return self
        other = copy.copy(self)
        other.client = client
        return other

    @property
    def base_url(self) -> str:
        return str(self.client.base_url).rstrip("/")

    def dialect(self) -> Dialect:
        """Return the platform's dialect, from the cache or by asking the platform.

        Raises:
            UnsupportedError: the answers are not those of a Smarter platform.
        """
        if self._known.dialect is None:
            cached = self.client.api_key is not None and urlsplit(self.base_url).hostname not in _LOCAL
            name = self._cache.get(self.base_url) if cached else None
            self._known.from_cache = name is not None
            if name is None:
                name = self._probe()
                if cached:
                    self._cache.put(self.base_url, name)
            source = "cached" if self._known.from_cache else "detected"
            _log.info("%s is %s (%s)", safe_url(self.base_url), platform_words(name), source)
            self._known.dialect = name
        return DIALECTS[self._known.dialect]

    def forget(self) -> bool:
        """Detect the dialect again if it was cached. Return True if it has changed."""
        if not self._known.from_cache:
            return False
        before, self._known.dialect, self._known.from_cache = self._known.dialect, None, False
        self._cache.forget(self.base_url)
        return (self.dialect()).name != before

    # Neither a version nor a header tells the dialect: `version/` answers placeholders. The served schema of chatbots
    # does, and where it fits platform 0.14 and the flat newer form alike, `resources/`, which 0.14 lacks
    # (tests/platform/test_dialects.py, `test_a_dialect_is_detected_with_two_requests_at_most`).
    def _probe(self) -> str:
        """Detect the dialect with at most two requests; neither changes anything."""
        try:
            response = self.client.send(requests.post(requests.NEWER_PROBE, "probe"))
        except APIStatusError as error:
            if not error_rules.no_such_path(error):
                raise
            return self._probe_older()
        schema = response_reader.served_schema(response)
        name = requests.dialect_of_schema(schema)
        if name is None:
            name = requests.dialect_of_lister(schema) if self._lists_kinds() else "P14"
        self._warn_if_untried(name, schema)
        return name

    def _probe_older(self) -> str:
        try:
            response_reader.served_schema(self.client.send(requests.post(requests.OLDER_PROBE, "probe")))
        except APIStatusError as error:
            if error_rules.no_such_path(error):
                raise UnsupportedError(
                    f"{safe_url(self.base_url)} does not answer like a Smarter platform.",
                    hint="Check the base URL: it ends in /api/v1.",
                ) from error
            if isinstance(error, BadRequestError):
                return "P14"  # It knows the path, and chatbots by their newer name only.
            raise
        return "P10"

    def _lists_kinds(self) -> bool:
        try:
            response = self.client.send(requests.post(requests.KINDS_PROBE, "probe"))
        except APIStatusError as error:
            if error_rules.no_such_path(error):
                return False
            raise
        self._known.kind_rows = response_reader.kind_rows(response)
        return True

    def _warn_if_untried(self, name: str, schema: Mapping[str, Any]) -> None:
        unknown = requests.unknown_fields(schema) if name == next(iter(DIALECTS)) else []
        if unknown:
            _log.warning(
                "%s is newer than the platforms that this client was tested with (LLMClient has %s)",
                safe_url(self.base_url),
                ", ".join(unknown),
            )

    def version(self) -> Optional[str]:
        """Return the platform's version, asked once; None for a placeholder or none."""
        if not self._known.version_asked:
            self._known.version_asked = True
            try:
                request = requests.post("cli/version/", "version", timeout=10.0, max_retries=0)
                answer = response_reader.data_of(self.client.send(request))
            except APIError:
                answer = None
            self._known.version = response_reader.parse_version(answer)
        return self._known.version

    def ask(self, verb: str) -> Any:
        """Return the `data` of the answer to `whoami`, `status` or `version`."""
        return response_reader.data_of(self.client.send(requests.post(f"cli/{verb}/", verb)))

    def username(self) -> str:
        """Return the name of the key's user, asked once; empty if unknown."""
        if self._known.username is None:
            self._known.username = str(get(self.ask("whoami"), ("user", "username")) or "")
        return self._known.username

    def require(self, kind: Kind, verb: str, purpose: str = "", hint: str = "") -> str:
        """Return how the platform does `verb` for `kind`: `yes`, or a quirk by its name.

        Raises:
            UnsupportedError: it does not support it. `purpose` says what needs it.
        """
        how = kind.verb(verb, (self.dialect()).name)
        if how == "no" and self.forget():  # A cached dialect may be out of date.
            how = kind.verb(verb, (self.dialect()).name)
        if how == "no":
            raise self.refusal(kind, verb, purpose, hint)
        return how

    def refusal(self, kind: Kind, verb: str, purpose: str = "", hint: str = "") -> UnsupportedError:
        """Return the error for an unsupported verb of `kind`; `purpose` names the need."""
        dialect, version = (self.dialect()).name, self.version()
        where = f"platform {version}" if version else platform_words(dialect)
        if not kind.is_served(dialect):
            what, hint = f"does not serve {kind.name}", ""
        else:
            what = f"does not support {verb} for {kind.name}"
        return UnsupportedError(
            f"{where[:1].upper()}{where[1:]} {what}{purpose and ', ' + purpose}.",
            kind=kind.name,
            verb=verb,
            dialect=dialect,
            hint=hint or "`smarter api-resources` lists what it can do.",
        )

    # A platform may have been upgraded since its dialect was cached. Then a request in the old dialect fails in one of
    # three ways: the path is gone, the kind has another name, or the manifest is refused. Each is a reason to detect
    # the dialect again and, if it is another one, to send the request once more (tests/platform/test_dialects.py,
    # `test_a_platform_that_has_changed_is_detected_again_by_its_first_answer`).
    def call(self, build: Callable[[str], Request], kind: Kind, verb: str) -> Response:
        """Send the request of `build` for the dialect; return an enveloped success.

        Raises:
            UnsupportedError: the platform does not support `verb` for `kind`.
        """
        while True:
            self.require(kind, verb if verb != "get" else "list")
            request = build((self.dialect()).name)
            try:
                response = self.client.send(request)
                response_reader.envelope(response)
                return response
            except APIStatusError as error:
                suspicious = (
                    error_rules.no_such_path(error) or error_rules.unknown_kind(error) or verb == "apply"
                )
                if suspicious and self.forget():
                    continue
                if error_rules.unsupported(error):
                    raise self.refusal(kind, verb) from error
                error_rules.add_resource_name(error, kind, request)
                if isinstance(error, InternalServerError) and (self.dialect()).unfinished:
                    error.hint = error.hint or _UNFINISHED
                raise

    def served_schema(self, word: str) -> Optional[Dict[str, Any]]:
        """Return the schema of the kind `word`, like a shipped one; None if unknown."""
        dialect = self.dialect()
        rows = self.served_kinds()
        row = None if rows is None else response_reader.row_of(rows, word)
        if rows is not None and row is None:
            return None
        asked = str(row["APIKind"]) if row else re.sub(r"[-\s]", "_", word)
        try:
            response = self.client.send(requests.json_schema(asked, dialect))
        except APIStatusError as error:
            if error_rules.no_such_path(error) or error_rules.unknown_kind(error):
                return None
            raise
        return kind_schema(
            str(row["APIKind"]) if row else response_reader.thing_of(response, word),
            response_reader.served_schema(response),
            dialect.name,
            plural=str(row["Plural"]) if row and row.get("Plural") else None,
            lists=dialect.lists_freely,
            deployable=bool(row["Deployable"]) if row and "Deployable" in row else None,
        )

    def served_kinds(self) -> Optional[List[Mapping[str, Any]]]:
        """Return a row for each served kind; None if the platform lists none."""
        if self._known.kind_rows is None and (self.dialect()).lists_kinds:
            request = requests.post(requests.KINDS_PROBE, "resources")
            self._known.kind_rows = response_reader.kind_rows(self.client.send(request))
        return self._known.kind_rows


def _dialect_named(word: str) -> Dialect:
    found = find_dialect(word)
    if found is None:
        raise InvalidArgumentError(
            f"There is no dialect {word!r}.", hint="Write the platform's version: 0.14, 0.25 or 0.36."
        )
    return found
