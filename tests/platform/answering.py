"""A platform with scripted answers, for those the embedded platform lacks."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple, Union

from smarter import Smarter
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.http.httpx_classes import HttpxClient
from smarter.kinds import load_kinds
from smarter.platform import Platform
from smarter.platform.cache import DialectCache

Headers = List[Tuple[str, str]]
Answer = Tuple[int, Headers, bytes]
URL = "http://smarter.test/api/v1"
PAGE = b"<!DOCTYPE html>\n<html><head><title>Somewhere</title></head><body>Not here.</body></html>"


def json_answer(status: int, body: Any, **headers: str) -> Answer:
    """Make a response with a JSON body."""
    return status, [("Content-Type", "application/json"), *headers.items()], json.dumps(body).encode()


def page(status: int, body: bytes = PAGE, media_type: str = "text/html; charset=utf-8") -> Answer:
    """Make a response with an HTML page."""
    return status, [("Content-Type", media_type)], body


def success(data: Any = None, command: str = "describe", thing: str = "Plugin") -> Answer:
    """Make the platform's envelope of a success."""
    body: Dict[str, Any] = {} if data is None else {"data": data}
    return json_answer(
        200,
        {**body, "message": "done", "api": "smarter.sh/v1", "metadata": {"command": command, "thing": thing}},
    )


def failure(status: int, error_class: str, description: str, **more: Any) -> Answer:
    """Make the platform's envelope of an error."""
    error = {
        "errorClass": error_class,
        "stacktrace": "Traceback ...",
        "description": description,
        "status": status,
    }
    return json_answer(
        status, {"error": {**error, **more}, "api": "smarter.sh/v1", "metadata": {"key": "0" * 64}}
    )


Said = Union[Answer, Callable[[str, bytes], Answer]]


class Forgetful(DialectCache):
    """A cache that stores nothing."""

    def get(self, base_url: str) -> Optional[str]:
        return None

    def put(self, base_url: str, dialect: str) -> None:
        return None


class Answering:
    """Answers by the longest prefix below `/api/v1/` in `answers`, else a web page.

    `sent` has every request as (method, path with query, headers, body).
    """

    def __init__(self, answers: Mapping[str, Said], dialect: Optional[str] = "P14", **options: Any) -> None:
        self.answers = dict(answers)
        self.sent: List[Tuple[str, str, Mapping[str, str], bytes]] = []
        cache = options.pop("cache", None)
        self.client = Smarter(
            api_key="0" * 64,
            base_url=URL,
            http_client=HttpxClient(transport=HandlerTransport(self.handle)),
            **{"max_retries": 0, **options},
        )
        self.platform = Platform(
            self.client,
            load_kinds(),
            dialect=dialect,
            cache=cache or Forgetful(),
        )

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        path = target.split("/api/v1/", 1)[-1]
        self.sent.append((method, path, {key.lower(): value for key, value in headers.items()}, body))
        for prefix in sorted(self.answers, key=len, reverse=True):
            if path.startswith(prefix):
                said = self.answers[prefix]
                return said(path, body) if callable(said) else said
        return page(404)

    @property
    def paths(self) -> List[str]:
        """Return the requested paths, without queries."""
        return [path.split("?")[0] for _, path, _, _ in self.sent]
