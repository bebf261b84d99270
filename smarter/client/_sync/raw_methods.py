# Generated from smarter/client/_async/raw_methods.py by scripts/generate_sync.py. Edit that, not this.
"""Methods of `.with_raw_response` and `.with_streaming_response`."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from typing_extensions import ParamSpec

if TYPE_CHECKING:
    from smarter.client._sync.streamed_response import ResponseContext
    from smarter.client.response import APIResponse

P = ParamSpec("P")
T = TypeVar("T")


def to_raw(method: Callable[P, T]) -> Callable[P, APIResponse[T]]:
    """Make `method` of a resource return the response before it is parsed."""
    from smarter.client._sync.client_wrappers import RawView

    return _viewed(method, RawView)  # type: ignore[no-any-return]


def to_streamed(method: Callable[P, T]) -> Callable[P, ResponseContext[T]]:
    """Make `method` return a context manager over the unread response."""
    from smarter.client._sync.client_wrappers import StreamedView
    from smarter.client._sync.streamed_response import ResponseContext

    plain = _viewed(method, StreamedView)
    return lambda *args, **kwargs: ResponseContext(lambda: plain(*args, **kwargs))


def to_recorded(method: Callable[P, T]) -> Callable[P, APIResponse[T]]:
    """Make `method`, of several requests perhaps, return its last response."""
    from smarter.client._sync.client_wrappers import recorded

    return lambda *args, **kwargs: recorded(method, args, kwargs)


def to_recorded_stream(method: Callable[P, T]) -> Callable[P, ResponseContext[T]]:
    """Make `method` of a resource return a context manager over its last response."""
    from smarter.client._sync.client_wrappers import recorded_stream
    from smarter.client._sync.streamed_response import ResponseContext

    return lambda *args, **kwargs: ResponseContext(lambda: recorded_stream(method, args, kwargs))


def _viewed(method: Any, view: Callable[[Any], Any]) -> Any:
    """Bind `method` to a copy of its resource whose client is `view(client)`."""
    owner = copy.copy(method.__self__)
    owner._client = view(owner._client)
    return getattr(owner, method.__name__)
