"""Mistakes that people make, generated from the schema of each kind.

    python -m tests.manifest.checking.mutations

prints the table of `docs/validation.md`: how many of them `smarter validate` identifies; `-v` shows the others. A
mistake is identified if the first finding is on its line, with the right name, type, section or number of columns in
its message or hint.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from random import Random
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

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
    "lost dash": "list item without its dash",
}


class Mutation(NamedTuple):
    """A manifest with one mistake.

    Attributes:
        line: the line of the mistake, from 1.
        words: texts that the finding must contain.
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


def _example(kind: Kind) -> Any:
    example = json.loads(json.dumps(kind.schema["examples"][0]))
    _fill_lists(kind.schema, kind.schema, example)
    return example


def example_lines(kind: Kind) -> List[str]:
    """Return the example of a kind, without mistakes."""
    return list(_lines(_example(kind), 0))


def mutations(kind: Kind) -> Iterator[Mutation]:
    example = _example(kind)
    lines = example_lines(kind)
    blocks = [block for block in _blocks(example, lines) if len(block.path) > 1]
    yield from _misspelt(kind, lines, blocks)
    yield from _wrong_types(kind, example, lines, blocks)
    yield from _misplaced(kind, lines, blocks)
    yield from _shifted(lines, blocks)
    yield from _swallowed(lines)
    yield from _lost_dashes(lines)


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
            continue  # a single field may be indented by any number of columns
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
                continue  # after a quoted text, the swallowed item is a syntax error
            changed = [*lines[:number], " " + line, *lines[number + 1 :]]
            yield _mutation("swallowed dash", line.strip(), changed, number, ("1 column to the left",))


def _lost_dashes(lines: Sequence[str]) -> Iterator[Mutation]:
    for number, line in enumerate(lines[1:], 1):
        above = lines[number - 1]
        if not line.lstrip().startswith("- ") or not above.lstrip().startswith("- "):
            continue
        if above.rstrip()[-1] in "'\"" or " " in line.split("- ", 1)[1] + above.split("- ", 1)[1]:
            continue  # texts of several words may be wrapped lines
        for changed in (line.replace("- ", "", 1), line.replace("- ", "  ", 1)):
            changed_lines = [*lines[:number], changed, *lines[number + 1 :]]
            yield _mutation("lost dash", changed, changed_lines, number, ("Write `- ` before it",))


def _mutation(
    category: str, what: str, lines: Sequence[str], number: int, words: Tuple[str, ...]
) -> Mutation:
    return Mutation(category, what, "\n".join(lines) + "\n", number + 1, words)


class _Edit(NamedTuple):
    """A change of the example's lines `start` to `end`; the new `line` is from 0."""

    mutation: Mutation
    start: int
    end: int
    new: Tuple[str, ...]
    line: int


def _edit(lines: Sequence[str], mutation: Mutation) -> _Edit:
    changed = mutation.text.splitlines()
    start = 0
    while start < min(len(lines), len(changed)) and lines[start] == changed[start]:
        start += 1
    behind = 0
    while behind < min(len(lines), len(changed)) - start and lines[-1 - behind] == changed[-1 - behind]:
        behind += 1
    new = tuple(changed[start : len(changed) - behind])
    return _Edit(mutation, start, len(lines) - behind, new, mutation.line - 1 - start)


def several(kind: Kind, number: int, count: int, seed: int) -> Iterator[Tuple[List[str], List[_Edit]]]:
    """Yield the example and `number` mistakes, lines apart, `count` times, by `seed`."""
    lines = example_lines(kind)
    edits = [_edit(lines, mutation) for mutation in mutations(kind)]
    edits = [each for each in edits if 0 <= each.line < max(len(each.new), 1)]
    draw = Random(f"{seed} {kind.name} {number}")
    for _ in range(count):
        chosen: List[_Edit] = []
        for each in draw.sample(edits, len(edits)):
            if len(chosen) < number and all(
                each.start > other.end or each.end < other.start for other in chosen
            ):
                chosen.append(each)
        if len(chosen) == number:
            yield lines, sorted(chosen, key=lambda each: each.start)


def _applied(lines: Sequence[str], edits: Sequence[_Edit]) -> Tuple[str, List[Mutation]]:
    """Return the text with the mistakes, and these with their lines in it."""
    text: List[str] = []
    at, placed = 0, []
    for each in edits:
        text += lines[at : each.start]
        placed.append(each.mutation._replace(line=len(text) + each.line + 1))
        text += each.new
        at = each.end
    return "\n".join([*text, *lines[at:]]) + "\n", placed


def named_of_several(
    lines: Sequence[str], edits: Sequence[_Edit], kinds: KindTable
) -> List[Tuple[_Edit, bool, List[Finding]]]:
    """Return for each mistake whether it is identified when its user reaches it.

    A syntax error ends the reading, so the user fixes the named mistakes before the next run.
    """
    pending, results = list(edits), []
    while pending:
        text, placed = _applied(lines, pending)
        found = validate(["-"], kinds, Options({}), io.StringIO(text)).findings
        rights = [any(is_right(mutation, finding) for finding in found) for mutation in placed]
        if not any(finding.rule == "yaml-syntax" for finding in found) or not any(rights):
            return results + [(each, right, found) for each, right in zip(pending, rights)]
        results += [(each, True, found) for each, right in zip(pending, rights) if right]
        pending = [each for each, right in zip(pending, rights) if not right]
    return results


def count_several(
    kinds: KindTable, number: int, count: int, seed: int, verbose: bool = False
) -> Tuple[int, int]:
    """Return (identified, all) of `number` mistakes at once, `count` times per kind."""
    right = total = 0
    for kind in kinds.all():
        for lines, edits in several(kind, number, count, seed):
            for each, is_named, found in named_of_several(lines, edits, kinds):
                total += 1
                right += is_named
                if verbose and not is_named:
                    print(f"{kind.name}: {[(e.mutation.category, e.mutation.what) for e in edits]}")
                    print(f"    wrong: {each.mutation.category} {each.mutation.what} {each.mutation.words}")
                    print(_applied(lines, edits)[0])
                    for finding in found:
                        print("      ", finding.line, finding.severity, finding.message, "|", finding.hint)
    return right, total


def count(
    kinds: KindTable, wrong: Optional[Callable[[Kind, Mutation, Optional[Finding]], None]] = None
) -> Dict[str, Tuple[int, int]]:
    """Return (identified, all) by category."""
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
    for number in (2, 3):
        right, total = count_several(load_kinds(), number, 20, 1, "-v" in sys.argv)
        print(f"| each of {number} mistakes in one manifest | {100 * right // total} % of {total} |")
