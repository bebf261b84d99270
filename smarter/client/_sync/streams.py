# Generated from smarter/client/_async/streams.py by scripts/generate_sync.py. Edit that, not this.
"""A stream of typed events, read from server-sent events as they come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Generic, Iterator, Optional, Type, TypeVar, cast

from smarter.client import http
from smarter.client.base_model import construct
from smarter.client.response_types import Cast
from smarter.client.sse import Decoder, Event
from smarter.errors import APIError, APIResponseValidationError

if TYPE_CHECKING:
    from types import TracebackType

    import httpx
    from typing_extensions import Self

T = TypeVar("T")


class Stream(Generic[T]):
    """Iterates over the events of one answer. Closes the connection at its end, or when left early by `with`.

    `response` is the `httpx.Response` that is being read.
    """

    response: httpx.Response

    def __init__(self, response: httpx.Response, item: Type[T]) -> None:
        self.response = response
        self._item = item
        self._events = self._read()

    def __next__(self) -> T:
        return self._events.__next__()

    def __iter__(self) -> Iterator[T]:
        try:
            yield from self._events
        finally:  # also where the loop is left early
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading and give the connection back."""
        self.response.close()

    def _read(self) -> Iterator[T]:
        decoder = Decoder()
        events = 0
        try:
            for chunk in self.response.iter_bytes():
                for event in decoder.feed(chunk):
                    if event.data.startswith("[DONE]"):
                        return
                    events += 1
                    yield self._typed(event)
            for event in decoder.flush():
                if event.data.startswith("[DONE]"):
                    return
                events += 1
                yield self._typed(event)
            if not events:
                raise no_stream(self.response)
        except http.EXCEPTIONS as caught:
            raise http.failure(caught, self.response.request).error from caught
        finally:
            self.response.close()

    def _typed(self, event: Event) -> T:
        return cast(T, typed_event(event, self._item, self.response))


def no_stream(response: httpx.Response) -> APIResponseValidationError:
    """The error for an answer that should be a stream of events, and has none."""
    kind = response.headers.get("content-type") or "of no declared type"
    return APIResponseValidationError(
        f"The answer to {response.request.method} {response.request.url.path} is no stream of events; it is {kind}.",
        response=response,
    )


def typed_event(event: Event, item: Any, response: httpx.Response) -> Any:
    """The event as an `item`.

    Raises:
        APIError: it is the server's error.
        APIResponseValidationError: its data is not JSON.
    """
    try:
        data = json.loads(event.data)
    except (ValueError, RecursionError) as error:
        if event.name == "error":
            raise _stream_error(event.data, None, response) from error
        raise APIResponseValidationError(
            "The stream has an event whose data is not JSON; it may have been cut.",
            response=response,
            body=event.data,
        ) from error
    inner = data.get("error") if isinstance(data, dict) else None
    if event.name == "error" or inner or (isinstance(data, dict) and data.get("type") == "error"):
        raise _stream_error(data, inner, response)
    return construct(item, data)


def _stream_error(data: Any, inner: Any, response: httpx.Response) -> APIError:
    said = inner if isinstance(inner, dict) else data if isinstance(data, dict) else {}
    message = said.get("message")
    if not isinstance(message, str) or not message:
        message = "An error occurred during streaming."
    return APIError(message, request=response.request, body=inner if isinstance(inner, dict) else data)


def events_of(item: Type[T]) -> Cast[Stream[T]]:
    """An answer as a stream of `item`."""
    return Cast(lambda client, request, response: Stream(response, item), stream=True)
