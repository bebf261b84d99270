"""The HTTP client: request core, retries, errors, pagination, uploads, streams, logging. It knows no kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.client.request import NOT_GIVEN, Classify, NotGiven, Request, Verdict
    from smarter.client.response import Response

_WHERE = {
    "request": "Classify NOT_GIVEN NotGiven Request Verdict",
    "response": "Response",
}

__all__ = ["NOT_GIVEN", "Classify", "NotGiven", "Request", "Response", "Verdict"]

if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter.client")
