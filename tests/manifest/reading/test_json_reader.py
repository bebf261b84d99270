"""JSON is read like by the standard library, with positions and explanations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarter.manifest.reading.json_reader import read_json
from tests.manifest.invariants import same

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)  # fmt: skip


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
def test_valid_json_reads_as_with_the_standard_library(value: Any, indent: Any, plain: bool) -> None:
    (root,), problems = read_json(json.dumps(value, indent=indent, ensure_ascii=plain))
    assert problems == []
    assert same(root.plain(), value)


@pytest.mark.parametrize(
    ("text", "words", "line", "column"),
    [
        ('{"a": 1,\n}', "comma", 2, 1), ('{"a": [1, ]}', "comma", 1, 11), ('{"a": NaN}', "no such number", 1, 7),
        ('{"a": -Infinity}', "no such number", 1, 7), ('{\n  // x\n  "a": 1}', "no comments", 2, 3),
        ('{"a": 1} # x', "no comments", 1, 10), ("{'a': 1}", "double quotes", 1, 2), ('{"a": True}', "`true`", 1, 7),
        ('{"a": None}', "`null`", 1, 7), ('{}\n---\n{}', "one document", 2, 1),
        ('{"a": "x\ny"}', "control character", 1, 9),
        ('{"a": "x', "never closed", 1, 7), ('{"a": "\\q"}', "unknown backslash", 1, 8), ('{"a" 1}', "`:`", 1, 6),
        ('{"a": 01}', "`,`", 1, 8), ('{"a": "\\u12"}', "hexadecimal", 1, 9), ('{"a": "\\ud800"}', "surrogate", 1, 7),
        ('{"a": 1, "a": 2}', "duplicate key", 1, 10), ('{"a": 1e999}', "too large", 1, 7),
        ('{"a": 1}\r\r{', "behind the end", 3, 1),
        ('{"\u2028": "\u2029",\r\n "a": x}', "expected a value", 2, 7), ("[" * 101, "nested deeper", 1, 101),
    ],
)  # fmt: skip
def test_malformed_json_is_explained_at_its_position(text: str, words: str, line: int, column: int) -> None:
    _, (problem,) = read_json(text)
    assert words in problem.message
    assert (problem.line, problem.column) == (line, column)
