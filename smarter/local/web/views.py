"""The page's data, behind the key: state, graph, a resource, a request, a file."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Callable, Dict, List, Optional
from urllib.parse import urlsplit

from smarter.local.base_platform import BasePlatform, Route, View
from smarter.local.http.messages import Reply, Request, as_reply, html_reply, json_reply
from smarter.local.manifest_api import readback
from smarter.local.manifest_api.call import Call
from smarter.local.manifest_api.envelopes import Refusal
from smarter.local.store import Record
from smarter.local.web.links import Links, displayed, label, user_resources
from smarter.local.web.masking import masked, masked_body
from smarter.local.web.request_log import shown, with_bodies

_LISTED_REQUESTS = 50


def with_key(view: Callable[..., Any]) -> View:
    """Wrap a view, which may return data: 401 without the key."""

    def answer(platform: BasePlatform, request: Request, *groups: str) -> Reply:
        if not platform.authorized(request):
            return json_reply(401, {"detail": "Authentication credentials were not provided."})
        return as_reply(view(platform, request, *groups))

    return answer


def state(platform: BasePlatform, request: Request) -> Any:
    """GET /_local/state: kinds, resources, files and recent requests."""
    records = user_resources(platform)
    counts = Counter(displayed(record.kind) for record in records)
    kinds = sorted({*map(displayed, platform.kinds), *counts})
    rows = platform.store.rows("SELECT id, name, filename, bytes, purpose FROM openai_files ORDER BY number")
    recent = [shown(entry) for entry in list(platform.recent)[: -_LISTED_REQUESTS - 1 : -1]]
    return {
        "dialect": platform.dialect,
        "version": platform.spoken.version,
        "strict_faithful": platform.strict_faithful,
        "kinds": [{"name": name, "count": counts.get(name, 0)} for name in kinds],
        "resources": [_row(record) for record in records],
        "files": [dict(row) for row in rows],
        "recent": recent,
    }


def resource(platform: BasePlatform, request: Request, word: str, number: str) -> Any:
    """GET /_local/resources/<kind>/<number>: a masked manifest, status and links."""
    kind = "LLMClient" if word == displayed("LLMClient") else word
    record = platform.store.by_id(kind, int(number))
    if record is None:
        return html_reply(404, "Not Found")
    status = _status(platform, request, record)
    address = (status or {}).get("urlLLMClient")
    links = Links(platform)
    return {
        **_row(record),
        "manifest": {**masked(platform, record), "kind": displayed(record.kind)},
        "status": status,
        "prompt": urlsplit(address).path if address else None,
        "links": [{"path": link.path, **label(link.target)} for link in links.of(record)],
        "usedBy": [label(other) for other in links.to(record)],
    }


def graph(platform: BasePlatform, request: Request) -> Any:
    """GET /_local/graph: all resources, and references as pairs of positions."""
    links = Links(platform)
    places = {(record.kind, record.id): place for place, record in enumerate(links.records)}
    edges = sorted(
        {
            (place, places[link.target.kind, link.target.id])
            for place, record in enumerate(links.records)
            for link in links.of(record)
        }
    )
    return {"nodes": [label(record) for record in links.records], "edges": edges}


def logged_request(platform: BasePlatform, request: Request, number: str) -> Any:
    """GET /_local/requests/<id>: a recent request with its bodies, masked."""
    entry = platform.recent.find(int(number))
    if entry is None:
        return json_reply(404, {"detail": "The log does not have this request any more."})
    return with_bodies(entry, lambda body: masked_body(platform, body))


def _status(platform: BasePlatform, request: Request, record: Record) -> Optional[Dict[str, Any]]:
    """Return the status from describe, or None if the kind cannot be described."""
    kind = platform.kind_of(record)
    caller = platform.caller(request, ("token", "bearer")) or platform.administrator
    call = Call(platform, request, "describe", kind, platform.spoken.wire_name(kind), caller, record.name)
    try:
        return readback.status(call, call.resolve())
    except Refusal:
        return None


def _row(record: Record) -> Dict[str, Any]:
    return {**label(record), "id": record.id, "created": record.created, "modified": record.modified}


ROUTES: List[Route] = [
    ("GET", re.compile("/_local/state"), with_key(state)),
    ("GET", re.compile("/_local/graph"), with_key(graph)),
    ("GET", re.compile("/_local/resources/([^/]+)/([0-9]+)"), with_key(resource)),
    ("GET", re.compile("/_local/requests/([0-9]+)"), with_key(logged_request)),
]
