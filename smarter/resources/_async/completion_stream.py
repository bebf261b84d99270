"""`chat.completions.stream`: a chat completion as events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, Generic, Optional, TypeVar

from smarter.client._async.streams import AsyncStream
from smarter.errors import APIError
from smarter.resources.completion_state import CompletionState
from smarter.resources.structured import Parsing
from smarter.types.chat import ChatCompletionChunk, ParsedChatCompletion
from smarter.types.completion_events import ChatCompletionStreamEvent

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

M = TypeVar("M")


class AsyncChatCompletionStream(Generic[M]):
    """Iterator over the events of one chat completion. It closes the connection at the end."""

    def __init__(self, chunks: AsyncStream[ChatCompletionChunk], parsing: Parsing[M]) -> None:
        self._chunks = chunks
        self._state: CompletionState[M] = CompletionState(parsing)
        self._events = self._read()

    @property
    def response(self) -> httpx.Response:
        """Return the `httpx.Response` that the stream reads."""
        return self._chunks.response

    @property
    def current_completion_snapshot(self) -> ParsedChatCompletion[M]:
        """Return the completion so far.

        Raises:
            APIError: no chunk has come yet.
        """
        snapshot = self._state.snapshot
        if snapshot is None:
            raise APIError("No chunk of the completion has come yet.", request=self.response.request)
        return snapshot

    async def __anext__(self) -> ChatCompletionStreamEvent[M]:
        return await self._events.__anext__()

    async def __aiter__(self) -> AsyncIterator[ChatCompletionStreamEvent[M]]:
        try:
            async for event in self._events:
                yield event
        finally:  # also if the loop is left early
            await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop reading and release the connection.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> async with client.chat.completions.stream(**question) as stream:
            ...     await stream.close()
        """
        await self._chunks.close()

    async def until_done(self) -> Self:
        """Read the stream to its end.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> async with client.chat.completions.stream(**question) as stream:
            ...     stream = await stream.until_done()
        """
        async for _ in self._events:
            pass
        return self

    async def get_final_completion(self) -> ParsedChatCompletion[M]:
        """Read the stream to its end and return the whole completion.

        Raises:
            APIError: the stream ended without a chunk.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> async with client.chat.completions.stream(**question) as stream:
            ...     completion = await stream.get_final_completion()
            >>> text = completion.choices[0].message.content
        """
        await self.until_done()
        return self.current_completion_snapshot

    async def _read(self) -> AsyncIterator[ChatCompletionStreamEvent[M]]:
        async for chunk in self._chunks:
            for event in self._state.feed(chunk):
                yield event


class AsyncChatCompletionStreamManager(Generic[M]):
    """Sends the request on entering the `with` block and closes the stream on leaving it."""

    def __init__(self, send: Callable[[], Any], parsing: Parsing[M]) -> None:
        self._send = send
        self._parsing = parsing
        self._stream: Optional[AsyncChatCompletionStream[M]] = None

    async def __aenter__(self) -> AsyncChatCompletionStream[M]:
        chunks: AsyncStream[ChatCompletionChunk] = await self._send()
        self._stream = AsyncChatCompletionStream(chunks, self._parsing)
        return self._stream

    async def __aexit__(self, *exception: object) -> None:
        if self._stream is not None:
            await self._stream.close()
