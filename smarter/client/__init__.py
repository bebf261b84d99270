"""The typed HTTP client: request core, retries, errors, pagination, uploads, logging. It knows no kind."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, List

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncSmarter
    from smarter.client._sync.client import Smarter
    from smarter.client.request import NOT_GIVEN, Classify, NotGiven, Request, Response, Verdict

_WHERE = {
    "AsyncSmarter": "smarter.client._async.client",
    "Classify": "smarter.client.request",
    "NOT_GIVEN": "smarter.client.request",
    "NotGiven": "smarter.client.request",
    "Request": "smarter.client.request",
    "Response": "smarter.client.request",
    "Smarter": "smarter.client._sync.client",
    "Verdict": "smarter.client.request",
}

__all__ = ["NOT_GIVEN", "AsyncSmarter", "Classify", "NotGiven", "Request", "Response", "Smarter", "Verdict"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return sorted({*globals(), *__all__})
