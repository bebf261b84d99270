"""What every call takes besides its own parameters, and how it gets into the request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, TypedDict, Union, cast

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


_EXTRAS = ("extra_headers", "extra_query", "extra_body")

_REQUEST_OPTIONS = frozenset(
    ("headers", "params", "timeout", "max_retries", "idempotency_key", "extra_json", "follow_redirects")
)


def call(
    method: str,
    path: str,
    given: Mapping[str, Any],
    known: Any = CallOptions,
    *,
    query: Optional[Mapping[str, Any]] = None,
    body: Optional[Mapping[str, Any]] = None,
    files: Optional[Mapping[str, Any]] = None,
    headers: Optional[Mapping[str, Optional[str]]] = None,
) -> Request:
    """The request of a method.

    Args:
        given: the method's further keyword arguments.
        known: the TypedDict of those that it takes, `CallOptions` among them. The others go into the query of a
            `GET` and into the body of anything else; `NOT_GIVEN` ones nowhere.
        query, body, files, headers: what the method itself puts there.

    Raises:
        TypeError: an argument that the method does not take, as Python says it.
        InvalidArgumentError: an `extra_...` that is no mapping.
    """
    own: Dict[str, Any] = {}
    options: Dict[str, Any] = {}
    for name, value in given.items():
        if name in CallOptions.__annotations__:
            options[name] = value
        elif name not in known.__annotations__:
            raise TypeError(f"got an unexpected keyword argument {name!r}")
        elif not isinstance(value, NotGiven):
            own[name] = value
    if own and method == "GET":
        query = {**(query or {}), **own}
    elif own:
        body = {**(body or {}), **own}
    if files is not None:
        request = Request(method, path, query, headers=headers, files=files, data=body)
    else:
        request = Request(method, path, query, body, headers)
    return with_options(request, options) if options else request


def with_options(request: Request, options: Mapping[str, Any]) -> Request:
    """`request` as the `CallOptions` of one call change it.

    Raises:
        InvalidArgumentError: an `extra_...` that is no mapping.
    """
    check_extras(options)
    extra = {name: options.get(name) or {} for name in _EXTRAS}
    changes: Dict[str, Any] = {}
    if options.get("idempotency_key") or extra["extra_headers"]:
        changes["headers"] = {**(request.headers or {}), **extra["extra_headers"]}
        if options.get("idempotency_key"):
            changes["headers"].setdefault("Idempotency-Key", options["idempotency_key"])
    if extra["extra_query"]:
        changes["query"] = {**(request.query or {}), **extra["extra_query"]}
    if extra["extra_body"]:
        part = "json" if request.files is None else "data"
        changes[part] = {**(getattr(request, part) or {}), **extra["extra_body"]}
    for name in ("timeout", "max_retries"):
        if name in options:
            changes[name] = options[name]
    return replace(request, **changes)


def check_extras(options: Mapping[str, Any]) -> None:
    """Refuse an `extra_...` that is no mapping.

    Raises:
        InvalidArgumentError: it names the first.
    """
    for name in _EXTRAS:
        value = options.get(name)
        if value is not None and not isinstance(value, Mapping):
            raise InvalidArgumentError(f"{name} must be a mapping, not {type(value).__name__}.")


def shared_options(options: Mapping[str, Any]) -> CallOptions:
    """Those of a call's options that hold for every request which it needs, and not for its own only.

    Raises:
        TypeError: there is one that no call takes.
        InvalidArgumentError: an `extra_...` that is no mapping.
    """
    only_known(options)
    check_extras(options)
    kept = {name: options[name] for name in ("extra_headers", "timeout", "max_retries") if name in options}
    return cast(CallOptions, kept)


def only_known(given: Mapping[str, Any], known: Any = CallOptions) -> None:
    """Refuse keyword arguments that the TypedDict `known` does not have, as Python does.

    Raises:
        TypeError: it names the first.
    """
    for name in given:
        if name not in known.__annotations__:
            raise TypeError(f"got an unexpected keyword argument {name!r}")


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
