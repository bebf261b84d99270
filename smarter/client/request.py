"""What goes out and what comes back, as data: `Request`, `Response`, and a `Verdict` on an answer."""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Optional, Type, Union

from smarter.errors import APIResponseValidationError, APIStatusError

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx


class NotGiven:
    """The one value that means "the caller did not say", where None means something."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN = NotGiven()

# The id of the last complete answer of this thread or task: for values that are made of answers at some remove.
last_request_id: ContextVar[Optional[str]] = ContextVar("last_request_id", default=None)


@dataclass(frozen=True)
class Verdict:
    """What an answer means, when its status alone does not say.

    Attributes:
        error: the class to raise; None if the answer is a success whatever its status.
        message: the sentence for `str(error)`; empty: made from the answer.
        hint: what to do next.
        retry: it is a passing fault; the same request may do better in a moment.
        done: what was asked for has happened, although the answer is an error.
    """

    error: Optional[Type[APIStatusError]] = None
    message: str = ""
    hint: Optional[str] = None
    retry: bool = False
    done: bool = False


# (status, headers, body parsed from JSON or None, body as text) -> a verdict, or None: the status says it.
Classify = Callable[[int, Mapping[str, str], Any, str], Optional[Verdict]]


@dataclass(frozen=True)
class Request:
    """One call of the API.

    Attributes:
        method: `GET`, `POST`, ...
        path: relative to the base URL (`cli/apply/`, `files`), or a whole URL of the same origin.
        query: parameters; None values are left out, lists repeat their key.
        json: the body, as data; None: no body.
        headers: on top of the client's own; a value of None removes one.
        content: the body as bytes or as chunks of bytes, instead of `json`.
        files: files of a `multipart/form-data` body: name -> bytes, a path, an open file, or a tuple of
            (filename, contents, media type). Streamed.
        data: the other fields of that body.
        timeout: seconds, an `httpx.Timeout`, or None for no limit; not given: the client's.
        max_retries: how often to send again; None: the client's.
        classify: what an answer means.
        repeat: `always`, or `unsent`: never again once the server may have received it.
        redirects: follow one that stays within the origin. Manifest verbs never do.
    """

    method: str
    path: str
    query: Optional[Mapping[str, Any]] = None
    json: Any = field(default=None, repr=False)
    headers: Optional[Mapping[str, Optional[str]]] = field(default=None, repr=False)
    content: Union[bytes, Iterable[bytes], None] = field(default=None, repr=False)
    files: Optional[Mapping[str, Any]] = field(default=None, repr=False)
    data: Optional[Mapping[str, Any]] = field(default=None, repr=False)
    timeout: Union[float, httpx.Timeout, NotGiven, None] = NOT_GIVEN
    max_retries: Optional[int] = None
    classify: Optional[Classify] = None
    repeat: str = "always"
    redirects: bool = True


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
