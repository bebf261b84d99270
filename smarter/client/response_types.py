"""Conversions of responses: a `Cast` turns a response into the value of a method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Generic, TypeVar

if TYPE_CHECKING:
    import httpx

    from smarter.client.request import Request

T = TypeVar("T")


class Cast(Generic[T]):
    """`make(client, request, response)` returns the value; with `stream` the body is not read before."""

    __slots__ = ("make", "stream")

    def __init__(self, make: Callable[[Any, Request, httpx.Response], T], stream: bool = False) -> None:
        self.make = make
        self.stream = stream
