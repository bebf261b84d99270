"""The only package that imports httpx: clients, transports, and the translation of its exceptions.

Each name is imported on first use: a program needs one half of them, sync or async.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.client.http._async.body_reader import async_read_body
    from smarter.client.http._async.body_stream import AsyncChunks
    from smarter.client.http._async.handler_transport import AsyncHandlerTransport
    from smarter.client.http._async.light_client import AsyncAnyClient, AsyncLightClient
    from smarter.client.http._async.transports import DefaultAsyncHttpxClient
    from smarter.client.http._sync.body_reader import read_body
    from smarter.client.http._sync.body_stream import Chunks
    from smarter.client.http._sync.handler_transport import HandlerTransport
    from smarter.client.http._sync.light_client import AnyClient, LightClient
    from smarter.client.http._sync.transports import DefaultHttpxClient
    from smarter.client.http.aiohttp_client import DefaultAioHttpClient
    from smarter.client.http.async_bridge import in_thread
    from smarter.client.http.bounds import Bounds, total_seconds
    from smarter.client.http.concurrency import (
        AsyncGate,
        AsyncLock,
        Gate,
        Lock,
        async_call,
        async_enter,
        async_loop_id,
        async_run_sending,
        async_sleep,
        call,
        enter,
        loop_id,
        run_sending,
        sleep,
    )
    from smarter.client.http.defaults import DEFAULT_TIMEOUT, timeout_of
    from smarter.client.http.exceptions import EXCEPTIONS, environment_errors, failure
    from smarter.client.http.handler import Handle
    from smarter.client.http.request_builder import build_request

HttpxClient = httpx.Client
AsyncHttpxClient = httpx.AsyncClient
HttpxTransport = httpx.BaseTransport
Timeout = httpx.Timeout

_WHERE = {
    "AnyClient": "_sync.light_client",
    "AsyncAnyClient": "_async.light_client",
    "AsyncChunks": "_async.body_stream",
    "AsyncGate": "concurrency",
    "AsyncHandlerTransport": "_async.handler_transport",
    "AsyncLock": "concurrency",
    "AsyncLightClient": "_async.light_client",
    "Bounds": "bounds",
    "Chunks": "_sync.body_stream",
    "DEFAULT_TIMEOUT": "defaults",
    "DefaultAioHttpClient": "aiohttp_client",
    "DefaultAsyncHttpxClient": "_async.transports",
    "DefaultHttpxClient": "_sync.transports",
    "EXCEPTIONS": "exceptions",
    "Gate": "concurrency",
    "Handle": "handler",
    "HandlerTransport": "_sync.handler_transport",
    "Lock": "concurrency",
    "LightClient": "_sync.light_client",
    "async_call": "concurrency",
    "async_enter": "concurrency",
    "async_loop_id": "concurrency",
    "async_read_body": "_async.body_reader",
    "async_run_sending": "concurrency",
    "async_sleep": "concurrency",
    "build_request": "request_builder",
    "call": "concurrency",
    "enter": "concurrency",
    "environment_errors": "exceptions",
    "failure": "exceptions",
    "in_thread": "async_bridge",
    "loop_id": "concurrency",
    "read_body": "_sync.body_reader",
    "run_sending": "concurrency",
    "sleep": "concurrency",
    "timeout_of": "defaults",
    "total_seconds": "bounds",
}

__all__ = [
    "DEFAULT_TIMEOUT",
    "EXCEPTIONS",
    "AnyClient",
    "AsyncAnyClient",
    "AsyncChunks",
    "AsyncGate",
    "AsyncHandlerTransport",
    "AsyncHttpxClient",
    "AsyncLightClient",
    "AsyncLock",
    "Bounds",
    "Chunks",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "Gate",
    "Handle",
    "HandlerTransport",
    "HttpxClient",
    "HttpxTransport",
    "LightClient",
    "Lock",
    "Timeout",
    "async_call",
    "async_enter",
    "async_loop_id",
    "async_read_body",
    "async_run_sending",
    "async_sleep",
    "build_request",
    "call",
    "enter",
    "environment_errors",
    "failure",
    "in_thread",
    "loop_id",
    "read_body",
    "run_sending",
    "sleep",
    "timeout_of",
    "total_seconds",
]

if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter.client.http")
