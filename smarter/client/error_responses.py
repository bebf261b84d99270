"""Errors from responses, whose bodies have any known form."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Tuple, Type, TypeVar

from smarter.client.request import Verdict
from smarter.client.response import mask_sent, media_type, text_of, without_secrets
from smarter.errors import APIStatusError, AuthenticationError, status_error

if TYPE_CHECKING:
    import httpx

    from smarter.client.request import Classify

E = TypeVar("E", bound=APIStatusError)

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_MAX_TEXT = 500


class Words(NamedTuple):
    """Message, error class and traceback of an error body."""

    text: str = ""
    error_class: Optional[str] = None
    traceback: Optional[str] = None


def plain(text: str) -> str:
    """Return `text` on one printable line, cut at 500 characters."""
    line = " ".join(_CONTROL.sub(" ", _ANSI.sub("", text)).split())
    return line if len(line) <= _MAX_TEXT else line[: _MAX_TEXT - 1] + "…"


def words(body: Any) -> Words:
    """Read an error body in any form that the platform or OpenAI's API uses."""
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
    """Return the verdict on a response (None: a plain success) and its parsed body.

    `classify` sees every response: the platform may report errors with 200 and successes with an error status.
    """
    status = response.status_code
    if classify is None and 200 <= status < 300:
        return None, None
    body = _parsed(response.content)
    verdict = classify(status, response.headers, body, text_of(response)) if classify else None
    if verdict is None and not 200 <= status < 300:
        # A web page with 500 is this platform's response to a bad key, or a crash: neither passes by itself.
        lasting = status == 500 and _is_html(response)
        retry = status in (408, 409, 429) or (status >= 500 and not lasting)
        verdict = Verdict(error=status_error(status), retry=retry)
    return verdict, body


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def make_error(response: httpx.Response, verdict: Verdict, body: Any, key_source: str) -> APIStatusError:
    """Return the error for `verdict` with its response and the key's source."""
    safe = without_secrets(response)
    if safe is not response:
        response, body = safe, _parsed(safe.content)
    error_class = verdict.error or status_error(response.status_code)
    if error_class is AuthenticationError and not verdict.message and not _is_html(response):
        return make_key_error(response, body, key_source)
    hint = verdict.hint or _hint(response)
    return _made(error_class, response, body, mask_sent(response, verdict.message), hint)


def make_key_error(response: httpx.Response, body: Any, key_source: str) -> AuthenticationError:
    """Return the error for an API key that the platform rejected with `response`."""
    hint = f"The key came from {key_source}; `smarter login` stores a new one."
    return _made(AuthenticationError, response, body, "Invalid API key ({status} from {host}).", hint)


def _made(error: Type[E], response: httpx.Response, body: Any, message: str, hint: Optional[str]) -> E:
    """Return an error with its response; without `message`, the platform's words."""
    said = words(body)
    return error(
        _filled(message, response) or _sentence(response, said),
        response=response,
        body=text_of(response) if body is None else body,
        hint=hint,
        error_class=said.error_class,
        description=said.text or None,
        server_traceback=said.traceback,
    )


def _sentence(response: httpx.Response, said: Words) -> str:
    status = response.status_code
    what = f"{response.request.method} {response.request.url.path}"
    text = said.text.rstrip(".")
    if status == 404 and text.lower() == "not found":
        return f"{what}: not found (HTTP 404)."  # the platform does not name the resource
    if text:
        return f"{text} (HTTP {status})."
    if 300 <= status < 400:
        return f"{what}: a redirect (HTTP {status}) that is not followed."
    page = " with a web page (HTML)" if _is_html(response) else ""
    text = plain(text_of(response)) if media_type(response) == "text/plain" else ""
    return f"{what}: HTTP {status}{page}{': ' + text.rstrip('.') if text else ''}."


def _is_html(response: httpx.Response) -> bool:
    return media_type(response) == "text/html"


def _filled(message: str, response: httpx.Response) -> str:
    """Fill host, path and status into a classifier's message."""
    url = response.request.url
    host = url.host if url.port is None else f"{url.host}:{url.port}"
    values = {"{host}": host, "{path}": url.path, "{status}": str(response.status_code)}
    for place, value in values.items():
        message = message.replace(place, value)
    return message


def _hint(response: httpx.Response) -> Optional[str]:
    if not 300 <= response.status_code < 400 or "location" not in response.headers:
        return None
    target = re.sub(r"//[^/@]*@", "//", response.headers["location"].split("?")[0])
    return f"It leads to {plain(target)}; if that is right, set it as the base URL."


def _text(value: Any) -> Optional[str]:
    return value if isinstance(value, str) and value else None
