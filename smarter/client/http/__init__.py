"""The only package that imports httpx: clients, transports, and the translation of its exceptions."""

from __future__ import annotations

import httpx

HttpxClient = httpx.Client
AsyncHttpxClient = httpx.AsyncClient
HttpxTransport = httpx.BaseTransport
Timeout = httpx.Timeout
