"""First pages of lists: sync at once, async when awaited or iterated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AsyncIterator, Generator, Generic, Type, TypeVar, cast

from smarter.client._async.pages import AsyncCursorPage, page_of
from smarter.client._sync.pages import CursorPage
from smarter.client._sync.pages import page_of as sync_page_of

if TYPE_CHECKING:
    from smarter.client.request import Request

__all__ = ["AsyncCursorPage", "AsyncPaginator", "CursorPage", "async_first_page", "first_page"]

T = TypeVar("T")


class AsyncPaginator(Generic[T]):
    """A list: `await` its first page, or iterate over all items by `async for`."""

    def __init__(self, client: Any, request: Request, item: Type[T]) -> None:
        self._client = client
        self._request = request
        self._item = item

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._request.path}: await it, or iterate with `async for`>"

    def __await__(self) -> Generator[Any, None, AsyncCursorPage[T]]:
        return self._first().__await__()

    async def _first(self) -> AsyncCursorPage[T]:
        page = await self._client.request(self._request, page_of(self._item))
        return cast("AsyncCursorPage[T]", page)

    async def iter_pages(self) -> AsyncIterator[AsyncCursorPage[T]]:
        """Iterate over all pages.

        Example:
            >>> sizes = [len(page.data) async for page in client.models.list().iter_pages()]
        """
        async for page in (await self._first()).iter_pages():
            yield page

    # Not a generator: jedi does not look into asynchronous ones.
    def __aiter__(self) -> AsyncIterator[T]:
        return self._iterate()

    async def _iterate(self) -> AsyncIterator[T]:
        page = await self._first()
        async for item in page:
            yield item


def first_page(client: Any, request: Request, item: Type[T]) -> CursorPage[T]:
    """Fetch the first page of a list of `item`."""
    page = client.request(request, sync_page_of(item))
    return cast("CursorPage[T]", page)


def async_first_page(client: Any, request: Request, item: Type[T]) -> AsyncPaginator[T]:
    """Return a list of `item` that is fetched on use."""
    return AsyncPaginator(client, request, item)
