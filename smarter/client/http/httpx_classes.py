"""Classes of httpx by the names that the rest of the package uses."""

from __future__ import annotations

import httpx

HttpxClient = httpx.Client
AsyncHttpxClient = httpx.AsyncClient
HttpxTransport = httpx.BaseTransport
Timeout = httpx.Timeout
