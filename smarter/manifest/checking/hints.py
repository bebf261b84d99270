"""Hints for values and names that are nearly right."""

from __future__ import annotations

import re
from typing import Any, Callable, Optional, Sequence, Tuple

from smarter._suggest import has_same_letters, nearest
from smarter.manifest.schema.descriptions import choices

_BOOLEANS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
# A key whose colon has no space, is another sign, or the full-width one.
_NEARLY_A_KEY = r"([A-Za-z_][\w-]{0,60}) *[:=\uff1a]"


def convert_text(
    value: str, wanted: Sequence[str], fits: Callable[[Any], bool], in_braces: bool
) -> Tuple[Optional[str], Optional[str]]:
    """Return the hint and the edit for a text where other types are wanted.

    Args:
        fits: tells whether the field takes a value.
        in_braces: the field stands in braces, where a list cannot have a line for each item.
    """
    word = value.strip().lower()
    if "boolean" in wanted and word in _BOOLEANS:
        return f"Write {_BOOLEANS[word]}.", _BOOLEANS[word]
    number = r"[-+]?[0-9]{1,300}" if "number" not in wanted else r"[-+]?[0-9]{1,300}(\.[0-9]+)?"
    if ("integer" in wanted or "number" in wanted) and re.match(number + r"\Z", word):
        return (f"Remove the quotes: {word}.", word) if fits(float(word)) else (None, None)
    key = re.match(_NEARLY_A_KEY, value) if "object" in wanted else None
    if key is not None:
        return f"Write `{key.group(1)}: ...`, with a colon and a space.", None
    if "array" in wanted:
        return f"Write it as a list: {'`[...]`' if in_braces else 'a line `- ...` for each item'}.", None
    return None, None


def choose(error: Any) -> Tuple[Optional[str], Optional[str]]:
    """Return the hint for a value outside its choices, and its certain spelling."""
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    texts = [value for value in allowed if isinstance(value, str)]
    if not isinstance(error.instance, str):
        return None, None
    meant = nearest(error.instance, texts)
    if meant is None:
        return f"Write {choices(allowed)}." if len(allowed) == 1 else None, None
    return f"Did you mean `{meant}`?", meant if has_same_letters(error.instance, meant) else None
