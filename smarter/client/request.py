"""A call of the API as data: `Request`, and the `Verdict` on its response."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Optional, Type, Union

if TYPE_CHECKING:
    import httpx

    from smarter.errors import APIStatusError


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
