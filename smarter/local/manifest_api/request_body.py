"""Request bodies of the manifest API: JSON, one YAML document, or a form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

from smarter.local.http.messages import Request
from smarter.local.manifest_api.envelopes import Refusal


@dataclass(eq=False)
class Unreadable(Exception):
    """A body that is refused before any verb sees it."""

    status: int
    text: str


def read_body(request: Request) -> Any:
    """Return the body as data, or None for an empty one.

    Raises Unreadable, or Refusal for bad YAML.
    """
    written = request.headers.get("content-type", "")
    media = written.partition(";")[0].strip().lower()
    if media == "application/json":
        try:
            if not request.body.strip():
                return None
            return json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
        except ValueError as problem:
            raise Unreadable(400, f"JSON parse error - {problem}") from None
    if media == "application/x-yaml":
        return _read_yaml(request.body)
    if media in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return {"": ""}
    raise Unreadable(415, f'Unsupported media type "{written}" in request.')


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _read_yaml(body: bytes) -> Any:
    # Imported here: most requests are JSON, and ruamel.yaml costs start-up.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        text = body.decode("utf-8")
        return _plain(YAML(typ="safe", pure=True).load(text))
    except UnicodeDecodeError as problem:
        raise Unreadable(400, f"YAML parse error - {problem}") from None
    except YAMLError as problem:
        # The excerpt that such an error carries may hold a secret; its place and reason do not.
        reason = problem.problem if isinstance(problem, MarkedYAMLError) else "not readable"
        raise Refusal(500, type(problem).__name__, f"YAML parse error: {reason}") from None


def _plain(value: Any) -> Any:
    """Return YAML's data as JSON's: keys as strings, dates as text in UTC."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
