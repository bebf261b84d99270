"""The page at `/`: resources, a chat box for each chatbot, recent requests.

The page itself holds nothing and needs no key. What it shows it asks for at `/_local/`, with the key.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional
from urllib.parse import urlsplit

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Reply, Request, html_reply, json_reply
from smarter.local.store import Record

_STATIC = Path(__file__).with_name("static")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECRET = "(secret)"


def static(name: str, media_type: str) -> Callable[[BasePlatform, Request], Reply]:
    """Return a view of a static file of the page."""

    def answer(platform: BasePlatform, request: Request) -> Reply:
        headers = [
            ("Content-Type", f"{media_type}; charset=utf-8"),
            ("Content-Security-Policy", _POLICY),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-cache"),
        ]
        return Reply(200, headers, (_STATIC / name).read_bytes())

    return answer


def with_key(view: Callable[[BasePlatform, Request], Reply]) -> Callable[[BasePlatform, Request], Reply]:
    """Wrap a view: 401 without the key."""

    def answer(platform: BasePlatform, request: Request) -> Reply:
        if not platform.authorized(request):
            return json_reply(401, {"detail": "Authentication credentials were not provided."})
        return view(platform, request)

    return answer


def state(platform: BasePlatform, request: Request) -> Reply:
    """GET /_local/state: kinds, resources, files and recent requests."""
    records = platform.resources()
    counts = Counter(record.kind for record in records)
    with platform.store.read() as db:
        rows = db.execute(
            "SELECT id, name, filename, bytes, purpose FROM openai_files ORDER BY number"
        ).fetchall()
    return json_reply(
        200,
        {
            "dialect": platform.dialect,
            "strict_faithful": platform.strict_faithful,
            "kinds": [
                {"name": name, "count": counts.get(name, 0)} for name in sorted({*platform.kinds, *counts})
            ],
            "resources": [_row(record) for record in records],
            "files": [dict(row) for row in rows],
            "recent": [
                entry for entry in reversed(platform.recent) if not entry["path"].startswith("/_local/")
            ][:50],
        },
    )


_RESOURCE = re.compile("/_local/resources/([^/]+)/([0-9]+)")


def resource(platform: BasePlatform, request: Request) -> Reply:
    """GET /_local/resources/<kind>/<number>: a manifest, masked, and its status."""
    match = _RESOURCE.fullmatch(request.path)
    assert match is not None
    kind, number = match.group(1), int(match.group(2))
    record = platform.store.by_id(kind, number)
    if record is None:
        return html_reply(404, "Not Found")
    status = _status(platform, request, record)
    address = (status or {}).get("urlLLMClient")
    return json_reply(
        200,
        {
            **_row(record),
            "manifest": masked(platform, record),
            "status": status,
            "prompt": urlsplit(address).path if address else None,
        },
    )


def masked(platform: BasePlatform, record: Record) -> Dict[str, Any]:
    """Return the stored manifest, secrets masked by the schema's paths."""
    from smarter.kinds import load_kinds

    kind = load_kinds().find(record.kind)
    paths = list(platform.kind_of(record).masked)
    if kind is not None:
        paths += [
            field.path
            for field in kind.for_dialect(platform.dialect).fields
            if field.secret and not field.references
        ]
    manifest = copy.deepcopy(record.manifest)
    for path in paths:
        _mask(manifest, path)
    return manifest


def _mask(value: Any, path: Any) -> None:
    head, rest = path[0], path[1:]
    if head == "*":
        for item in value if isinstance(value, list) else ():
            if rest:
                _mask(item, rest)
    elif isinstance(value, dict) and value.get(head) is not None:
        if rest:
            _mask(value[head], rest)
        else:
            value[head] = SECRET


def _status(platform: BasePlatform, request: Request, record: Record) -> Optional[Dict[str, Any]]:
    """Return the status from describe, or None if the kind cannot be described."""
    word = platform.spoken.wire_name(platform.kind_of(record))
    path = f"/api/v1/cli/describe/{word}/"
    headers = {**request.headers, "authorization": _token(request)}
    reply = platform.answer(Request("POST", path, {"name": record.name}, headers))
    if reply.status != 200 or not isinstance(reply.body, bytes):
        return None
    status = json.loads(reply.body)["data"].get("status")
    return status if isinstance(status, dict) else None


def _token(request: Request) -> str:
    """Return the key in the manifest API's scheme."""
    return "Token " + request.headers.get("authorization", "").partition(" ")[2]


def _row(record: Record) -> Dict[str, Any]:
    return {
        "kind": record.kind,
        "name": record.name,
        "id": record.id,
        "created": record.created,
        "modified": record.modified,
    }


def health(platform: BasePlatform, request: Request) -> Reply:
    """GET /healthz: whether the platform can read its database; needs no key."""
    with platform.store.read() as db:
        db.execute("SELECT 1 FROM resources LIMIT 1").fetchone()
    return json_reply(200, {"status": "ok"})


ROUTES: List[Route] = [
    ("GET", re.compile("/healthz"), health),
    ("GET", re.compile("/"), static("page.html", "text/html")),
    ("GET", re.compile("/_local/page.js"), static("page.js", "text/javascript")),
    ("GET", re.compile("/_local/page.css"), static("page.css", "text/css")),
    ("GET", re.compile("/_local/state"), with_key(state)),
    ("GET", _RESOURCE, with_key(resource)),
]
