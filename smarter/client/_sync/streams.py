# Generated from smarter/client/_async/streams.py by scripts/generate_sync.py. Edit that, not this.
"""Streams of typed events, parsed from server-sent events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Generic, Iterator, Optional, Type, TypeVar

from typing_extensions import get_args, get_origin

from smarter.client.base_model import WrongShapeError, from_data
from smarter.client.http.bounds import bounds_of
from smarter.client.http.exceptions import EXCEPTIONS, failure
from smarter.client.response import Cast, invalid_response
from smarter.client.sse import Decoder, Event
from smarter.errors import APIError, APIResponseValidationError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
# jedi takes `Self` for the class that has the method.
Y = TypeVar("Y", bound="Stream")  # type: ignore[type-arg]  # of any events


class Stream(Generic[T]):
    """Iterator over the events of one response; its end or `with` closes it.

    `response` is the `httpx.Response` that it reads.
    """

    response: httpx.Response

    def __init__(self, response: httpx.Response, item: Type[T]) -> None:
        self.response = response
        self._item = item
        self._events = self._read()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.response!r}>"

    def __next__(self) -> T:
        return self._events.__next__()

    # Not a generator: jedi does not look into asynchronous ones.
    def __iter__(self) -> Iterator[T]:
        return self._iterate()

    def _iterate(self) -> Iterator[T]:
        try:
            yield from self._events
        finally:  # also if the loop is left early
            self.close()

    def __enter__(self: Y) -> Y:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading and release the connection.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> stream = client.chat.completions.create(**question, stream=True)
            >>> stream.close()
        """
        self.response.close()

    def _read(self) -> Iterator[T]:
        for event in Events(self.response):
            data = json_of(event, self.response)
            try:
                yield from_data(self._item, data)
            except WrongShapeError as error:
                raise APIResponseValidationError(
                    f"An event of the stream has the wrong shape: {error}.", response=self.response, body=data
                ) from error


class Events:
    """The server-sent events of one response; closes it at their end.

    Raises:
        APIConnectionError: the connection broke.
        APIResponseValidationError: the response is not a stream of events, or one event is too large.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[Event]:
        response = self._response
        decoder = Decoder(bounds_of(response.request).size)
        events = 0
        try:
            for chunk in response.iter_bytes():
                for event in decoder.feed(chunk):
                    if event.data.startswith("[DONE]"):
                        return
                    events += 1
                    yield event
            for event in decoder.flush():
                if event.data.startswith("[DONE]"):
                    return
                events += 1
                yield event
            if not events:
                kind = response.headers.get("content-type") or "no content type"
                raise invalid_response(response, f"is not a stream of events: {kind}")
        except ValueError as error:
            raise APIResponseValidationError(
                f"The stream was given up: {error}.", response=response
            ) from error
        except EXCEPTIONS as caught:
            raise failure(caught, response.request).error from caught
        finally:
            response.close()


def json_of(event: Event, response: httpx.Response) -> Any:
    """Parse the data of an event.

    Raises:
        APIError: the event is an error of the server.
        APIResponseValidationError: the data is not JSON.
    """
    try:
        data = json.loads(event.data)
    except (ValueError, RecursionError) as error:
        if event.name == "error":
            raise _stream_error(event.data, None, response) from error
        raise APIResponseValidationError(
            "An event of the stream is not JSON; the stream may have been cut.",
            response=response,
            body=event.data,
        ) from error
    inner = data.get("error") if isinstance(data, dict) else None
    if event.name == "error" or inner or (isinstance(data, dict) and data.get("type") == "error"):
        raise _stream_error(data, inner, response)
    return data


def _stream_error(data: Any, inner: Any, response: httpx.Response) -> APIError:
    said = inner if isinstance(inner, dict) else data if isinstance(data, dict) else {}
    message = said.get("message")
    if not isinstance(message, str) or not message:
        message = "An error occurred during streaming."
    return APIError(message, request=response.request, body=inner if isinstance(inner, dict) else data)


def stream_of(wanted: Any, response: httpx.Response) -> Optional[Stream[Any]]:
    """Return the stream if `wanted` is one, such as `Stream[Event]`, else None."""
    return Stream(response, get_args(wanted)[0]) if get_origin(wanted) is Stream else None


def events_of(item: Type[T]) -> Cast[Stream[T]]:
    """Return the conversion of a response into a stream of `item`."""
    return Cast(lambda client, request, response: Stream(response, item), stream=True)
