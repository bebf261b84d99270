"""Lists that fetch what comes next by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, AsyncIterator, Dict, Generic, List, Optional, Type, TypeVar

from smarter.client.base_model import BaseModel
from smarter.client.cursors import PageInfo, next_info
from smarter.client.parsing import parse
from smarter.client.response_types import Cast
from smarter.errors import APIResponseValidationError, SmarterError

if TYPE_CHECKING:
    import httpx

    from smarter.client._async.client import AsyncBaseClient
    from smarter.client.request import Request

T = TypeVar("T")


class AsyncCursorPage(BaseModel, Generic[T]):
    """One page of a list. Iterating over it goes on through all the pages that follow."""

    __slots__ = ("_origin",)

    data: List[T]
    object: Optional[str] = None
    has_more: Optional[bool] = None
    first_id: Optional[str] = None
    last_id: Optional[str] = None

    def next_page_info(self) -> Optional[PageInfo]:
        """What the next page is asked with, as in `PageInfo(params={"after": ...})`; None after the last page."""
        return next_info(self.data, self.has_more)

    def has_next_page(self) -> bool:
        """Whether there is another page."""
        return self.next_page_info() is not None

    async def get_next_page(self) -> AsyncCursorPage[T]:
        """The next page.

        Raises:
            SmarterError: there is none; ask `has_next_page()` first.
        """
        info = self.next_page_info()
        if info is None:
            raise SmarterError("This is the last page.", hint="Ask has_next_page() before get_next_page().")
        client, request, item = self._origin  # type: ignore[attr-defined]
        if (request.query or {}).get("after") == info.params["after"]:
            raise APIResponseValidationError(
                f"The list at {request.path} does not go on: the server gave the same page again."
            )
        request = replace(request, query={**(request.query or {}), **info.params})
        page: AsyncCursorPage[T] = await client.request(request, page_of(item))
        return page

    async def iter_pages(self) -> AsyncIterator[AsyncCursorPage[T]]:
        """This page and all that follow."""
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = await page.get_next_page()

    async def __aiter__(self) -> AsyncIterator[T]:  # type: ignore[override,unused-ignore]
        async for page in self.iter_pages():
            for item in page.data or ():
                yield item


def page_of(item: Type[T]) -> Cast[AsyncCursorPage[T]]:
    """An answer as a page of `item`."""
    found = _casts.get(item)
    if found is None:
        wanted = AsyncCursorPage[item]  # type: ignore[valid-type]

        def make(client: AsyncBaseClient, request: Request, response: httpx.Response) -> AsyncCursorPage[T]:
            page = parse(wanted, response)
            if not isinstance(page.data, (list, type(None))):
                raise APIResponseValidationError(
                    f"The answer to {response.request.method} {response.request.url.path} has no list of items "
                    "where it should have one.",
                    response=response,
                    body=response.text,
                )
            object.__setattr__(page, "_origin", (client, request, item))
            return page

        found = _casts[item] = Cast(make)
    return found


_casts: Dict[Any, Cast[Any]] = {}
