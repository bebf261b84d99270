# Generated from smarter/client/_async/pages.py by scripts/generate_sync.py. Edit that, not this.
"""Lists that fetch what comes next by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, Generic, Iterator, List, Optional, Type, TypeVar

from smarter.client.base_model import BaseModel
from smarter.client.cursors import PageInfo, next_info
from smarter.client.parsing import parse
from smarter.client.response_types import Cast
from smarter.errors import APIResponseValidationError, SmarterError

if TYPE_CHECKING:
    import httpx

    from smarter.client._sync.client import BaseClient
    from smarter.client.request import Request

T = TypeVar("T")


class CursorPage(BaseModel, Generic[T]):
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

    def get_next_page(self) -> CursorPage[T]:
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
        page: CursorPage[T] = client.request(request, page_of(item))
        return page

    def iter_pages(self) -> Iterator[CursorPage[T]]:
        """This page and all that follow."""
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = page.get_next_page()

    def __iter__(self) -> Iterator[T]:  # type: ignore[override,unused-ignore]
        for page in self.iter_pages():
            yield from page.data or ()


def page_of(item: Type[T]) -> Cast[CursorPage[T]]:
    """An answer as a page of `item`."""
    found = _casts.get(item)
    if found is None:
        wanted = CursorPage[item]  # type: ignore[valid-type]

        def make(client: BaseClient, request: Request, response: httpx.Response) -> CursorPage[T]:
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
