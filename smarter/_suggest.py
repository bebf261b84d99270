"""Spelling suggestions: the known word that a misspelt one most likely means."""

from __future__ import annotations

from typing import Iterable, List, Optional

MAX_TYPOS = 2  # edits within which a word counts as a typo of another


def edit_distance(a: str, b: str, limit: int = MAX_TYPOS) -> int:
    """Count letters to change, add, drop or swap with a neighbour, to `limit` + 1."""
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


def find_typo(word: str, known: Iterable[str]) -> Optional[str]:
    """Return the known word that `word` misspells, or None.

    A typo is within two edits, or differs only in case, `_` and `-`. Edits change at most half of a short word, so
    that `gh` is not `get`, nor `--raw` `--var`.
    """
    best, best_distance = None, MAX_TYPOS + 1
    key, letters = _normalize(word), set(word)
    for candidate in known:
        if _normalize(candidate) == key:
            distance = 0
        elif len(letters.symmetric_difference(candidate)) > 2 * MAX_TYPOS:
            continue  # each edit adds at most two letters to this difference, which is cheaper to compute
        else:
            distance = edit_distance(word, candidate, best_distance - 1)
        if distance < best_distance and 2 * distance <= len(candidate.lstrip("-")):
            best, best_distance = candidate, distance
    return best


def nearest(word: str, known: Iterable[str]) -> Optional[str]:
    """Return the nearest known word: a typo's original, else a similar one, or None."""
    words = list(known)
    typo_of = find_typo(word, words)
    if typo_of is not None:
        return typo_of
    import difflib  # imported late: most runs suggest nothing

    by_key = {_normalize(candidate): candidate for candidate in words}
    similar = difflib.get_close_matches(_normalize(word), list(by_key), n=1, cutoff=0.6)
    return by_key[similar[0]] if similar else None


def has_same_letters(a: str, b: str) -> bool:
    """Return whether spellings differ only in case, `_` and `-`: a certain match."""
    return _normalize(a) == _normalize(b)


def _normalize(word: str) -> str:
    return word.replace("_", "").replace("-", "").lower()
