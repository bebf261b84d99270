"""Texts on terminals: widths by the rules of wcwidth, no control characters."""

from __future__ import annotations

import pytest

from smarter._text import display_width, escape_controls


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("plain", 5),
        ("na\u00efve", 5),
        ("nai\u0308ve", 5),
        ("\u5e2e\u52a9", 4),
        ("\ud55c\uae00", 4),
        ("\u1100\u1161\u11a8", 2),  # one syllable, written as three letters
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", 2),  # a family, joined
        ("\u2764\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("a\ufe0f", 1),
        ("\U0001f44d\U0001f3fd", 2),
        ("\u0915\u094d\u0937\u093f", 2),
        ("soft\u00adhyphen", 11),
        ("\u200bx", 1),
        ("a\x1b[31mb", 6),
    ],
)
def test_columns_are_counted_as_terminals_draw_them(text: str, columns: int) -> None:
    assert display_width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("one\r\ntwo\tthree", "one\\r\\ntwo\\tthree"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b", "a\\u2028b"),
        ("\ufeffa", "\\ufeffa"),
        ("na\u00efve \u5e2e", "na\u00efve \u5e2e"),
    ],
)
def test_no_text_moves_the_cursor_or_reverses_the_reading_direction(text: str, shown: str) -> None:
    assert escape_controls(text) == shown
