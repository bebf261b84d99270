"""Advice: nine in ten frequent mistakes are identified with the right hint."""

from __future__ import annotations

from typing import Optional

import pytest

from smarter.kinds import KindTable
from smarter.kinds.dialects import find_dialect
from smarter.manifest import Options, validate
from tests.manifest.checking.mutations import count, count_several
from tests.manifest.conftest import PLUGIN, Load, Write

BOT = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata:
  name: bot
  description: A bot.
  version: 1.0.0
spec:
  config: {}
"""


def test_nine_mistakes_in_ten_get_their_line_and_the_right_advice(kinds: KindTable) -> None:
    counted = count(kinds)
    assert set(counted) == {
        "misspelt", "wrong type", "misplaced section", "indentation off by one", "swallowed dash",
        "lost dash",
    }  # fmt: skip
    for category, (right, total) in counted.items():
        assert right >= 0.9 * total, (category, right, total)
    assert sum(total for _, total in counted.values()) > 1500


# A larger sample: python -m tests.manifest.checking.mutations
@pytest.mark.parametrize("number", [2, 3])
def test_each_of_several_mistakes_is_named_as_if_it_were_alone(kinds: KindTable, number: int) -> None:
    right, total = count_several(kinds, number, count=2, seed=2)
    assert total > 80
    assert right >= 0.9 * total, (right, total)


LOST_DASH = "Write `- ` before it, below the `-` above, or put the whole text in quotes."


@pytest.mark.parametrize(
    ("items", "line", "message", "hint"),
    [
        ("    - faq\n    hours\n", 11, "this line is not an item of the list", "Write `- ` before it."),
        (
            "    - faq\n      hours\n",
            11,
            "`hours` continues the text above; it is not an item of the list",
            LOST_DASH,
        ),
        ("    - faq\n\n      # more\n", None, "", ""),
    ],
)
def test_an_item_that_lost_its_dash_is_named(
    loaded: Load, items: str, line: Optional[int], message: str, hint: str
) -> None:
    found = [each for each in loaded(BOT + "  plugins:\n" + items).findings if each.severity != "note"]
    assert [(each.line, each.message, each.hint) for each in found] == (
        [(line, message, hint)] if line else []
    )


@pytest.mark.parametrize(
    ("items", "line"),
    [
        ("- Do you offer courses?\n  What do they cost?", 2),
        ("- Do you offer courses on\n  AI, and what do they cost?", None),
        ("- " + "Do you offer courses on AI? " * 3 + "\n  What do they cost?", None),
        ("- >\n  one\n  two", None),
        ("- 'one\n  two'", None),
        ("- one # a comment\n  # another\n- two", None),
    ],
)
def test_wrapped_text_is_not_taken_for_an_item_without_its_dash(
    loaded: Load, items: str, line: Optional[int]
) -> None:
    shown = items.replace("\n", "\n    ")
    found = loaded(BOT.replace("{}", f"\n   appExamplePrompts:\n    {shown}")).findings
    assert [each.line - 9 for each in found if each.rule == "swallowed-item"] == ([line] if line else [])


def test_an_item_of_a_list_of_mappings_that_lost_its_dash_is_named(loaded: Load) -> None:
    first = "   - name: a\n     type: string\n     description: one\n     required: true\n"
    plugin = (
        "apiVersion: smarter.sh/v1\nkind: ApiPlugin\nmetadata: {name: p, description: d, version: 1.0.0, "
        "pluginClass: api}\nspec:\n selector: {directive: always}\n prompt: {systemRole: x}\n connection: c\n"
        " apiData:\n  endpoint: /x\n  method: GET\n  parameters:\n"
    )
    dashless = plugin + first + first.replace("- name: a", "  name: b")
    (found,) = [each for each in loaded(dashless).findings if each.severity == "error"]
    assert (found.line, found.rule) == (16, "duplicate-key")
    assert str(found.hint).startswith("Write `- ` before it")
    shifted = plugin + first + "   name: b\n   type: string\n   description: two\n"
    (found,) = [each for each in loaded(shifted).findings if each.severity == "error"]
    assert (found.line, found.message) == (16, "this line is not an item of the list")
    assert found.hint == "Write `- ` before it, and move the 2 lines below it 2 columns to the right."
    flow = plugin.replace("parameters:", "parameters: [{name: a,\n    name: b}]")
    assert any(each.hint == "Remove one of the two." for each in loaded(flow).findings)


@pytest.mark.parametrize(
    ("line", "columns", "section"),
    [
        ("    method: GET\n", 4, "spec.apiData"),
        ("  connection: c\n", 6, "spec"),
        ("  prompt: {systemRole: x}\n", 6, "spec"),
    ],
)
def test_a_field_swallowed_by_a_list_item_is_moved_back_to_its_section(
    loaded: Load, line: str, columns: int, section: str
) -> None:
    plugin = (
        "apiVersion: smarter.sh/v1\nkind: ApiPlugin\nmetadata: {name: p, description: d, version: 1.0.0, "
        "pluginClass: api}\nspec:\n  selector: {directive: always}\n  prompt: {systemRole: x}\n  connection: c\n"
        "  apiData:\n    endpoint: /x\n    method: GET\n    parameters:\n"
        "      - name: a\n        type: string\n        description: one\n        required: true\n"
    )
    text = plugin.replace(line, "") + "        " + line.lstrip()
    (found,) = [each for each in loaded(text).findings if each.severity != "note"]
    assert found.line == 15
    assert found.hint == f"It belongs in `{section}`: move it {columns} columns to the left."
    assert found.message.startswith(
        f"unknown field `{line.split(':')[0].strip()}` in spec.apiData.parameters[0]"
    )
    top = plugin.replace(line, "") + line.lstrip()
    assert "in an ApiPlugin" in next(each for each in loaded(top).findings if each.line == 15).message


def test_the_advice_for_a_misplaced_section_is_to_move_it(loaded: Load) -> None:
    text = PLUGIN.replace("  data:\n    staticData", "data:\n  staticData")
    (finding,) = loaded(text).findings
    assert (finding.severity, finding.path) == ("error", "data")
    assert finding.hint == "It belongs in `spec`: move it 2 columns to the right."


def test_a_field_of_another_section_is_distinguished_from_a_misspelt_one(loaded: Load) -> None:
    proxy = """
    apiVersion: smarter.sh/v1
    kind: Proxy
    metadata: {name: p, description: d, version: 1.0.0}
    spec:
      provider: anthropic
      baseUrl: https://api.example.com
      header: x-api-key
    """
    (finding,) = [found for found in loaded(proxy).findings if found.rule == "unknown-field"]
    assert "spec.auth" in str(finding.hint)
    assert "headers" not in str(finding.hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            '{"apiVersion": "smarter.sh/v1", "kind": "Chatbot", "metadata": {"name": "a", "description": "b",'
            ' "version": "1.0.0"}, "spec": {"plugins": []}, "config": {"deployed": true}}',
            "It belongs in `spec`: move it there.",
        ),
        (
            "apiVersion: smarter.sh/v1\nkind: Chatbot\nmetadata: {name: a, description: b, version: 1.0.0}\n"
            "spec: {plugins: []}\nconfig: {deployed: true}\n",
            "It belongs in `spec`: move it there.",
        ),
        (
            "apiVersion: smarter.sh/v1\nkind: Proxy\nmetadata: {name: a, description: b, version: 1.0.0}\n"
            "spec: {provider: anthropic, baseUrl: 'https://api.example.com', header: x-api-key}\n",
            "It belongs in `spec.auth`, which is missing: add `auth` and move it there.",
        ),
    ],
)
def test_columns_are_named_only_where_indentation_decides(loaded: Load, text: str, hint: str) -> None:
    (finding,) = [found for found in loaded(text).findings if found.rule == "unknown-field"]
    assert finding.hint == hint


def test_a_field_to_add_is_written_as_json_in_json(kinds: KindTable, write: Write) -> None:
    text = '{"apiVersion": "smarter.sh/v1", "kind": "Chatbot", "metadata": {"name": "a", "description": "b"}'
    file = write(text + ', "spec": {"config": {}, "plugins": "faq"}}', "a.json")
    hints = [found.hint for found in validate([file], kinds, Options({})).findings]
    assert "Write it as a list: `[...]`." in hints
    assert [hint for hint in hints if hint and hint.startswith('Add `"version": "')]


@pytest.mark.parametrize("line", ["systemRole:You", "systemRole = You", "systemRole\uff1a You"])
def test_a_key_without_its_colon_or_space_is_named(loaded: Load, line: str) -> None:
    (finding,) = loaded(PLUGIN.replace("systemRole: You", line)).findings
    assert finding.hint == "Write `systemRole: ...`, with a colon and a space."


def test_a_wrong_type_is_named_despite_a_message_in_the_schema(loaded: Load) -> None:
    text = """
    apiVersion: smarter.sh/v1
    kind: Proxy
    metadata: {name: p, description: d, version: 1.0.0}
    spec: {provider: anthropic, baseUrl: "https://api.example.com", auth: {header: {a: 1}}}
    """
    (finding,) = [found for found in loaded(text).findings if found.severity == "error"]
    assert finding.message == "spec.auth.header must be a string such as `x-api-key`, or null; got a mapping"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("system\u200bRole", "system\\u200bRole` in spec.prompt (has U+200B ZERO WIDTH SPACE)"),
        ("syst\u0435mRole", "syst\\u0435mRole` in spec.prompt (has U+0435 CYRILLIC SMALL LETTER IE)"),
    ],
)
def test_invisible_and_confusable_characters_are_named(loaded: Load, text: str, shown: str) -> None:
    (finding,) = loaded(PLUGIN.replace("systemRole", text)).findings
    assert shown in finding.message
    assert finding.hint == "Did you mean `systemRole`?"


def test_a_no_break_space_behind_a_colon_is_named(loaded: Load) -> None:
    (finding,) = loaded(PLUGIN.replace("name: faq", "name:\u00a0faq")).findings
    assert (finding.rule, finding.line, finding.column) == ("yaml-syntax", 4, 8)
    assert "U+00A0 NO-BREAK SPACE" in finding.message


def test_a_field_rejected_by_newer_platforms_is_an_error_only_for_them(
    loaded: Load, kinds: KindTable
) -> None:
    text = PLUGIN.replace("name: faq", "name: faq\n  colour: red")
    (finding,) = loaded(text).findings
    assert (finding.severity, "rejects the manifest (from 0.15 on)" in finding.message) == ("warning", True)
    for dialect, rule, severity in (("P14", "unknown-field", "warning"), ("P15C", "dialect", "error")):
        (finding,) = validate([finding.file], kinds, Options({}, dialect=dialect)).findings
        assert (finding.rule, finding.severity) == (rule, severity)


@pytest.mark.parametrize(
    ("old", "new", "words", "refusing", "accepting"),
    [
        (
            "  data:\n",
            "  data:\n    description: x\n",
            "platform 0.15 or newer rejects spec.data.description",
            "0.20",
            "0.14",
        ),
        ("You help.", "x" * 9_000, "platform 0.14 rejects spec.prompt.systemRole", "0.14", "0.36"),
    ],
)
def test_a_field_that_some_platforms_reject_names_their_versions(
    loaded: Load, kinds: KindTable, old: str, new: str, words: str, refusing: str, accepting: str
) -> None:
    (note,) = loaded(PLUGIN.replace(old, new)).findings
    assert (note.rule, note.severity, note.message) == ("other-platforms", "note", words)
    for version, errors in ((refusing, 1), (accepting, 0)):
        dialect = find_dialect(version)
        assert dialect is not None
        found = validate([note.file], kinds, Options({}, dialect=dialect.name)).findings
        assert [each.severity for each in found] == ["error"] * errors


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("Chat", "Write `Prompt`."), ("PluginDataSqlConnection", "Write `SqlConnection`."),
        ("ApiKey", "Write `SmarterAuthToken`."), ("PluginSql", "Did you mean `SqlPlugin`?"),
        ("PluginDataApiConnection", "Did you mean `ApiConnection`?"), ("PluginStatic", "Did you mean `Plugin`?"),
        ("ChatHistory", "`smarter api-resources` lists the kinds."),
    ],
)  # fmt: skip
def test_a_kind_of_an_earlier_platform_names_the_one_of_today(loaded: Load, kind: str, hint: str) -> None:
    text = f"apiVersion: smarter.sh/v1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{}}\n"
    (finding,) = loaded(text).findings
    assert (finding.rule, finding.hint) == ("unknown-kind", hint)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("search_terms", "search_term\u0455", "search_term\\u0455"), ("static", "st\u0430tic", "st\\u0430tic"),
        ("spec:", "\u0455pec:", "`\\u0455pec`"), ("kind: Plugin", "kind: \u0420lugin", "`\\u0420lugin`"),
        ("smarter.sh", "sm\u0430rter.sh", "sm\\u0430rter.sh"),
    ],
)  # fmt: skip
def test_letters_of_another_alphabet_are_escaped_and_named(
    loaded: Load, old: str, new: str, shown: str
) -> None:
    first = loaded(PLUGIN.replace(old, new)).findings[0]
    assert shown in first.message
    assert "CYRILLIC" in first.text
