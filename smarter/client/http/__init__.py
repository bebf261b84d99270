"""The only package that imports httpx: clients, transports, and what its exceptions mean.

Each name is imported when it is first used: a program has use for one half of them, sync or async.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from smarter._lazy import lazily

if TYPE_CHECKING:
    from smarter.client.http._async.bodies import AsyncChunks
    from smarter.client.http._async.handler import AsyncHandlerTransport
    from smarter.client.http._async.own import AsyncAnyClient, AsyncOwnClient
    from smarter.client.http._async.transports import DefaultAsyncHttpxClient
    from smarter.client.http._sync.bodies import Chunks
    from smarter.client.http._sync.handler import HandlerTransport
    from smarter.client.http._sync.own import AnyClient, OwnClient
    from smarter.client.http._sync.transports import DefaultHttpxClient
    from smarter.client.http.aio import DefaultAioHttpClient
    from smarter.client.http.failures import EXCEPTIONS, failure, proxies_of_the_environment
    from smarter.client.http.handling import Handle
    from smarter.client.http.portal import in_thread
    from smarter.client.http.requests import build_request
    from smarter.client.http.waiting import (
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

HttpxClient = httpx.Client
AsyncHttpxClient = httpx.AsyncClient
HttpxTransport = httpx.BaseTransport
Timeout = httpx.Timeout

_WHERE = {
    "AnyClient": "_sync.own",
    "AsyncAnyClient": "_async.own",
    "AsyncChunks": "_async.bodies",
    "AsyncGate": "waiting",
    "AsyncHandlerTransport": "_async.handler",
    "AsyncLock": "waiting",
    "AsyncOwnClient": "_async.own",
    "Chunks": "_sync.bodies",
    "DefaultAioHttpClient": "aio",
    "DefaultAsyncHttpxClient": "_async.transports",
    "DefaultHttpxClient": "_sync.transports",
    "EXCEPTIONS": "failures",
    "Gate": "waiting",
    "Handle": "handling",
    "HandlerTransport": "_sync.handler",
    "Lock": "waiting",
    "OwnClient": "_sync.own",
    "async_call": "waiting",
    "async_enter": "waiting",
    "async_sleep": "waiting",
    "build_request": "requests",
    "call": "waiting",
    "enter": "waiting",
    "failure": "failures",
    "in_thread": "portal",
    "proxies_of_the_environment": "failures",
    "sleep": "waiting",
}

__all__ = [
    "EXCEPTIONS",
    "AnyClient",
    "AsyncAnyClient",
    "AsyncChunks",
    "AsyncGate",
    "AsyncHandlerTransport",
    "AsyncHttpxClient",
    "AsyncLock",
    "AsyncOwnClient",
    "Chunks",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "Gate",
    "Handle",
    "HandlerTransport",
    "HttpxClient",
    "HttpxTransport",
    "Lock",
    "OwnClient",
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
