"""Fast path for unambiguous YAML: `yaml_rs`, a reader in Rust without positions.

It returns what `yaml_reader` returns without a finding, fifty times as quickly, or `UNKNOWN`.
"""

from __future__ import annotations

import importlib
import re
import sys
from functools import partial
from importlib.machinery import ExtensionFileLoader, PathFinder
from importlib.util import module_from_spec
from typing import Any, Callable, Iterable, List, Match, Optional, Set

from smarter.manifest.reading.limits import MAX_DEPTH, MAX_DIGITS
from smarter.manifest.reading.scalars import BOOLEANS_1_1, is_text_to_all

UNKNOWN: Any = object()

_ODD_CHARACTER = (
    "[\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
    "|[\u2018\u201a\u201c\u201e\xab](?:(?<=[-:,\\[{ ] .)|(?<=[,\\[{\n].)|(?<=\\A.))"  # quotes where a value may begin
)
# Bytes by class, to search for a class as fast as for one byte: control characters, indicators before a nested
# value, digits and points, e and E.
_CONTROLS = bytes({*range(32), 127} - {ord("\n")})
_CLASSES = bytes.maketrans(_CONTROLS + b"-?:123456789.E", bytes(len(_CONTROLS)) + b"   0000000000e")
_CONTROL = b"\0"
_DEEP = (
    b" " * 2 * MAX_DEPTH
)  # a value in a thousand lists or mappings would take more stack than a thread may have
_LONG_NUMBER = b"0" * MAX_DIGITS  # the time to read an integer grows with the square of its length
_BLOCK = r"[|>][-+0-9]{0,2}[ \n]"
# Numbers such as `012`, `0x1F` and `1_000`. A search is fast if its first character is rare.
_LEADING_ZERO = re.compile(r"0[0-9xobXOB_][\w.]*")
_UNDERSCORE = re.compile(r"_(?<![A-Za-z]_)")
_DIVIDED = r"(?<![^\s\[{,:])[-+]?[0-9._]*_"
_ITEM = re.compile(r"\n +- ")
_EXPONENT = r"[0-9.][eE][-+0-9]"
_EXPONENT_CLASSES = b"0e"

# First characters of numbers and dates; of texts that need quotes, which yaml_rs does not demand
# in brackets; and of the line break that yaml_rs makes of an empty block text at the end.
_SUSPECT = frozenset("0123456789+-.?|>\n")
_LARGEST = 2.0**64
_MAX_KEYS = 4096
_MAX_COUNTED = 50  # each costs the time of a few passes over the text
_harmless_keys: Set[str] = set()  # keys that every reader takes for the same text

_loads: Any = None


def available() -> bool:
    """Return whether `yaml_rs` is installed: it exists for CPython 3.10 and newer."""
    return _reader() is not None


# yaml_rs reads YAML 1.2 right, but has no warnings. So the text is searched for everything that yaml_reader reports or
# reads otherwise (test_yaml_suite.py and test_fast_yaml.py compare them): tags, anchors, merge
# keys, scalars that versions of YAML read differently, several documents, control characters.
# A search costs microseconds; that is why it comes before reading, and why its patterns are as crude as they are.
def read_fast(text: str) -> Any:
    """Return the document's data, or `UNKNOWN` where the careful reader must decide."""
    loads = _reader()
    if loads is None or ("<" in text and "<<" in text) or "\n..." in text or "\n---" in text:
        return UNKNOWN
    if "%" in text and (text[0] == "%" or "\n%" in text):
        return UNKNOWN
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if not text.isascii() and re.search(_ODD_CHARACTER, text):
        return UNKNOWN
    classes = text.encode().translate(_CLASSES)
    if _CONTROL in classes or _DEEP in classes:
        return UNKNOWN
    if len(text) > MAX_DIGITS and _LONG_NUMBER in classes.replace(b"_", b"0"):
        return UNKNOWN
    for sign in "&*!":
        if sign in text and _begins_value(sign, text):  # an anchor, an alias, a tag
            return UNKNOWN
    if text[-1:] != "\n" and re.search(_BLOCK, text):
        return UNKNOWN
    try:
        value = loads(text)
    except Exception:  # the careful reader reports errors with their places
        return UNKNOWN
    return UNKNOWN if _is_doubtful(value, text, classes) else value


def rejects(text: str) -> bool:
    """Return whether `yaml_rs` is installed and finds no YAML in `text`."""
    loads = _reader()
    if loads is None:
        return False
    try:
        loads(text)
    except Exception:
        return True
    return False


def _begins_value(sign: str, text: str) -> bool:
    """Return whether `sign` begins a value; `&` and `*` do not before a blank."""
    at = text.find(sign)
    while at >= 0:
        if (at == 0 or text[at - 1] in " \n[{,:-") and (sign == "!" or text[at + 1 : at + 2] not in " \n"):
            return True
        at = text.find(sign, at + 1)
    return False


def _is_doubtful(value: Any, text: str, classes: bytes) -> bool:
    """Return whether the careful reader might read another value or report anything."""
    if type(value) is str:  # may have swallowed the items of a list, and is not a manifest
        return True
    level = [value]
    numbers: List[Any] = []
    quoted: Set[str] = set()
    for _ in range(MAX_DEPTH + 1):
        below: List[Any] = []
        for container in level:
            if type(container) is dict:
                if not container.keys() <= _harmless_keys and not _learn(container, text, quoted):
                    return True
                container = container.values()
            elif type(container) is list:
                # An item of several lines may have swallowed another one that lost its dash.
                for child in container:
                    if type(child) is str and " " in child and child not in text:
                        return True
            else:
                container = (container,)
            for child in container:
                kind = type(child)
                if kind is str:
                    # No suspect character is between these two, and comparing costs less than taking the first one.
                    is_usual = "A" <= child < "|" and (len(child) > 3 or child not in BOOLEANS_1_1)
                    if (not is_usual or "- " in child) and _is_doubtful_text(child, text, quoted):
                        return True
                elif kind is dict or kind is list:
                    below.append(child)
                elif kind is int or kind is float:
                    numbers.append(child)
        if not below:
            # A sum with infinity or NaN is not below the limit either.
            return bool(numbers) and (
                not sum(map(abs, numbers)) < _LARGEST
                or _has_odd_number(text, numbers)
                or (_EXPONENT_CLASSES in classes and re.search(_EXPONENT, text) is not None)
            )
        level = below
    return True


def _is_doubtful_text(value: str, text: str, quoted: Set[str]) -> bool:
    """Return whether the careful reader might read this text otherwise or report it."""
    if _is_odd(value) and not _is_quoted(value, text, quoted):
        return True
    return "- " in value and _may_swallow(value, text)


def _may_swallow(value: str, text: str) -> bool:
    """Return whether `value` may be unquoted text running into a list item."""
    # A block text ends with a line break, but for `|-`.
    after_blank_line = "\n- " in value and value[-1] != "\n"
    return (" - " in value or after_blank_line) and _ITEM.search(text) is not None


def _learn(keys: Iterable[Any], text: str, quoted: Set[str]) -> bool:
    """Return whether every reader takes each key as text; remember such keys."""
    for key in keys:
        if type(key) is not str or "- " in key:
            return False
        if _is_odd(key):
            if not _is_quoted(key, text, quoted):
                return False
        elif len(_harmless_keys) < _MAX_KEYS:
            _harmless_keys.add(key)
    return True


def _is_odd(value: str) -> bool:
    """Return whether some reader takes `value` for no text without quotes."""
    first = value[:1]
    if first not in _SUSPECT:
        return value in BOOLEANS_1_1
    if first in "?|>\n":
        return first != "\n" or value == "\n"
    return not is_text_to_all(value)


def _is_quoted(value: str, text: str, known: Set[str]) -> bool:
    """Return whether `value` is always quoted in `text`; False if too many to count.

    Args:
        known: values of this text that are quoted.
    """
    if value in known or (value[-1] == "\n" and len(value) > 1):  # a block text; one of an empty line is odd
        return True
    count = text.count(value)
    if count == 0 and (" " in value or "\n" in value):  # it may stand on several lines
        return False
    if len(known) >= _MAX_COUNTED or count != text.count(f"'{value}'") + text.count(f'"{value}"'):
        return False
    known.add(value)
    return True


def _has_odd_number(text: str, numbers: List[Any]) -> bool:
    """Return whether one of `numbers` may have a leading zero, base or underscores."""
    for match in _LEADING_ZERO.finditer(text):
        if _is_number(match, text, numbers):
            return True
    return _UNDERSCORE.search(text) is not None and re.search(_DIVIDED, text) is not None


def _is_number(match: Match[str], text: str, numbers: List[Any]) -> bool:
    """Return whether a match of `_LEADING_ZERO` may be one of the `numbers`."""
    at = match.start()
    before = text[max(at - 3, 0) : at].rstrip("+-")
    if not before or before[-1] == "\n" or (before[-1] == " " and before[-2:-1] in ("", "-", ":", " ", "\n")):
        return True
    if (
        before[-1] not in "[{,"
        and (before[-1] != " " or before[-2] not in "[{,")
        and before[-2:] not in ("':", '":')
    ):
        return False
    # A comma ends a value only in brackets: elsewhere the zeros of `1,000` are part of a text.
    spelling = match[0]
    if spelling.replace(".", "", 1).isdecimal() and float(spelling) not in map(abs, numbers):
        return False
    return text.count("[") > text.count("[]") or text.count("{") > text.count("{}")


def _reader() -> Optional[Callable[[str], Any]]:
    global _loads
    if _loads is None:
        # The extension's allocator belongs to the thread that loads it. Once that one has ended, a read in another
        # thread crashes the interpreter, so only the main thread loads it; until then others read carefully
        # (test_fast_yaml.py).
        threading = sys.modules.get("threading")
        if threading is not None and threading.current_thread() is not threading.main_thread():
            return None
        loads = _import_loads()
        _loads = partial(loads, parse_datetime=False) if loads is not None else False
    return _loads or None


# The package imports pathlib for functions that read files, which takes a tenth of a run over one manifest.
def _import_loads() -> Any:
    """Return `yaml_rs.loads`, best of its extension alone; None without the package."""
    package = PathFinder.find_spec("yaml_rs")
    if package is None:
        return None
    spec = PathFinder.find_spec("yaml_rs._yaml_rs", package.submodule_search_locations)
    if spec is not None and isinstance(spec.loader, ExtensionFileLoader):
        extension = module_from_spec(spec)
        spec.loader.exec_module(extension)
        if hasattr(extension, "_loads"):
            return extension._loads
    return importlib.import_module("yaml_rs").loads
