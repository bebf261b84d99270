"""Options that every call takes, and requests made from a method's arguments."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import wraps
from inspect import CO_COROUTINE, CO_VARKEYWORDS
from types import FrameType, FunctionType
from typing import (
    TYPE_CHECKING,
    Any,
    Dict,
    Iterable,
    List,
    Mapping,
    Optional,
    TypedDict,
    Union,
    cast,
)

from smarter.client.request import NOT_GIVEN, Content, Files, NotGiven, Request
from smarter.errors import InvalidArgumentError

if TYPE_CHECKING:
    import httpx


class CallOptions(TypedDict, total=False):
    """Keyword arguments of every method, above the client's and method's values."""

    extra_headers: Optional[Mapping[str, Optional[str]]]
    """Headers added to the client's; None removes one."""
    extra_query: Optional[Mapping[str, object]]
    """More query parameters."""
    extra_body: Optional[Mapping[str, object]]
    """More fields of the JSON body, such as fields unknown to this library."""
    timeout: Union[float, httpx.Timeout, NotGiven, None]
    """Seconds, an `httpx.Timeout`, or None for no limit."""
    max_retries: int
    """Maximum number of retries; 0 for none."""
    idempotency_key: str
    """The Idempotency-Key of this request, instead of a generated one."""


class RequestOptions(TypedDict, total=False):
    """`options=` of methods for any endpoint, such as `client.post(path, ...)`."""

    headers: Mapping[str, Optional[str]]
    params: Mapping[str, object]
    timeout: Union[float, httpx.Timeout, None]
    max_retries: int
    idempotency_key: str
    extra_json: Mapping[str, object]
    follow_redirects: bool


_EXTRAS = ("extra_headers", "extra_query", "extra_body")


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
    """Make the request of a method.

    Args:
        given: further keyword arguments of the method.
        known: the TypedDict of the allowed ones. `CallOptions` are applied to the request; the others go into the query
            of a `GET` and into the body of any other request. `NOT_GIVEN` is omitted.
        query, body, files, headers: values set by the method itself.

    Raises:
        TypeError: an unknown argument. The message names the method and the nearest known argument.
        InvalidArgumentError: an `extra_...` is not a mapping.
    """
    own: Dict[str, Any] = {}
    options: Dict[str, Any] = {}
    for name, value in given.items():
        is_option = name in CallOptions.__annotations__
        if not is_option and name not in known.__annotations__:
            raise unexpected(name, known)
        if not isinstance(value, NotGiven):
            (options if is_option else own)[name] = value
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
    """Apply the `CallOptions` of one call to `request`.

    Raises:
        InvalidArgumentError: an `extra_...` is not a mapping.
    """
    options = without_omitted(options)
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


def without_omitted(values: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the arguments without those that are `NOT_GIVEN`."""
    return {name: value for name, value in values.items() if not isinstance(value, NotGiven)}


def check_booleans(method: str, **given: object) -> None:
    """Refuse any value but True, False and `omit`: "no" would count as true."""
    for name, value in given.items():
        if not isinstance(value, (bool, NotGiven)):
            raise InvalidArgumentError(
                f"{method}(): {name} must be a bool, True or False, not {type(value).__name__}."
            )


def check_extras(options: Mapping[str, Any]) -> None:
    """Reject an `extra_...` that is not a mapping.

    Raises:
        InvalidArgumentError: naming the first.
    """
    for name in _EXTRAS:
        value = options.get(name)
        if value is not None and not isinstance(value, Mapping):
            raise InvalidArgumentError(f"{name} must be a mapping, not {type(value).__name__}.")


def shared_options(options: Mapping[str, Any]) -> CallOptions:
    """Return the options of a call that apply to each of its requests.

    Raises:
        TypeError: an unknown option.
        InvalidArgumentError: an `extra_...` is not a mapping.
    """
    only_known(options)
    options = without_omitted(options)
    check_extras(options)
    kept = {name: options[name] for name in ("extra_headers", "timeout", "max_retries") if name in options}
    return cast(CallOptions, kept)


def only_known(given: Mapping[str, Any], known: Any = CallOptions) -> None:
    """Reject keyword arguments that are not in the TypedDict `known`.

    Raises:
        TypeError: naming the method, the first unknown argument and the nearest known one.
    """
    for name in given:
        if name not in known.__annotations__:
            raise unexpected(name, known)


def unexpected(name: str, known: Any) -> TypeError:
    """Return the error for an unknown keyword argument of the calling method."""
    parameters: List[str] = []
    method = ""
    frame: Optional[FrameType] = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith("smarter."):
        code, owner = frame.f_code, frame.f_locals.get("self")
        # The outermost method is the one that the user called: `find` passes its arguments on to `list`.
        if not code.co_name.startswith(("_", "<")) and hasattr(type(owner), code.co_name):
            method = f"{type(owner).__name__}.{code.co_name}() "
            parameters = list(code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount])
        frame = frame.f_back
    return TypeError(_misspelt(method, name, [*parameters, *known.__annotations__]))


def _misspelt(method: str, name: str, known: Iterable[str]) -> str:
    from smarter._suggest import nearest

    near = nearest(name, known)
    hint = f". Did you mean {near!r}?" if near else ""
    return f"{method}got an unexpected keyword argument {name!r}{hint}"


def suggest_arguments(owner: type) -> None:
    """Let the methods of a class name the right argument for a misspelt one."""
    for name, function in list(vars(owner).items()):
        if not isinstance(function, FunctionType) or (name.startswith("_") and name != "__init__"):
            continue
        code = function.__code__
        if code.co_kwonlyargcount and not code.co_flags & CO_VARKEYWORDS:
            setattr(owner, name, _suggesting(function))


def _suggesting(function: Any) -> Any:
    code = function.__code__
    known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]

    def explained(owner: object, error: TypeError) -> TypeError:
        found = re.search(r"unexpected keyword argument '(\w+)'", str(error))
        # An error of the call itself has no frame within the function.
        if found is None or error.__traceback__ is None or error.__traceback__.tb_next is not None:
            return error
        method = f"{type(owner).__name__}.{function.__name__}() "
        return TypeError(_misspelt(method, found.group(1), known)).with_traceback(error.__traceback__)

    if code.co_flags & CO_COROUTINE:

        @wraps(function)
        async def _awaited(self: object, *args: Any, **kwargs: Any) -> Any:
            try:
                return await function(self, *args, **kwargs)
            except TypeError as error:
                raise explained(self, error) from None

        return _awaited

    @wraps(function)
    def _called(self: object, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except TypeError as error:
            raise explained(self, error) from None

    return _called


def undocumented(
    method: str,
    path: str,
    options: Optional[RequestOptions],
    body: Any = None,
    files: Optional[Files] = None,
    content: Content = None,
) -> Request:
    """Make the request of `client.get(path, options=...)` and the like."""
    if content is not None and (body is not None or files is not None):
        raise TypeError("content goes alone, without body and files")
    if content is not None and (isinstance(content, (str, Mapping)) or not _has_chunks(content)):
        raise InvalidArgumentError(
            f"content must be bytes, or an iterable of bytes, not {type(content).__name__}."
        )
    given: Dict[str, Any] = {**(options or {})}
    known = RequestOptions.__annotations__
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise TypeError(f"unknown option {unknown[0]!r}; known are {', '.join(sorted(known))}")
    headers = dict(given.get("headers") or {})
    if given.get("idempotency_key"):
        headers["Idempotency-Key"] = given["idempotency_key"]
    if given.get("extra_json") is not None:
        body = {**(body or {}), **given["extra_json"]}
    if isinstance(body, bytes) or (hasattr(body, "__next__") and files is None):
        content, body = body, None
    return Request(
        method,
        path,
        query=given.get("params"),
        json=body if files is None else None,
        content=content,
        files=files,
        data=None if files is None else cast(Mapping[str, Any], body),
        headers=headers,
        timeout=given.get("timeout", NOT_GIVEN),
        max_retries=given.get("max_retries"),
        redirects=given.get("follow_redirects", True),
    )


def _has_chunks(content: object) -> bool:
    return hasattr(content, "__iter__") or hasattr(content, "__aiter__")
