# Generated from smarter/resources/_async/rest/lists.py by scripts/generate_sync.py. Edit that, not this.
"""Lists of the REST API: whole arrays and numbered pages, as pages that iterate over all items."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Generic, Optional, Type, TypeVar

from smarter.client.base_model import from_data, set_request_id
from smarter.client.cursors import PageInfo
from smarter.client.paginator import CursorPage, first_page
from smarter.client.request import Request
from smarter.client.response_types import Cast
from smarter.errors import SmarterError
from smarter.resources.rest import read_list

T = TypeVar("T")


class RestPage(CursorPage[T], Generic[T]):
    """One page of a list whose pages have numbers. Iterating over it continues with the next pages."""

    page: Optional[int] = None

    def next_page_info(self) -> Optional[PageInfo]:
        """Return the query parameters of the next page, such as `PageInfo({"page": 2})`; None after the last.

        Example:
            >>> page = client.journal.list()
            >>> info = page.next_page_info()
        """
        return PageInfo({"page": (self.page or 1) + 1}) if self.has_more else None

    def get_next_page(self) -> CursorPage[T]:
        """Return the next page.

        Raises:
            SmarterError: this is the last page; call `has_next_page()` first.

        Example:
            >>> page = client.journal.list()
            >>> if page.has_next_page():
            ...     page = page.get_next_page()
        """
        info = self.next_page_info()
        if info is None:
            raise SmarterError("This is the last page.", hint="Call has_next_page() before get_next_page().")
        reader, request, _ = self._origin  # type: ignore[attr-defined]
        page: CursorPage[T] = reader.read(replace(request, query={**(request.query or {}), **info.params}))
        return page


class ListReader(Generic[T]):
    """Client of a page: sends the request of a list and reads its items."""

    def __init__(self, client: Any, item: Type[T], key: str) -> None:
        self._client = client
        self._item = item
        self._key = key

    def request(self, request: Request, cast: Cast[CursorPage[T]]) -> CursorPage[T]:
        """Send the request; `cast` is the one of cursor pages, which these lists do not have."""
        return self.read(request)

    def read(self, request: Request) -> CursorPage[T]:
        """Return one page."""
        response = self._client.send(request)
        items, more, number = read_list(request.path, response.json(), self._key)
        item: Any = self._item
        page: RestPage[T] = from_data(
            RestPage[item], {"object": "list", "data": items, "has_more": more, "page": number}
        )
        object.__setattr__(page, "_origin", (self, request, item))
        set_request_id(page, response.request_id)
        return page


def list_of(client: Any, request: Request, item: Type[T], key: str) -> CursorPage[T]:
    """Return a list of `item` that is not requested yet; `key` is where an answer has its array, "" at its top."""
    return first_page(ListReader(client, item, key), request, item)
