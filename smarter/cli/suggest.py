"""The nearest right word to a wrong one."""

from __future__ import annotations

from typing import Iterable, Optional

__all__ = ["nearest"]


def nearest(word: str, words: Iterable[str]) -> Optional[str]:
    """The one of `words` that `word` was probably meant to be, if any comes near."""
    from difflib import get_close_matches

    matches = get_close_matches(word.lower(), list(words), n=1, cutoff=0.6)
    return matches[0] if matches else None
