"""A call of the API as data: `Request`, and the `Verdict` on its response."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Any,
    AsyncIterable,
    Callable,
    Iterable,
    Mapping,
    Optional,
    Tuple,
    Type,
    Union,
)

if TYPE_CHECKING:
    import httpx

    from smarter.errors import APIStatusError


class NotGiven:
    """Type of `NOT_GIVEN`, the default of arguments whose None has a meaning."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"

    def __reduce__(self) -> str:
        return "NOT_GIVEN"  # copies and pickles are the same object


NOT_GIVEN = NotGiven()
# The names of openai-python.
Omit = NotGiven
not_given = omit = NOT_GIVEN

# Request id of the last response in this thread or task, for results built from several responses.
last_request_id: ContextVar[Optional[str]] = ContextVar("last_request_id", default=None)


@dataclass(frozen=True)
class Verdict:
    """Meaning of a response, where its status alone does not tell.

    Attributes:
        error: the class to raise; None for a success of any status.
        message: text of the error; empty: made from the response.
        hint: what to do next.
        retry: the fault is transient; the same request may succeed in a moment.
    """

    error: Optional[Type[APIStatusError]] = None
    message: str = ""
    hint: Optional[str] = None
    retry: bool = False


# Files of a form by field name; pairs may repeat a name.
Files = Union[Mapping[str, Any], Iterable[Tuple[str, Any]]]

# A body of bytes, or of chunks of bytes; asynchronous ones are for the async client.
Content = Union[bytes, Iterable[bytes], AsyncIterable[bytes], None]

# (status, headers, body parsed from JSON or None, body as text) -> a verdict; None: the status decides.
Classify = Callable[[int, Mapping[str, str], Any, str], Optional[Verdict]]


@dataclass(frozen=True)
class Request:
    """One call of the API.

    Attributes:
        method: `GET`, `POST`, ...
        path: relative to the base URL (`cli/apply/`, `files`), or a whole URL of the same origin.
        query: parameters; None values are omitted, lists repeat their key.
        json: the body, as data; None: no body.
        headers: added to the client's own; a value of None removes one.
        content: the body as bytes or as chunks of bytes, instead of `json`.
        files: files of a `multipart/form-data` body: name -> bytes, a path, an open file, or a tuple of
            (filename, contents, media type). Streamed. Pairs of name and file may repeat a name.
        data: the other fields of that form.
        timeout: seconds, an `httpx.Timeout`, or None for no limit; not given: the client's.
        max_retries: maximum number of retries; None: the client's.
        classify: returns the meaning of a response.
        repeat: `always`, or `unsent`: no retry once the server may have received the request.
        bounded: refuse a response larger than the client's `max_response_size`. Downloads are not.
        redirects: follow redirects within the origin. Manifest verbs never do.
    """

    method: str
    path: str
    query: Optional[Mapping[str, Any]] = None
    json: Any = field(default=None, repr=False)
    headers: Optional[Mapping[str, Optional[str]]] = field(default=None, repr=False)
    content: Content = field(default=None, repr=False)
    files: Optional[Files] = field(default=None, repr=False)
    data: Optional[Mapping[str, Any]] = field(default=None, repr=False)
    timeout: Union[float, httpx.Timeout, NotGiven, None] = NOT_GIVEN
    max_retries: Optional[int] = None
    classify: Optional[Classify] = None
    repeat: str = "always"
    redirects: bool = True
    bounded: bool = True

    @property
    def writes(self) -> bool:
        """Tell whether the request may write: few of the manifest verbs, all POST, do."""
        path = self.path.lstrip("/")
        if path.startswith("cli/"):
            return path.split("/")[1] in ("apply", "delete", "deploy", "undeploy")
        return self.method.upper() not in ("GET", "HEAD", "OPTIONS")
