# Generated from smarter/resources/_async/base.py by scripts/generate_sync.py. Edit that, not this.
"""What resources of the OpenAI-like APIs have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient


class APIResource:
    """A group of methods of one API, called through `client`."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client
