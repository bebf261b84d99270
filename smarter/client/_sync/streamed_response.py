# Generated from smarter/client/_async/streamed_response.py by scripts/generate_sync.py. Edit that, not this.
"""Answers before they are parsed: `.with_raw_response` and `.with_streaming_response` of every resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Generic, Iterator, Optional, Type, TypeVar

from smarter.client import http
from smarter.client.response import parse_json
from smarter.client.response_types import Cast

if TYPE_CHECKING:
    from types import TracebackType

    import httpx

    from smarter.client.request import Request

T = TypeVar("T")


class StreamedResponse(Generic[T]):
    """An answer whose body has not been read yet. `parse()` reads it and gives what the method would have given."""

    def __init__(
        self, client: Any, request: Request, cast: Cast[T], response: httpx.Response, retries: int
    ) -> None:
        self.http_response = response
        self.retries_taken = retries
        self._client = client
        self._request = request
        self._cast = cast

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers; their names' case does not matter."""
        return self.http_response.headers

    @property
    def request_id(self) -> Optional[str]:
        """The server's `x-request-id`."""
        found: Optional[str] = self.http_response.headers.get("x-request-id")
        return found

    def parse(self) -> T:
        """What the method returns without `with_streaming_response`."""
        if not self._cast.stream:
            self.read()
        return self._cast.make(self._client, self._request, self.http_response)

    def read(self) -> bytes:
        """The whole body."""
        try:
            return self.http_response.read()
        except http.EXCEPTIONS as caught:
            raise http.failure(caught, self.http_response.request).error from caught

    def text(self) -> str:
        """The whole body as text."""
        self.read()
        return self.http_response.text

    def json(self) -> Any:
        """The whole body as data."""
        self.read()
        return parse_json(self.http_response)

    def iter_bytes(self, chunk_size: Optional[int] = None) -> Iterator[bytes]:
        """The body in pieces, as they come or of `chunk_size` bytes."""
        try:
            yield from self.http_response.iter_bytes(chunk_size)
        except http.EXCEPTIONS as caught:
            raise http.failure(caught, self.http_response.request).error from caught

    def iter_text(self, chunk_size: Optional[int] = None) -> Iterator[str]:
        """The body as text in pieces."""
        try:
            yield from self.http_response.iter_text(chunk_size)
        except http.EXCEPTIONS as caught:
            raise http.failure(caught, self.http_response.request).error from caught

    def iter_lines(self) -> Iterator[str]:
        """The body's lines, without their ends."""
        try:
            yield from self.http_response.iter_lines()
        except http.EXCEPTIONS as caught:
            raise http.failure(caught, self.http_response.request).error from caught

    def stream_to_file(self, file: Any, *, chunk_size: Optional[int] = None) -> None:
        """Write the body to the path `file` as it comes, in constant memory."""
        with http.call(open, file, "wb") as target:
            for chunk in self.iter_bytes(chunk_size):
                http.call(target.write, chunk)

    def close(self) -> None:
        """Leave the rest unread and give the connection back."""
        self.http_response.close()


class ResponseContext(Generic[T]):
    """Sends on entering the `with` block, closes on leaving it."""

    def __init__(self, send: Callable[[], Any]) -> None:
        self._send = send
        self._response: Optional[StreamedResponse[T]] = None

    def __enter__(self) -> StreamedResponse[T]:
        response: StreamedResponse[T] = self._send()
        self._response = response
        return response

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        if self._response is not None:
            self._response.close()
