"""What every call takes besides its own parameters, and how it gets into the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Union, cast

from typing_extensions import TypedDict

from smarter.client.request import NOT_GIVEN, NotGiven, Request
from smarter.errors import InvalidArgumentError

if TYPE_CHECKING:
    import httpx


class CallOptions(TypedDict, total=False):
    """Keyword arguments that every method takes; they win over what the client and the method would send."""

    extra_headers: Optional[Mapping[str, Optional[str]]]
    """Headers on top of the client's; None removes one."""
    extra_query: Optional[Mapping[str, object]]
    """More query parameters."""
    extra_body: Optional[Mapping[str, object]]
    """More fields of the JSON body, such as ones that this library does not know."""
    timeout: Union[float, httpx.Timeout, NotGiven, None]
    """Seconds, an `httpx.Timeout`, or None for no limit."""
    max_retries: int
    """How often to send again; 0 for never."""
    idempotency_key: str
    """The Idempotency-Key of this request, instead of one made up."""


class RequestOptions(TypedDict, total=False):
    """`options=` of the methods for undocumented endpoints: `client.post(path, cast_to=..., options={...})`."""

    headers: Mapping[str, Optional[str]]
    params: Mapping[str, object]
    timeout: Union[float, httpx.Timeout, None]
    max_retries: int
    idempotency_key: str
    extra_json: Mapping[str, object]
    follow_redirects: bool


_CALL_OPTIONS = frozenset(
    ("extra_headers", "extra_query", "extra_body", "timeout", "max_retries", "idempotency_key")
)
_REQUEST_OPTIONS = frozenset(
    ("headers", "params", "timeout", "max_retries", "idempotency_key", "extra_json", "follow_redirects")
)


def call(
    method: str,
    path: str,
    options: Mapping[str, Any],
    *,
    query: Optional[Mapping[str, Any]] = None,
    body: Optional[Mapping[str, Any]] = None,
    files: Optional[Mapping[str, Any]] = None,
    headers: Optional[Mapping[str, Optional[str]]] = None,
) -> Request:
    """The request of a method that got `options` (`CallOptions`) beside its own parameters.

    Raises:
        TypeError: an option that is none, as Python says it of an unknown keyword argument.
    """
    if not options:
        if files is not None:
            return Request(method, path, query, files=files, data=body, headers=headers)
        return Request(method, path, query, body, headers)
    unknown = sorted(set(options) - _CALL_OPTIONS)
    if unknown:
        raise TypeError(f"got an unexpected keyword argument {unknown[0]!r}")
    more: Dict[str, Any] = dict(headers or {})
    if options.get("idempotency_key"):
        more["Idempotency-Key"] = options["idempotency_key"]
    more.update(options.get("extra_headers") or {})
    extra_body = options.get("extra_body")
    if extra_body is not None:
        if not isinstance(extra_body, Mapping):
            raise InvalidArgumentError(f"extra_body must be a mapping, not {type(extra_body).__name__}.")
        body = {**(body or {}), **extra_body}
    return Request(
        method,
        path,
        query={**(query or {}), **(options.get("extra_query") or {})},
        json=None if files is not None else body,
        files=files,
        data=body if files is not None else None,
        headers=more,
        timeout=options.get("timeout", NOT_GIVEN),
        max_retries=options.get("max_retries"),
    )


def undocumented(
    method: str,
    path: str,
    options: Optional[RequestOptions],
    content: Any = None,
    files: Optional[Mapping[str, Any]] = None,
) -> Request:
    """The request of `client.get(path, options=...)` and its like."""
    body: Any = content
    given: Dict[str, Any] = {**(options or {})}
    unknown = sorted(set(given) - _REQUEST_OPTIONS)
    if unknown:
        raise TypeError(
            f"got an unexpected option {unknown[0]!r}; there are {', '.join(sorted(_REQUEST_OPTIONS))}"
        )
    headers = dict(given.get("headers") or {})
    if given.get("idempotency_key"):
        headers["Idempotency-Key"] = given["idempotency_key"]
    if given.get("extra_json") is not None:
        body = {**(body or {}), **given["extra_json"]}
    raw = isinstance(body, bytes) or (hasattr(body, "__next__") and files is None)
    return Request(
        method,
        path,
        query=given.get("params"),
        json=None if raw or files is not None else body,
        content=body if raw else None,
        files=files,
        data=None if files is None else cast(Mapping[str, Any], body),
        headers=headers,
        timeout=given.get("timeout", NOT_GIVEN),
        max_retries=given.get("max_retries"),
        redirects=given.get("follow_redirects", True),
    )


def given(parameters: Mapping[str, Any]) -> Dict[str, Any]:
    """`parameters` without those that are NOT_GIVEN."""
    return {name: value for name, value in parameters.items() if not isinstance(value, NotGiven)}


def split(parameters: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[Dict[str, Any], Dict[str, Any]]:
    """Keyword arguments as (those of the TypedDict whose `__annotations__` are `known`, the others)."""
    own = {
        name: value for name, value in parameters.items() if name in known and not isinstance(value, NotGiven)
    }
    return own, {name: value for name, value in parameters.items() if name not in known}
