"""What every call takes besides its own parameters, and how it gets into the request."""

from __future__ import annotations

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
    if not given:
        if files is not None:
            return Request(method, path, query, headers=headers, files=files, data=body)
        return Request(method, path, query, body, headers)
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
    for name in ("extra_headers", "extra_query", "extra_body"):
        if options.get(name) is not None and not isinstance(options[name], Mapping):
            raise InvalidArgumentError(f"{name} must be a mapping, not {type(options[name]).__name__}.")
    if options.get("extra_body"):
        body = {**(body or {}), **options["extra_body"]}
    more: Dict[str, Any] = dict(headers or {})
    if options.get("idempotency_key"):
        more["Idempotency-Key"] = options["idempotency_key"]
    return Request(
        method,
        path,
        query={**(query or {}), **(options.get("extra_query") or {})},
        json=None if files is not None else body,
        headers={**more, **(options.get("extra_headers") or {})},
        files=files,
        data=body if files is not None else None,
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
