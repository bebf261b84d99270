# Generated from smarter/platform/_async/diagnosis.py by scripts/generate_sync.py. Edit that, not this.
"""Diagnosis of foreign errors: the fault of key, address, proxy or platform.

The synchronous twin `_sync/diagnosis.py` is generated from this file by `scripts/generate_sync.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from smarter.client.error_responses import make_key_error
from smarter.errors import APIError, APIStatusError, AuthenticationError, SmarterError, UnsupportedError
from smarter.platform import requests
from smarter.platform.error_rules import is_foreign

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient

_WHOAMI = "cli/whoami/"
# The OpenAI-like APIs by the first segment of their paths. The embedded platform has them, no real one does.
_OPENAI_APIS = ("files", "models", "chat", "responses", "fine_tuning", "embeddings")


def explain(client: BaseClient, error: APIError) -> SmarterError:
    """Return the error to raise for `error`: itself, or one that names the cause."""
    if not isinstance(error, APIStatusError) or error.request is None or not is_foreign(error.body):
        return error
    api = _missing_api(client, error)
    if api is not None:
        return UnsupportedError(
            f"The platform has no {api} API: only the embedded platform has OpenAI-like APIs.",
            verb=api,
            hint="OpenAI SDKs work through a Proxy of the platform: `client.proxy(NAME)`.",
        )
    keyed = "authorization" in error.request.headers
    if error.status_code == 500 and keyed and "html" in error.response.headers.get("content-type", ""):
        return _with_key_checked(client, error)
    return error


def _missing_api(client: BaseClient, error: APIStatusError) -> Optional[str]:
    """Return the OpenAI-like API that the platform lacks; None for other errors."""
    base = client.base_url.rstrip("/") + "/"
    url = str(error.request.url) if error.request is not None else ""
    api = url[len(base) :].split("?")[0].split("/")[0] if url.startswith(base) else ""
    # A platform answers an unknown path with a page or JSON. An empty 404, as tests mock it, is about the resource.
    missing = error.status_code in (404, 405, 501) and error.body and not _is_openai_error(error.body)
    return api if missing and api in _OPENAI_APIS else None


def _is_openai_error(body: Any) -> bool:
    inner = body.get("error") if isinstance(body, dict) else None
    return isinstance(inner, dict) and "message" in inner and "status_code" not in inner


# Platform 0.14 answers a bad key with a web page and 500, on every path; a crash looks the same. So `whoami` is asked
# with the key, and where that fails alike, without it: a platform that then says "not authenticated" works, and the key
# is at fault (tests/platform/test_foreign_responses.py, `test_a_bad_key_is_named_after_two_more_requests`).
def _with_key_checked(client: BaseClient, error: APIStatusError) -> APIStatusError:
    whoami_failed = error.request is None or error.request.url.path.endswith(_WHOAMI)
    headers = {"Authorization": None} if whoami_failed else {}
    try:
        client.send(requests.post(_WHOAMI, "whoami", headers=headers, timeout=10.0, max_retries=0))
    except AuthenticationError:
        return make_key_error(error.response, error.body, client._core.settings.key_source)
    except SmarterError:
        return error
    if not whoami_failed:
        error.hint = "The API key is valid: the platform, or a proxy in front of it, failed on this request."
    return error
