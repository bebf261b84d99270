"""The parts of a field that a secret filled, so that the rest of it can be shown.

A field with a substituted secret in it is hashed as a whole, and the live value does not tell which part is the secret.
So each apply records where the secrets are, and a digest of the field without them. Only a live value with this digest
is shown, secrets masked: whatever else is on the platform may have the secret in another place.

The names of the variables are recorded too, so that an export names the same ones.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple

from smarter.engine import digests
from smarter.engine.normalize import get, json_equal
from smarter.kinds import Field, Kind
from smarter.manifest.resource import Tainted

SECRET = "(secret)"

# Readback words of fields that the platform does not show as they were written.
_DISTORTED = frozenset(
    ("masked", "resolved", "lost", "placeholder", "caller", "camelCase", "folded", "unknown")
)

_VARIABLE = re.compile(r"\$\{env:(\w+)(:-.*)?\}\Z", re.DOTALL)

Path = Tuple[Any, ...]


class Part(NamedTuple):
    """Secret in a field: the text at `path` without `before` and `after` characters."""

    path: Path
    before: int
    after: int


def shows_parts(each: Field) -> bool:
    """Tell whether the platform shows parts of the field separately."""
    return not each.secret and not _DISTORTED.intersection(each.readback)


def tainted_in(each: Field, tainted: Mapping[Path, Tainted]) -> Dict[Path, Tainted]:
    """Return the substituted secrets in the field, by their paths in it."""
    depth = len(each.path)
    return {path[depth:]: secret for path, secret in tainted.items() if path[:depth] == each.path}


def parts_of(each: Field, tainted: Mapping[Path, Tainted]) -> List[Part]:
    """Return the places of the substituted secrets in the field."""
    return [Part(path, secret.before, secret.after) for path, secret in tainted_in(each, tainted).items()]


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
    """Return the annotation of partial secrets; None if there are none, or too many.

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
    return digests.write_value(found) if found else None


def has_secrets(kind: Kind, each: Field) -> bool:
    """Tell whether a field is a secret, or holds one."""
    return any(other.secret and other.path[: len(each.path)] == each.path for other in kind.fields)


def mask_live(value: Any, each: Field, record: Optional[str]) -> Any:
    """Return the live value, secrets masked; None if the record lacks their places.

    Args:
        record: the annotation of the last apply.
    """
    try:
        digest, *listed = _entries(record).get(digests.field_key(each.path), ())
        parts = [Part(tuple(path), int(before), int(after)) for path, before, after in listed]
    except (ValueError, TypeError):
        return None
    masked = mask_parts(value, parts) if parts else None
    return masked if masked is not None and digests.plain_digest(masked) == digest else None


def write_variables(kind: Kind, tainted: Mapping[Path, Tainted]) -> Optional[str]:
    """Return the annotation of the variables for whole fields or whole parts."""
    found = {}
    for each in kind.fields if tainted else ():
        for path, secret in tainted_in(each, tainted).items():
            match = _VARIABLE.match(secret.text)
            if match is not None and not each.in_list:
                found[_place_key(each, path)] = match.group(1)
    return digests.write_value(found) if found else None


def read_variable(record: Optional[str], each: Field, path: Path = ()) -> Optional[str]:
    """Return the applied variable of a field, or of its part at `path`; else None."""
    name = _entries(record).get(_place_key(each, path))
    return name if isinstance(name, str) and re.match(r"\w+\Z", name) else None


def _place_key(each: Field, path: Path) -> str:
    return "/".join((digests.field_key(each.path), *map(str, path)))


def variables_in(record: Optional[str]) -> List[str]:
    """Return the names of all variables of a record."""
    return [name for name in _entries(record).values() if isinstance(name, str)]


def _entries(record: Optional[str]) -> Mapping[str, Any]:
    """Return the entries of an annotation; none if it cannot be read."""
    found = digests.read_value(record)
    return found if isinstance(found, dict) else {}
