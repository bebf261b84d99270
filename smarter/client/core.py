"""The request core: URL, headers and bytes of a `Request`. No I/O, no httpx."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import (
    Any,
    Dict,
    List,
    Mapping,
    Optional,
    Tuple,
    Union,
)
from urllib.parse import quote, urlencode, urljoin, urlsplit

from smarter._version import __version__
from smarter.client.request import Content, NotGiven, Request
from smarter.client.request_log import safe_url
from smarter.client.settings import Settings, Timeout, check_retries, check_timeout
from smarter.client.uploads import Multipart, flat_fields
from smarter.errors import ConfigurationError, InvalidArgumentError

MAX_REDIRECTS = 10
USER_AGENT = f"smarter-python/{__version__}"

# The rules of h11. Its own error would show the value, which may be a secret.
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_HEADER_VALUE = re.compile(r"([!-~]([\t -~]*[!-~])?)?\Z")

HeaderTable = Dict[str, Tuple[str, str]]  # lower-case name -> (name, value)


Body = Union[Multipart, Content]

# Stands for the header with a key that a function returns, until `signed` puts it in.
_UNSIGNED = ("Authorization", "")


@dataclass
class Outgoing:
    """A request ready for the wire: method, URL, headers, body."""

    method: str
    url: str
    headers: List[Tuple[str, str]]
    body: Body

    @property
    def replayable(self) -> bool:
        """Tell if the body can be sent again."""
        body = self.body
        return body is None or isinstance(body, bytes) or (isinstance(body, Multipart) and body.replayable)


class Core:
    """Preparation of requests under fixed settings; shared parts are computed once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.base = settings.base_url.rstrip("/") + "/"
        try:
            self.origin = origin(settings.base_url)
            parts = urlsplit(settings.base_url)
            _ = parts.port, (parts.hostname or "").encode("idna")
        except ValueError as error:
            raise ConfigurationError("The base URL has an invalid host or port.") from error
        self._query = dict(settings.default_query)
        table: HeaderTable = {}
        merge_headers(table, {"Accept": "application/json", "User-Agent": USER_AGENT})
        merge_headers(table, self.auth_headers())
        if settings.key_provider is not None:
            table["authorization"] = _UNSIGNED
        merge_headers(table, settings.default_headers)
        self._table = table
        self._headers = list(table.values())

    def auth_headers(self) -> Dict[str, str]:
        """Return the header with the API key; empty without a key."""
        key = self.settings.api_key
        return {"Authorization": f"Token {key}"} if key else {}

    def default_headers(self) -> Dict[str, str]:
        """Return the headers of every request."""
        return dict(pair for pair in self._headers if pair is not _UNSIGNED)

    def prepare(self, request: Request) -> Outgoing:
        """Prepare `request` for sending, once: each call makes a new Idempotency-Key.

        Raises:
            InvalidArgumentError: the body has no JSON form, or a header is invalid.
            ConfigurationError: an absolute URL of another origin, which must not get the key.
        """
        method = request.method.upper()
        url = self.url(request)
        body: Body = None
        headers = self._headers
        if method != "GET" or request.headers:
            table = dict(self._table)
            if request.json is not None:
                body = encode_json(request.json)
                table["content-type"] = ("Content-Type", "application/json")
            elif request.files is not None:
                boundary = _boundary_of(request.headers or self.settings.default_headers)
                body = Multipart(request.files, request.data, boundary)
                merge_headers(table, body.headers())
            elif request.content is not None:
                body = request.content
            if method == "POST":
                table["idempotency-key"] = ("Idempotency-Key", f"smarter-{os.urandom(16).hex()}")
            if request.headers:
                merge_headers(table, request.headers)
            headers = list(table.values())
        return Outgoing(method, url, headers, body)

    def url(self, request: Request) -> str:
        """Return the URL of `request` with its query."""
        path = request.path
        if "://" in path:
            if origin(path) != self.origin:
                raise ConfigurationError(
                    f"The URL {safe_url(path.split('?')[0])!r} is not of {self.origin}; the key is not sent there.",
                    hint="Create a client with that base_url.",
                )
            url = path
        else:
            url = self.base + path.lstrip("/")
        query = request.query
        if query or self._query:
            text = encode_query({**self._query, **(query or {})})
            if text:
                url += ("&" if "?" in url else "?") + text
        return url

    def limits(self, request: Request) -> Tuple[Union[Timeout, NotGiven], int]:
        """Return the timeout and retries of `request`, else the client's.

        `NOT_GIVEN` is the default timeout, an `httpx.Timeout`.

        Raises:
            ConfigurationError: its own are invalid.
        """
        timeout, retries = request.timeout, request.max_retries
        return (
            self.settings.timeout if isinstance(timeout, NotGiven) else check_timeout(timeout),
            self.settings.max_retries if retries is None else check_retries(retries),
        )

    def redirect(
        self, request: Request, outgoing: Outgoing, status: int, location: Optional[str]
    ) -> Optional[str]:
        """Return the URL to follow a redirect to, or None.

        Redirects are followed within the origin, if the same request is repeated. Manifest verbs never are: a server
        that redirects them is not the intended one. Nor are bodies that can be read only once: they would arrive empty.
        """
        source = outgoing.url
        if (
            not location
            or not location.isprintable()
            or not outgoing.replayable
            or not request.redirects
            or request.path.lstrip("/").startswith("cli/")
            or "/cli/" in source
        ):
            return None
        try:
            target = urljoin(source, location)
            within = origin(target) == self.origin
        except ValueError:  # not a URL
            return None
        safe = outgoing.method in ("GET", "HEAD", "OPTIONS")
        return target if within and (safe or status in (307, 308)) else None

    def changed(self, **changes: Any) -> Core:
        """Return a core with changed settings."""
        return Core(replace(self.settings, **changes))


def signed(headers: List[Tuple[str, str]], key: object) -> List[Tuple[str, str]]:
    """Return `headers` with a function's key, unless the caller set the header.

    Raises:
        ConfigurationError: the key is invalid, as of `key_of`.
    """
    header = ("Authorization", f"Token {key_of(key)}")
    return [header if pair is _UNSIGNED else pair for pair in headers]


def key_of(key: Any) -> str:
    """Return the key that a function returned.

    Raises:
        ConfigurationError: it is not a string, or has a character that a header cannot have.
    """
    from smarter.contexts import check_key

    if not isinstance(key, str):
        if hasattr(key, "close"):
            key.close()  # a coroutine would warn that nothing awaited it
        raise ConfigurationError(
            f"The function given as api_key must return a string, but returned {type(key).__name__}.",
            hint="Only AsyncSmarter takes an async function.",
        )
    return check_key(key)


_BOUNDARY = re.compile(
    r"""multipart/form-data\s*;.*\bboundary=("?)([\w'()+,./:=?-]{1,70})\1""", re.IGNORECASE
)


def _boundary_of(headers: Mapping[str, Optional[str]]) -> Optional[str]:
    """Return the boundary of a caller's Content-Type, which the form must share."""
    given = next((value for name, value in headers.items() if str(name).lower() == "content-type"), None)
    match = _BOUNDARY.match(given) if isinstance(given, str) else None
    return match.group(2) if match else None


def merge_headers(table: HeaderTable, headers: Mapping[str, Optional[str]]) -> None:
    """Merge `headers` into `table`; the last one wins in any case, None removes.

    Raises:
        InvalidArgumentError: an invalid name or value, which is not shown.
    """
    if not isinstance(headers, Mapping):
        raise InvalidArgumentError(f"Headers must be a mapping, not {type(headers).__name__}.")
    for name, value in headers.items():
        if not isinstance(name, str):
            raise InvalidArgumentError(f"The name of a header must be a string, not {type(name).__name__}.")
        key = name.lower()
        if value is None or isinstance(value, NotGiven):
            table.pop(key, None)
            continue
        text = value if isinstance(value, str) else str(value)
        if isinstance(value, bytes) or not _HEADER_NAME.match(name) or not _HEADER_VALUE.match(text):
            raise InvalidArgumentError(f"The header {name!r} has an invalid name or value.")
        table[key] = (name, text)


def encode_json(data: Any) -> bytes:
    """Encode `data` as a JSON body; response models in it are written as received.

    Raises:
        InvalidArgumentError: a value has no JSON form.
    """
    try:
        return _encoder().encode(data).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgumentError(f"The request body has no JSON form: {error}.") from error


@lru_cache(maxsize=1)
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain_data)


def _plain_data(value: Any) -> Any:
    dump = getattr(value, "model_dump", None)
    if dump is not None:
        return dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, NotGiven):
        raise TypeError("NOT_GIVEN is not a value")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset, tuple)) or hasattr(value, "__next__"):
        return list(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def encode_query(query: Mapping[str, Any]) -> str:
    """Encode a query: no None, `true`/`false`, repeated keys, mappings as `a[b]`."""
    try:
        return urlencode(list(flat_fields(query, "")))
    except UnicodeEncodeError as error:
        raise InvalidArgumentError(f"A query cannot contain this text: {error}.") from error


def origin(url: str) -> str:
    """Return scheme, host and port of a URL without a default port."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, default) else "")


def segment(name: str, value: Any) -> str:
    """Return `value` quoted as one segment of a path.

    Raises:
        InvalidArgumentError: not a string, empty, or `.` or `..`, which lead to another path.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidArgumentError(f"{name} must be a non-empty string, not {value!r}.")
    if value in (".", ".."):
        raise InvalidArgumentError(f"{name} must not be {value!r}.")
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise InvalidArgumentError(f"{name} must be valid Unicode, not {value!r}.") from None
