"""References differ from other text; any text can be escaped and read back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarter.manifest.substitution_syntax import escape, split

_PARTS = [
    "$", "{", "}", "${", "$${", "env", "var", "file", "secretfile", "vars", "ENV", ":", ".", "-", ":-", " ",
    "\n", "keep", "x",
]  # fmt: skip
_TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(_PARTS), max_size=12).map("".join))


@given(_TEXTS)
def test_any_escaped_text_reads_back_unchanged(text: str) -> None:
    tokens = split(escape(text))
    assert "".join(token.text for token in tokens) == text
    assert not any(token.source or token.meant or token.unclosed for token in tokens)


@given(_TEXTS)
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    tokens = split(text)
    assert "".join(token.written for token in tokens) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("${vars:X}", "var"), ("${ENV:X}", "env"), ("${Var:x}", "var"), ("${ env:X}", "env"), ("${files:a.md}", "file"),
        ("${secret-file:a}", "secretfile"), ("${var.name}", "var"), ("${env.NAME}", "env"), ("${fil:a.md}", "file"),
        ("${environment:X}", "env"), ("${secretfil:a}", "secretfile"),
        ("${NAME}", ""), ("${ENV:-test}", ""), ("${HOME:x}", ""), ("${user.name}", ""), ("${time:5}", ""),
        ("${file.name}", ""), ("$${vars:X}", ""), ("${env:X}", ""), ("${keep}", ""),
    ],
)  # fmt: skip
def test_a_misspelt_reference_is_distinguished_from_other_text(text: str, meant: str) -> None:
    assert next((token.meant for token in split(text) if token.meant), "") == meant


@pytest.mark.parametrize(
    "text",
    [
        "${env:" * 15_000, "${env:" * 15_000 + "}", "$${env:" * 15_000 + "}", "${" * 50_000, "${env:{" * 15_000 + "}",
        "${a" * 30_000 + "}", "${ " * 30_000, "${env:" + "{" * 100_000 + "}", "${env:" + "{}" * 50_000,
        "$" * 100_000 + "{",
    ],
)  # fmt: skip
def test_texts_are_split_in_linear_time(text: str) -> None:
    began = time.process_time()
    split(text)
    escape(text)
    # A few hundredths in linear time, minutes in quadratic time.
    assert time.process_time() - began < 10.0
