"""The journal: the latest requests of the manifest API, newest first, in pages."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from typing import Any, Dict, List

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Request
from smarter.local.manifest_api.routes import KIND_VERBS, PLAIN_VERBS
from smarter.local.rest_api.base import RestError, first, route

_VERBS = {*KIND_VERBS, *PLAIN_VERBS, "prompt"}
_SORTED_BY = ["command", "createdAt", "statusCode", "thing", "user"]
# The platform's word for the object of a request that names no kind.
_NO_THING = "Account"


def _entry(platform: BasePlatform, logged: Dict[str, Any]) -> Dict[str, Any]:
    """Return a logged request's entry; empty outside of the manifest API."""
    verb, _, rest = logged["path"].partition("/api/v1/cli/")[2].partition("/")
    if verb not in _VERBS:
        return {}
    kind = platform.spoken.kind_in_url(rest.partition("/")[0])
    moment = datetime.fromtimestamp(logged["at"], timezone.utc).isoformat().replace("+00:00", "Z")
    return {
        "key": hashlib.sha256(f"{logged['at']} {logged['path']} {logged['ms']}".encode()).hexdigest(),
        "createdAt": moment,
        "user": platform.administrator,
        "thing": kind.name if kind else _NO_THING,
        "command": verb.replace("-", "_"),
        "statusCode": logged["status"],
        "request": {"method": logged["method"], "path": logged["path"]},
        "response": {"status": logged["status"]},
    }


def _entries(platform: BasePlatform) -> List[Dict[str, Any]]:
    return [entry for entry in (_entry(platform, each) for each in reversed(platform.recent)) if entry]


def _number(request: Request, name: str, default: int, most: int) -> int:
    try:
        return min(max(int(request.query.get(name) or default), 1), most)
    except ValueError:
        raise RestError(400, f"{name} must be a number") from None


def pages(platform: BasePlatform, request: Request) -> Any:
    """GET /journal/: one page of the entries, with a search over all their texts."""
    search, ordering = request.query.get("search") or "", request.query.get("ordering") or ""
    size = _number(request, "page_size", 25, 100)
    entries = [each for each in _entries(platform) if search.lower() in str(each).lower()]
    column = ordering.lstrip("-")
    if column in _SORTED_BY:
        entries.sort(key=lambda each: str(each[column]), reverse=ordering.startswith("-"))
    page = _number(request, "page", 1, max(1, -(-len(entries) // size)))
    hidden = ("request", "response")
    rows = entries[(page - 1) * size : page * size]
    return {
        "objects": [{name: value for name, value in row.items() if name not in hidden} for row in rows],
        "pagination": {
            "page": page,
            "pageSize": size,
            "numPages": max(1, -(-len(entries) // size)),
            "count": len(entries),
            "search": search,
            "ordering": ordering,
            "sortFields": _SORTED_BY,
        },
    }


def one(platform: BasePlatform, request: Request, key: str) -> Any:
    """GET /journal/{key}/: one entry, with its request and response."""
    return first(_entries(platform), lambda entry: entry["key"] == key)


ROUTES: List[Route] = [route("GET", "/journal/", pages), route("GET", "/journal/([^/]+)/", one)]
