"""Fast path for YAML that every reader reads alike: `ryaml`, a reader in Rust without positions.

It returns what `yaml_reader` returns without a finding, ten times as quickly, or `UNKNOWN`.
"""

from __future__ import annotations

import importlib
import re
from typing import Any, Callable, Iterable, List, Optional, Set

from smarter.manifest.reading.limits import MAX_DEPTH
from smarter.manifest.reading.scalars import BOOLEANS_1_1, is_text_to_all

UNKNOWN: Any = object()

_ODD_CHARACTER = "[\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
# Each pattern begins with characters that are rare, which makes the search fast.
_ODD_NUMBER = re.compile(r"0[xob](?<![^-+\s\[{,:]..)")
_ODD_COMMENT = r"""#(?:(?<=[\]}"',|>]#)|(?<=[|>][-+0-9]#)|(?<=[|>][-+0-9]{2}#))"""
_ODD_DASH = re.compile(r"-[,\[\]{}](?<=[\[{, \n]..)")
_ODD_BLOCK = r"[|>][-+0-9]{0,2} *\n +\n"
_BLOCK_HEAD = r"[|>][-+0-9]{0,2} *(?:[#\n]|\Z)"
_ITEM = re.compile(r"\n *- ")
_EXPONENT = r"[0-9.][eE][-+0-9]"
_DIGITS = bytes.maketrans(b"123456789.E", b"0000000000e")

_SUSPECT = frozenset("0123456789+-.yYnNoO")  # first characters of numbers, dates and booleans of YAML 1.1
_LARGE = 2.0**63
_MAX_KEYS = 4096
_MAX_BRACKETS = 10_000
_MAX_COUNTED = 50  # each costs the time of a few passes over the text
_harmless_keys: Set[str] = set()  # keys that every reader takes for the same text

_loads: Any = None


def available() -> bool:
    """Return whether `ryaml` is installed: it exists for CPython 3.10 and newer."""
    return _reader() is not None


# ryaml reads YAML 1.2 nearly right, but says nothing of what a user should know. So the text is searched for all that
# it reads otherwise than yaml_reader (test_yaml_suite.py lists the cases, test_fast_yaml.py generates more): odd line
# breaks, `?` and `-` in flow collections, comments without a space, blank lines at the head of a block text; and for
# all that yaml_reader would report: tags, anchors, merge keys, scalars that versions of YAML read differently.
# A search costs microseconds; that is why it comes before reading, and why its patterns are as crude as they are.
def read_fast(text: str) -> Any:
    """Return the data of the one document in `text`, or `UNKNOWN` where the careful reader must decide."""
    loads = _reader()
    if loads is None or "\t" in text or ("<" in text and "<<" in text) or "\n..." in text:
        return UNKNOWN
    if "%" in text and (text[0] == "%" or "\n%" in text):
        return UNKNOWN
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return UNKNOWN
    if text[-1:] == " " or (not text.isascii() and re.search(_ODD_CHARACTER, text)):
        return UNKNOWN
    for sign in "&*!":
        if sign in text and _begins_value(sign, text):  # an anchor, an alias, a tag
            return UNKNOWN
    if _ODD_NUMBER.search(text) or _ODD_DASH.search(text) or (" \n" in text and re.search(_ODD_BLOCK, text)):
        return UNKNOWN
    if ("#" in text and re.search(_ODD_COMMENT, text)) or ("?" in text and _begins_entry("?", text)):
        return UNKNOWN
    if ("|" in text or ">" in text) and _has_lone_head(text):
        return UNKNOWN
    if text.count("[") + text.count("{") > MAX_DEPTH and _may_be_deep(text):
        return UNKNOWN
    try:
        value = loads(text)
    except Exception:  # the careful reader reports errors with their places
        return UNKNOWN
    return UNKNOWN if _is_doubtful(value, text) else value


def _begins_value(sign: str, text: str) -> bool:
    """Return whether `sign` is where a value may begin; `&` and `*` mean nothing before a blank."""
    at = text.find(sign)
    while at >= 0:
        if (at == 0 or text[at - 1] in " \n[{,:-") and (sign == "!" or text[at + 1 : at + 2] not in " \n"):
            return True
        at = text.find(sign, at + 1)
    return False


def _has_lone_head(text: str) -> bool:
    """Return whether a `|` or `>` stands first on its line: ryaml takes it even if it is indented too little."""
    for match in re.finditer(_BLOCK_HEAD, text):
        at = match.start()
        if not text[text.rfind("\n", 0, at) + 1 : at].strip(" "):
            return True
    return False


def _begins_entry(sign: str, text: str) -> bool:
    """Return whether `sign` is the first character of an entry in brackets, or stands before a key in block style."""
    at = text.find(sign)
    while at >= 0:
        before = at - 1
        while before >= 0 and text[before] in " \n":
            before -= 1
        if before >= 0 and text[before] in "[{,":
            return True
        if text[at + 1 : at + 2] in " \n" and not text[text.rfind("\n", 0, at) + 1 : at].strip(" -?"):
            return True
        at = text.find(sign, at + 1)
    return False


# ryaml takes a time that grows with the square of the depth. Brackets in quotes and comments count too, so that many
# of any kind go to the careful reader.
def _may_be_deep(text: str) -> bool:
    """Return whether brackets may be nested too deeply."""
    depth = deepest = 0
    brackets = re.findall(r"[\[\]{}]", text)
    for bracket in brackets:
        depth += 1 if bracket in "[{" else -1
        deepest = max(depth, deepest)
    return deepest > MAX_DEPTH or len(brackets) > _MAX_BRACKETS


def _is_doubtful(value: Any, text: str) -> bool:
    """Return whether the careful reader might read another value, or report something."""
    level = [value]
    floats = False
    quoted: Set[str] = set()
    for _ in range(MAX_DEPTH + 1):
        below: List[Any] = []
        for container in level:
            if type(container) is dict:
                if not container.keys() <= _harmless_keys and not _learn(container, text, quoted):
                    return True
                container = container.values()
            elif type(container) is not list:
                container = (container,)
            for child in container:
                kind = type(child)
                if kind is str:
                    if (
                        child
                        and child[0] in _SUSPECT
                        and _is_odd(child)
                        and not _is_quoted(child, text, quoted)
                    ):
                        return True
                    if "- " in child and _may_swallow(child, text):
                        return True
                elif kind is dict or kind is list:
                    below.append(child)
                elif kind is float:
                    floats = True
                    if not -_LARGE < child < _LARGE:  # ryaml reads larger integers as such
                        return True
        if not below:
            return floats and _has_exponent(text)
        level = below
    return True


def _may_swallow(value: str, text: str) -> bool:
    """Return whether `value` may be an unquoted text that continues on the line of a list item."""
    after_blank_line = (
        "\n- " in value and value[-1] != "\n"
    )  # a block text ends with a line break, but for `|-`
    return (" - " in value or after_blank_line) and _ITEM.search(text) is not None


def _learn(keys: Iterable[Any], text: str, quoted: Set[str]) -> bool:
    """Return whether every reader takes each of the keys for the same text; remember those that are."""
    for key in keys:
        if type(key) is not str:
            return False
        if key[:1] in _SUSPECT and _is_odd(key):
            if not _is_quoted(key, text, quoted):
                return False
        elif len(_harmless_keys) < _MAX_KEYS:
            _harmless_keys.add(key)
    return True


def _is_odd(value: str) -> bool:
    """Return whether some reader takes `value`, which begins with a suspect character, for no text without quotes."""
    return (value[0] not in "yYnNoO" or value in BOOLEANS_1_1) and not is_text_to_all(value)


def _is_quoted(value: str, text: str, known: Set[str]) -> bool:
    """Return whether `value` is in quotes wherever it is in `text`; False if there are too many values to count.

    Args:
        known: values of this text that are quoted.
    """
    if value in known:
        return True
    if len(known) >= _MAX_COUNTED or text.count(value) != text.count(f"'{value}'") + text.count(f'"{value}"'):
        return False
    known.add(value)
    return True


def _has_exponent(text: str) -> bool:
    """Return whether a number like `1e3` may be in `text`. The table makes the search cheap: e's are frequent."""
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
    """Return whether this release refuses duplicate keys and knows the constants of YAML 1.2: older ones do not."""
    try:
        loads("a: 1\na: 2\n")
    except Exception:
        return bool(loads("a: [True, NULL]\n") == {"a": [True, None]})
    return False
