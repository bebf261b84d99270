"""Conversion of manifests between platform versions; comments and layout stay."""

from __future__ import annotations

import copy
import io
import json
import re
from collections import Counter
from typing import Any, List, Mapping, Optional, Sequence, Tuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import Comment, CommentedMap, Format
from ruamel.yaml.error import YAMLError

from smarter.errors import ManifestError
from smarter.kinds import Kind, KindTable
from smarter.kinds.names import reworded
from smarter.manifest.findings import ERROR
from smarter.manifest.reading.documents import comments_in, split_documents
from smarter.manifest.reading.nodes import Node
from smarter.manifest.reading.sources import Source
from smarter.manifest.reading.yaml_reader import read_yaml
from smarter.platform.field_moves import at_home, contradicts

_MARK = "\ufeff"
_NESTED = re.compile(r"^[A-Za-z][\w-]*:[^\S\n]*(?:#.*)?\n( +)[A-Za-z]", re.MULTILINE)
_LISTED = re.compile(r"^( *)[A-Za-z][\w-]*:[^\S\n]*\n\1( *)- ", re.MULTILINE)


def convert(text: str, kinds: KindTable, dialect: str) -> str:
    """Return a file's text with manifests in the form of `dialect`; keep the rest.

    Raises:
        ManifestError: a document is not valid YAML, or its conversion would lose something.
    """
    if "\r\n" in text:
        # ruamel.yaml writes `\n`, and leaves the `\r` that ends a comment.
        unix = text.replace("\r\n", "\n")
        made = convert(unix, kinds, dialect)
        return text if made == unix else made.replace("\n", "\r\n")
    if text.lstrip(_MARK + " \t\n").startswith("{"):
        try:
            data = json.loads(text, object_pairs_hook=CommentedMap)
        except ValueError:
            pass  # YAML may begin so, too
        else:
            return _converted_json(text, data, kinds, dialect)
    pieces = split_documents(Source("", None, False), text)
    return "".join(_converted_yaml(text[start:end], line, kinds, dialect) for start, end, line in pieces)


def _converted_json(text: str, data: Any, kinds: KindTable, dialect: str) -> str:
    kind = _kind_to_move(data, kinds, dialect)
    if kind is None:
        return text
    _convert(data, kind, dialect)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _converted_yaml(text: str, line: int, kinds: KindTable, dialect: str) -> str:
    if text.startswith(_MARK):
        return _MARK + _converted_yaml(text[len(_MARK) :], line, kinds, dialect)
    before = _read(text, line)
    kind = next(filter(None, (_kind_to_move(root.plain(), kinds, dialect) for root in before)), None)
    if kind is None:
        return text
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 16
    nested, listed = _NESTED.search(text), _LISTED.search(text)
    step = len(nested.group(1)) if nested else 2
    dash = len(listed.group(2)) if listed else step
    yaml.indent(mapping=step, sequence=dash + 2, offset=dash)
    yaml.explicit_start = text.startswith("---")
    out = io.StringIO()
    try:
        data = yaml.load(text)
        _convert(data, kind, dialect)
        yaml.dump(data, out)
    except YAMLError as error:
        raise ManifestError(
            f"line {line}: this document cannot be converted: {str(error).splitlines()[0]}"
        ) from None
    made = out.getvalue()
    _check_kept(kind, text, made, line)
    return made


def _read(text: str, line: int) -> List[Node]:
    """Return the documents of a text that begins on `line`, or raise its first error."""
    roots, findings = read_yaml(text, "", line)
    for found in findings:
        if found.severity == ERROR:
            raise ManifestError(f"line {found.line}: {found.message}. {found.hint or ''}".rstrip())
    return roots


# ruamel.yaml loses comments in flow style, and folds a text at characters that YAML 1.2 takes for no line breaks. So
# the reader of manifests has the last word (tests/engine/test_convert.py,
# `test_a_conversion_that_loses_a_value_is_an_error`).
def _check_kept(kind: Kind, before: str, after: str, line: int) -> None:
    old, new = ([at_home(kind, root.plain()) for root in _read(text, line)] for text in (before, after))
    if old != new:
        raise ManifestError(
            f"line {line}: the conversion of this {kind.name} would change more than places. Edit it by hand."
        )
    lost = list((Counter(_comments(before)) - Counter(_comments(after))).elements())
    if lost:
        raise ManifestError(
            f"line {line}: the conversion of this {kind.name} would lose the comment `{lost[0]}`. "
            "Move it to a line of its own, or write the section without braces."
        )


def _comments(text: str) -> List[str]:
    lines = text.splitlines()
    return [lines[row - 1][column - 1 :].rstrip() for row, column in comments_in(text)]


def _kind_to_move(manifest: Any, kinds: KindTable, dialect: str) -> Optional[Kind]:
    """Return a manifest's kind if `dialect` moves any of its fields; else None."""
    kind = kinds.find(str(manifest.get("kind"))) if isinstance(manifest, Mapping) else None
    return kind if kind is not None and kind.moved and contradicts(kind, manifest, dialect) else None


def _convert(data: Any, kind: Kind, dialect: str) -> None:
    """Move the fields of one manifest, in place."""
    moves = kind.moved.get(dialect, ())
    targets = {move["to"] for move in moves}
    others = [move for each in kind.moved.values() for move in each if move["to"] not in targets]
    for path in sorted(
        {move[end] for each in kind.moved.values() for move in each for end in ("from", "to")}
    ):
        _own_sections(data, path.split("."))
    for move in others:  # Back home from the places of other versions.
        words = [(there, here) for here, there in move.get("values", ())]
        _move(data, move["to"].split("."), move["from"].split("."), words)
    last = _last_leaf(data, ("spec", "config"))
    for move in moves:
        _move(data, move["from"].split("."), move["to"].split("."), move.get("values", ()))
    _keep_last(data, next((move["to"].split(".") for move in moves if move["from"] == last), []))


def _own_sections(data: Any, path: Sequence[str]) -> None:
    """Copy the sections around `path` shared by a merge key or an alias."""
    for part in path[:-1]:
        section = data.get(part) if isinstance(data, CommentedMap) else None
        if isinstance(section, CommentedMap) and (section.merge or section.anchor.value):
            own = dict(section.non_merged_items())
            fresh = CommentedMap(
                {**{key: copy.deepcopy(section[key]) for key in section if key not in own}, **own}
            )
            setattr(fresh, Comment.attrib, section.ca)
            setattr(fresh, Format.attrib, section.fa)
            data[part] = fresh
        data = data.get(part) if isinstance(data, CommentedMap) else None


# A comment below a section stands, for ruamel.yaml, behind the section's last value. So that one stays the last
# (tests/engine/test_convert.py, `test_a_comment_below_the_settings_stays_below_them`).
def _last_leaf(data: Any, section: Sequence[str]) -> str:
    """Return the path of the last field of a section; empty if it has none."""
    for part in section:
        data = data.get(part) if isinstance(data, CommentedMap) else None
    return ".".join((*section, list(data)[-1])) if isinstance(data, CommentedMap) and data else ""


def _keep_last(data: Any, path: Sequence[str]) -> None:
    """Move the field and its sections, except the outer two, behind their siblings."""
    for depth, part in enumerate(path):
        if not isinstance(data, CommentedMap) or part not in data:
            return
        if depth > 1:
            data.move_to_end(part)
        data = data[part]


# ruamel.yaml keeps a comment in the mapping, by the key before it, not with the value: it has to be moved on its own
# (tests/engine/test_convert.py, `test_comments_are_kept_by_a_conversion`).
def _move(data: Any, source: Sequence[str], target: Sequence[str], words: Sequence[Any]) -> None:
    """Move a value from `source`, if present, to `target`, translated by `words`."""
    trail: List[Tuple[CommentedMap, str]] = []
    value = data
    for part in source:
        if not isinstance(value, CommentedMap) or part not in value:
            return
        trail.append((value, part))
        value = value[part]
    holder, name = trail[-1]
    parent = data
    for depth, part in enumerate(target[:-1]):
        below = parent.get(part)
        if not isinstance(below, CommentedMap):
            # New sections stand where the first of their fields stood.
            first = source[depth] if parent is trail[depth][0] else None
            at = list(parent).index(first) if first in parent else len(parent)
            below = CommentedMap()
            parent.insert(at, part, below)
        parent = below
    if target[-1] in parent and parent is not holder:
        return  # Both places are given: `validate` reports it.
    comment = holder.ca.items.pop(name, None)
    at = list(holder).index(name) if parent is holder else len(parent)
    del holder[name]
    parent.insert(at, target[-1], _reworded(value, words))
    if comment is not None:
        parent.ca.items[target[-1]] = comment
    for above, part in reversed(trail[:-1]):
        if above[part]:
            break
        del above[part]


def _reworded(value: Any, words: Sequence[Any]) -> Any:
    """Return `value` with its words translated; a list keeps its comments."""
    if not isinstance(value, list):
        return reworded(value, words)
    for index, item in enumerate(value):
        value[index] = reworded(item, words)
    return value
