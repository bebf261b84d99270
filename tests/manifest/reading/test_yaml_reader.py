"""YAML is read with positions, by YAML 1.2, with limits on hostile texts."""

from __future__ import annotations

from typing import Any, List

import pytest

from smarter.manifest import Finding
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
from smarter.manifest.reading.limits import MAX_DEPTH, MAX_EXPANDED
from smarter.manifest.reading.yaml_reader import read_yaml


def value(text: str) -> Any:
    nodes, problems = read_yaml(text)
    assert [p for p in problems if not p.rule.startswith("ambiguous")] == []
    return nodes[0].plain()


def problems(text: str) -> List[Finding]:
    return read_yaml(text)[1]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", 1), ("-7", -7), ("+12", 12), ("02139", 2139), ("0o17", 15), ("0x1F", 31),
        ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("500.00", 500.0),
        ("true", True), ("False", False), ("yes", "yes"), ("on", "on"), ("null", None), ("~", None), ("", None),
        ("2026-12-31", "2026-12-31"), ("2001-12-14 21:59:43.10 -5", "2001-12-14 21:59:43.10 -5"),
        ("2026-12-31T10:00:00Z", "2026-12-31T10:00:00Z"), ("2026-02-30", "2026-02-30"),
        ("1_000", "1_000"), ("12:30:45", "12:30:45"), ("1.0.0", "1.0.0"), ("0b1", "0b1"), ("'1'", "1"),
        ("!!str 1", "1"), ("! 1", "1"), ("!!int 7", 7), ("!!float 3", 3.0),
        ("|\n  x\n  y\n", "x\ny\n"), (">-\n  x\n  y\n", "x y"),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2_and_dates_are_text(text: str, meant: Any) -> None:
    nodes, _ = read_yaml(f"a: {text}")
    got = nodes[0].plain()["a"]
    assert got == meant
    assert type(got) is type(meant)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2026-12-31", "ambiguous-date"), ("02139", "ambiguous-scalar"), ("yes", "ambiguous-scalar"),
        ("Off", "ambiguous-scalar"), ("1_000", "ambiguous-scalar"), ("0o17", "ambiguous-scalar"),
        ("12:30", "ambiguous-scalar"), ("1e3", "ambiguous-scalar"),
    ],
)  # fmt: skip
def test_ambiguous_scalars_are_reported(text: str, rule: str) -> None:
    (problem,) = problems(f"a: {text}")
    assert problem.rule == rule
    assert (problem.line, problem.column) == (1, 4)
    assert (problem.edit is not None) is isinstance(read_yaml(f"a: {text}")[0][0].plain()["a"], str)
    assert problems(f"a: '{text}'") == []


@pytest.mark.parametrize("text", ["\u201cfaq\u201d", "\u2018faq\u2019", "\u201efaq\u201c", "\xabfaq\xbb"])
def test_typographic_quotes_are_part_of_the_text(text: str) -> None:
    for whole in (f"a: {text}\n", f"- {text}\n", f"[{text}]\n"):
        assert read_fast(whole) is UNKNOWN
        (problem,) = problems(whole)
        assert (problem.rule, problem.severity) == ("typographic-quotes", "note")
    assert problems(f"a: '{text}'\nb: {text} he said\nc: |\n  {text}\n") == []


@pytest.mark.parametrize(
    "text", ["1.0.0", "0", "0.5", "10", "y", "no way", "1:1 talk", "2026", "127.0.0.1", "a: b"]
)
def test_unambiguous_scalars_are_not_reported(text: str) -> None:
    assert [p for p in problems(f"- {text}") if p.rule.startswith("ambiguous")] == []


def test_a_duplicate_key_is_found_at_the_second_place() -> None:
    (problem,) = problems("a: 1\nb: 2\na: 3\n")
    assert (problem.rule, problem.line, problem.column) == ("duplicate-key", 3, 1)
    assert "line 1" in problem.message


def test_keys_are_text_as_written() -> None:
    assert value("{2024: a, true: b, 1.0: c}") == {"2024": "a", "true": "b", "1.0": "c"}
    assert [p.rule for p in problems("? [a]\n: b\n")] == ["yaml-key"]


def test_aliases_and_merge_keys_are_followed() -> None:
    assert value("base: &b {x: 1, y: 2}\nit: {<<: *b, y: 3}\nl: [*b, *b]") == {
        "base": {"x": 1, "y": 2}, "it": {"x": 1, "y": 3}, "l": [{"x": 1, "y": 2}] * 2,
    }  # fmt: skip
    assert value("? <<\n: {x: 1}\n") == value("<<: {x: 1}\n") == {"x": 1}


def test_no_tag_constructs_an_object() -> None:
    for text in ("a: !!python/object/apply:os.system [x]", "a: !env X", "a: !!binary aGk=", "a: !!set {x}"):
        assert [p.rule for p in problems(text)] == ["yaml-tag"]


@pytest.mark.parametrize("text", ["a: !!str [x]", "a: !!seq x", "a: !!timestamp {x: y}"])
def test_a_known_tag_on_a_value_of_another_type_is_not_unknown(text: str) -> None:
    (problem,) = problems(text)
    assert problem.rule == "yaml-tag"
    assert "the value is not of its tag" in problem.message


def test_only_aliases_with_a_huge_expansion_are_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10)
    )
    assert [p.rule for p in problems(bomb)] == ["yaml-bomb"]
    assert problems("a: &a x\nl:\n" + "- *a\n" * 5_000) == []


def test_many_aliases_of_a_long_text_are_refused() -> None:
    text = f"a: &a {'x' * 40_000}\nl: [{', '.join(['*a'] * (MAX_EXPANDED // 1_000 + 1))}]"
    assert [p.rule for p in problems(text)] == ["yaml-bomb"]


def test_an_anchor_inside_itself_is_refused() -> None:
    assert [p.rule for p in problems("a: &a [*a]")] == ["yaml-bomb"]


def test_nesting_is_limited() -> None:
    assert [p.rule for p in problems("[" * (MAX_DEPTH + 1))] == ["too-deep"]
    assert [p.rule for p in problems("{a: " * 20_000)] == ["too-deep"]
    assert problems("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: b: c", 1, 5, "`: `"),
        ("a:\n\tb: 1", 2, 1, "tab"),
        ("\ta: 1", 1, 1, "tab"),
        ("# b\n\t- a", 2, 1, "tab"),
        ("a: [1, 2", 1, 4, "not closed"),
        ("a: [1, 2\nb: 3", 2, 2, "not closed"),
        ("a: [x,\n%YAML 1.2\n---\nb: c", 1, 4, "not closed"),
        ("a: [x,\n%y]", 2, 1, "`%`"),
        ("a:\n  b:\n    c: : x", 3, 8, "second key"),
        ("a: b\nc: d\u2028e: f", 2, 5, "U+2028 LINE SEPARATOR in place of a line break"),
        ("a: 'x", 1, 4, "never closed"),
        ('b: 1\na: "x\n\nc: d', 2, 4, "never closed"),
        ("a: 'it's'", 1, 8, "behind the end"),
        ("a:\n- b\n-c\nd: e", 3, 1, "neither"),
        ("a b\nc: d", 2, 2, "line above"),
        ("a:b\nc: d", 2, 2, "line above"),
        ("a: |x\n  b", 1, 5, "`|`"),
        ("a: @x", 1, 4, "begin"),
        ("a: *x", 1, 4, "anchor"),
        ("a: 1\n b: 2", 2, 2, "indented"),
        ("a: \x07", 1, 4, "U+0007"),
        ('a: "\\q"', 1, 6, "escape"),
    ],
)
def test_malformed_yaml_is_explained_at_its_position(text: str, line: int, column: int, words: str) -> None:
    (problem,) = problems(text)
    assert problem.rule == "yaml-syntax"
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message


def test_numbers_missing_from_json_are_refused() -> None:
    for text in (".inf", "-.INF", ".nan", "1e999", "9" * 5_000):
        assert "yaml-number" in [p.rule for p in problems(f"a: {text}")]


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029", "\ufeff"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: |\n  x%sy\n  z\n", "x%sy\nz\n"), ("a: >\n  x%sy\n  z\n", "x%sy z\n"), ("a: x%sy", "x%sy"),
        ("a: 'x%sy'", "x%sy"), ('a: "x%sy"', "x%sy"), ("# %s a: 2\na: y", "y"), ("a: {b: x%sy}", {"b": "x%sy"}),
    ],
)  # fmt: skip
def test_line_breaks_of_yaml_1_1_are_text(text: str, value: Any, odd: str) -> None:
    wanted = {"b": f"x{odd}y"} if isinstance(value, dict) else value.replace("%s", odd)
    (root,), found = read_yaml(text.replace("%s", odd))
    assert (found, root.plain()) == ([], {"a": wanted})


def test_columns_after_special_characters_match_those_of_an_editor() -> None:
    (problem,) = problems("a: \ufeff\u2028\x85 x\r\nb: [\ufeffx, \U0001f600, yes]")
    assert (problem.line, problem.column) == (2, 12)


def test_surrogate_pairs_are_characters_and_lone_surrogates_an_error() -> None:
    (root,), found = read_yaml('"\\ud83d\\ude00": "x\\ud83d\\ude00"')
    assert (found, root.plain()) == ([], {"\U0001f600": "x\U0001f600"})
    (problem,) = problems('a: 1\nb: "\\ud800"')
    assert (problem.rule, problem.line, problem.column) == ("yaml-syntax", 2, 4)


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\xZZ", "\\q"])
def test_an_invalid_escape_is_found_at_its_position(escape: str) -> None:
    (problem,) = problems(f'a: 1\nb: "x{escape}"')
    assert "backslash escape" in problem.message
    assert problem.line == 2
    assert problem.column in (7, 8)  # its letter, or the first digit


@pytest.mark.parametrize("text", ["a:\nb: 1", "a:   # x\n\nb: 1", "{a: , b: 1}", "a:", "? a\n", "{a}"])
def test_a_missing_value_is_located_after_its_key(text: str) -> None:
    (root,), found = read_yaml(text)
    assert (found, root.plain()["a"]) == ([], None)
    assert root.entries is not None
    name, node = root.entries["a"]
    assert (node.mark.line, node.mark.column) == (name.line, name.end_column)
