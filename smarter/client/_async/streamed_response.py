"""Responses whose body is not read yet, as of `.with_streaming_response`."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, Generic, Iterator, Optional, TypeVar

from smarter.client.http._async.body_reader import async_read_body
from smarter.client.http.concurrency import async_call
from smarter.client.http.exceptions import EXCEPTIONS, failure
from smarter.client.response import Cast, ResponseHead, parse_json, text_of

if TYPE_CHECKING:
    import httpx

    from smarter.client.request import Request

R = TypeVar("R")
T = TypeVar("T")


class AsyncStreamedResponse(ResponseHead, Generic[T]):
    """A response with an unread body; `parse()` reads and converts it."""

    def __init__(
        self, client: Any, request: Request, cast: Cast[T], response: httpx.Response, retries: int
    ) -> None:
        super().__init__(response, retries)
        self._client = client
        self._request = request
        self._cast = cast

    async def parse(self) -> T:
        """Read the body and return the plain method's value.

        Example:
            >>> async with client.models.with_streaming_response.list() as response:
            ...     page = await response.parse()
        """
        if not self._cast.stream:
            await self.read()
        return self._cast.make(self._client, self._request, self.http_response)

    async def read(self) -> bytes:
        """Read the whole body.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> async with client.files.with_streaming_response.content(file.id) as response:
            ...     content = await response.read()
        """
        with _translated(self.http_request):
            if not hasattr(self.http_response, "_content"):
                await async_read_body(self.http_response, time.perf_counter())
            return self.http_response.content

    async def text(self) -> str:
        """Read the whole body as text.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> async with client.files.with_streaming_response.content(file.id) as response:
            ...     text = await response.text()
        """
        await self.read()
        return text_of(self.http_response)

    async def json(self) -> Any:
        """Read and parse the whole body.

        Example:
            >>> async with client.models.with_streaming_response.list() as response:
            ...     body = await response.json()
        """
        await self.read()
        return parse_json(self.http_response)

    async def iter_bytes(self, chunk_size: Optional[int] = None) -> AsyncIterator[bytes]:
        """Iterate over the body in chunks, as received or of `chunk_size` bytes.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> async with client.files.with_streaming_response.content(file.id) as response:
            ...     size = sum([len(chunk) async for chunk in response.iter_bytes()])
        """
        with _translated(self.http_request):
            async for chunk in self.http_response.aiter_bytes(chunk_size):
                yield chunk

    async def iter_text(self, chunk_size: Optional[int] = None) -> AsyncIterator[str]:
        """Iterate over the body as text in chunks.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> async with client.files.with_streaming_response.content(file.id) as response:
            ...     text = "".join([part async for part in response.iter_text()])
        """
        with _translated(self.http_request):
            async for chunk in self.http_response.aiter_text(chunk_size):
                yield chunk

    async def iter_lines(self) -> AsyncIterator[str]:
        """Iterate over the lines of the body, without line ends.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> async with client.files.with_streaming_response.content(file.id) as response:
            ...     lines = [line async for line in response.iter_lines()]
        """
        with _translated(self.http_request):
            async for line in self.http_response.aiter_lines():
                yield line

    async def stream_to_file(self, file: Any, *, chunk_size: Optional[int] = None) -> None:
        """Write the body to the path `file` while it arrives, in constant memory.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> async with client.files.with_streaming_response.content(file.id) as response:
            ...     await response.stream_to_file("notes.txt")
        """
        with await async_call(open, file, "wb") as target:
            async for chunk in self.iter_bytes(chunk_size):
                await async_call(target.write, chunk)

    async def close(self) -> None:
        """Stop reading and release the connection.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> async with client.files.with_streaming_response.content(file.id) as response:
            ...     await response.close()
        """
        await self.http_response.aclose()


@contextmanager
def _translated(request: httpx.Request) -> Iterator[None]:
    """Raise errors of httpx as those of this package."""
    try:
        yield
    except EXCEPTIONS as caught:
        raise failure(caught, request).error from caught


class AsyncOpening(Generic[R]):
    """Context manager that sends a request and closes its result."""

    def __init__(self, send: Callable[[], Any], make: Callable[[Any], R] = lambda received: received) -> None:
        self._send = send
        self._make = make
        self._result: Any = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: enter it with `async with`>"

    async def __aenter__(self) -> R:
        result = self._result = self._make(await self._send())
        return result

    async def __aexit__(self, *exception: object) -> None:
        if self._result is not None:
            await self._result.close()


class AsyncResponseContext(AsyncOpening[AsyncStreamedResponse[T]], Generic[T]):
    """Context manager that sends a request and closes its response."""
