# Generated from smarter/client/_async/streamed_response.py by scripts/generate_sync.py. Edit that, not this.
"""Responses whose body is not read yet, as of `.with_streaming_response`."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, Generic, Iterator, Optional, TypeVar

from smarter.client.http._sync.body_reader import read_body
from smarter.client.http.concurrency import call
from smarter.client.http.exceptions import EXCEPTIONS, failure
from smarter.client.response import Cast, ResponseHead, parse_json, text_of

if TYPE_CHECKING:
    import httpx

    from smarter.client.request import Request

R = TypeVar("R")
T = TypeVar("T")


class StreamedResponse(ResponseHead, Generic[T]):
    """A response with an unread body; `parse()` reads and converts it."""

    def __init__(
        self, client: Any, request: Request, cast: Cast[T], response: httpx.Response, retries: int
    ) -> None:
        super().__init__(response, retries)
        self._client = client
        self._request = request
        self._cast = cast

    def parse(self) -> T:
        """Read the body and return the plain method's value.

        Example:
            >>> with client.models.with_streaming_response.list() as response:
            ...     page = response.parse()
        """
        if not self._cast.stream:
            self.read()
        return self._cast.make(self._client, self._request, self.http_response)

    def read(self) -> bytes:
        """Read the whole body.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> with client.files.with_streaming_response.content(file.id) as response:
            ...     content = response.read()
        """
        with _translated(self.http_request):
            if not hasattr(self.http_response, "_content"):
                read_body(self.http_response, time.perf_counter())
            return self.http_response.content

    def text(self) -> str:
        """Read the whole body as text.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> with client.files.with_streaming_response.content(file.id) as response:
            ...     text = response.text()
        """
        self.read()
        return text_of(self.http_response)

    def json(self) -> Any:
        """Read and parse the whole body.

        Example:
            >>> with client.models.with_streaming_response.list() as response:
            ...     body = response.json()
        """
        self.read()
        return parse_json(self.http_response)

    def iter_bytes(self, chunk_size: Optional[int] = None) -> Iterator[bytes]:
        """Iterate over the body in chunks, as received or of `chunk_size` bytes.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> with client.files.with_streaming_response.content(file.id) as response:
            ...     size = sum([len(chunk) for chunk in response.iter_bytes()])
        """
        with _translated(self.http_request):
            yield from self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: Optional[int] = None) -> Iterator[str]:
        """Iterate over the body as text in chunks.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> with client.files.with_streaming_response.content(file.id) as response:
            ...     text = "".join([part for part in response.iter_text()])
        """
        with _translated(self.http_request):
            yield from self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """Iterate over the lines of the body, without line ends.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> with client.files.with_streaming_response.content(file.id) as response:
            ...     lines = [line for line in response.iter_lines()]
        """
        with _translated(self.http_request):
            yield from self.http_response.iter_lines()

    def stream_to_file(self, file: Any, *, chunk_size: Optional[int] = None) -> None:
        """Write the body to the path `file` while it arrives, in constant memory.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> with client.files.with_streaming_response.content(file.id) as response:
            ...     response.stream_to_file("notes.txt")
        """
        with call(open, file, "wb") as target:
            for chunk in self.iter_bytes(chunk_size):
                call(target.write, chunk)

    def close(self) -> None:
        """Stop reading and release the connection.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> with client.files.with_streaming_response.content(file.id) as response:
            ...     response.close()
        """
        self.http_response.close()


@contextmanager
def _translated(request: httpx.Request) -> Iterator[None]:
    """Raise errors of httpx as those of this package."""
    try:
        yield
    except EXCEPTIONS as caught:
        raise failure(caught, request).error from caught


class Opening(Generic[R]):
    """Context manager that sends a request and closes its result."""

    def __init__(self, send: Callable[[], Any], make: Callable[[Any], R] = lambda received: received) -> None:
        self._send = send
        self._make = make
        self._result: Any = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: enter it with `with`>"

    def __enter__(self) -> R:
        result = self._result = self._make(self._send())
        return result

    def __exit__(self, *exception: object) -> None:
        if self._result is not None:
            self._result.close()


class ResponseContext(Opening[StreamedResponse[T]], Generic[T]):
    """Context manager that sends a request and closes its response."""
