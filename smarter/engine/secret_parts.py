"""The parts of a field that a secret filled, so that the rest of it can be shown.

A field with a substituted secret in it is hashed as a whole, and the live value does not tell which part is the secret.
So each apply records where the secrets are, and a digest of the field without them. Only a live value with this digest
is shown, secrets masked: whatever else is on the platform may have the secret in another place.

The names of the variables are recorded too, so that an export names the same ones.
"""

from __future__ import annotations

import json
import re
from typing import Any, Iterable, List, Mapping, NamedTuple, Optional, Tuple

from smarter.engine import digests
from smarter.engine.normalize import get, json_equal
from smarter.kinds import Field, Kind
from smarter.manifest.resource import Tainted

SECRET = "(secret)"

# An annotation may have 2,048 characters.
_LONGEST = 2000
# Readback words of fields that the platform does not show as they were written.
_DISTORTED = frozenset(
    ("masked", "resolved", "lost", "placeholder", "caller", "camelCase", "folded", "unknown")
)

_VARIABLE = re.compile(r"\$\{env:(\w+)(:-.*)?\}\Z", re.DOTALL)

Path = Tuple[Any, ...]


class Part(NamedTuple):
    """A secret in a field: the text at `path` but for `before` characters at its begin and `after` at its end."""

    path: Path
    before: int
    after: int


def shows_parts(each: Field) -> bool:
    """Tell whether the platform shows parts of the field separately."""
    return not each.secret and not _DISTORTED.intersection(each.readback)


def parts_of(each: Field, tainted: Mapping[Path, Tainted]) -> List[Part]:
    """Return the secrets in the field."""
    depth = len(each.path)
    return [
        Part(path[depth:], secret.before, secret.after)
        for path, secret in tainted.items()
        if path[:depth] == each.path
    ]


def mask_parts(value: Any, parts: Iterable[Part]) -> Any:
    """Return a value with the secrets masked, or None if it has not all of them."""
    for part in parts:
        value = _mask_part(value, part.path, part)
        if value is None:
            return None
    return value


def _mask_part(value: Any, path: Path, part: Part) -> Any:
    if not path:
        if not isinstance(value, str) or len(value) < part.before + part.after:
            return None
        return value[: part.before] + SECRET + value[len(value) - part.after :]
    key: Any = path[0]
    if isinstance(key, str) and isinstance(value, Mapping) and key in value:
        below = _mask_part(value[key], path[1:], part)
        return None if below is None else {**value, key: below}
    if isinstance(key, int) and isinstance(value, list) and key < len(value):
        below = _mask_part(value[key], path[1:], part)
        return None if below is None else [*value[:key], below, *value[key + 1 :]]
    return None


def write_parts(
    kind: Kind, values: Mapping[str, Any], manifest: Mapping[str, Any], tainted: Mapping[Path, Tainted]
) -> Optional[str]:
    """Return the text of the annotation, None if no field has secrets beside other content, or too many.

    Args:
        values: the manifest as the platform holds it; a field that differs there is left out.
    """
    found = {}
    for each in kind.fields if tainted else ():
        parts = parts_of(each, tainted) if shows_parts(each) and not each.in_list else []
        # The digest is a fast one, so nothing secret may be in the rest: secrets of a list are written out, too.
        if not parts or parts == [Part((), 0, 0)] or has_secrets(kind, each):
            continue
        value = get(values, each.path)
        masked = mask_parts(value, parts) if json_equal(value, get(manifest, each.path)) else None
        if masked is not None:
            found[digests.field_key(each.path)] = [digests.plain_digest(masked), *parts]
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    return text if found and len(text) <= _LONGEST else None


def has_secrets(kind: Kind, each: Field) -> bool:
    """Tell whether a field is a secret, or holds one."""
    return any(other.secret and other.path[: len(each.path)] == each.path for other in kind.fields)


def mask_live(value: Any, each: Field, record: Optional[str]) -> Any:
    """Return the live value of a field with its secrets masked; None if the record does not tell where they are.

    Args:
        record: the annotation of the last apply.
    """
    try:
        digest, *listed = json.loads(record or "{}").get(digests.field_key(each.path), ())
        parts = [Part(tuple(path), int(before), int(after)) for path, before, after in listed]
    except (ValueError, TypeError, AttributeError):
        return None
    masked = mask_parts(value, parts) if parts else None
    return masked if masked is not None and digests.plain_digest(masked) == digest else None


def write_variables(kind: Kind, tainted: Mapping[Path, Tainted]) -> Optional[str]:
    """Return the text of the annotation with the variables whose values fill a field or a part of it alone."""
    found = {}
    for each in kind.fields if tainted else ():
        depth = len(each.path)
        for path, secret in tainted.items():
            match = _VARIABLE.match(secret.text)
            if match is not None and path[:depth] == each.path and not each.in_list:
                found[_place_key(each, path[depth:])] = match.group(1)
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    return text if found and len(text) <= _LONGEST else None


def read_variable(record: Optional[str], each: Field, path: Path = ()) -> Optional[str]:
    """Return the variable that filled a field, or the part of it at `path`, when it was applied; None if unknown."""
    try:
        name = json.loads(record or "{}").get(_place_key(each, path))
    except (ValueError, AttributeError):
        return None
    return name if isinstance(name, str) and re.match(r"\w+\Z", name) else None


def _place_key(each: Field, path: Path) -> str:
    return "/".join((digests.field_key(each.path), *map(str, path)))


def variables_in(record: Optional[str]) -> List[str]:
    """Return the names of all variables of a record."""
    try:
        return [name for name in json.loads(record or "{}").values() if isinstance(name, str)]
    except (ValueError, AttributeError):
        return []
