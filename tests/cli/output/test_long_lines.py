"""Very long lines of a diff: what changes is shown, what is equal is counted."""

from __future__ import annotations

import random
import re
from typing import List, Tuple

from smarter.cli.output.plan_view import change_rows
from smarter.engine import Change

MARK = r"\[\.\.\. ([\d,]+) equal characters \.\.\.\]"
TEXT = "The quick brown fox jumps over the lazy dog. " * 200


def rows(before: str, after: str) -> List[Tuple[str, str]]:
    return change_rows(Change("spec.a", before, after), "update")[1:]


def test_a_long_line_is_cut_around_its_change() -> None:
    (_, old), (_, new) = rows(TEXT, TEXT[:4_000] + "(sic) " + TEXT[4_000:])
    assert [found[1] for found in re.finditer(MARK, old)] == ["3,941", "4,941"]
    assert "(sic) " in new
    assert len(new) < 250


def test_an_unchanged_long_line_is_cut_beside_a_changed_one() -> None:
    shown = rows(TEXT + "\none", TEXT + "\ntwo")
    assert [sign for sign, _ in shown] == [" ", "-", "+"]
    assert len(shown[0][1]) < 250


def test_new_text_is_shown_whole() -> None:
    assert TEXT in rows("one", TEXT)[1][1]
    assert TEXT in change_rows(Change("spec.a", None, TEXT), "create")[0][1]


def test_only_equal_characters_are_left_out() -> None:
    chance = random.Random(7)
    for _ in range(300):
        old = "".join(chance.choices("ab", k=chance.randrange(300, 1_500)))
        start = chance.randrange(len(old))
        new = old[:start] + "x" * chance.randrange(1, 3) + old[start + chance.randrange(5) :]
        for (_, line), whole in zip(rows(old, new), (old, new)):
            filled = re.sub(MARK, lambda found: "?" * int(found[1].replace(",", "")), line)
            assert len(filled) == len(f'  "{whole}"')
            assert all(one in ("?", other) for one, other in zip(filled, f'  "{whole}"'))
            assert whole.count("x") == filled.count("x")
