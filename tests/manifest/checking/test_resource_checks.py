"""Checks beyond the schema: plain secrets, references, dialects, variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Optional, Tuple

import pytest

from smarter.kinds import KindTable
from smarter.manifest import Finding, Options, Report, validate
from tests.manifest.conftest import PLUGIN, SECRET, Write

BOT = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: bot, description: A bot., version: null}
spec:
  config: {}
  plugins: [faq]
"""


KEEPABLE = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata: {name: faq, description: answers, version: 1.0.0, pluginClass: static}
spec:
  selector: {directive: always}
  prompt: {systemRole: You help.}
  data: {staticData: {a: 1}}
"""


@pytest.fixture
def check(write: Write, tmp_path: Path, kinds: KindTable) -> Any:
    """Return a function that validates texts as the files of one set."""

    def check(*texts: str, **options: Any) -> Report:
        for number, text in enumerate(texts):
            write(text, f"set/{number}.yaml")
        lookup = options.pop("lookup", None)
        return validate(
            [tmp_path / "set"], kinds, Options(options.pop("environ", {}), **options), lookup=lookup
        )

    return check


def found(report: Report, rule: str) -> List[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_a_complete_set_has_no_findings(check: Any) -> None:
    assert check(BOT, PLUGIN).findings == []


def test_a_reference_out_of_the_set_is_a_note(check: Any) -> None:
    (finding,) = check(BOT).findings
    assert (finding.rule, finding.severity, finding.path) == (
        "unresolved-reference",
        "note",
        "spec.plugins[0]",
    )
    assert (finding.line, finding.column) == (6, 13)
    assert "Plugin" in (finding.expected or "")


def test_a_reference_very_like_a_name_in_the_set_is_a_warning(check: Any) -> None:
    (finding,) = check(BOT.replace("[faq]", "[fap]"), PLUGIN.replace("name: faq", "name: fag")).findings
    assert (finding.severity, finding.hint) == ("warning", "Did you mean `fag`?")


def test_a_name_and_a_reference_that_fold_differently_do_not_match(check: Any) -> None:
    report = check(BOT.replace("[faq]", "[SalesFaq]"), PLUGIN.replace("name: faq", "name: SalesFaq"))
    (finding,) = found(report, "unresolved-reference")
    assert finding.severity == "warning"
    assert "`sales_faq`" in finding.message
    assert "never finds" in finding.message


def test_a_reference_of_the_wrong_kind_does_not_count(check: Any) -> None:
    assert found(check(BOT.replace("[faq]", "[key]"), SECRET, environ={"KEY": "x"}), "unresolved-reference")


def test_references_can_be_resolved_on_the_platform(check: Any) -> None:
    def lookup(kinds: Tuple[str, ...], name: str) -> Optional[bool]:
        assert "Plugin" in kinds
        return {"there": True, "gone": False}.get(name)

    report = check(BOT.replace("[faq]", "[there, gone, unknown]"), lookup=lookup)
    assert [(f.path, f.severity) for f in report.findings] == [
        ("spec.plugins[1]", "error"), ("spec.plugins[2]", "note"),
    ]  # fmt: skip


def test_duplicates_are_found_across_files(check: Any) -> None:
    (finding,) = check(PLUGIN, PLUGIN).findings
    assert (finding.rule, Path(finding.file).name) == ("duplicate-resource", "1.yaml")
    assert "0.yaml:4:9" in finding.message


def test_a_comment_silences_findings_across_files(check: Any) -> None:
    assert check(BOT.replace("[faq]", "[faq]  # smarter: ignore=unresolved-reference")).findings == []


def test_a_secret_in_clear_text_is_a_warning_that_does_not_show_it(check: Any) -> None:
    (finding,) = check(SECRET.replace("${env:KEY}", "hush-hush")).findings
    assert (finding.rule, finding.severity, finding.path) == ("clear-secret", "warning", "spec.config.value")
    assert finding.hint == "Write `${env:KEY}` and set the variable."
    assert finding.excerpt == ("    value: (secret)", 12, 8)
    assert "hush" not in repr(finding)


@pytest.mark.parametrize(
    "spec",
    ["{config: {valeu: hush-hush}}", "{config: {value: [hush-hush]}}", "{config: hush-hush}", "hush-hush"],
)
def test_a_secret_in_the_wrong_place_is_not_shown(check: Any, spec: str) -> None:
    text = f"""apiVersion: smarter.sh/v1
kind: Secret
metadata: {{name: key, description: A key., version: 1.0.0}}
spec: {spec}
"""
    findings = check(text).findings
    assert any(finding.severity == "error" for finding in findings)
    assert "hush" not in repr(findings) + " ".join(str(finding) for finding in findings)


@pytest.mark.parametrize("value", ["${env:KEY:-}", "${file:0.yaml}", "<your key here>", "'***'"])
def test_a_placeholder_is_not_a_clear_secret(check: Any, value: str) -> None:
    assert found(check(SECRET.replace("${env:KEY}", value)), "clear-secret") == []


def test_only_headers_that_carry_secrets_are_secret(check: Any) -> None:
    plugin = """
    apiVersion: smarter.sh/v1
    kind: ApiPlugin
    metadata: {name: api, description: x, version: null, pluginClass: api}
    spec:
      selector: {directive: always}
      prompt: {systemRole: Help.}
      connection: courses
      apiData:
        endpoint: /courses/
        headers:
          - {name: Accept, value: application/json}
          - {name: X-Api-Key, value: hush-hush}
    """
    (finding,) = found(check(plugin), "clear-secret")
    assert finding.path == "spec.apiData.headers[1].value"
    assert "hush" not in repr(finding.excerpt)


@pytest.mark.parametrize(("need_env", "severity"), [(False, "note"), (True, "error")])
def test_the_severity_of_an_unset_variable_can_be_set(check: Any, need_env: bool, severity: str) -> None:
    (finding,) = check(SECRET, need_env=need_env).findings
    assert (finding.rule, finding.severity) == ("unset-variable", severity)


def test_a_field_that_the_dialect_does_not_know_is_found_when_it_is_named(check: Any) -> None:
    bot = BOT.replace("  plugins: [faq]", "  guardrails: [safe]")
    assert found(check(bot), "dialect") == []
    assert found(check(bot, dialect="P15C"), "dialect") == []
    (finding,) = found(check(bot, dialect="P14"), "dialect")
    assert (finding.path, finding.line) == ("spec.guardrails", 6)
    assert "platform 0.14" in finding.message


def test_a_kind_that_the_dialect_does_not_have_is_an_error(check: Any, kinds: KindTable) -> None:
    import json

    guardrail = json.dumps(kinds.get("Guardrail").schema["examples"][0])
    (finding,) = found(check(guardrail, dialect="P14"), "dialect")
    assert (finding.severity, finding.path) == ("error", "kind")


def test_a_deprecated_field_is_a_warning_with_its_replacement(check: Any, tmp_path: Path) -> None:
    import json

    from smarter.kinds import load_kinds

    schema = {
        "$id": "https://example.com/gadget.schema.json",
        "x-smarter-kind": {"name": "Gadget", "wire": {"P14": "Gadget"}, "former": ["Gizmo"]},
        "properties": {
            "apiVersion": {}, "kind": {}, "metadata": {"properties": {"name": {"type": "string"}}},
            "spec": {
                "properties": {
                    "colour": {"type": "string", "deprecated": True, "x-smarter-replaced-by": "spec.color"},
                    "color": {"type": "string"},
                },
            },
        },
    }  # fmt: skip
    folder = tmp_path / "schemas"
    folder.mkdir()
    (folder / "gadget.schema.json").write_text(json.dumps(schema))
    table = load_kinds([folder])
    (tmp_path / "g.yaml").write_text(
        "apiVersion: smarter.sh/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {colour: red}\n"
    )
    (finding,) = validate([tmp_path / "g.yaml"], table, Options({})).findings
    assert (finding.rule, finding.severity, finding.hint) == (
        "deprecated",
        "warning",
        "Write `spec.color` instead.",
    )
    (tmp_path / "g.yaml").write_text(
        "apiVersion: smarter.sh/v1\nkind: Gizmo\nmetadata: {name: g}\nspec: {}\n"
    )
    (finding,) = validate([tmp_path / "g.yaml"], table, Options({})).findings
    assert (finding.rule, finding.hint) == ("unknown-kind", "Write `Gadget`.")
    assert "called Gadget now" in finding.message


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("staticData: {a: 1}", 'staticData: {a: ["${keep}"]}', "spec.data.staticData"),
        (
            "directive: always",
            "directive: search_terms, searchTerms: [a, '${keep}']",
            "spec.selector.searchTerms",
        ),
        ("version: 1.0.0", "version: 1.0.0, annotations: {team: '${keep}'}", "metadata.annotations"),
    ],
)
def test_a_part_of_a_field_cannot_be_kept(check: Any, before: str, after: str, path: str) -> None:
    assert before in KEEPABLE
    (finding,) = check(KEEPABLE.replace(before, after)).findings
    assert (finding.rule, finding.severity) == ("kept-part", "error")
    assert path in finding.message


@pytest.mark.parametrize(
    "change", [("staticData: {a: 1}", "staticData: '${keep}'"), ("{directive: always}", "'${keep}'")]
)
def test_a_field_or_an_object_of_fields_can_be_kept(check: Any, change: Tuple[str, str]) -> None:
    assert check(KEEPABLE.replace(*change)).findings == []


def test_a_name_cannot_be_kept(check: Any) -> None:
    assert found(check(KEEPABLE.replace("name: faq", "name: '${keep}'")), "kept-part")


@pytest.mark.parametrize("written", ["|\n      ${keep}\n", "' ${keep}'"])
def test_keep_within_other_text_is_an_error(check: Any, written: str) -> None:
    secret = "apiVersion: smarter.sh/v1\nkind: Secret\nmetadata: {name: door, description: Code., version: 1.0.0}\n"
    (finding,) = found(check(f"{secret}spec:\n  config:\n    value: {written}\n"), "kept-part")
    assert finding.path == "spec.config.value"
    assert not found(check(f"{secret}spec:\n  config:\n    value: ${{keep}}\n"), "kept-part")


MOVED = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: bot, description: A bot., version: null}
spec:
  config: {appName: Old, prompt: {appName: New}}
  functions: [calculator]
  extensions: [calculator]
"""


def test_a_value_in_two_places_is_an_error_if_they_differ(check: Any) -> None:
    (finding,) = found(check(MOVED), "said-twice")
    assert (finding.severity, finding.line, finding.path) == ("error", 5, "spec.config.prompt.appName")
    assert "spec.config.appName" in finding.message
    assert not found(check(MOVED.replace("Old", "New")), "said-twice")


def test_equal_values_under_different_names_are_the_same(check: Any) -> None:
    weather = MOVED.replace("Old", "New").replace(
        "functions: [calculator]", "functions: [get_current_weather]"
    )
    assert not found(
        check(weather.replace("extensions: [calculator]", "extensions: [weather]")), "said-twice"
    )
    assert found(check(weather), "said-twice")


def test_a_value_kept_under_one_name_and_set_under_another_is_an_error(check: Any) -> None:
    assert found(check(MOVED.replace("appName: Old", "appName: '${keep}'")), "said-twice")


def test_a_section_of_moved_fields_only_cannot_be_kept(check: Any) -> None:
    assert found(check(MOVED.replace("{appName: New}", "'${keep}'")), "kept-part")


@pytest.mark.parametrize("form", ["{smarter.sh/client/applied: '1 ab'}", "[{Smarter.sh/Client/set: mine}]"])
def test_an_ownership_annotation_in_a_manifest_is_an_error(check: Any, form: str) -> None:
    text = KEEPABLE.replace("version: 1.0.0", f"version: 1.0.0, annotations: {form}")
    (finding,) = check(text).findings
    assert (finding.rule, finding.severity) == ("own-annotation", "error")


@pytest.mark.parametrize(
    "value",
    ["123_456", "12:30:45", "2026-01-02", "!!int hush-hush", "!hush-hush", "*hush-hush", "&a hush-hush"],
)  # fmt: skip
def test_reader_findings_about_a_secret_do_not_show_it(check: Any, value: str) -> None:
    findings = check(SECRET.replace("${env:KEY}", value)).findings
    assert findings != []
    shown = repr([finding._replace(edit=None) for finding in findings])
    assert value.split()[-1].lstrip("!*") not in shown, shown


def test_reader_findings_about_other_values_show_them(check: Any) -> None:
    (finding,) = check(PLUGIN.replace("9 to 5", "123_456")).findings
    assert "`123_456`" in finding.message


API_PLUGIN = """\
apiVersion: smarter.sh/v1
kind: ApiPlugin
metadata: {name: forecast, description: forecasts, version: 1.0.0, pluginClass: api}
spec:
  selector: {directive: always}
  prompt: {provider: openai, systemRole: You know the weather., model: gpt-4o-mini, temperature: 0.5, maxTokens: 256}
  connection: weather
  apiData:
    endpoint: ENDPOINT
    method: GET
    parameters: [{name: NAME, type: string, description: d, required: true}]
    testValues: [{name: other, value: x}]
"""


@pytest.mark.parametrize(
    "places",
    [
        {"NAME": '"${env:S}"'},
        {"NAME": '"pre ${env:S}"'},
        {"ENDPOINT": '"${env:S}"'},
        {"ENDPOINT": '"/x/{${env:PART}}"'},
    ],
)
def test_a_rule_across_fields_shows_no_secret(check: Any, places: Any) -> None:
    text = API_PLUGIN
    for word, value in {"NAME": "city", "ENDPOINT": "/x/", **places}.items():
        text = text.replace(word, value)
    report = check(text, environ={"S": "/x/{canary}", "PART": "canary"})
    assert found(report, "placeholder"), report.findings
    assert "canary" not in repr([(each.message, each.hint) for each in report.findings])


@pytest.mark.parametrize("name", ["${env:S}", "X-${env:S}"])
def test_a_secret_in_the_name_of_a_header_is_an_error(check: Any, name: str) -> None:
    """An export shows the names of headers."""
    headers = f"apiData:\n    headers: [{{name: '{name}', value: '${{env:S}}'}}]"
    report = check(API_PLUGIN.replace("apiData:", headers), environ={"S": "canary"})
    (finding,) = found(report, "substituted-name")
    assert (finding.severity, finding.path) == ("error", "spec.apiData.headers[0].name")
    assert "canary" not in repr(report.findings)
    plain = check(API_PLUGIN.replace("apiData:", headers.replace(f"name: '{name}'", "name: X-Key")))
    assert not found(plain, "substituted-name")


@pytest.mark.parametrize(("form", "count"), [("[{team: a, owner: b}]", 1), ("[{team: a}, {owner: b}]", 0)])
def test_an_annotation_that_may_have_lost_its_dash_is_noted(check: Any, form: str, count: int) -> None:
    text = KEEPABLE.replace("version: 1.0.0", f"version: 1.0.0, annotations: {form}")
    lost = found(check(text), "swallowed-item")
    assert [(each.severity, each.path) for each in lost] == [
        ("note", "metadata.annotations[0].owner")
    ] * count


def test_a_blank_at_the_end_of_a_value_is_shown(check: Any) -> None:
    (finding,) = found(check(KEEPABLE.replace("kind: Plugin", "kind: 'Plugin '")), "enum")
    assert 'got the string "Plugin "' in finding.message
