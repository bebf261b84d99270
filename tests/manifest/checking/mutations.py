"""Mistakes that people make, generated from the schema of each kind.

    python -m tests.manifest.checking.mutations

prints the table of `docs/validation.md`: how many of them `smarter validate` names right; `-v` shows the others. The
first finding is on the line of the mistake, and its message or hint has the right name, type, section or number of
columns.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any, Callable, Dict, Iterator, Mapping, NamedTuple, Optional, Sequence, Tuple

from smarter.kinds import Kind, KindTable, load_kinds
from smarter.kinds.fields import resolve
from smarter.manifest import Finding, Options, validate
from smarter.manifest.findings import show_path

Path = Tuple[str, ...]

_ROWS = {
    "misspelt": "misspelt field",
    "wrong type": "wrong type",
    "misplaced section": "section a level too high or too low",
    "indentation off by one": "indentation off by one",
    "swallowed dash": "list item that continues the text above",
}


class Mutation(NamedTuple):
    """A manifest with one mistake.

    Attributes:
        line: that of the mistake, from 1.
        words: the finding must have all of them.
    """

    category: str
    what: str
    text: str
    line: int
    words: Tuple[str, ...]


class Block(NamedTuple):
    """The lines of one field, from `start` to `end`, indented by `indent`."""

    path: Path
    start: int
    end: int
    indent: int


def mutations(kind: Kind) -> Iterator[Mutation]:
    example = json.loads(json.dumps(kind.schema["examples"][0]))
    _fill_lists(kind.schema, kind.schema, example)
    lines = list(_lines(example, 0))
    blocks = [block for block in _blocks(example, lines) if len(block.path) > 1]
    yield from _misspelt(kind, lines, blocks)
    yield from _wrong_types(kind, example, lines, blocks)
    yield from _misplaced(kind, lines, blocks)
    yield from _shifted(lines, blocks)
    yield from _swallowed(lines)


def _fill_lists(schema: Mapping[str, Any], root: Mapping[str, Any], value: Any) -> None:
    """Give each list of names or words in the example a second item."""
    for name, child in schema.get("properties", {}).items():
        below = resolve(child, root)
        if isinstance(value, dict) and isinstance(value.get(name), dict):
            _fill_lists(below, root, value[name])
        elif isinstance(value, dict) and isinstance(value.get(name), list) and len(value[name]) == 1:
            word = value[name][0]
            if isinstance(word, str) and word.isidentifier() and "enum" not in below.get("items", {}):
                value[name].append(word + "_too")


def first_finding(text: str, kinds: KindTable) -> Optional[Finding]:
    """Return the first error, or the first warning if there is none."""
    found = validate(["-"], kinds, Options({}), io.StringIO(text)).findings
    ranked = [finding for finding in found if finding.severity != "note" and finding.rule != "clear-secret"]
    return ranked[0] if ranked else None


def is_right(mutation: Mutation, finding: Optional[Finding]) -> bool:
    return (
        finding is not None
        and finding.line == mutation.line
        and all(word in f"{finding.message} {finding.hint}" for word in mutation.words)
    )


def _lines(value: Any, indent: int) -> Iterator[str]:
    """Yield a mapping in block style, with lists indented by two."""
    pad = " " * indent
    for key, child in value.items():
        if isinstance(child, dict) and child:
            yield f"{pad}{key}:"
            yield from _lines(child, indent + 2)
        elif isinstance(child, list) and child and all(not isinstance(item, (dict, list)) for item in child):
            yield f"{pad}{key}:"
            yield from (f"{pad}  - {_scalar(item)}" for item in child)
        else:
            yield f"{pad}{key}: {_scalar(child)}"


def _scalar(value: Any) -> str:
    plain = isinstance(value, str) and value.replace("_", "a").replace(".", "a").isalpha()
    return value if plain and value not in ("yes", "no", "on", "off") else json.dumps(value)


def _blocks(value: Any, lines: Sequence[str]) -> Iterator[Block]:
    at = 0

    def walk(mapping: Mapping[str, Any], path: Path, indent: int) -> Iterator[Block]:
        nonlocal at
        for key, child in mapping.items():
            start = at
            at += 1
            if isinstance(child, dict) and child:
                yield from walk(child, (*path, key), indent + 2)
            while at < len(lines) and lines[at].startswith(" " * (indent + 2)):
                at += 1
            yield Block((*path, key), start, at, indent)

    return walk(value, (), 0)


def _properties(kind: Kind, path: Path) -> Dict[str, Any]:
    schema = resolve(kind.schema, kind.schema)
    for part in path:
        schema = resolve(schema.get("properties", {}).get(part, {}), kind.schema)
    return dict(schema.get("properties", {}))


def _misspelt(kind: Kind, lines: Sequence[str], blocks: Sequence[Block]) -> Iterator[Mutation]:
    for block in blocks:
        name = block.path[-1]
        known = _properties(kind, block.path[:-1])
        if name not in known or len(name) < 4:
            continue
        for wrong in (
            name[:1] + name[2:],
            name[:-2] + name[-1] + name[-2],
            name + name[-1],
            "".join("_" + c.lower() if c.isupper() else c for c in name),
        ):
            if wrong not in known and wrong != name:
                changed = list(lines)
                changed[block.start] = changed[block.start].replace(name, wrong, 1)
                yield _mutation("misspelt", wrong, changed, block.start, (f"`{name}`",))


def _wrong_types(
    kind: Kind, example: Any, lines: Sequence[str], blocks: Sequence[Block]
) -> Iterator[Mutation]:
    for block in blocks:
        schema = resolve(_properties(kind, block.path[:-1]).get(block.path[-1], {}), kind.schema)
        wrong = _of_other_type(schema)
        if wrong is not None:
            key = f"{' ' * block.indent}{block.path[-1]}: {wrong}"
            changed = [*lines[: block.start], key, *lines[block.end :]]
            yield _mutation(
                "wrong type", show_path(block.path), changed, block.start, (show_path(block.path), "must be")
            )


def _of_other_type(schema: Mapping[str, Any]) -> Optional[str]:
    named = schema.get("type", [])
    types = {named} if isinstance(named, str) else set(named)
    for wanted, wrong in (
        ("string", "{a: 1}"),
        ("number", "warm"),
        ("integer", "warm"),
        ("boolean", "maybe"),
        ("array", "7"),
        ("object", "7"),
    ):
        if wanted in types and not types & {
            "object" if wrong[0] == "{" else "string" if wrong.isalpha() else "integer",
            "number" if wrong == "7" else "",
        }:
            return wrong
    return None


def _misplaced(kind: Kind, lines: Sequence[str], blocks: Sequence[Block]) -> Iterator[Mutation]:
    by_path = {block.path: block for block in blocks}
    for block in blocks:
        parent = block.path[:-1]
        name, own = block.path[-1], lines[block.start : block.end]
        if name not in _properties(kind, parent):
            continue
        # A level too high: it ends its parent, so only the last field of a section can be moved without others.
        if parent and name not in _properties(kind, parent[:-1]):
            last = max((other.end for other in blocks if other.path[:-1] == parent), default=0)
            alone = sum(other.path[:-1] == parent for other in blocks) == 1
            if block.end == last and not alone:
                changed = [*lines[: block.start], *(line[2:] for line in own), *lines[block.end :]]
                words = (show_path(parent), "2 columns to the right")
                yield _mutation(
                    "misplaced section", f"{show_path(block.path)} left", changed, block.start, words
                )
        # A level too low: among the fields of the section above it.
        above = next((b for b in blocks if b.path[:-1] == parent and b.end == block.start), None)
        if above is not None and any(path[:-1] == above.path for path in by_path):
            inner = _properties(kind, above.path)
            if inner and name not in inner:
                changed = [*lines[: block.start], *("  " + line for line in own), *lines[block.end :]]
                words = (show_path(parent), "2 columns to the left")
                yield _mutation(
                    "misplaced section", f"{show_path(block.path)} right", changed, block.start, words
                )


def _shifted(lines: Sequence[str], blocks: Sequence[Block]) -> Iterator[Mutation]:
    for block in blocks:
        siblings = [other for other in blocks if other.path[:-1] == block.path[:-1]]
        if len(siblings) < 2:
            continue  # a single field may have any indentation
        for shift in (1, -1):
            own = [" " + line if shift > 0 else line[1:] for line in lines[block.start : block.end]]
            changed = [*lines[: block.start], *own, *lines[block.end :]]
            words = (f"1 column to the {'left' if shift > 0 else 'right'}",)
            what = f"{show_path(block.path)} by {shift}"
            yield _mutation("indentation off by one", what, changed, block.start, words)


def _swallowed(lines: Sequence[str]) -> Iterator[Mutation]:
    for number, line in enumerate(lines[1:], 1):
        if line.lstrip().startswith("- ") and lines[number - 1].lstrip().startswith("- "):
            if lines[number - 1].rstrip()[-1] in "'\"":
                continue  # a text in quotes swallows nothing: it is a syntax error
            changed = [*lines[:number], " " + line, *lines[number + 1 :]]
            yield _mutation("swallowed dash", line.strip(), changed, number, ("1 column to the left",))


def _mutation(
    category: str, what: str, lines: Sequence[str], number: int, words: Tuple[str, ...]
) -> Mutation:
    return Mutation(category, what, "\n".join(lines) + "\n", number + 1, words)


def count(
    kinds: KindTable, wrong: Optional[Callable[[Kind, Mutation, Optional[Finding]], None]] = None
) -> Dict[str, Tuple[int, int]]:
    """Return (named right, all) by category."""
    right: Counter = Counter()
    total: Counter = Counter()
    for kind in kinds.all():
        for mutation in mutations(kind):
            finding = first_finding(mutation.text, kinds)
            total[mutation.category] += 1
            right[mutation.category] += is_right(mutation, finding)
            if wrong is not None and not is_right(mutation, finding):
                wrong(kind, mutation, finding)
    return {category: (right[category], total[category]) for category in total}


if __name__ == "__main__":
    import sys

    def show(kind: Kind, mutation: Mutation, finding: Optional[Finding]) -> None:
        if "-v" in sys.argv:
            print(
                f"{kind.name}: {mutation.category}: {mutation.what}, line {mutation.line}, {mutation.words}"
            )
            print(f"    {finding}")

    print("| mistake | named right |\n| --- | ---: |")
    for category, (right, total) in count(load_kinds(), show).items():
        print(f"| {_ROWS[category]} | {100 * right // total} % of {total} |")
