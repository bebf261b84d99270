"""The page at `/`: resources, graph, chats with chatbots, files, recent requests.

The page itself holds nothing and needs no key. What it shows it asks for at `/_local/`, with the key.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import List

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Reply, Request, html_reply, json_reply
from smarter.local.web import views

_STATIC = Path(__file__).with_name("static")
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page(platform: BasePlatform, request: Request) -> Reply:
    """GET /: the page."""
    return static(platform, request, "page.html")


def docs(platform: BasePlatform, request: Request) -> Reply:
    """GET /docs: the page that shows /openapi.json."""
    return static(platform, request, "docs.html")


def static(platform: BasePlatform, request: Request, name: str) -> Reply:
    """GET /_local/<file>: a script or a style sheet of the page."""
    path = _STATIC / name
    if not path.is_file():
        return html_reply(404, "Not Found")
    headers = [
        ("Content-Type", f"{_TYPES[path.suffix]}; charset=utf-8"),
        ("Content-Security-Policy", _POLICY),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-cache"),
    ]
    return Reply(200, headers, path.read_bytes())


def health(platform: BasePlatform, request: Request) -> Reply:
    """GET /healthz: whether the platform can read its database; needs no key."""
    platform.store.row("SELECT 1 FROM resources LIMIT 1")
    return json_reply(200, {"status": "ok"})


ROUTES: List[Route] = [
    ("GET", re.compile("/healthz"), health),
    ("GET", re.compile("/"), page),
    ("GET", re.compile("/docs"), docs),
    ("GET", re.compile(r"/_local/([a-z_]+\.(?:js|css))"), static),
    *views.ROUTES,
]
