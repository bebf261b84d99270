"""`chat.completions.stream` and `responses.stream`: an answer as typed events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, Generic, Iterator, Optional, TypeVar

from smarter.client._async.streamed_response import AsyncOpening
from smarter.client._async.streams import AsyncStream
from smarter.errors import APIError
from smarter.resources.completion_state import CompletionState
from smarter.resources.response_state import ResponseState

if TYPE_CHECKING:
    from smarter.resources.structured import Parsing
    from smarter.types.chat import ChatCompletionChunk, ParsedChatCompletion
    from smarter.types.completion_events import ChatCompletionStreamEvent  # noqa: F401  in a string
    from smarter.types.responses import (
        ParsedResponse,
        ParsedResponseStreamEvent,  # noqa: F401  in a string
        ResponseStreamEvent,
    )

E = TypeVar("E")
M = TypeVar("M")
S = TypeVar("S")
# jedi takes `Self` for the class that has the method.
Y = TypeVar("Y", bound="AsyncTypedStream")  # type: ignore[type-arg]  # of any events


class AsyncTypedStream(AsyncStream[E]):
    """Iterator over the events of one answer; its end or `with` closes it."""

    def __init__(self, received: AsyncStream[Any], feed: Callable[[Any], Iterator[Any]]) -> None:
        self.response = received.response
        self._received = received
        self._feed = feed
        self._events = self._read()

    async def until_done(self: Y) -> Y:
        """Read the stream to its end.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> async with client.chat.completions.stream(**question) as stream:
            ...     stream = await stream.until_done()
        """
        async for _ in self._events:
            pass
        return self

    async def _read(self) -> AsyncIterator[E]:
        async for received in self._received:
            for event in self._feed(received):
                yield event


class AsyncChatCompletionStream(AsyncTypedStream["ChatCompletionStreamEvent[M]"], Generic[M]):
    """Iterator over the events of one chat completion; its end closes it."""

    def __init__(self, received: AsyncStream[ChatCompletionChunk], parsing: Parsing[M]) -> None:
        self._state: CompletionState[M] = CompletionState(parsing)
        super().__init__(received, self._state.feed)

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


# In a string, since at run time pydantic has put no type variable into the union.
class AsyncResponseStream(AsyncTypedStream["ParsedResponseStreamEvent[M]"], Generic[M]):
    """Iterator over the events of one response. It closes the connection at the end."""

    def __init__(
        self, received: AsyncStream[ResponseStreamEvent], parsing: Parsing[M], starting_after: Optional[int]
    ) -> None:
        self._state: ResponseState[M] = ResponseState(parsing, starting_after)
        super().__init__(received, self._state.feed)

    async def get_final_response(self) -> ParsedResponse[M]:
        """Read to the end and return the response; parse only a complete one.

        Raises:
            APIError: the stream ended without the response.

        Example:
            >>> async with client.responses.stream(model="gpt-4o-mini", input="Hello!") as stream:
            ...     response = await stream.get_final_response()
            >>> text = response.output_text
        """
        await self.until_done()
        if self._state.response is None:
            raise APIError("The stream ended without the response.", request=self.response.request)
        return self._state.response


class AsyncTypedStreamManager(AsyncOpening[S], Generic[S]):
    """Context manager that sends a request and closes its stream."""
