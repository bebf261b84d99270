"""Lexical search: chunks ranked by the words of a query in them (BM25)."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import List, NamedTuple, Sequence

# Constants of BM25: saturation by repeated words, and the weight of a chunk's length.
_SATURATION, _LENGTH = 1.2, 0.75
_WORD = re.compile(r"\w+")


class Hit(NamedTuple):
    """A chunk with words of the query: its index in the list, its score (0 to 1)."""

    chunk: int
    score: float


def split_into_chunks(text: str, size: int, overlap: int) -> List[str]:
    """Return pieces of at most `size` characters, overlapping, cut at blanks if any."""
    chunks: List[str] = []
    begin = 0
    while begin < len(text):
        end = min(begin + size, len(text))
        if end < len(text):
            blank = max(text.rfind(mark, begin + size // 2, end) for mark in ("\n", " "))
            end = blank if blank > begin else end
        chunk = text[begin:end].strip()
        if chunk:
            chunks.append(chunk)
        if end == len(text):
            break
        begin = max(end - overlap, begin + 1)
    return chunks


def search(chunks: Sequence[str], query: str, most: int) -> List[Hit]:
    """Return the best `most` chunks with a word of the query, best first."""
    words = [Counter(_words(chunk)) for chunk in chunks]
    asked = set(_words(query))
    average = sum(sum(each.values()) for each in words) / (len(words) or 1) or 1.0
    weights = {word: _weight(sum(word in each for each in words), len(words)) for word in asked}
    hits = []
    for index, counts in enumerate(words):
        length = sum(counts.values())
        score = sum(
            weights[word]
            * counts[word]
            * (_SATURATION + 1)
            / (counts[word] + _SATURATION * (1 - _LENGTH + _LENGTH * length / average))
            for word in asked
            if counts[word]
        )
        if score:
            hits.append(Hit(index, round(score / (score + 1), 4)))
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk))[:most]


def _weight(containing: int, chunks: int) -> float:
    return math.log(1 + (chunks - containing + 0.5) / (containing + 0.5))


def _words(text: str) -> List[str]:
    """Return a text's words in lower case, without a plural's `s`."""
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") else word for word in _WORD.findall(text.lower())
    ]
