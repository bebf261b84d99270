"""The only package that imports httpx: clients, transports, and what its exceptions mean.

Each name is imported when it is first used: a program has use for one half of them, sync or async.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.client.http._async.body_stream import AsyncChunks
    from smarter.client.http._async.handler_transport import AsyncHandlerTransport
    from smarter.client.http._async.light_client import AsyncAnyClient, AsyncLightClient
    from smarter.client.http._async.transports import DefaultAsyncHttpxClient
    from smarter.client.http._sync.body_stream import Chunks
    from smarter.client.http._sync.handler_transport import HandlerTransport
    from smarter.client.http._sync.light_client import AnyClient, LightClient
    from smarter.client.http._sync.transports import DefaultHttpxClient
    from smarter.client.http.aiohttp_client import DefaultAioHttpClient
    from smarter.client.http.async_bridge import in_thread
    from smarter.client.http.concurrency import (
        AsyncGate,
        AsyncLock,
        Gate,
        Lock,
        async_call,
        async_enter,
        async_sleep,
        call,
        enter,
        sleep,
    )
    from smarter.client.http.exceptions import EXCEPTIONS, failure, proxies_of_the_environment
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
    "Chunks": "_sync.body_stream",
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
    "async_sleep": "concurrency",
    "build_request": "request_builder",
    "call": "concurrency",
    "enter": "concurrency",
    "failure": "exceptions",
    "in_thread": "async_bridge",
    "proxies_of_the_environment": "exceptions",
    "sleep": "concurrency",
}

__all__ = [
    "EXCEPTIONS",
    "AnyClient",
    "AsyncAnyClient",
    "AsyncChunks",
    "AsyncGate",
    "AsyncHandlerTransport",
    "AsyncHttpxClient",
    "AsyncLightClient",
    "AsyncLock",
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
    "async_sleep",
    "build_request",
    "call",
    "enter",
    "failure",
    "in_thread",
    "proxies_of_the_environment",
    "sleep",
]

if not TYPE_CHECKING:  # for whom a name that is not there is a mistake
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter.client.http")
