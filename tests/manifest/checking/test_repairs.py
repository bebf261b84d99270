"""Advice on indentation is found by trial: following it restores the manifest."""

from __future__ import annotations

import io
import json
import re
from typing import Any, Iterator, List, Tuple

import pytest

from smarter.kinds import KindTable
from smarter.manifest import Options, validate
from smarter.manifest.checking import repairs
from smarter.manifest.reading.yaml_reader import read_yaml
from tests.manifest.conftest import PLUGIN, Load

_MOVE = (
    r"[Mm]ove it (\d+) columns? to the (left|right)(?:, with the (?:(\d+) lines|(line)) below|, (without))?"
)


def spelled(value: Any, step: int, indent: int = 0) -> Iterator[str]:
    """Yield a mapping in block style."""
    pad = " " * indent
    for key, child in value.items():
        if isinstance(child, dict) and child:
            yield f"{pad}{key}:"
            yield from spelled(child, step, indent + step)
        elif isinstance(child, list) and child and isinstance(child[0], dict):
            yield f"{pad}{key}:"
            for item in child:
                first, *rest = spelled(item, step, indent + step + 2)
                yield f"{pad}{' ' * step}- {first.lstrip()}"
                yield from rest
        elif isinstance(child, list) and child:
            yield f"{pad}{key}:"
            yield from (f"{pad}{' ' * step}- {json.dumps(item)}" for item in child)
        else:
            yield f"{pad}{key}: {json.dumps(child)}"


def plain(lines: List[str]) -> Any:
    roots, found = read_yaml("\n".join(lines) + "\n")
    return None if any(each.severity == "error" for each in found) else roots[0].plain()


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def block(lines: List[str], number: int) -> int:
    """Return the number of the first line after those that are indented more."""
    end = number + 1
    while end < len(lines) and indent(lines[end]) > indent(lines[number]):
        end += 1
    return end


def move(lines: List[str], start: int, end: int, columns: int) -> List[str]:
    moved = [" " * columns + line if columns > 0 else line[-columns:] for line in lines[start:end]]
    return [*lines[:start], *moved, *lines[end:]]


def follow_hint(lines: List[str], line: int, hint: str) -> List[List[str]]:
    """Return the lines after the move of the hint."""
    match = re.search(_MOVE, hint)
    if match is None:
        return []
    columns = int(match.group(1)) * (1 if match.group(2) == "right" else -1)
    number = line - 1
    ends = [block(lines, number), number + 1]
    if match.group(3) or match.group(4):
        ends = [number + 1 + int(match.group(3) or 1)]
    elif match.group(5):
        ends = [number + 1]
    return [move(lines, number, end, columns) for end in ends]


def moved_sections(lines: List[str]) -> Iterator[Tuple[int, List[str]]]:
    for number, line in enumerate(lines):
        for columns in (-4, -3, -2, -1, 1, 2, 3, 4):
            if line.lstrip()[:1] != "-" and indent(line) + columns >= 0:
                yield number, move(lines, number, block(lines, number), columns)


def mistakes_and_restored(kinds: KindTable, step: int, each: int) -> Tuple[int, int]:
    """Count a sample of mistakes in all examples, and those with correct advice."""
    mistakes = restored = number = 0
    for kind in kinds.all():
        lines = list(spelled(kind.schema["examples"][0], step))
        wanted = plain(lines)
        text = io.StringIO("\n".join(lines) + "\n")
        if any(found.severity == "error" for found in validate(["-"], kinds, Options({}), text).findings):
            continue
        for _, changed in moved_sections(lines):
            number += 1
            if number % each or plain(changed) == wanted:
                continue
            text = io.StringIO("\n".join(changed) + "\n")
            found = validate(["-"], kinds, Options({}), text).findings
            errors = [finding for finding in found if finding.severity == "error"]
            mistakes += 1
            first = (errors or found)[0] if found else None
            restored += first is not None and wanted in map(
                plain, follow_hint(changed, first.line, first.hint or "")
            )
    return mistakes, restored


@pytest.mark.parametrize("step", [2, 4])
def test_following_the_advice_restores_a_moved_section(kinds: KindTable, step: int) -> None:
    mistakes, restored = mistakes_and_restored(kinds, step, each=41)
    assert mistakes > 40
    assert restored >= 0.95 * mistakes, (restored, mistakes)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  prompt:", "prompt:", None, "It belongs in `spec`: move it 2 columns to the right"),
        (
            "    systemRole:",
            "  systemRole:",
            None,
            "It belongs in `spec.prompt`: move it 2 columns to the right",
        ),
        ("kind: Plugin", "kind Plugin", 2, "Write `kind: ...`, with a colon and a space."),
        ("kind: Plugin", "kind\uff1a Plugin", 2, "Write `kind: ...`, with a colon and a space."),
    ],
)
def test_the_first_finding_names_the_line_of_the_mistake(
    loaded: Load, old: str, new: str, line: Any, words: str
) -> None:
    text = PLUGIN.replace(old, new)
    assert text != PLUGIN
    first = loaded(text).findings[0]
    assert words in str(first.hint)
    assert first.line == (line or text[: text.index(new.lstrip())].count("\n") + 1)


TAGS = "metadata:\n  tags:\n  - one\n  - two\n"


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("  - one", "  -one", "Add a space after the `-`"),
        ("  - two", "  -two", "Add a space after the `-`"),
        ("  - one", "  one", "Write `- ` before it"),
    ],
)
def test_a_list_item_without_its_dash_or_its_space_is_named(
    loaded: Load, old: str, new: str, hint: str
) -> None:
    text = PLUGIN.replace("metadata:\n", TAGS.replace(old, new))
    first = loaded(text).findings[0]
    assert hint in str(first.hint)
    assert text.split("\n")[first.line - 1].strip() == new.strip()


def test_a_field_next_to_a_free_section_may_belong_into_it(loaded: Load) -> None:
    text = PLUGIN.rstrip().replace(
        "staticData: {hours: 9 to 5}", "staticData:\n      hours: 9 to 5\n    phone: 1"
    )
    (finding,) = loaded(text).findings
    assert finding.hint == "Remove it, or move it 2 columns to the right, into `spec.data.staticData`."


def test_the_search_for_repairs_is_bounded(loaded: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: List[str] = []
    is_valid = repairs._is_valid
    monkeypatch.setattr(repairs, "_MAX_TRIALS", 30)
    monkeypatch.setattr(
        repairs, "_is_valid", lambda text, kinds: bool(tried.append(text)) or is_valid(text, kinds)
    )
    broken = PLUGIN.replace("  prompt:", "   prompt:").replace("systemRole", "sytemRole")
    assert len(loaded("---\n".join([broken] * 5)).findings) == 5
    assert 0 < len(tried) <= 30


SECRET = """\
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: key, description: A key., version: 1.0.0}
spec:
  config:
    value: hunter2
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    value:", "  value:"), ("    value:", "value:"), ("    value:", "    - value:"), ("value: h", "value:h"),
        ("value: h", "value h"), ("value: ", "value:\n      - a\n       - "), ("value: ", "value:\n    -"),
        ("value: ", "value: |\n      a\n     "), ("value: ", "vallue: "), ("  config:", "   config:"),
    ],
)  # fmt: skip
def test_a_secret_in_a_misplaced_field_is_not_shown(kinds: KindTable, old: str, new: str) -> None:
    text = SECRET.replace(old, new)
    assert "hunter2" in text
    found = validate(["-"], kinds, Options({}), io.StringIO(text)).findings
    assert found
    for finding in found:
        assert "hunter2" not in finding.text
        assert finding.excerpt is None or "hunter2" not in finding.excerpt.text


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        (
            "  plugins: [faq]", "  plugins:\n    \u2013 faq\n    \u2013 hours", 10,
            "this line begins with U+2013 EN DASH, which begins no list item", "Write `- `.",
        ),
        (
            "  plugins: [faq]", "  plugins:\n    \u2022 faq", 10,
            "this line begins with U+2022 BULLET, which begins no list item", "Write `- `.",
        ),
        (
            "  plugins: [faq]", "  plugins:\n    - faq\n    \u2014 hours", 11,
            "this line begins with U+2014 EM DASH, which begins no list item", "Write `- `.",
        ),
        (
            "  plugins: [faq]", "  plugins:\n    - faq\n      \u2212 hours", 11,
            "`\u2212 hours` continues the text above; it is not an item of the list",
            "Write `- ` in place of U+2212 MINUS SIGN, below the `-` above, or put the whole text in quotes.",
        ),
        (
            "  config: {}", "\u00a0\u00a0config: {}", 8,
            "this line is indented with U+00A0 NO-BREAK SPACE", "Indent with spaces.",
        ),
    ],
)  # fmt: skip
def test_a_character_that_looks_like_a_dash_or_a_space_is_named(
    loaded: Load, old: str, new: str, line: int, message: str, hint: str
) -> None:
    bot = (
        "apiVersion: smarter.sh/v1\nkind: Chatbot\nmetadata:\n  name: bot\n  description: d\n"
        "  version: 1.0.0\nspec:\n  config: {}\n  plugins: [faq]\n"
    )
    found = [each for each in loaded(bot.replace(old, new)).findings if each.severity != "note"]
    assert [(each.line, each.message, each.hint) for each in found] == [(line, message, hint)]


def test_the_head_of_a_long_section_that_is_too_far_left_is_named(loaded: Load) -> None:
    long = "    systemRole: |\n" + "      Help.\n" * 30 + "    temperature: 0.5\n"
    text = PLUGIN.replace("    systemRole: You help.\n", long)
    first = loaded(text.replace("  prompt:", "prompt:")).findings[0]
    assert "It belongs in `spec`: move it 2 columns to the right" in str(first.hint)
    assert text.split("\n")[first.line - 1] == "  prompt:"
