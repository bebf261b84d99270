"""Repairs of broken manifests: one small change, found by trial."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from smarter._text import DASHES, odd_character, show_move
from smarter.kinds import KindTable
from smarter.manifest.findings import ERROR, Finding, PathParts, show_path
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast, rejects
from smarter.manifest.reading.nodes import LINE_BREAK, Mark, Node
from smarter.manifest.schema.kind_index import kind_index

_MAX_CHARACTERS = 20_000
_MAX_TRIALS = 5_000
_MAX_TRIALS_OF_ONE = 200
_NEAR = 6  # lines above the error
_BOUNDARY = ("---", "...")
_ITEM = r" *(?:- +)*"
_NO_SPACE = r"( *(?:- +)*)-([^\s-].*)\Z"
_NO_COLON = r"( *(?:- +)*)([A-Za-z]\w*)( *[=\uff1a:] *| +|\Z)(.*)\Z"


class Repair(NamedTuple):
    """A change of the lines from `line` to `end`, from 0, at a column, from 0."""

    line: int
    end: int
    column: int
    new: Sequence[str]
    message: str
    hint: str
    columns: int = 0  # to the right


# A reader of YAML reports indentation where it gives up, and a schema missing or unknown fields. Both may be lines
# away from the mistake, and the lines around do not tell a section that is too far left from fields that are too far
# right. The schema does: of all the small changes near the error, one makes the manifest valid. Reading it for each
# takes a millisecond. Held by tests/manifest/checking/test_repairs.py.
class Repairs:
    """Search for repairs in all files of a run, until it has cost too much."""

    def __init__(self, kinds: KindTable) -> None:
        self.kinds = kinds
        self.trials = _MAX_TRIALS

    def find(self, finding: Finding, text: str) -> Optional[Finding]:
        """Return the finding with the change that makes its document valid; else None."""
        from smarter.manifest.reading.yaml_reader import read_yaml

        lines, start = _document_lines(text, finding.line - 1)
        if sum(map(len, lines)) > _MAX_CHARACTERS:
            return None
        for each in islice(_repairs(lines, finding.line - 1 - start), min(self.trials, _MAX_TRIALS_OF_ONE)):
            self.trials -= 1
            changed = "\n".join([*lines[: each.line], *each.new, *lines[each.end :], ""])
            if _is_valid(changed, self.kinds):
                section = _section_at(read_yaml(changed)[0][0], each.line + 1)
                if section is not None:  # else the line has become part of the text above it
                    return _of_repair(each, section, finding, start)
        return None


def _document_lines(text: str, at: int) -> Tuple[List[str], int]:
    """Return the lines of the document around `at`, and its first line, from 0."""
    lines = LINE_BREAK.split(text)
    at = min(at, len(lines) - 1)
    bounds = [number for number, line in enumerate(lines) if line.startswith(_BOUNDARY)]
    start = max((number for number in bounds if number <= at), default=0)
    end = min((number for number in bounds if number > at), default=len(lines))
    return lines[start:end], start


def _is_valid(text: str, kinds: KindTable) -> bool:
    value = read_fast(text)
    if value is UNKNOWN:
        # Most trials leave a text that is no YAML; the careful reader takes 50 times as long to find that.
        if rejects(text):
            return False
        from smarter.manifest.reading.yaml_reader import read_yaml

        roots, findings = read_yaml(text)
        wrong = any(each.severity == ERROR or each.rule == "swallowed-item" for each in findings)
        if wrong or len(roots) != 1:
            return False
        value = roots[0].plain()
    word = value.get("kind") if isinstance(value, dict) else None
    kind = kinds.find(word) if isinstance(word, str) else None
    return kind is not None and bool(kind_index(kind).surely_valid(value))


def _of_repair(repair: Repair, section: PathParts, finding: Finding, start: int) -> Finding:
    hint = repair.hint
    if repair.columns:
        place = f"in `{show_path(section)}`" if section else "at the top level"
        hint = f"It belongs {place}: {hint}"
    return finding._replace(
        message=repair.message, hint=hint, line=start + repair.line + 1, column=repair.column + 1,
        end_column=None, path="", edit=None,
    )  # fmt: skip


def _section_at(node: Node, line: int, path: PathParts = ()) -> Optional[PathParts]:
    """Return the path of the mapping or list with an entry on `line`, from 1."""
    below: List[Tuple[Any, Mark, Node]] = [(key, *entry) for key, entry in (node.entries or {}).items()]
    below.extend((number, item.mark, item) for number, item in enumerate(node.items or ()))
    for part, mark, child in below:
        found = path if mark.line == line else _section_at(child, line, (*path, part))
        if found is not None:
            return found
    return None


def _repairs(lines: Sequence[str], at: int) -> Iterator[Repair]:
    """Yield changes of the lines near `at`, the likeliest first."""
    near = [number for number in range(at, max(at - _NEAR, -1), -1) if _has_data(lines[number])]
    # A section that is too far left may be long: its head is the next line above that is indented less.
    here = _indent(lines[at])
    heads = (n for n in range(at - 1, -1, -1) if _has_data(lines[n]) and _indent(lines[n]) < here)
    head = next(heads, at)
    near.extend([] if head in near else [head])
    below = next((number for number in range(at + 1, len(lines)) if _has_data(lines[number])), None)
    for number in [*near, *([below] if below is not None else [])]:
        yield from _look_alikes(lines, number)
        yield from _in_line(lines[number], number)
    for number in [*near[:2], *([below] if below is not None else []), *near[2:]]:
        yield from _moves(lines, number)
    for number in near[:3]:
        yield from _items(lines, number)


def _has_data(line: str) -> bool:
    return line.strip()[:1] not in ("", "#") and not line.startswith(_BOUNDARY)


def _look_alikes(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Yield the line with plain spaces and `-` in place of look-alikes."""
    line = lines[number]
    blanks = line[: len(line) - len(line.lstrip())]
    if not blanks.isascii():
        new = " " * len(blanks) + line[len(blanks) :]
        message = f"this line is indented with {odd_character(blanks)}"
        yield Repair(number, number + 1, 0, [new], message, "Indent with spaces.")
    sign = line[len(blanks) : len(blanks) + 1]
    if sign in DASHES and line[len(blanks) + 1 : len(blanks) + 2].isspace():
        end = number
        while end < len(lines) and lines[end].startswith(blanks + sign):
            end += 1
        moved = [blanks + "-" + each[len(blanks) + 1 :] for each in lines[number:end]]
        message = f"this line begins with {odd_character(sign)}, which begins no list item"
        yield Repair(number, end, len(blanks), moved, message, "Write `- `.")


def _in_line(line: str, number: int) -> Iterator[Repair]:
    indent = _indent(line)
    match = re.match(_NO_SPACE, line)
    if match is not None:
        new = f"{match.group(1)}- {match.group(2)}"
        message = "a `-` without a space behind it does not begin a list item"
        yield Repair(number, number + 1, indent, [new], message, "Add a space after the `-`.")
    match = re.match(_NO_COLON, line)
    if match is not None and ": " not in line and line[-1:] != ":":
        before, key, sign, value = match.groups()
        odd = odd_character(sign)
        message = f"`{key}` is not followed by a colon and a space" + (f" (but by {odd})" if odd else "")
        hint = f"Write `{key}: ...`, with a colon and a space."
        yield Repair(number, number + 1, indent, [f"{before}{key}: {value}".rstrip()], message, hint)


def _items(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Yield the line as a list item, at its column and two to the left."""
    line = lines[number]
    indent = _indent(line)
    message = "this line is not an item of the list"
    for column in (indent, indent - 2):
        if column >= 0 and line[indent:][:2] != "- ":
            new = " " * column + "- " + line[indent:]
            yield Repair(number, number + 1, indent, [new], message, "Write `- ` before it.")
            end = _fields_end(lines, number)
            if column == indent and end > number + 1:
                moved = [_moved(each, len("- ")) for each in lines[number + 1 : end]]
                below = f"{end - number - 1} lines" if end > number + 2 else "line"
                hint = f"Write `- ` before it, and move the {below} below it 2 columns to the right."
                yield Repair(number, end, indent, [new, *moved], message, hint)


def _fields_end(lines: Sequence[str], number: int) -> int:
    """Return the end of the fields from a line to the next list item or outer field."""
    here, end = _indent(lines[number]), number + 1
    while end < len(lines) and _has_data(lines[end]) and _indent(lines[end]) >= here:
        if _indent(lines[end]) == here and lines[end].lstrip().startswith("- "):
            break
        end += 1
    return end


def _moves(lines: Sequence[str], number: int) -> Iterator[Repair]:
    here = _indent(lines[number])
    block = _block_end(lines, number)
    child = _indent(lines[number + 1]) if block > number + 1 else 0
    above = next((line for line in reversed(lines[:number]) if _has_data(line)), "")
    # The line above is the parent of this line and of some below it.
    is_parent = above.rstrip().endswith(":") and _indent(above) >= here
    fields = _ends_of_fields(lines, number) if is_parent else []
    for column in sorted(_columns(lines, number), key=lambda each: (abs(each - here), each)):
        siblings = [
            end
            for end in range(number + 2, block)
            if _indent(lines[end]) == column
            or (_indent(lines[end]) <= child and lines[end].lstrip()[:2] != "- " and _has_data(lines[end]))
        ]
        for end in dict.fromkeys((block, *siblings, number + 1, *fields)):
            columns = column - here
            new = [_moved(line, columns) for line in lines[number:end]]
            message = f"this line is indented by {here}, its siblings by {column}"
            is_section = lines[number].rstrip().endswith(":")
            hint = _advice(columns, end - number, block - number, is_section=is_section)
            yield Repair(number, end, here, new, message, hint, columns)


def _advice(columns: int, moved: int, block: int, *, is_section: bool) -> str:
    """Return the advice to move a line, and the lines below where that is unclear."""
    hint = f"move it {show_move(columns)}"
    if moved == block or (moved == 1 and not is_section):
        return hint + "."
    if moved == 1:
        return hint + ", without the lines below it."
    return hint + f", with the {f'{moved - 1} lines' if moved > 2 else 'line'} below it."


def _columns(lines: Sequence[str], number: int) -> List[int]:
    """Return the columns at which a key or an item may stand, by the lines around it."""
    columns = {0}
    step = 2
    for line in filter(_has_data, (*lines[:number], *lines[number + 1 :])):
        columns.update((_indent(line), _content(line)))
    above = next((line for line in reversed(lines[:number]) if _has_data(line)), "")
    if above.rstrip().endswith(":"):
        steps = sorted(columns)
        step = min((b - a for a, b in zip(steps, steps[1:]) if b - a > 1), default=2)
        columns.add(_content(above) + step)
    return list(columns - {_indent(lines[number])})


def _block_end(lines: Sequence[str], number: int) -> int:
    """Return the end of a line's block: deeper lines, and items of its list."""
    here, end = _indent(lines[number]), number + 1
    is_key = lines[number].rstrip().endswith(":")
    for below in range(number + 1, len(lines)):
        if not _has_data(lines[below]):
            continue
        item = is_key and _indent(lines[below]) == here and lines[below].lstrip().startswith("- ")
        if _indent(lines[below]) <= here and not item:
            break
        end = below + 1
    return end


def _ends_of_fields(lines: Sequence[str], number: int) -> List[int]:
    """Return the ends of the fields from this one to the end of its section."""
    here, ends = _indent(lines[number]), []
    for below in range(number + 1, len(lines)):
        if _has_data(lines[below]) and _indent(lines[below]) <= here:
            ends.append(below)
            if _indent(lines[below]) < here:
                return ends
    return [*ends, len(lines)]


def _moved(line: str, columns: int) -> str:
    return " " * columns + line if columns > 0 else line[min(-columns, _indent(line)) :]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _content(line: str) -> int:
    """Return the column of the text behind the dashes of list items."""
    match: Any = re.match(_ITEM, line)
    return int(match.end())
