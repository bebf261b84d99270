"""The typed HTTP client: request core, retries, errors, pagination, uploads, logging. It knows no kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.client.request import NOT_GIVEN, Classify, NotGiven, Request, Response, Verdict
    from smarter.resources._async.root import AsyncSmarter
    from smarter.resources._sync.root import Smarter

_WHERE = {
    "AsyncSmarter": "resources._async.root",
    "Classify": "client.request",
    "NOT_GIVEN": "client.request",
    "NotGiven": "client.request",
    "Request": "client.request",
    "Response": "client.request",
    "Smarter": "resources._sync.root",
    "Verdict": "client.request",
}

__all__ = ["NOT_GIVEN", "AsyncSmarter", "Classify", "NotGiven", "Request", "Response", "Smarter", "Verdict"]

if not TYPE_CHECKING:  # for whom a name that is not there is a mistake
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter")
