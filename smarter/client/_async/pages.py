"""Pages of lists, which fetch the next page when iterated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, AsyncIterator, Dict, Generic, List, Optional, Type, TypeVar

from smarter._notebook import html_table
from smarter.client.base_model import BaseModel, WrongShapeError, check_items
from smarter.client.cursors import PageInfo, next_info
from smarter.client.parsing import parse
from smarter.client.response import Cast, invalid_response, text_of
from smarter.errors import APIResponseValidationError, SmarterError

if TYPE_CHECKING:
    import httpx

    from smarter.client._async.client import AsyncBaseClient
    from smarter.client.request import Request

T = TypeVar("T")


class AsyncCursorPage(BaseModel, Generic[T]):
    """One page of a list. Iteration continues through all following pages."""

    __slots__ = ("_origin", "_seen")

    data: List[T]
    object: Optional[str] = None
    has_more: Optional[bool] = None
    first_id: Optional[str] = None
    last_id: Optional[str] = None

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, (self.data or ())[:3])) + (", ..." if len(self.data or ()) > 3 else "")
        return f"{type(self).__name__}({len(self.data or ())} items: [{shown}], has_more={self.has_more})"

    def _repr_html_(self) -> str:
        """Show the items as a table in a notebook."""
        return html_table(
            [item.to_dict() if isinstance(item, BaseModel) else {"": item} for item in self.data or ()]
        )

    def next_page_info(self) -> Optional[PageInfo]:
        """Return the query of the next page as `PageInfo`; None on the last page.

        Example:
            >>> page = await client.files.list(limit=1)
            >>> info = page.next_page_info()
        """
        return next_info(self.data, self.has_more)

    def has_next_page(self) -> bool:
        """Tell if there is another page.

        Example:
            >>> page = await client.models.list()
            >>> page.has_next_page()
            False
        """
        return self.next_page_info() is not None

    async def get_next_page(self) -> AsyncCursorPage[T]:
        """Fetch the next page.

        Raises:
            SmarterError: this is the last page, or a copy without a client.
            APIResponseValidationError: the server repeats an earlier page.

        Example:
            >>> page = await client.files.list(limit=1)
            >>> if page.has_next_page():
            ...     page = await page.get_next_page()
        """
        info = self.next_page_info()
        if info is None:
            raise SmarterError("This is the last page.", hint="Call has_next_page() before get_next_page().")
        origin = getattr(self, "_origin", None)
        if origin is None:
            raise SmarterError("This page was unpickled; it has no client to fetch the next one.")
        client, request, item = origin
        ((name, cursor),) = info.params.items()
        seen = getattr(self, "_seen", frozenset(((request.query or {}).get(name),)))
        if cursor in seen:
            raise APIResponseValidationError(
                f"The list at {request.path} does not end: the server repeats the page after {cursor!r}."
            )
        request = replace(request, query={**(request.query or {}), **info.params})
        page: AsyncCursorPage[T] = await client.request(request, page_of(item))
        object.__setattr__(page, "_seen", seen | {cursor})
        return page

    async def iter_pages(self) -> AsyncIterator[AsyncCursorPage[T]]:
        """Iterate over this page and all following ones.

        Example:
            >>> page = await client.files.list(limit=1)
            >>> sizes = [len(each.data) async for each in page.iter_pages()]
        """
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = await page.get_next_page()

    # Not a generator: jedi does not look into asynchronous ones.
    def __aiter__(self) -> AsyncIterator[T]:  # type: ignore[override,unused-ignore]
        return self._iterate()

    async def _iterate(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page.data or ():
                yield item


def page_of(item: Type[T]) -> Cast[AsyncCursorPage[T]]:
    """Return the conversion of a response to a page of `item`."""
    found = _casts.get(item)
    if found is None:
        wanted = AsyncCursorPage[item]  # type: ignore[valid-type]

        def make(client: AsyncBaseClient, request: Request, response: httpx.Response) -> AsyncCursorPage[T]:
            page = parse(wanted, response)
            try:
                check_items(item, page.data)
            except WrongShapeError as error:
                problem = f"has the wrong shape: {error}"
                raise invalid_response(response, problem, body=text_of(response)) from error
            object.__setattr__(page, "_origin", (client, request, item))
            return page

        found = _casts[item] = Cast(make)
    return found


_casts: Dict[Any, Cast[Any]] = {}
