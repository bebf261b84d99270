# Generated from smarter/resources/_async/base.py by scripts/generate_sync.py. Edit that, not this.
"""Base of the groups of methods below a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smarter.client.options import suggest_arguments
from smarter.resources.signatures import spell_out_arguments

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient


class APIResource:
    """A group of methods of one API, called through `client`."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        spell_out_arguments(cls)
        suggest_arguments(cls)
