# Generated from smarter/client/_async/client_wrappers.py by scripts/generate_sync.py. Edit that, not this.
"""Client proxies: add per-call options, or record the last raw response."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, TypeVar

from smarter.client._sync.streamed_response import StreamedResponse
from smarter.client.options import with_options
from smarter.client.request import Request
from smarter.client.response import APIResponse, Cast, Response
from smarter.errors import APIStatusError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")


def raw_response(response: httpx.Response, retries: int, make: Callable[[], T]) -> APIResponse[T]:
    """Return a raw response whose `parse()` calls `make`."""
    return APIResponse(response, retries, make, async_convert)


def async_convert(to: Any, response: httpx.Response) -> Any:
    """Return the body of a response converted to a type, which may be a stream's."""
    from smarter.client._sync.streams import stream_of
    from smarter.client.parsing import parse

    stream = stream_of(to, response)
    return parse(to, response) if stream is None else stream


class View:
    """A client proxy; it forwards every attribute that it does not have."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def __repr__(self) -> str:
        return repr(self._client)


class RawView(View):
    """Makes methods return an `APIResponse`."""

    def request(self, request: Request, cast: Cast[T]) -> APIResponse[T]:
        response, retries, _ = self._client._exchange(request, stream=cast.stream)
        return raw_response(response, retries, lambda: cast.make(self._client, request, response))


class StreamedView(RawView):
    """Makes methods return a response that is not read yet."""

    def request(self, request: Request, cast: Cast[T]) -> StreamedResponse[T]:  # type: ignore[override]
        response, retries, _ = self._client._exchange(request, stream=True)
        return StreamedResponse(self._client, request, cast, response, retries)


class OptionsView(View):
    """Applies the options of a call to each of its requests."""

    def __init__(self, client: Any, options: Mapping[str, Any]) -> None:
        super().__init__(client)
        self._options = options

    def send(self, request: Request) -> Response:
        answer: Response = self._client.send(with_options(request, self._options))
        return answer


class Recorder(View):
    """Keeps the last response of a method that sends several requests."""

    last: Optional[Response] = None

    def send(self, request: Request) -> Response:
        try:
            answer: Response = self._client.send(request)
        except APIStatusError as error:  # which may mean success to the method
            self.last = Response(error.response)
            raise
        self.last = answer
        return answer

    def request(self, request: Request, cast: Cast[T]) -> T:
        response, retries, _ = self._client._exchange(request, cast.stream)
        self.last = Response(response, retries)
        return cast.make(self._client, request, response)


def recorded(method: Any, args: Any, kwargs: Any) -> APIResponse[Any]:
    """Call the bound `method` of a resource; return its last raw response."""
    owner = copy.copy(method.__self__)
    recorder = owner._client = Recorder(owner._client)
    value = getattr(owner, method.__name__)(*args, **kwargs)
    answer = recorder.last
    assert answer is not None, "a method that sends nothing has no raw response"
    return raw_response(answer.http_response, answer.retries_taken, lambda: value)


def recorded_stream(method: Any, args: Any, kwargs: Any) -> StreamedResponse[Any]:
    """Call the bound `method` of a resource; return its last response as streamed."""
    raw = recorded(method, args, kwargs)
    request = Request(raw.http_response.request.method, str(raw.http_response.request.url))
    cast: Cast[Any] = Cast(lambda client, request, response: raw.parse())
    return StreamedResponse(None, request, cast, raw.http_response, raw.retries_taken)
