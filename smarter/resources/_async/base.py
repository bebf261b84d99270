"""Base of the groups of methods below a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smarter.client.options import suggest_arguments
from smarter.resources.signatures import spell_out_arguments

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncBaseClient


class AsyncAPIResource:
    """A group of methods of one API, called through `client`."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        spell_out_arguments(cls)
        suggest_arguments(cls)
