"""Reads at once the YAML that all readers read alike, by a reader in Rust; the rest is left to the careful one.

What it gives is what `yaml_reader` gives, without a finding. Text that could make a difference is handed over: tags,
anchors, merge keys, directives, tabs, odd line breaks, deep nesting, keys that are no text, and unquoted scalars that
the versions of YAML understand differently.
"""

from __future__ import annotations

import re
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any, Callable, Iterable, List, Optional, Set

from smarter.manifest.limits import MAX_DEPTH
from smarter.manifest.scalars import BOOLEANS_1_1, is_text_to_all

UNKNOWN: Any = object()

_ODD_CHARACTER = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BOUNDARY = re.compile(r"\n---(?:\s|\Z)")
_COMMENTED_BLOCK = re.compile(r"[|>][-+0-9]*#")
_PLAIN_REST = r"(?![^\n]*(?::[\]},]|[\[{,] *:))[^\n?|>]*[\]}] *(?:#[^\n]*)?(?:\n|\Z))"
# A `[...]` or `{...}` of several lines, or with something in it that is rare.
_ODD_FLOW = tuple(
    (sign, re.compile(rf"\{sign}(?:(?<=[:\s-] .)|(?<=\n.)|(?<!..))(?!{_PLAIN_REST}")) for sign in "[{"
)
# Written so that each begins with a character that is rare: the search is fast then.
_ODD_NUMBER = re.compile(r"0[xob](?<![^-+\s\[{,:]..)")
_LEADING_ZERO = re.compile(
    r"0[0-9](?<![^-+\s\[{,:]..)(?<![0-9],..)|[\[{][^\n]*[0-9],[-+]?0[0-9]"
)  # not: $1,000
_GROUPED = re.compile(r"_(?<![A-Za-z]_)")
_SURELY_GROUPED = re.compile(r"(?<![\w.])[-+.]*[0-9_.]*_[0-9_.]*(?![^\s,\]}:#])")
_EXPONENT = re.compile(r"e(?<=[0-9.]e)[-+0-9]")
_CAPITAL_EXPONENT = re.compile(r"E(?<=[0-9.]E)[-+0-9]")

_WORD = frozenset("yYnNoO")  # what a boolean of YAML 1.1 may begin with
_SIGN = frozenset("|>\n")  # what no text without quotes may begin with
_SUSPECT = _WORD | _SIGN | frozenset("0123456789+-._")  # and what a number or a date may begin with

_LARGE = 10**15

_safe_keys: Set[str] = set()  # seen before, so that they need no second look
_loads: Any = None


def available() -> bool:
    """Whether the quick reader is installed (it is for CPython 3.10 and newer)."""
    return _reader() is not None


def read_quick(text: str) -> Any:
    """The data of the one document in `text`, or `UNKNOWN`."""
    loads = _reader()
    if loads is None or "\t" in text or "<<" in text or "\n..." in text or text[:1] == "%" or "\n%" in text:
        return UNKNOWN
    if text[:3] == "..." or ("\n---" in text and _BOUNDARY.search(text)):
        return UNKNOWN
    if text[-1:] != "\n" and ("|" in text or ">" in text):  # a block text that ends where the file does
        return UNKNOWN
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return UNKNOWN
    if not text.replace("\n", "").isprintable() and _ODD_CHARACTER.search(text):
        return UNKNOWN
    for sign in "&*!":
        if sign in text and _begins_a_word(sign, text):  # an anchor, an alias, a tag
            return UNKNOWN
    if ("0x" in text or "0o" in text or "0b" in text) and _ODD_NUMBER.search(text):
        return UNKNOWN
    for sign, odd in _ODD_FLOW:
        if sign in text and odd.search(text):
            return UNKNOWN
    if "#" in text and _COMMENTED_BLOCK.search(text):
        return UNKNOWN
    try:
        value = loads(text, parse_datetime=False)
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
    numbers: List[Any] = []
    for _ in range(MAX_DEPTH + 1):
        below: List[Any] = []
        for container in level:
            if type(container) is dict:
                if not _safe_keys.issuperset(container) and not _are_safe(container, text):
                    return True
                container = container.values()
            elif type(container) is not list:
                container = (container,)
            for child in container:
                kind = type(child)
                if kind is str:
                    if child[:1] in _SUSPECT and _unsafe(child, text):
                        return True
                elif kind is dict or kind is list:
                    below.append(child)
                elif kind is int or kind is float:
                    numbers.append(child)
                elif kind is not bool and child is not None:
                    return True
        if not below:
            return bool(numbers) and _are_odd(numbers, text)
        level = below
    return True


def _are_safe(keys: Iterable[Any], text: str) -> bool:
    for key in keys:
        if type(key) is not str or (key[:1] in _SUSPECT and _unsafe(key, text)):
            return False
        if key[:1] not in _SUSPECT and len(_safe_keys) < 10_000:
            _safe_keys.add(key)
    return True


def _are_odd(numbers: List[Any], text: str) -> bool:
    """Whether one of `numbers` may be written in a way that not every reader takes for that number."""
    for number in numbers:
        if not -_LARGE < number < _LARGE:  # not a number is not, either
            return True
        whole = f"0{abs(int(number))}" + ("." if type(number) is float else "")
        if whole in text and _LEADING_ZERO.search(text):
            return True
        if type(number) is float and (_EXPONENT.search(text) or _CAPITAL_EXPONENT.search(text)):
            return True
    return _GROUPED.search(text) is not None and _SURELY_GROUPED.search(text) is not None


def _unsafe(value: str, text: str) -> bool:
    """Whether `value` is not the same text to every reader, and may stand somewhere without quotes around it."""
    first = value[0]
    if first in _SIGN or (value in BOOLEANS_1_1 if first in _WORD else not is_text_to_all(value)):
        return text.count(value) != text.count(f"'{value}'") + text.count(f'"{value}"')
    return False


def _reader() -> Optional[Callable[..., Any]]:
    global _loads
    if _loads is None:
        try:
            loads = _extension()
            _loads = loads if _is_strict(loads) else False
        except Exception:  # not there, or of another make than the one that is known
            _loads = False
    return _loads or None


def _extension() -> Callable[..., Any]:
    """What yaml-rs calls itself, without the rest of the package: that imports for 15 ms what reading does not need."""
    package = PathFinder.find_spec("yaml_rs")
    spec = PathFinder.find_spec("_yaml_rs", package.submodule_search_locations if package else [])
    if spec is None or spec.loader is None:
        raise ImportError("yaml_rs")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    loads: Callable[..., Any] = module._loads
    return loads


def _is_strict(loads: Callable[..., Any]) -> bool:
    try:
        loads("a: 1\na: 2\n", parse_datetime=False)
    except ValueError:
        return bool(loads("a: [True, NULL]\n", parse_datetime=False) == {"a": [True, None]})
    return False
