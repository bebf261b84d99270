"""A complete response: status, headers, body, and a method's value of it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Callable, Generic, Optional, Tuple, Type, TypeVar, overload

from smarter.client.request import NOT_GIVEN
from smarter.client.request_log import mask, secrets_of
from smarter.errors import APIResponseValidationError, picklable

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx

    from smarter.client.request import Request

T = TypeVar("T")
V = TypeVar("V")


class Cast(Generic[T]):
    """Conversion of a response into the value of a method.

    `make(client, request, response)` returns the value; with `stream` the body is not read before.
    """

    __slots__ = ("make", "stream")

    def __init__(self, make: Callable[[Any, Request, httpx.Response], T], stream: bool = False) -> None:
        self.make = make
        self.stream = stream


class ResponseHead:
    """A response, perhaps unread; `http_response` is the `httpx.Response`."""

    __slots__ = ("http_response", "retries_taken")

    def __init__(self, http_response: httpx.Response, retries_taken: int = 0) -> None:
        self.http_response = http_response
        self.retries_taken = retries_taken

    @property
    def status_code(self) -> int:
        """Return the HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """Return the headers; names are case-insensitive."""
        return self.http_response.headers

    @property
    def request_id(self) -> Optional[str]:
        """Return the server's `x-request-id`."""
        found: Optional[str] = self.headers.get("x-request-id")
        return found

    @property
    def http_request(self) -> httpx.Request:
        """Return the `httpx.Request` that was sent."""
        return self.http_response.request

    @property
    def method(self) -> str:
        """Return the HTTP method of the request."""
        return self.http_request.method

    @property
    def url(self) -> httpx.URL:
        """Return the URL of the request."""
        return self.http_request.url

    @property
    def is_closed(self) -> bool:
        """Tell if the response is closed."""
        return self.http_response.is_closed


class Response(ResponseHead):
    """A complete response. `http_response` is the `httpx.Response`."""

    __slots__ = ("_json",)

    def __init__(self, http_response: httpx.Response, retries_taken: int = 0) -> None:
        super().__init__(http_response, retries_taken)
        self._json: Any = NOT_GIVEN

    def __repr__(self) -> str:
        return f"<Response {self.status_code}>"

    def __reduce__(self) -> Tuple[Any, ...]:
        """Pickle without what `picklable` leaves out."""
        return type(self), (picklable(self.http_response), self.retries_taken)

    @property
    def content(self) -> bytes:
        """Return the body."""
        return self.http_response.content

    @property
    def text(self) -> str:
        """Return the body as text in its declared charset, else UTF-8."""
        return text_of(self.http_response)

    @property
    def http_version(self) -> str:
        """Return the HTTP version, such as `HTTP/1.1`."""
        return self.http_response.http_version

    @property
    def elapsed(self) -> timedelta:
        """Return the time from sending the request to the end of the response."""
        return self.http_response.elapsed

    def json(self) -> Any:
        """Parse the body.

        Raises:
            APIResponseValidationError: the body is not JSON.

        Example:
            >>> response = client.models.with_raw_response.retrieve("gpt-4o-mini")
            >>> response.json()["id"]
            'gpt-4o-mini'
        """
        if self._json is NOT_GIVEN:
            self._json = parse_json(self.http_response)
        return self._json


class Made(Generic[T]):
    """A value that `parse()` returns again."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def __call__(self) -> T:
        """Return the value."""
        return self._value


class APIResponse(Response, Generic[T]):
    """A complete response; `parse()` returns the value of the plain method."""

    __slots__ = ("_convert", "_make")

    def __init__(
        self,
        http_response: httpx.Response,
        retries_taken: int,
        make: Callable[[], T],
        convert: Callable[[Any, httpx.Response], Any],
    ) -> None:
        super().__init__(http_response, retries_taken)
        self._make = make
        self._convert = convert

    def __reduce__(self) -> Tuple[Any, ...]:
        """Pickle with the value, and without what `picklable` leaves out."""
        made = Made(self.parse())
        return type(self), (picklable(self.http_response), self.retries_taken, made, self._convert)

    @overload
    def parse(self) -> T: ...

    @overload
    def parse(self, *, to: Type[V]) -> V: ...

    def parse(self, *, to: Any = None) -> Any:
        """Return the plain method's value, or the body converted to the type `to`.

        Example:
            >>> response = client.models.with_raw_response.retrieve("gpt-4o-mini")
            >>> response.parse().id
            'gpt-4o-mini'
        """
        return self._make() if to is None else self._convert(to, self.http_response)


def parse_json(response: httpx.Response) -> Any:
    """Parse the body of a response, or raise `APIResponseValidationError`."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise not_json(response) from error


def text_of(response: httpx.Response) -> str:
    """Return a body as text, by its charset if possible, else UTF-8; never fail."""
    # The declared charset may be one that these bytes are not in (UTF-16 without its mark), which `text` raises for.
    try:
        return response.text
    except Exception:  # codecs that are not for text, such as base64, raise anything
        return response.content.decode("utf-8", "replace")


def media_type(response: httpx.Response) -> str:
    """Return the media type of a body, such as `text/html`; "" if it has none."""
    return str(response.headers.get("content-type", "")).split(";")[0].strip().lower()


def invalid_response(
    response: httpx.Response, problem: str, *, body: Any = None, hint: Optional[str] = None
) -> APIResponseValidationError:
    """Return the error for an unusable response; `problem` is its predicate."""
    request = response.request
    message = f"The response to {request.method} {request.url.path} {problem}."
    return APIResponseValidationError(message, response=response, body=body, hint=hint)


# Held by tests/client/test_errors.py.
def without_secrets(response: httpx.Response) -> httpx.Response:
    """Return a response for an error, without the sent keys that it repeats."""
    texts = [text_of(response), *response.headers.values()]
    if all(mask_sent(response, text) is text for text in texts):
        return response
    return rewritten(response, partial(mask_sent, response))


def mask_sent(response: httpx.Response, text: str) -> str:
    """Return `text` with the request's secrets masked; the same object if clean."""
    return mask(text, secrets_of(str(response.request.url), response.request.headers.items()))


def rewritten(response: httpx.Response, change: Callable[[str], str]) -> httpx.Response:
    """Return a response with its headers and its body changed."""
    encoding = response.headers.encoding  # headers may be in Latin-1
    headers = [
        (name.encode(encoding), change(value).encode(encoding, "replace"))
        for name, value in response.headers.multi_items()
        if name not in ("content-encoding", "content-length", "transfer-encoding")
    ]
    text = change(text_of(response)) if response.is_closed else ""
    content = text.encode("utf-8", "surrogatepass")
    return type(response)(response.status_code, headers=headers, content=content, request=response.request)


def not_json(response: httpx.Response) -> APIResponseValidationError:
    """Return the error for a success whose body is not JSON."""
    response = without_secrets(response)
    content = response.content
    kind = media_type(response)
    if not content:
        problem = "is empty, not JSON"
    elif kind == "text/html" or content.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        problem = "is a web page (HTML), not JSON"
    elif kind and "json" not in kind:
        problem = f"is {kind}, not JSON"
    else:
        problem = f"is not valid JSON ({len(content)} bytes)"
    hint = "Check the base URL; it should be like https://platform.smarter.sh/api/v1."
    return invalid_response(response, problem, body=text_of(response), hint=hint)
