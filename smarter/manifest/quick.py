"""Reads at once the YAML that all readers read alike, by a reader in Rust; the rest is left to the careful one.

What it gives is what `yaml_reader` gives, without a finding. Text that could make a difference is handed over: tags,
anchors, merge keys, directives, tabs, odd line breaks, deep nesting, keys that are no text, and unquoted scalars that
the versions of YAML understand differently.
"""

# ruff: noqa: C419 - any() over a list takes half the time of any() over a generator

from __future__ import annotations

import importlib
import re
from typing import Any, Callable, Optional

from smarter.manifest.limits import MAX_DEPTH
from smarter.manifest.scalars import BOOLEANS_1_1, is_text_to_all

UNKNOWN: Any = object()

_ODD_CHARACTER = re.compile("[\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_ANCHOR_OR_TAG = re.compile(r"(?:^|[\s\[{,:-])[&*!](?=\S)")
_ODD_NUMBER = re.compile(r"(?:^|[\s\[{,:-])[-+]?0[xob]")
_EXPONENT = re.compile(r"[0-9.][eE][-+0-9]")

_NUMERIC = frozenset("0123456789+-.")  # what a number or a date may begin with

_loads: Any = None


def available() -> bool:
    """Whether the quick reader is installed (it is for CPython 3.10 and newer)."""
    return _reader() is not None


def read_quick(text: str) -> Any:
    """The data of the one document in `text`, or `UNKNOWN`."""
    loads = _reader()
    if loads is None or "\t" in text or "<<" in text or text[:1] == "%" or "\n%" in text:
        return UNKNOWN
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return UNKNOWN
    if not text.isascii() and _ODD_CHARACTER.search(text):
        return UNKNOWN
    if ("&" in text or "*" in text or "!" in text) and _ANCHOR_OR_TAG.search(text):
        return UNKNOWN
    if ("0x" in text or "0o" in text or "0b" in text) and _ODD_NUMBER.search(text):
        return UNKNOWN
    try:
        value = loads(text)
    except Exception:  # whatever is wrong, the careful reader says it better
        return UNKNOWN
    return UNKNOWN if _Doubts(text).about(value, MAX_DEPTH) else value


class _Doubts:
    def __init__(self, text: str) -> None:
        self.text = text
        self.exponents: Optional[bool] = None

    def about(self, value: Any, levels: int) -> bool:
        """Whether the careful reader might give something else, or find something to say."""
        kind = type(value)
        if kind is str:
            return self.about_text(value)
        if kind is dict:
            if levels == 0:
                return True
            for key, child in value.items():
                if type(key) is not str or self.about_text(key) or self.about(child, levels - 1):
                    return True
            return False
        if kind is list:
            if levels == 0:
                return True
            return any([self.about(child, levels - 1) for child in value])
        return kind is float and self.about_float(value)

    def about_text(self, value: str) -> bool:
        if value[:1] in _NUMERIC or value in BOOLEANS_1_1:
            return not is_text_to_all(value) and self.unquoted(value)
        return False

    def unquoted(self, value: str) -> bool:
        """Whether `value` may stand somewhere in the text without quotes around it."""
        text = self.text
        return text.count(value) != text.count(f"'{value}'") + text.count(f'"{value}"')

    def about_float(self, value: float) -> bool:
        if value - value != 0.0:  # infinite, or not a number
            return True
        if self.exponents is None:
            self.exponents = _EXPONENT.search(self.text) is not None
        return self.exponents


def _reader() -> Optional[Callable[[str], Any]]:
    global _loads
    if _loads is None:
        try:
            _loads = importlib.import_module("ryaml").loads
        except ImportError:
            _loads = False
    return _loads or None
