"""What stands in for a client where a call is to go otherwise: with options of its own, or with its answer kept."""

from __future__ import annotations

import copy
from typing import Any, Mapping, Optional, TypeVar

from smarter.client._async.streamed_response import AsyncStreamedResponse
from smarter.client.options import with_options
from smarter.client.request import Request
from smarter.client.response import APIResponse, Response
from smarter.client.response_types import Cast
from smarter.errors import APIStatusError

T = TypeVar("T")


class AsyncView:
    """A client seen through this: all that a view does not do itself, the client does."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def __repr__(self) -> str:
        return repr(self._client)


class AsyncRawView(AsyncView):
    """For methods that are to return `APIResponse`s."""

    async def request(self, request: Request, cast: Cast[T]) -> APIResponse[T]:
        response, retries, _ = await self._client._exchange(request, stream=cast.stream)
        return APIResponse(response, retries, lambda: cast.make(self._client, request, response))


class AsyncStreamedView(AsyncRawView):
    """For methods that are to return answers which have not been read."""

    async def request(self, request: Request, cast: Cast[T]) -> AsyncStreamedResponse[T]:  # type: ignore[override]
        response, retries, _ = await self._client._exchange(request, stream=True)
        return AsyncStreamedResponse(self._client, request, cast, response, retries)


class AsyncOptionsView(AsyncView):
    """For methods that send several requests, each of which is to have the options of the call."""

    def __init__(self, client: Any, options: Mapping[str, Any]) -> None:
        super().__init__(client)
        self._options = options

    async def send(self, request: Request) -> Response:
        answer: Response = await self._client.send(with_options(request, self._options))
        return answer


class AsyncRecorder(AsyncView):
    """For methods that send several requests, the last of whose answers is wanted as it came."""

    last: Optional[Response] = None

    async def send(self, request: Request) -> Response:
        try:
            answer: Response = await self._client.send(request)
        except APIStatusError as error:  # some of which mean that it is done
            self.last = Response(error.response)
            raise
        self.last = answer
        return answer


async def async_recorded(method: Any, args: Any, kwargs: Any) -> APIResponse[Any]:
    """Call the bound `method` of a resource; the last answer that it needed, whose `parse()` is what it returned."""
    owner = copy.copy(method.__self__)
    recorder = owner._client = AsyncRecorder(owner._client)
    value = await getattr(owner, method.__name__)(*args, **kwargs)
    answer = recorder.last
    assert answer is not None, "a method that sends nothing has no raw answer"
    return APIResponse(answer.http_response, answer.retries_taken, lambda: value)


async def async_recorded_stream(method: Any, args: Any, kwargs: Any) -> AsyncStreamedResponse[Any]:
    """The same in the form of an answer that is read in pieces; it has been read already."""
    raw = await async_recorded(method, args, kwargs)
    request = Request(raw.http_response.request.method, str(raw.http_response.request.url))
    cast: Cast[Any] = Cast(lambda client, request, response: raw.parse())
    return AsyncStreamedResponse(None, request, cast, raw.http_response, raw.retries_taken)
