"""`-l`: which resources a selector means, by their tags and annotations."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from smarter.errors import InvalidArgumentError

__all__ = ["SelectorError", "Term", "matches", "parse_selector"]


class SelectorError(InvalidArgumentError):
    """A selector that cannot be read."""


class Term(NamedTuple):
    """One condition: a key, and a value that it must or must not have (None: it must or must not be there)."""

    key: str
    value: Optional[str]
    positive: bool


_TERM = re.compile(r"(?P<not>!)?\s*(?P<key>[^\s=!]+)\s*(?:(?P<operator>==|=|!=)\s*(?P<value>.*))?")


def parse_selector(text: str) -> Tuple[Term, ...]:
    """`team=web,!draft,stage!=test`: conditions that must all hold; raises `SelectorError`."""
    terms: List[Term] = []
    for part in text.split(","):
        match = _TERM.fullmatch(part.strip())
        if match is None or (match.group("not") and match.group("operator")):
            raise SelectorError(
                f"The selector {part.strip()!r} cannot be read.",
                hint="Write -l tag, -l key=value, -l key!=value or -l !tag.",
            )
        value = match.group("value")
        positive = not match.group("not") and match.group("operator") != "!="
        terms.append(
            Term(_squash(match.group("key")), value.strip() if value is not None else None, positive)
        )
    return tuple(terms)


def matches(terms: Tuple[Term, ...], manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest's tags and annotations fulfil every condition."""
    metadata = manifest.get("metadata") or {}
    tags = {_squash(str(tag)) for tag in metadata.get("tags") or ()}
    notes: Dict[str, str] = {}
    annotations = metadata.get("annotations") or []
    for each in [annotations] if isinstance(annotations, Mapping) else annotations:
        notes.update({_squash(str(key)): _text(value) for key, value in each.items()})
    return all(_holds(term, tags, notes) for term in terms)


def _holds(term: Term, tags: Any, notes: Mapping[str, str]) -> bool:
    # A key may be meant without its prefix: `team` finds `smarter.sh/team`.
    values = [value for key, value in notes.items() if key == term.key or key.rsplit("/", 1)[-1] == term.key]
    if term.value is None:
        return (term.key in tags or bool(values)) == term.positive
    return (term.value in values) == term.positive


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _squash(key: str) -> str:
    """A key without what the platform changes in it: case, `-` and `_`."""
    return re.sub(r"[-_]", "", key).lower()
