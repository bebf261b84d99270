"""Live resources as rows of a table, pages of text and YAML."""

from __future__ import annotations

import re
import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from smarter._yaml import dump
from smarter.cli.output import ages
from smarter.kinds.names import either_kind

if TYPE_CHECKING:
    from smarter.kinds import Kind
    from smarter.platform import LiveResource

# The columns after the name, each with the keys that a row may keep it under; empty ones are left out.
_COLUMNS: Sequence[Tuple[str, Sequence[str]]] = (
    ("VERSION", ("version",)),
    ("DEPLOYED", ("deployed",)),
    ("EMAIL", ("email",)),
    ("COMPANY", ("companyName",)),
    ("BASE URL", ("baseUrl",)),
    ("HOST", ("hostname",)),
    ("PURPOSE", ("purpose",)),
    ("BYTES", ("bytes",)),
    ("MODIFIED", ("modified", "updatedAt", "created_at")),
    ("DESCRIPTION", ("description",)),
    ("TAGS", ("tags",)),
)
_NAMES = ("name", "username", "accountNumber", "id")
_TIMES = frozenset(
    ("modified", "created", "updatedAt", "createdAt", "created_at", "lastUsedAt", "lastAccessed", "expiresAt")
)


def live_row(live: LiveResource, masked: Mapping[str, Any], listed: Mapping[str, Any] = {}) -> Dict[str, Any]:
    """Return a resource's row from its masked manifest and its row in a list."""
    spec, metadata, status = (masked.get(part) or {} for part in ("spec", "metadata", "status"))
    row: Dict[str, Any] = {"bytes": status.get("bytes")}
    for part in (spec, *(value for value in spec.values() if isinstance(value, dict))):
        row.update({key: value for key, value in part.items() if isinstance(value, (str, int, float, bool))})
    row.update(
        {"name": live.name, "version": metadata.get("version"), "description": metadata.get("description")}
    )
    row["modified"] = live.modified
    untrue = untrue_keys(live.kind)
    true = {key: value for key, value in row.items() if value is not None and key not in untrue}
    return {**_masked_row(listed, live.manifest, masked), **true}


def untrue_keys(kind: Kind) -> Set[str]:
    """Return the fields with a true value in lists only, such as a User's e-mail."""
    return {field.path[-1] for field in kind.fields if {"caller", "placeholder"} & set(field.readback)}


def row_without_texts(row: Mapping[str, Any]) -> Dict[str, Any]:
    """Return a list's row without texts that may come from a variable."""
    return {
        key: value
        for key, value in row.items()
        if not isinstance(value, str) or key in _TIMES or key in _NAMES or key in ("version", "purpose")
    }


# The rows of a list show texts in clear that a manifest took from a variable; only the annotations of a resource mark
# them. So a row is masked by key and by text. Held by tests/acceptance/test_substituted_values.py.
def _masked_row(row: Mapping[str, Any], manifest: Any, masked: Any) -> Dict[str, Any]:
    """Return a list's row, masked wherever the masked manifest hides a value."""
    from smarter.engine import SECRET

    hidden = list(_hidden_texts(manifest, masked, SECRET))
    keys, texts = {key for key, _, _ in hidden}, {text: shown for _, text, shown in hidden}
    return {
        key: texts.get(value, SECRET)
        if isinstance(value, str) and value and (key in keys or value in texts)
        else value
        for key, value in row.items()
    }


def _hidden_texts(value: Any, masked: Any, mask: str, key: str = "") -> Iterator[Tuple[str, str, str]]:
    """Yield (key, text, masked text) for each text in `value` masked in `masked`."""
    if isinstance(value, str):
        text = masked if isinstance(masked, str) else mask
        if value and text != value and mask in text:
            yield key, value, text
    elif isinstance(value, Mapping):
        for name, below in value.items():
            shown = masked.get(name) if isinstance(masked, Mapping) else masked
            yield from _hidden_texts(below, shown, mask, str(name))
    elif isinstance(value, (list, tuple)):
        for number, below in enumerate(value):
            shown = masked[number] if isinstance(masked, list) else masked
            yield from _hidden_texts(below, shown, mask, key)


def columns(
    kind: Kind, rows: Sequence[Mapping[str, Any]], *, wide: bool = False, now: Optional[datetime] = None
) -> Tuple[List[str], List[List[str]]]:
    """Return a table's titles and cells: the name and all known columns with values.

    `wide` adds whatever else the rows hold in one line, secrets apart. Times are ages at `now`, or dates without it.
    """
    wanted = list(_COLUMNS)
    if wide:
        known = {*_NAMES, *(key for _, keys in _COLUMNS for key in keys)}
        secret = {field.path[-1] for field in kind.fields if field.secret or "resolved" in field.readback}
        more = dict.fromkeys(
            key
            for row in rows
            for key, value in row.items()
            if key not in known | secret
            and isinstance(value, (str, int, float, bool))
            and len(str(value)) <= _WIDE
        )
        wanted[-2:-2] = [(_title(key), (key,)) for key in more]
    found = {title: [_cell(row, keys, now) for row in rows] for title, keys in wanted}
    kept = {title: cells for title, cells in found.items() if any(cells)}
    cells = [[name_of(row), *(kept[title][i] for title in kept)] for i, row in enumerate(rows)]
    return ["NAME", *kept], cells


_WIDE = 80  # longer texts belong to describe


def _title(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", key).upper()


def name_of(row: Mapping[str, Any]) -> str:
    """Return the name in a row; kinds differ in the key."""
    return next((str(row[key]) for key in _NAMES if row.get(key)), "")


def _cell(row: Mapping[str, Any], keys: Sequence[str], now: Optional[datetime]) -> str:
    key = next((key for key in keys if row.get(key) is not None), None)
    if key is None:
        return ""
    value = row[key]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key in _TIMES:
        return ages.shown(value, now)
    return _PASSWORD.sub(r"\1(secret)@", str(value))


_PASSWORD = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")  # in a URL


def describe_text(live: LiveResource, shown: Mapping[str, Any], now: Optional[datetime] = None) -> str:
    """Return the page of one resource. `shown` is its masked manifest."""
    metadata = shown["metadata"]
    head = [
        ("Name", live.name),
        ("Kind", live.kind.name),
        ("Description", metadata.get("description")),
        ("Version", metadata.get("version")),
        ("Tags", ", ".join(str(tag) for tag in metadata.get("tags") or [])),
        ("Created", ages.shown(live.created, now)),
        ("Modified", ages.shown(live.modified, now)),
    ]
    lines = [f"{title + ':':<14}{' '.join(str(value).split())}\n" for title, value in head if value]
    text = "".join(lines)
    annotations = metadata.get("annotations") or []
    for title, part in (
        ("Annotations", annotations),
        ("Spec", shown["spec"]),
        ("Status", shown.get("status")),
    ):
        bare = without_nulls(part)
        if bare:
            text += f"\n{title}:\n{textwrap.indent(dump(bare), '  ')}"
    return text


def relations_text(
    refers_to: Sequence[Mapping[str, Any]], referred_by: Sequence[str], unknown: Iterable[str]
) -> str:
    """Return the sections of `describe` on references and dependents."""
    text = ""
    if refers_to:
        lines = (f"  {each['path']}: {each['name']} ({either_kind(each['kinds'])})\n" for each in refers_to)
        text += "\nRefers to:\n" + "".join(lines)
    if referred_by:
        text += "\nReferred to by:\n" + "".join(f"  {each}\n" for each in referred_by)
    missing = sorted(unknown)
    if missing:
        text += f"\nUnknown: whether {', '.join(missing)} refer to it; the platform cannot tell.\n"
    return text


def without_nulls(value: Any) -> Any:
    """Return the value without null and empty parts."""
    if isinstance(value, dict):
        bare = {key: without_nulls(item) for key, item in value.items()}
        return {key: item for key, item in bare.items() if item not in (None, {}, [], "")}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def to_apply(manifest: Mapping[str, Any]) -> Dict[str, Any]:
    """Return a masked manifest to apply: masks as `${keep}`, references escaped."""
    from smarter.engine import SECRET
    from smarter.kinds.paths import map_leaves
    from smarter.manifest.resource import KEEP
    from smarter.manifest.substitution_syntax import escape

    def kept(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return KEEP if SECRET in value else escape(value)  # part of a text cannot be kept

    return {
        key: map_leaves(part, kept) if key in ("metadata", "spec") else part for key, part in manifest.items()
    }
