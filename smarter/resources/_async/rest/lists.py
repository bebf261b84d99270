"""Lists of the REST API, whole or in numbered pages, as iterable pages."""

from __future__ import annotations

from typing import Any, Generic, Optional, Type, TypeVar

from smarter.client.base_model import from_data, set_request_id
from smarter.client.cursors import PageInfo
from smarter.client.paginator import AsyncCursorPage, AsyncPaginator, async_first_page
from smarter.client.request import Request
from smarter.client.response import Cast
from smarter.resources.rest import read_list

T = TypeVar("T")


class AsyncRestPage(AsyncCursorPage[T], Generic[T]):
    """One page of a list in numbered pages; iterates over the next ones too."""

    page: Optional[int] = None

    def next_page_info(self) -> Optional[PageInfo]:
        """Return the query of the next page as `PageInfo`; None after the last.

        Example:
            >>> page = await client.journal.list()
            >>> info = page.next_page_info()
        """
        return PageInfo({"page": (self.page or 1) + 1}) if self.has_more else None


class AsyncListReader(Generic[T]):
    """Client of a page: sends the request of a list and reads its items."""

    def __init__(self, client: Any, item: Type[T], key: str) -> None:
        self._client = client
        self._item = item
        self._key = key

    async def request(self, request: Request, cast: Cast[AsyncCursorPage[T]]) -> AsyncCursorPage[T]:
        """Return one page; ignore `cast`, which is for cursor pages."""
        response = await self._client.send(request)
        items, more, number = read_list(request.path, response.json(), self._key)
        item: Any = self._item
        page: AsyncRestPage[T] = from_data(
            AsyncRestPage[item], {"object": "list", "data": items, "has_more": more, "page": number}
        )
        object.__setattr__(page, "_origin", (self, request, item))
        set_request_id(page, response.request_id)
        return page


def async_list_of(client: Any, request: Request, item: Type[T], key: str) -> AsyncPaginator[T]:
    """Return an unrequested list of `item`; `key` names its array, "" the response."""
    return async_first_page(AsyncListReader(client, item, key), request, item)
