"""Selectors (`-l`) over tags and annotations."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from smarter.errors import InvalidArgumentError


class SelectorError(InvalidArgumentError):
    """Raised for a malformed selector."""


class Term(NamedTuple):
    """One condition: a key, and the value that it must or must not have.

    Without a value, the key itself must or must not exist.
    """

    key: str
    value: Optional[str]
    positive: bool


_TERM = re.compile(r"(?P<not>!)?\s*(?P<key>[^\s=!]+)\s*(?:(?P<operator>==|=|!=)\s*(?P<value>.*))?")


def parse_selector(text: str) -> Tuple[Term, ...]:
    """Parse `team=web,!draft,stage!=test`; raise `SelectorError`."""
    terms: List[Term] = []
    for part in text.split(","):
        match = _TERM.fullmatch(part.strip())
        if match is None or (match.group("not") and match.group("operator")):
            raise SelectorError(
                f"malformed selector {part.strip()!r}",
                hint="Use -l tag, -l key=value, -l key!=value or -l !tag.",
            )
        value = match.group("value")
        positive = not match.group("not") and match.group("operator") != "!="
        terms.append(Term(_fold(match.group("key")), value.strip() if value is not None else None, positive))
    return tuple(terms)


def matches(terms: Tuple[Term, ...], manifest: Mapping[str, Any]) -> bool:
    """Return whether the manifest's tags and annotations meet every condition."""
    metadata = manifest.get("metadata") or {}
    tags = {_fold(str(tag)) for tag in metadata.get("tags") or ()}
    notes: Dict[str, str] = {}
    annotations = metadata.get("annotations") or []
    for each in [annotations] if isinstance(annotations, Mapping) else annotations:
        notes.update({_fold(str(key)): _text(value) for key, value in each.items()})
    return all(_holds(term, tags, notes) for term in terms)


def _holds(term: Term, tags: Any, notes: Mapping[str, str]) -> bool:
    # A key may be meant without its prefix: `team` finds `smarter.sh/team`.
    values = [value for key, value in notes.items() if key == term.key or key.rsplit("/", 1)[-1] == term.key]
    if term.value is None:
        return (term.key in tags or bool(values)) == term.positive
    return (term.value in values) == term.positive


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fold(key: str) -> str:
    """Fold case, `-` and `_` of a key as the platform does, but no `.` as in `v1.2`."""
    return re.sub(r"[-_]", "", key).lower()
