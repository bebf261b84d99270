"""Differences of invisible characters are shown as escapes."""

from __future__ import annotations

import pytest

from smarter.cli.output.invisible import reveal, reveal_lines


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("one", "two", ("one", "two")),
        ("a b", "a\u00a0b", ("a b", "a\\xa0b")),
        ("\u00e9", "e\u0301", ("\\xe9", "e\\u0301")),
        ("one", "one  ", ("one", "one\\x20\\x20")),
        ("one", "one\r", ("one", "one\\r")),
        ("a", "a\u200b", ("a", "a\\u200b")),
        ("\u00e9", "\u00e9", ("\u00e9", "\u00e9")),
    ],
)
def test_differences_of_invisible_characters_are_shown(before: str, after: str, shown: tuple) -> None:
    assert reveal(before, after) == shown


def test_lines_that_differ_to_the_eye_stay_as_they_are() -> None:
    rows = [(" ", "same\u00a0"), ("-", "one"), ("+", "one\r"), ("+", "caf\u00e9")]
    assert reveal_lines(rows) == [(" ", "same\u00a0"), ("-", "one"), ("+", "one\\r"), ("+", "caf\u00e9")]
