"""From an answer that is no success to the error that says so. Knows shapes of error bodies, and no kind."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Dict, Mapping, NamedTuple, Optional, Tuple

from smarter.client.request import Verdict
from smarter.errors import APIStatusError, status_error

if TYPE_CHECKING:
    import httpx

    from smarter.client.request import Classify

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_MAX_TEXT = 500


class Words(NamedTuple):
    """What an error body says of itself."""

    text: str = ""
    error_class: Optional[str] = None
    traceback: Optional[str] = None


def plain(text: str) -> str:
    """`text` without terminal escapes and control characters, on one line, at most 500 characters."""
    line = " ".join(_CONTROL.sub(" ", _ANSI.sub("", text)).split())
    return line if len(line) <= _MAX_TEXT else line[: _MAX_TEXT - 1] + "…"


def words(body: Any) -> Words:
    """Message, class and traceback of an error body, in any shape that the platform or OpenAI's API uses."""
    if not isinstance(body, dict):
        return Words()
    error = body.get("error")
    if isinstance(error, dict):
        text = error.get("description") or error.get("message") or body.get("message")
        error_class = error.get("errorClass")
        return Words(
            plain(text) if isinstance(text, str) else "",
            error_class if isinstance(error_class, str) else None,
            _text(error.get("stacktrace")),
        )
    for key in ("error", "detail", "message"):
        if isinstance(body.get(key), str):
            return Words(plain(body[key]), None, _text(body.get("trace")))
    return Words()


def judge(response: httpx.Response, classify: Optional[Classify]) -> Tuple[Optional[Verdict], Any]:
    """The verdict on a complete answer and its parsed body. None: it is a success, nothing to say.

    A `classify` sees every answer, since this platform dresses failures as successes and the other way round.
    """
    status = response.status_code
    if classify is None and 200 <= status < 300:
        return None, None
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        body = None
    verdict = classify(status, response.headers, body, response.text) if classify else None
    if verdict is None and not 200 <= status < 300:
        verdict = Verdict(error=status_error(status), retry=status in (408, 409, 429) or status >= 500)
    return verdict, body


def make_error(response: httpx.Response, verdict: Verdict, body: Any) -> APIStatusError:
    """The error that `verdict` stands for, filled from the answer."""
    said = words(body)
    error_class = verdict.error or status_error(response.status_code)
    return error_class(
        verdict.message or _sentence(response, said),
        response=response,
        body=response.text if body is None else body,
        hint=verdict.hint or _hint(response),
        error_class=said.error_class,
        description=said.text or None,
        server_traceback=said.traceback,
    )


def _sentence(response: httpx.Response, said: Words) -> str:
    status = response.status_code
    if said.text:
        return f"{said.text.rstrip('.')} (HTTP {status})."
    what = f"{response.request.method} {response.request.url.path}"
    if 300 <= status < 400:
        return f"{what} was answered with a redirect (HTTP {status}) that is not followed."
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    page = " and a web page (HTML)" if kind == "text/html" else ""
    text = plain(response.text) if kind.startswith("text/plain") else ""
    return f"{what} was answered with HTTP {status}{page}{': ' + text.rstrip('.') if text else ''}."


def _hint(response: httpx.Response) -> Optional[str]:
    if not 300 <= response.status_code < 400 or "location" not in response.headers:
        return None
    target = re.sub(r"//[^/@]*@", "//", response.headers["location"].split("?")[0])
    return f"It points to {plain(target)}; if that is right, give it as the base URL."


def _text(value: Any) -> Optional[str]:
    return value if isinstance(value, str) and value else None


def error_fields(body: Any) -> Mapping[str, Any]:
    """The error object inside a body, or the body itself; {} if neither is a mapping."""
    if not isinstance(body, dict):
        return {}
    inner: Dict[str, Any] = body["error"] if isinstance(body.get("error"), dict) else body
    return inner
