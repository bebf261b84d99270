"""A complete response: status, headers, body, and the value that a method makes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable, Generic, Mapping, Optional, TypeVar

from smarter.client.request import NOT_GIVEN
from smarter.errors import APIResponseValidationError

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx

    from smarter.client.request import Verdict

T = TypeVar("T")


class Response:
    """A complete answer. `http_response` is httpx's own object for whatever is not here."""

    __slots__ = ("_json", "http_response", "retries_taken", "verdict")

    def __init__(
        self, http_response: httpx.Response, retries_taken: int = 0, verdict: Optional[Verdict] = None
    ) -> None:
        self.http_response = http_response
        self.retries_taken = retries_taken
        self.verdict = verdict
        self._json: Any = NOT_GIVEN

    def __repr__(self) -> str:
        return f"<Response {self.status_code}>"

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; their names' case does not matter."""
        return self.http_response.headers

    @property
    def content(self) -> bytes:
        """The body."""
        return self.http_response.content

    @property
    def text(self) -> str:
        """The body as text, by its declared charset or UTF-8."""
        return self.http_response.text

    @property
    def request_id(self) -> Optional[str]:
        """The server's `x-request-id`."""
        return self.headers.get("x-request-id")

    @property
    def elapsed(self) -> timedelta:
        """From sending the request to the end of the answer."""
        return self.http_response.elapsed

    def json(self) -> Any:
        """The body as data.

        Raises:
            APIResponseValidationError: it is not JSON.
        """
        if self._json is NOT_GIVEN:
            self._json = parse_json(self.http_response)
        return self._json


class APIResponse(Response, Generic[T]):
    """A complete answer: status, headers, body. `parse()` gives what the method would have given."""

    __slots__ = ("_make",)

    def __init__(self, http_response: httpx.Response, retries_taken: int, make: Callable[[], T]) -> None:
        super().__init__(http_response, retries_taken)
        self._make = make

    def parse(self) -> T:
        """What the method returns without `with_raw_response`."""
        return self._make()


def parse_json(response: httpx.Response) -> Any:
    """The body of a complete answer as data; `APIResponseValidationError` says what it is instead of JSON."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise not_json(response) from error


def not_json(response: httpx.Response) -> APIResponseValidationError:
    """The error for a successful answer whose body is not JSON."""
    content = response.content
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if not content:
        what = "is empty"
    elif kind == "text/html" or content.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        what = "is a web page (HTML)"
    elif kind and "json" not in kind:
        what = f"is {kind}"
    else:
        what = f"is not valid JSON ({len(content)} bytes)"
    return APIResponseValidationError(
        f"The answer to {response.request.method} {response.request.url.path} {what} where JSON belongs.",
        response=response,
        body=response.text,
        hint="Check the base URL: it should be that of the API, as in https://platform.smarter.sh/api/v1.",
    )
