"""Lookup of kinds without a schema file: those pulled for the context, and those that its platform serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional

from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.kinds import KindTable
    from smarter.platform import Platform


def kinds_with_lookup(
    address: Callable[[], Optional[str]], platform: Optional[Callable[[], Platform]]
) -> KindTable:
    """Return the shipped kinds and those of `$SMARTER_SCHEMAS`; look up unknown words elsewhere.

    Args:
        address: returns the base URL of the context, None if it has none.
        platform: connects to the context's platform; None for commands that send no request, which know the pulled
            schemas only.
    """
    from smarter.kinds import load_kinds

    def find(word: str) -> Optional[Mapping[str, Any]]:
        if platform is None:
            from smarter.platform.cache import SchemaCache

            url = address()
            return SchemaCache(url).get(word) if url else None
        try:
            return platform().discover(word)
        except SmarterError:  # without a key or a platform, the word is unknown
            return None

    return load_kinds().with_lookup(find)
