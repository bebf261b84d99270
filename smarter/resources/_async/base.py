"""What resources of the OpenAI-like APIs have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncBaseClient


class AsyncAPIResource:
    """A group of methods of one API, called through `client`."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client
