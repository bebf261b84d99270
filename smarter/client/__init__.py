"""The typed HTTP client: request core, retries, errors, pagination, uploads, logging. It knows no kind."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, List

if TYPE_CHECKING:
    from smarter.client.request import NOT_GIVEN, Classify, NotGiven, Request, Response, Verdict
    from smarter.resources._async.root import AsyncSmarter
    from smarter.resources._sync.root import Smarter

_WHERE = {
    "AsyncSmarter": "smarter.resources._async.root",
    "Classify": "smarter.client.request",
    "NOT_GIVEN": "smarter.client.request",
    "NotGiven": "smarter.client.request",
    "Request": "smarter.client.request",
    "Response": "smarter.client.request",
    "Smarter": "smarter.resources._sync.root",
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
