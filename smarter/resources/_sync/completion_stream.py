# Generated from smarter/resources/_async/completion_stream.py by scripts/generate_sync.py. Edit that, not this.
"""`chat.completions.stream`: a chat completion as events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Generic, Iterator, Optional, TypeVar

from smarter.client._sync.streams import Stream
from smarter.errors import APIError
from smarter.resources.completion_state import CompletionState
from smarter.resources.structured import Parsing
from smarter.types.chat import ChatCompletionChunk, ParsedChatCompletion
from smarter.types.completion_events import ChatCompletionStreamEvent

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

M = TypeVar("M")


class ChatCompletionStream(Generic[M]):
    """Iterator over the events of one chat completion. It closes the connection at the end."""

    def __init__(self, chunks: Stream[ChatCompletionChunk], parsing: Parsing[M]) -> None:
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

    def __next__(self) -> ChatCompletionStreamEvent[M]:
        return self._events.__next__()

    def __iter__(self) -> Iterator[ChatCompletionStreamEvent[M]]:
        try:
            yield from self._events
        finally:  # also if the loop is left early
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading and release the connection.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> with client.chat.completions.stream(**question) as stream:
            ...     stream.close()
        """
        self._chunks.close()

    def until_done(self) -> Self:
        """Read the stream to its end.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> with client.chat.completions.stream(**question) as stream:
            ...     stream = stream.until_done()
        """
        for _ in self._events:
            pass
        return self

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

    def _read(self) -> Iterator[ChatCompletionStreamEvent[M]]:
        for chunk in self._chunks:
            yield from self._state.feed(chunk)


class ChatCompletionStreamManager(Generic[M]):
    """Sends the request on entering the `with` block and closes the stream on leaving it."""

    def __init__(self, send: Callable[[], Any], parsing: Parsing[M]) -> None:
        self._send = send
        self._parsing = parsing
        self._stream: Optional[ChatCompletionStream[M]] = None

    def __enter__(self) -> ChatCompletionStream[M]:
        chunks: Stream[ChatCompletionChunk] = self._send()
        self._stream = ChatCompletionStream(chunks, self._parsing)
        return self._stream

    def __exit__(self, *exception: object) -> None:
        if self._stream is not None:
            self._stream.close()
