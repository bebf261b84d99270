"""The only package that imports httpx: clients, transports, and the translation of its exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.client.http.httpx_classes import AsyncHttpxClient as AsyncHttpxClient
    from smarter.client.http.httpx_classes import HttpxClient as HttpxClient
    from smarter.client.http.httpx_classes import HttpxTransport as HttpxTransport
    from smarter.client.http.httpx_classes import Timeout as Timeout

# Imported on first use: a client needs httpx at its first request.
_WHERE = {"httpx_classes": "AsyncHttpxClient HttpxClient HttpxTransport Timeout"}

if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter.client.http")
