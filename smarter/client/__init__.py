"""The HTTP client: request core, retries, errors, pagination, uploads, streams, logging. It knows no kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.client.request import NOT_GIVEN as NOT_GIVEN
    from smarter.client.request import Classify as Classify
    from smarter.client.request import NotGiven as NotGiven
    from smarter.client.request import Request as Request
    from smarter.client.request import Verdict as Verdict
    from smarter.client.response import Response as Response

_WHERE = {
    "request": "Classify NOT_GIVEN NotGiven Request Verdict",
    "response": "Response",
}

if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter.client")
