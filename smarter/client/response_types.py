"""What the caller gets for an answer: each `Cast` turns one kind of answer into one kind of value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Generic, TypeVar

if TYPE_CHECKING:
    import httpx

    from smarter.client.request import Request

T = TypeVar("T")


class Cast(Generic[T]):
    """`make(client, request, response)` is the value; `stream` says that the answer is read piece by piece."""

    __slots__ = ("make", "stream")

    def __init__(self, make: Callable[[Any, Request, httpx.Response], T], stream: bool = False) -> None:
        self.make = make
        self.stream = stream
