"""Lists of resources: the platform returns them whole, and pages are cut locally."""

from __future__ import annotations

from typing import Any, Callable, Optional

from smarter.client.base_model import set_request_id
from smarter.client.cursors import cursor_of
from smarter.client.paginator import AsyncCursorPage, AsyncPaginator, async_first_page
from smarter.client.request import Request, last_request_id
from smarter.client.response import Cast
from smarter.errors import InvalidArgumentError
from smarter.kinds.names import is_record
from smarter.platform import Listing
from smarter.types.shared import Row


def async_rows(kind: str, ask: Callable[[], Any], limit: Any, after: Any) -> AsyncPaginator[Row]:
    """Return `ask()`'s rows, `limit` a page, after the one with id or name `after`.

    Records of the client are left out; `kind` is the canonical kind of the rows.

    Raises:
        InvalidArgumentError: `limit` is not a number of rows.
    """
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise InvalidArgumentError(f"limit must be a whole number from 1 on, not {limit!r}.")
    request = Request("POST", "list", {"limit": limit, "after": after})
    return async_first_page(AsyncLister(kind, ask), request, Row)


class AsyncLister:
    """Client of a page: it reads the list once and cuts each page from it."""

    def __init__(self, kind: str, ask: Callable[[], Any]) -> None:
        self._kind = kind
        self._ask = ask
        self._listing: Optional[Listing] = None

    async def request(self, request: Request, cast: Cast[AsyncCursorPage[Row]]) -> AsyncCursorPage[Row]:
        listing = self._listing = self._listing or await self._ask()
        named = ({**row, "name": row.get("name") or row.get("username")} for row in listing.rows)
        rows = [Row.model_construct(**row) for row in named if not is_record(self._kind, str(row["name"]))]
        query = request.query or {}
        begin = 0
        if query.get("after") is not None:
            cursors = [cursor_of(row) for row in rows]
            if query["after"] not in cursors:
                raise InvalidArgumentError(f"after must be the id or name of a row, not {query['after']!r}.")
            begin = cursors.index(query["after"]) + 1
        end = begin + (query.get("limit") or len(rows))
        page: Any = AsyncCursorPage[Row](object="list", data=rows[begin:end], has_more=end < len(rows))
        object.__setattr__(page, "_origin", (self, request, Row))
        set_request_id(page, last_request_id.get())
        return page  # type: ignore[no-any-return]
