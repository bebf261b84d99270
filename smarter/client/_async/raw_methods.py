"""Methods of `.with_raw_response` and `.with_streaming_response`."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Awaitable, Callable, TypeVar

from typing_extensions import ParamSpec

if TYPE_CHECKING:
    from smarter.client._async.streamed_response import AsyncResponseContext
    from smarter.client.response import APIResponse

P = ParamSpec("P")
T = TypeVar("T")


def async_to_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[APIResponse[T]]]:
    """Make `method` of a resource return the response before it is parsed."""
    from smarter.client._async.client_wrappers import AsyncRawView

    return _viewed(method, AsyncRawView)  # type: ignore[no-any-return]


def async_to_streamed(method: Callable[P, Awaitable[T]]) -> Callable[P, AsyncResponseContext[T]]:
    """Make `method` return a context manager over the unread response."""
    from smarter.client._async.client_wrappers import AsyncStreamedView
    from smarter.client._async.streamed_response import AsyncResponseContext

    plain = _viewed(method, AsyncStreamedView)
    return lambda *args, **kwargs: AsyncResponseContext(lambda: plain(*args, **kwargs))


def async_to_recorded(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[APIResponse[T]]]:
    """Make `method`, of several requests perhaps, return its last response."""
    from smarter.client._async.client_wrappers import async_recorded

    return lambda *args, **kwargs: async_recorded(method, args, kwargs)


def async_to_recorded_stream(method: Callable[P, Awaitable[T]]) -> Callable[P, AsyncResponseContext[T]]:
    """Make `method` of a resource return a context manager over its last response."""
    from smarter.client._async.client_wrappers import async_recorded_stream
    from smarter.client._async.streamed_response import AsyncResponseContext

    return lambda *args, **kwargs: AsyncResponseContext(lambda: async_recorded_stream(method, args, kwargs))


def _viewed(method: Any, view: Callable[[Any], Any]) -> Any:
    """Bind `method` to a copy of its resource whose client is `view(client)`."""
    owner = copy.copy(method.__self__)
    owner._client = view(owner._client)
    return getattr(owner, method.__name__)
