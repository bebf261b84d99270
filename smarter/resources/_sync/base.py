# Generated from smarter/resources/_async/base.py by scripts/generate_sync.py. Edit that, not this.
"""Bases of the groups of methods below a client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin

from smarter.client.options import suggest_arguments
from smarter.resources.signatures import spell_out_arguments

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient

Raw = TypeVar("Raw")
Streaming = TypeVar("Streaming")


class APIGroup:
    """A group of methods of one API, called through `client`."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        spell_out_arguments(cls)
        suggest_arguments(cls)


class APIResource(APIGroup, Generic[Raw, Streaming]):
    """A group of methods, whose `Raw` and `Streaming` twins return responses."""

    @cached_property
    def with_raw_response(self) -> Raw:
        """Return the same methods, whose result is the response before it is parsed."""
        return self._view(0)  # type: ignore[no-any-return]

    @cached_property
    def with_streaming_response(self) -> Streaming:
        """Return the same methods, whose result is the response before it is read."""
        return self._view(1)  # type: ignore[no-any-return]

    def _view(self, position: int) -> Any:
        """Make the class at `position` in the brackets of this class's base."""
        bases = self.__orig_bases__  # type: ignore[attr-defined]  # every generic class has them
        view = get_args(bases[0])[position]
        return (get_origin(view) or view)(self)
