# Generated from smarter/resources/_async/typed_streams.py by scripts/generate_sync.py. Edit that, not this.
"""`chat.completions.stream` and `responses.stream`: an answer as typed events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Generic, Iterator, Optional, TypeVar

from smarter.client._sync.streamed_response import Opening
from smarter.client._sync.streams import Stream
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
Y = TypeVar("Y", bound="TypedStream")  # type: ignore[type-arg]  # of any events


class TypedStream(Stream[E]):
    """Iterator over the events of one answer; its end or `with` closes it."""

    def __init__(self, received: Stream[Any], feed: Callable[[Any], Iterator[Any]]) -> None:
        self.response = received.response
        self._received = received
        self._feed = feed
        self._events = self._read()

    def until_done(self: Y) -> Y:
        """Read the stream to its end.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> with client.chat.completions.stream(**question) as stream:
            ...     stream = stream.until_done()
        """
        for _ in self._events:
            pass
        return self

    def _read(self) -> Iterator[E]:
        for received in self._received:
            yield from self._feed(received)


class ChatCompletionStream(TypedStream["ChatCompletionStreamEvent[M]"], Generic[M]):
    """Iterator over the events of one chat completion; its end closes it."""

    def __init__(self, received: Stream[ChatCompletionChunk], parsing: Parsing[M]) -> None:
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

    def get_final_completion(self) -> ParsedChatCompletion[M]:
        """Read the stream to its end and return the whole completion.

        Raises:
            APIError: the stream ended without a chunk.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> with client.chat.completions.stream(**question) as stream:
            ...     completion = stream.get_final_completion()
            >>> text = completion.choices[0].message.content
        """
        self.until_done()
        return self.current_completion_snapshot


# In a string, since at run time pydantic has put no type variable into the union.
class ResponseStream(TypedStream["ParsedResponseStreamEvent[M]"], Generic[M]):
    """Iterator over the events of one response. It closes the connection at the end."""

    def __init__(
        self, received: Stream[ResponseStreamEvent], parsing: Parsing[M], starting_after: Optional[int]
    ) -> None:
        self._state: ResponseState[M] = ResponseState(parsing, starting_after)
        super().__init__(received, self._state.feed)

    def get_final_response(self) -> ParsedResponse[M]:
        """Read to the end and return the response; parse only a complete one.

        Raises:
            APIError: the stream ended without the response.

        Example:
            >>> with client.responses.stream(model="gpt-4o-mini", input="Hello!") as stream:
            ...     response = stream.get_final_response()
            >>> text = response.output_text
        """
        self.until_done()
        if self._state.response is None:
            raise APIError("The stream ended without the response.", request=self.response.request)
        return self._state.response


class TypedStreamManager(Opening[S], Generic[S]):
    """Context manager that sends a request and closes its stream."""
