"""The nearest right spelling of a word."""

from __future__ import annotations

from typing import Iterable, List, Optional

NEAR = 2  # letters: what is within this many is taken for a slip of the finger


def distance(a: str, b: str, limit: int = NEAR) -> int:
    """How many letters to change, add, drop or swap with their neighbour; at most `limit` + 1."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before_last: List[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before_last, last = last, row
    return min(last[-1], limit + 1)


def slip(word: str, known: Iterable[str]) -> Optional[str]:
    """The known word that `word` misspells: within two letters, or alike but for case, `_` and `-`.

    Words so short that two letters are all of them must share at least one letter with the known one.
    """
    best, best_distance = None, NEAR + 1
    bare, letters = _bare(word), set(word)
    for candidate in known:
        if _bare(candidate) == bare:
            away = 0
        elif len(letters.symmetric_difference(candidate)) > 2 * NEAR:
            continue  # a letter changed is two that only one of them has; this is much quicker to see
        else:
            away = distance(word, candidate, best_distance - 1)
        if away < best_distance and away < max(len(word), len(candidate)) and away < len(candidate):
            best, best_distance = candidate, away
    return best


def nearest(word: str, known: Iterable[str]) -> Optional[str]:
    """The known word that `word` most likely means: by slips of the finger first, by likeness second."""
    words = list(known)
    found = slip(word, words)
    if found is not None:
        return found
    import difflib

    bare = {_bare(candidate): candidate for candidate in words}
    close = difflib.get_close_matches(_bare(word), list(bare), n=1, cutoff=0.6)
    return bare[close[0]] if close else None


def _bare(word: str) -> str:
    return word.replace("_", "").replace("-", "").lower()
