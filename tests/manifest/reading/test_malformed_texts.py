"""Malformed texts: the finding names the cause and the fix."""

from __future__ import annotations

import pytest

from smarter.kinds import KindTable
from smarter.manifest import Options, validate
from tests.manifest.conftest import PLUGIN, Write

JSON = '{"apiVersion": "smarter.sh/v1", "kind": "Plugin"}'


def conflict(ours: str, theirs: str) -> str:
    return f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> branch\n"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.yaml", conflict(PLUGIN, PLUGIN), 1),
        ("a.yaml", "---\n" + PLUGIN + "---\n" + PLUGIN + conflict("a: 1\n", "a: 2\n"), None),
        ("a.yaml", (PLUGIN + conflict("a: 1\n", "a: 2\n")).replace("\n", "\r\n"), None),
        ("a.json", "{\n" + conflict('"kind": "Plugin"\n', '"kind": "Chatbot"\n') + "}\n", 2),
    ],
)
def test_a_merge_conflict_is_named(write: Write, kinds: KindTable, name: str, text: str, line: int) -> None:
    found = validate([write(text, name)], kinds, Options({})).findings
    (finding,) = [each for each in found if each.rule.endswith("-syntax")]
    assert finding.message == "unresolved conflict of a merge"
    assert finding.line == (line or text[: text.index("<<<<<<<")].count("\n") + 1)


def test_a_line_of_equal_signs_is_not_a_merge_conflict(write: Write, kinds: KindTable) -> None:
    found = validate([write(PLUGIN + "=======\n")], kinds, Options({})).findings
    assert [each.rule for each in found] == ["yaml-syntax"]
    assert "conflict" not in found[0].message


@pytest.mark.parametrize("text", [f"{JSON}\n{JSON}\n", f"[{JSON}, {JSON}]\n"])
def test_several_manifests_in_a_json_file_are_an_error_with_a_hint(
    write: Write, kinds: KindTable, text: str
) -> None:
    (finding,) = validate([write(text, "a.json")], kinds, Options({})).findings
    assert "file of its own" in str(finding.hint)


@pytest.mark.parametrize("number", ["1e400", "0o" + "7" * 6000])
def test_a_number_that_cannot_be_sent_is_one_finding(write: Write, kinds: KindTable, number: str) -> None:
    text = PLUGIN.replace("9 to 5", number)
    assert number in text
    (finding,) = validate([write(text)], kinds, Options({})).findings
    assert (finding.rule, len(finding.message) < 80) == ("yaml-number", True)


@pytest.mark.parametrize("above", ["", "---\n", "spec:\n  a:\n", "# the end\n", "list:\n- a\n"])
@pytest.mark.parametrize("directive", ["%YAML 1.2", "%TAG ! tag:x,2020:"])
def test_a_directive_after_a_document_needs_a_document_end(
    write: Write, kinds: KindTable, above: str, directive: str
) -> None:
    text = f"{PLUGIN}{above}{directive}\n---\n{PLUGIN}"
    found = validate([write(text, "a.yaml")], kinds, Options({})).findings
    (finding,) = [each for each in found if each.rule == "yaml-syntax"]
    assert finding.message == "a directive needs a line `...` above it"
    assert finding.line == text[: text.index(directive)].count("\n") + 1


def test_a_value_that_begins_with_a_percent_sign_needs_quotes(write: Write, kinds: KindTable) -> None:
    found = validate([write("a: %x\n", "a.yaml")], kinds, Options({})).findings
    assert [each.message for each in found] == ["a text may not begin with `%`"]
