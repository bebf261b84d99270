"""Conversion of manifests between the forms of platform versions; comments and layout stay."""

from __future__ import annotations

import io
import json
import re
from typing import Any, Dict, Iterator, List, MutableMapping, Sequence, Tuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from smarter.errors import ManifestError
from smarter.kinds import KindTable
from smarter.kinds.names import reworded
from smarter.platform.field_moves import at_home

_DOCUMENT = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
_NESTED = re.compile(r"^[A-Za-z][\w-]*:[^\S\n]*(?:#.*)?\n( +)[A-Za-z]", re.MULTILINE)
_LISTED = re.compile(r"^( *)[A-Za-z][\w-]*:[^\S\n]*\n\1( *)- ", re.MULTILINE)


def convert(text: str, kinds: KindTable, dialect: str) -> str:
    """Return a file's text with each manifest in the form of `dialect`. Other documents stay unchanged.

    Raises:
        ManifestError: a document is not valid YAML, or its conversion would lose something.
    """
    if "\r\n" in text:
        # ruamel.yaml writes `\n`, and leaves the `\r` that ends a comment.
        unix = text.replace("\r\n", "\n")
        made = convert(unix, kinds, dialect)
        return text if made == unix else made.replace("\n", "\r\n")
    if text.lstrip().startswith("{"):
        return _converted_json(text, kinds, dialect)
    return "".join(_converted_yaml(piece, kinds, dialect) for piece in _documents(text))


def _documents(text: str) -> Iterator[str]:
    """Yield the documents of a YAML text, each with the marker before it."""
    starts = [0, *(match.start() for match in _DOCUMENT.finditer(text) if match.start()), len(text)]
    for start, end in zip(starts, starts[1:]):
        yield text[start:end]


def _converted_json(text: str, kinds: KindTable, dialect: str) -> str:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ManifestError(f"not valid JSON: {error}") from None
    changed = _convert(data, kinds, dialect)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n" if changed else text


def _converted_yaml(text: str, kinds: KindTable, dialect: str) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 16
    nested, listed = _NESTED.search(text), _LISTED.search(text)
    step = len(nested.group(1)) if nested else 2
    dash = len(listed.group(2)) if listed else step
    yaml.indent(mapping=step, sequence=dash + 2, offset=dash)
    yaml.explicit_start = text.startswith("---")
    try:
        data = yaml.load(text)
    except YAMLError as error:
        raise ManifestError(f"not valid YAML: {str(error).splitlines()[0]}") from None
    if not _convert(data, kinds, dialect):
        return text
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _convert(data: Any, kinds: KindTable, dialect: str) -> bool:
    """Move the fields of one manifest, in place. Return True if any moved."""
    kind = kinds.find(str(data.get("kind"))) if isinstance(data, MutableMapping) else None
    if kind is None or not kind.moved:
        return False
    before = at_home(kind, _plain(data))
    moves = kind.moved.get(dialect, ())
    targets = {move["to"] for move in moves}
    others = [move for each in kind.moved.values() for move in each if move["to"] not in targets]
    changed = False
    for move in others:  # Back home from the places of other versions.
        words = [(there, here) for here, there in move.get("values", ())]
        changed |= _move(data, move["to"].split("."), move["from"].split("."), words)
    last = _last_leaf(data, ("spec", "config"))
    for move in moves:
        changed |= _move(data, move["from"].split("."), move["to"].split("."), move.get("values", ()))
    _keep_last(data, next((move["to"].split(".") for move in moves if move["from"] == last), []))
    if at_home(kind, _plain(data)) != before:
        raise ManifestError(f"the conversion of {kind.name} would change more than places")
    return changed


# A comment below a section stands, for ruamel.yaml, behind the section's last value. So that one stays the last
# (tests/platform/test_convert.py, `test_a_comment_below_the_settings_stays_below_them`).
def _last_leaf(data: Any, section: Sequence[str]) -> str:
    """Return the path of the last field of a section; empty if it has none."""
    for part in section:
        data = data.get(part) if isinstance(data, MutableMapping) else None
    return ".".join((*section, list(data)[-1])) if isinstance(data, MutableMapping) and data else ""


def _keep_last(data: Any, path: Sequence[str]) -> None:
    """Move the field at `path` behind its siblings, and each section around it but the outer two."""
    for depth, part in enumerate(path):
        if not isinstance(data, CommentedMap) or part not in data:
            return
        if depth > 1:
            data.move_to_end(part)
        data = data[part]


def _plain(data: Any) -> Dict[str, Any]:
    plain: Dict[str, Any] = json.loads(json.dumps(data, default=str))
    return plain


# ruamel.yaml keeps a comment in the mapping, by the key before it, not with the value: it has to be moved on its own
# (tests/platform/test_convert.py, `test_comments_go_along`).
def _move(data: Any, source: Sequence[str], target: Sequence[str], words: Sequence[Any]) -> bool:
    """Move the value at `source` to `target`, translated by `words`. Return False if it is absent."""
    trail: List[Tuple[Any, str]] = []
    value = data
    for part in source:
        if not isinstance(value, MutableMapping) or part not in value:
            return False
        trail.append((value, part))
        value = value[part]
    holder, name = trail[-1]
    parent, at = data, 0
    for depth, part in enumerate(target[:-1]):
        below = parent.get(part)
        if not isinstance(below, MutableMapping):
            # New sections stand where the first of their fields stood.
            first = source[depth] if parent is trail[depth][0] else None
            at = list(parent).index(first) if first in parent else len(parent)
            below = CommentedMap()
            if isinstance(parent, CommentedMap):
                parent.insert(at, part, below)
            else:
                parent[part] = below
        parent = below
    if target[-1] in parent and parent is not holder:
        return False  # Both places are given: `validate` reports it.
    comment = holder.ca.items.pop(name, None) if isinstance(holder, CommentedMap) else None
    if parent is holder and isinstance(holder, CommentedMap):
        at = list(holder).index(name)
        del holder[name]
        holder.insert(at, target[-1], _reworded(value, words))
    else:
        del holder[name]
        parent[target[-1]] = _reworded(value, words)
    if comment is not None and isinstance(parent, CommentedMap):
        parent.ca.items[target[-1]] = comment
    for above, part in reversed(trail[:-1]):
        if above[part]:
            break
        del above[part]
    return True


def _reworded(value: Any, words: Sequence[Any]) -> Any:
    """Return `value` with its words translated; a list keeps its comments."""
    if not isinstance(value, list):
        return reworded(value, words)
    for index, item in enumerate(value):
        value[index] = reworded(item, words)
    return value
