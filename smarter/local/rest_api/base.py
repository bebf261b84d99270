"""Routes of the REST API: the key, the dialect, errors as `{"detail": ...}`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, TypeVar

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.contract.name_rewrites import hashed_id
from smarter.local.http.messages import Reply, Request, as_reply, html_reply, json_reply
from smarter.local.prompting.model import ModelError
from smarter.local.record_columns import columns_of
from smarter.local.store import Record

T = TypeVar("T")
Rows = List[Dict[str, Any]]


@dataclass(eq=False)
class RestError(Exception):
    """An error that a view raises and the route replies."""

    status: int
    detail: str


def route(method: str, path: str, view: Callable[..., Any]) -> Route:
    """Return a row of a route table, `path` below `/api/v1`; data become a 200."""

    @functools.wraps(view)
    def answer(platform: BasePlatform, request: Request, *groups: str) -> Reply:
        # Only newer platforms list kinds without a name, and only they have these routes.
        if not platform.spoken.newer:
            return html_reply(404, "Not Found")
        try:
            if platform.caller(request) is None:
                raise RestError(403, "Authentication credentials were not provided.")
            return as_reply(view(platform, request, *groups))
        except RestError as error:
            return json_reply(error.status, {"detail": error.detail})
        except ModelError as error:
            return json_reply(error.status, {"detail": str(error)})

    return method, re.compile("/api/v1" + path), answer


def list_routes(path: str, rows: Callable[..., Rows], end: str = "/") -> List[Route]:
    """Return the routes of a list and of one of its rows, by number or hashed id.

    `rows` is called with the platform, the request, and each group of `path`; `end` is the pattern of the last slash.
    """

    def retrieve(platform: BasePlatform, request: Request, *groups: str) -> Dict[str, Any]:
        *above, identifier = groups
        return by_id(rows(platform, request, *above), identifier)

    return [route("GET", f"/{path}{end}", rows), route("GET", f"/{path}/([^/]+){end}", retrieve)]


def resource_by_id(platform: BasePlatform, kind: str, identifier: str) -> Record:
    """Return the resource with a number or a hashed id.

    Raises:
        RestError: there is no such resource (404).
    """
    return first(
        platform.resources(kind), lambda record: identifier in (str(record.id), hashed_id(record.id))
    )


def by_id(rows: Iterable[Dict[str, Any]], identifier: str) -> Dict[str, Any]:
    """Return the row with a number or a hashed id.

    Raises:
        RestError: there is no such row (404).
    """
    return first(rows, lambda row: identifier in (str(row["id"]), hashed_id(row["id"])))


def first(rows: Iterable[T], matches: Callable[[T], bool]) -> T:
    """Return the first row that matches.

    Raises:
        RestError: no row matches (404).
    """
    for row in rows:
        if matches(row):
            return row
    raise RestError(404, "Not found.")


def common(platform: BasePlatform, record: Record) -> Dict[str, Any]:
    """Return the columns that all resources share."""
    return {**columns_of(record), "userProfile": platform.profile, "canDelete": True}


def json_object(request: Request) -> Dict[str, Any]:
    """Return the body of a request.

    Raises:
        RestError: it is not a JSON object (400).
    """
    try:
        body = request.json() if request.body else {}
    except ValueError:
        raise RestError(400, "JSON parse error") from None
    if not isinstance(body, dict):
        raise RestError(400, "the body must be a JSON object")
    return body
