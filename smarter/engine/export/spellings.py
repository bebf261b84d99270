"""Likely originals of words that the platform respelled in lists and keys."""

from __future__ import annotations

import itertools
import re
from typing import Any, Iterator, List, Mapping, Sequence

from smarter.engine.normalize import fold_references

# The greatest number of likely spellings that are tried against a digest.
_TRIES = 256


def likely_names(word: str) -> List[str]:
    """Return the likely originals of a camelCased word, the likeliest first."""
    snake = str(fold_references(word))
    digits = re.sub(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", "_", snake)
    return list(dict.fromkeys((snake, digits)))


def combinations(choices: Sequence[Sequence[str]]) -> Iterator[List[str]]:
    return (list(each) for each in itertools.islice(itertools.product(*choices), _TRIES))


def likely_values(value: Any) -> Iterator[Any]:
    """Find the likely originals of a value whose words the platform respelled."""
    yield value
    words = list(dict.fromkeys(_words(value)))
    variants = [list(dict.fromkeys((word, _snake(word), _camel(word), _snake(word, "-")))) for word in words]
    for chosen in itertools.islice(itertools.product(*variants), _TRIES):
        yield _replaced(value, dict(zip(words, chosen)))


def _words(value: Any, inside: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield str(key)
            yield from _words(below)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item, True)
    elif isinstance(value, str) and inside:
        yield value


def _replaced(value: Any, words: Mapping[str, str], inside: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {words.get(str(key), key): _replaced(below, words) for key, below in value.items()}
    if isinstance(value, list):
        return [_replaced(item, words, True) for item in value]
    return words.get(value, value) if isinstance(value, str) and inside else value


def _snake(word: str, joint: str = "_") -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", joint, word.replace("_", joint)).lower()


def _camel(word: str) -> str:
    first, *rest = re.split(r"[-_]", word)
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
