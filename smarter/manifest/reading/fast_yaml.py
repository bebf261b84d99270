"""Reads at once the YAML that all readers read alike, by a reader in Rust; the rest is left to the careful one.

What it gives is what `yaml_reader` gives, without a finding. Text that could make a difference is handed over: tags,
anchors, merge keys, directives, tabs, odd line breaks, deep nesting, keys that are no text, and unquoted scalars that
the versions of YAML understand differently.
"""

from __future__ import annotations

import importlib
import re
from typing import Any, Callable, Iterable, List, Optional, Set

from smarter.manifest.reading.limits import MAX_DEPTH
from smarter.manifest.reading.scalars import BOOLEANS_1_1, is_text_to_all

UNKNOWN: Any = object()

_ODD_CHARACTER = "[\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
# Written so that each begins with a few characters that are rare: the search is fast then.
_ODD_NUMBER = re.compile(r"0[xob](?<![^-+\s\[{,:]..)")
_COMMENTED_BLOCK = r"[|>][-+0-9]*#"
_EXPONENT = r"[0-9.][eE][-+0-9]"
_DIGITS = bytes.maketrans(b"123456789.E", b"0000000000e")

_SUSPECT = frozenset("0123456789+-.yYnNoO")  # what a number, a date, or a boolean of YAML 1.1 may begin with
_harmless: Set[str] = set()  # keys that are the same text to every reader
_MOST_KEYS = 4096

_loads: Any = None


def available() -> bool:
    """Whether the quick reader is installed (it is for CPython 3.10 and newer)."""
    return _reader() is not None


def read_quick(text: str) -> Any:
    """The data of the one document in `text`, or `UNKNOWN`."""
    loads = _reader()
    if loads is None or "\t" in text or ("<" in text and "<<" in text) or "\n..." in text:
        return UNKNOWN
    if "%" in text and (text[0] == "%" or "\n%" in text):
        return UNKNOWN
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return UNKNOWN
    if not text.isascii() and re.search(_ODD_CHARACTER, text):
        return UNKNOWN
    for sign in "&*!":
        if sign in text and _begins_a_word(sign, text):  # an anchor, an alias, a tag
            return UNKNOWN
    if _ODD_NUMBER.search(text):
        return UNKNOWN
    if "#" in text and re.search(_COMMENTED_BLOCK, text):
        return UNKNOWN
    try:
        value = loads(text)
    except Exception:  # whatever is wrong, the careful reader says it better
        return UNKNOWN
    return UNKNOWN if _doubtful(value, text) else value


def _begins_a_word(sign: str, text: str) -> bool:
    """Whether `sign` stands where a value may begin; `&` and `*` need something after them to mean anything."""
    at = text.find(sign)
    while at >= 0:
        if (at == 0 or text[at - 1] in " \n[{,:-") and (sign == "!" or text[at + 1 : at + 2] not in " \n"):
            return True
        at = text.find(sign, at + 1)
    return False


def _doubtful(value: Any, text: str) -> bool:
    """Whether the careful reader might give something else than `value`, or find something to say."""
    level = [value]
    floats = False
    for _ in range(MAX_DEPTH + 1):
        below: List[Any] = []
        for container in level:
            if type(container) is dict:
                if not container.keys() <= _harmless and not _learn(container, text):
                    return True
                container = container.values()
            elif type(container) is not list:
                container = (container,)
            for child in container:
                kind = type(child)
                if kind is str:
                    if child and child[0] in _SUSPECT and _odd(child) and _unquoted(child, text):
                        return True
                elif kind is dict or kind is list:
                    below.append(child)
                elif kind is float:
                    floats = True
                    if child - child != 0.0:  # infinite, or not a number
                        return True
        if not below:
            return floats and _has_exponent(text)
        level = below
    return True


def _learn(keys: Iterable[Any], text: str) -> bool:
    """Whether each of the keys is the same text to every reader here. Those that are everywhere are remembered."""
    for key in keys:
        if type(key) is not str:
            return False
        if key[:1] in _SUSPECT and _odd(key):
            if _unquoted(key, text):
                return False
        elif len(_harmless) < _MOST_KEYS:
            _harmless.add(key)
    return True


def _odd(value: str) -> bool:
    """Whether `value`, which begins with a suspicious character, is something else to some reader without quotes."""
    return (value[0] not in "yYnNoO" or value in BOOLEANS_1_1) and not is_text_to_all(value)


def _unquoted(value: str, text: str) -> bool:
    """Whether `value` may stand somewhere in `text` without quotes around it."""
    return text.count(value) != text.count(f"'{value}'") + text.count(f'"{value}"')


def _has_exponent(text: str) -> bool:
    """Whether a number like `1e3` may be in `text`: a pattern alone would stop at each of its many e's and digits."""
    return b"0e" in text.encode().translate(_DIGITS) and re.search(_EXPONENT, text) is not None


def _reader() -> Optional[Callable[[str], Any]]:
    global _loads
    if _loads is None:
        try:
            loads = importlib.import_module("ryaml").loads
        except ImportError:
            loads = None
        _loads = loads if loads is not None and _is_strict(loads) else False
    return _loads or None


def _is_strict(loads: Callable[[str], Any]) -> bool:
    """Whether this release knows duplicate keys and YAML 1.2's words: older ones do not, and are left alone."""
    try:
        loads("a: 1\na: 2\n")
    except Exception:
        return bool(loads("a: [True, NULL]\n") == {"a": [True, None]})
    return False
