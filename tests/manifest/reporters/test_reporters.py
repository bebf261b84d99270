"""Each format is read back by an independent parser, and contains every finding."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Dict, List, Tuple
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft202012Validator

from smarter._text import escape_controls
from smarter.kinds import KindTable
from smarter.manifest import Finding, Options, Report, validate
from smarter.manifest.autofix import fix
from smarter.manifest.checking.rules import RULES
from smarter.manifest.findings import Excerpt
from smarter.manifest.reporters import FORMATS, github, reporter, sarif, text
from tests.manifest.conftest import PLUGIN, SECRET, Write

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def report(write: Write, tmp_path: Path, kinds: KindTable, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Report errors, warnings and notes in three files, one of them valid."""
    write(
        PLUGIN.replace("systemRole", "systemRol").replace("name: faq", "name: Faq, % x\n  colour: red"),
        "m/a, b#1.yaml",
    )
    write(PLUGIN.replace("name: faq", "name: right"), "m/b.yaml")
    write(SECRET, "m/c.yaml")
    monkeypatch.chdir(tmp_path)
    found = validate(["m"], kinds, Options({}))
    assert {finding.severity for finding in found.findings} == {"error", "warning", "note"}
    return found


EMPTY = Report([], 0, [])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_an_empty_report(name: str) -> None:
    assert reporter(name)(EMPTY) is not None


def test_text_is_one_line_a_finding(report: Report) -> None:
    lines = text.render(report).splitlines()
    assert len(lines) == len(report.findings) + 1
    for line, finding in zip(lines, report.findings):
        assert line.startswith(f"{finding.file}:{finding.line}:{finding.column}: {finding.severity}: ")
        assert line.endswith(f"[{finding.rule}]")
    assert lines[-1] == "3 manifests: 1 error, 2 warnings, 1 note"


def test_text_for_a_terminal_points_at_the_place() -> None:
    finding = Finding(
        "enum",
        "error",
        "No.",
        "a.yaml",
        3,
        7,
        hint="Do.",
        end_column=10,
        excerpt=Excerpt("  ab: cde # x", 7, 3),
    )
    shown = text.render(Report([finding], 1, ["a.yaml"]), window=80)
    assert shown == (
        "a.yaml:3:7: error: No. [enum]\n"
        "    3 |   ab: cde # x\n"
        "      |       ^^^\n"
        "      = Do.\n"
        "1 manifest: 1 error\n"
    )


def test_json_output_is_valid_by_its_schema(report: Report) -> None:
    schema = json.loads((DOCS / "validate-output.schema.json").read_text(encoding="utf-8"))
    document = json.loads(reporter("json")(report))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    assert len(document["results"]) == len(report.findings)
    assert document["summary"] == {"error": 1, "warning": 2, "note": 1, "manifests": 3, "files": 3}


def read_github(output: str) -> List[Dict[str, str]]:
    """Parse workflow commands like GitHub's runner."""

    def unescape(words: str) -> str:
        for code, character in (("%2C", ","), ("%3A", ":"), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            words = words.replace(code, character)
        return words

    commands = []
    for line in output.rstrip("\n").split("\n") if output else ():
        match = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line, re.DOTALL)
        assert match is not None, line
        properties = dict(part.split("=", 1) for part in match.group(2).split(","))
        commands.append({"level": match.group(1), "message": unescape(match.group(3))})
        commands[-1].update({key: unescape(value) for key, value in properties.items()})
    return commands


def test_github_annotations_have_place_and_message(report: Report) -> None:
    commands = read_github(reporter("github")(report))
    assert [command["level"] for command in commands] == ["error", "warning", "warning", "notice"]
    told = {(c["file"], c["line"], c["col"], c["title"]) for c in commands}
    assert told == {(f.file, str(f.line), str(f.column), f.rule) for f in report.findings}
    assert all(f.message in {c["message"][: len(f.message)] for c in commands} for f in report.findings)


def test_sarif_has_the_fields_required_by_code_scanning(report: Report) -> None:
    log = json.loads(reporter("sarif")(report))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for result, level in zip(run["results"], ["error", "warning", "warning", "note"]):
        place = result["locations"][0]["physicalLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == level
        assert place["region"]["startLine"] >= 1
        assert place["artifactLocation"]["uriBaseId"] == "SRCROOT"
        assert result["partialFingerprints"]
    assert (
        run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "m/a%2C%20b%231.yaml"
    )


def test_sarif_keeps_the_limit_of_results_and_notes_it() -> None:
    finding = Finding("limit", "note", "x", "a.yaml")
    worst = finding._replace(severity="error")
    run = sarif.document(Report([finding] * sarif.MOST_RESULTS + [worst], 1, ["a.yaml"]))["runs"][0]
    assert len(run["results"]) == sarif.MOST_RESULTS
    assert run["results"][0]["level"] == "error"
    assert "1 of 25001 findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    marks = [result["partialFingerprints"]["smarter/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)


def test_sarif_is_read_by_an_independent_parser(report: Report) -> None:
    parser = pytest.importorskip("sarif_pydantic")
    read = parser.Sarif.model_validate_json(reporter("sarif")(report))
    levels = [result.level.value for result in read.runs[0].results]
    assert levels == ["error", "warning", "warning", "note"]
    assert read.runs[0].results[0].locations[0].physical_location.region.start_line >= 1


def test_sarif_passes_the_official_validator(report: Report, tmp_path: Path) -> None:
    program = shutil.which("sarif-multitool")
    if program is None:
        pytest.skip("needs sarif-multitool, from npm's @microsoft/sarif-multitool")
    file = tmp_path / "it.sarif"
    file.write_text(reporter("sarif")(report), encoding="utf-8")
    environ = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    command = [program, "validate", str(file), "--rule-kind", "Sarif;Ghas"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert ": error " not in done.stdout
    assert "Analysis completed successfully" in done.stdout


def test_junit_has_a_case_for_each_file(report: Report) -> None:
    root = ElementTree.fromstring(reporter("junit")(report).encode())
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "3", "1")
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert set(cases) == {"m/a, b#1.yaml", "m/b.yaml", "m/c.yaml"}
    assert cases["m/a, b#1.yaml"].find("failure") is not None
    assert cases["m/b.yaml"].find("failure") is None
    assert "unset-variable" in (cases["m/c.yaml"].findtext("system-out") or "")


def test_junit_is_read_by_junitparser(report: Report) -> None:
    junitparser = pytest.importorskip("junitparser")
    read = junitparser.JUnitXml.fromstring(reporter("junit")(report).encode())
    read.update_statistics()
    assert (read.tests, read.failures, read.errors) == (3, 1, 0)


def test_junit_contains_only_characters_of_xml() -> None:
    finding = Finding("limit", "error", "a\x00\x1b\ud800]]>&", "a\x01.yaml")
    assert ElementTree.fromstring(reporter("junit")(Report([finding], 1, [])).encode()) is not None


def test_tap_has_a_point_for_each_file(report: Report) -> None:
    lines = reporter("tap")(report).splitlines()
    assert lines[:3] == ["TAP version 14", "1..3", "not ok 1 - m/a, b\\#1.yaml"]
    assert [line for line in lines if line.startswith("ok")] == ["ok 2 - m/b.yaml", "ok 3 - m/c.yaml"]
    told = [json.loads(line[6:]) for line in lines if line.startswith("    - ")]
    assert told == [finding.to_json() for finding in report.findings]


def test_tap_is_read_by_tap_py(report: Report) -> None:
    pytest.importorskip("tap")
    parser: Any = importlib.import_module("tap.parser").Parser()
    lines = list(parser.parse(io.StringIO(reporter("tap")(report))))
    results = [line for line in lines if line.category == "test"]
    assert [(line.number, line.ok) for line in results] == [(1, False), (2, True), (3, True)]
    assert [line for line in lines if line.category == "unknown"] == []


ODD_NAMES = (
    "a b%20::c,d.yaml",
    "new\nline.yaml",
    "\u00fc\u263a#\u2028.yaml",
    "\x1b[31m\"<&>'.yaml",
    " lead.yaml",
    "bad\udcff.yaml",
)


@pytest.fixture
def odd(tmp_path: Path, kinds: KindTable, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Report hundreds of findings with unusual words, in files with unusual names."""
    monkeypatch.chdir(tmp_path)
    text = PLUGIN.replace("{hours: 9 to 5}", "{hours: [" + "yes, " * 60 + "no]}")
    text = text.replace("systemRole: You help.", 'systemRole: You help.\n    "x\\e[31m\\n\u2028\u202e::y": 1')
    for name in ODD_NAMES:
        try:
            Path(name).write_text(text, encoding="utf-8")
        except (OSError, UnicodeError):  # not every system allows every name
            continue
    names = sorted(os.listdir("."))
    found = validate([*names, "-"], kinds, Options({}), io.BytesIO(text.encode()))
    assert len(found.findings) > 61 * (len(names) + 1)
    assert len(found.files) == len(names) + 1 > 3
    return found


def test_text_output_has_no_line_breaks_or_control_characters_of_findings(odd: Report) -> None:
    for window in (None, 40):
        shown = text.render(odd, window=window)
        assert set(re.findall("[\x00-\x1f\x7f-\x9f\u2028\u202e\udcff]", shown)) == {"\n"}
    assert text.render(odd).count("\n") == len(odd.findings) + 1


def test_json_and_tap_hold_every_file_and_every_finding(odd: Report) -> None:
    document = json.loads(reporter("json")(odd))
    assert [found["file"] for found in document["results"]] == [finding.file for finding in odd.findings]
    lines = reporter("tap")(odd).split("\n")
    assert len([line for line in lines if line.startswith(("ok", "not ok"))]) == len(odd.files)
    told = [json.loads(line[6:]) for line in lines if line.startswith("    - ")]
    assert len(told) == len(odd.findings)


def test_github_and_junit_hold_every_file_and_every_finding(odd: Report) -> None:
    output = reporter("github")(odd)
    assert output.count("\n") == len(odd.findings)
    # A name with control characters is shown with escapes: no annotation of it is worth a raw escape in the log.
    # Line breaks have an encoding of their own.
    shown = {"\n".join(map(escape_controls, name.split("\n"))) for name in odd.files}
    assert {command["file"] for command in read_github(output)} == shown
    root = ElementTree.fromstring(reporter("junit")(odd).encode())
    assert len(list(root.iter("testcase"))) == len(odd.files)


def test_sarif_names_every_file_by_its_bytes(odd: Report) -> None:
    log = json.loads(reporter("sarif")(odd))
    uris = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]
    }
    assert {os.fsdecode(unquote_to_bytes(uri)) for uri in uris} == set(odd.files)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_the_command_is_written_whole(odd: Report, name: str) -> None:
    command = [sys.executable, "-m", "smarter", "validate", "-o", name, "."]
    environ = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode("utf-8").endswith("\n")


def test_github_looks_for_files_from_the_top_of_the_repository(
    write: Write, tmp_path: Path, kinds: KindTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(PLUGIN.replace("systemRole", "systemRol"), "app/m/a.yaml")
    monkeypatch.chdir(tmp_path / "app")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    for given in ("m", "./m", str(tmp_path / "app" / "m")):
        (command,) = read_github(reporter("github")(validate([given], kinds, Options({}))))
        assert command["file"] == "app/m/a.yaml"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "elsewhere"))
    (command,) = read_github(reporter("github")(validate(["m"], kinds, Options({}))))
    assert command["file"] == "m/a.yaml"


LONG = Finding("enum", "error", "No.", "a.yaml", 3, 1)


@pytest.mark.parametrize("window", [30, 60, 100])
@pytest.mark.parametrize("at", [0, 5, 50, 500, 990, 997])
@pytest.mark.parametrize("letter", ["x", "\u65e5"])
def test_the_caret_is_below_its_position_in_a_long_line(window: int, at: int, letter: str) -> None:
    line = letter * at + "abc" + letter * (997 - at)
    excerpt = Excerpt(line, at + 1, 3)
    shown = text.render(Report([LONG._replace(excerpt=excerpt)], 1, []), window=window).splitlines()
    above, below = shown[1], shown[2]
    cells = [letter for letter in above for _ in range(2 if letter == "\u65e5" else 1)]
    assert len(cells) <= window
    assert "".join(cells[index] for index, mark in enumerate(below) if mark == "^") == "abc"


def test_the_excerpt_of_a_long_line_holds_the_place_and_no_secret(write: Write, kinds: KindTable) -> None:
    manifest = json.loads(json.dumps(kinds.get("Secret").schema["examples"][0]))
    manifest["metadata"]["description"] = "long " * 300
    manifest["spec"]["config"] = {"value": "hush" * 100, "expiration_date": "never"}
    file = write(json.dumps(manifest), "it.json")
    clear, date = (
        f for f in validate([file], kinds, Options({})).findings if f.rule in ("clear-secret", "pattern")
    )
    for finding, wanted in ((clear, "(secret)"), (date, '"never"')):
        assert finding.excerpt is not None
        words, column, width = finding.excerpt
        assert words[column - 1 : column - 1 + width] == wanted
        assert "hush" not in words
        assert len(words) < 300


def test_reports_name_files_from_the_top_of_the_repository_in_any_working_folder(
    write: Write, tmp_path: Path, kinds: KindTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"):
        monkeypatch.delenv(variable, raising=False)
    write(PLUGIN.replace("systemRole", "systemRol"), "repo/services/bot/m/a b.yaml")
    (tmp_path / "repo" / ".git").mkdir()
    for folder, given in (
        ("repo", "services"),
        ("repo/services/bot", "m"),
        ("repo/services/bot/m", "../m"),
        (".", "repo"),
    ):
        monkeypatch.chdir(tmp_path / folder)
        found = validate([given], kinds, Options({}))
        (command,) = read_github(reporter("github")(found))
        assert command["file"] == "services/bot/m/a b.yaml"
        (case,) = ElementTree.fromstring(reporter("junit")(found).encode()).iter("testcase")
        assert case.get("file") == "services/bot/m/a b.yaml"
        assert json.loads(reporter("json")(found))["results"][0]["file"] == "services/bot/m/a b.yaml"
        assert "not ok 1 - services/bot/m/a b.yaml\n" in reporter("tap")(found)
        assert '"file": "services/bot/m/a b.yaml"' in reporter("tap")(found)
        (run,) = json.loads(reporter("sarif")(found))["runs"]
        place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": "services/bot/m/a%20b.yaml", "uriBaseId": "SRCROOT"}
        assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == (tmp_path / "repo").as_uri() + "/"


@pytest.mark.parametrize("name", ["json", "github", "sarif", "junit", "tap"])
def test_messages_name_files_from_the_top_of_the_repository(
    write: Write, tmp_path: Path, kinds: KindTable, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"):
        monkeypatch.delenv(variable, raising=False)
    write(PLUGIN, "repo/bot/m/a.yaml")
    write(PLUGIN, "repo/bot/m/b.yaml")
    (tmp_path / "repo" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "repo" / "bot" / "m")
    text = reporter(name)(validate(["../m"], kinds, Options({})))
    assert "first defined at bot/m/a.yaml:4:9)" in text
    assert "../m" not in text


@pytest.mark.skipif(os.name == "nt", reason="the top folder of Windows is a drive")
def test_sarif_of_the_top_folder_has_a_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    (run,) = json.loads(reporter("sarif")(Report([], 0, [])))["runs"]
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///"


def test_sarif_fixes_are_the_same_as_those_of_fix(write: Write, kinds: KindTable) -> None:
    text = PLUGIN.replace("systemRole", "system_role").replace("Answers questions.", "2.5")
    text = text.replace("{hours: 9 to 5}", "{hours: yes, since: 2026-01-31}")
    file = write(text)
    (run,) = json.loads(reporter("sarif")(validate([file], kinds, Options({}))))["runs"]
    lines = text.split("\n")
    fixes = [result["fixes"] for result in run["results"] if "fixes" in result]
    assert len(fixes) == 4
    for change in reversed([each[0]["artifactChanges"][0] for each in sorted(fixes, key=_place_of_fix)]):
        (replacement,) = change["replacements"]
        region = replacement["deletedRegion"]
        line = lines[region["startLine"] - 1]
        lines[region["startLine"] - 1] = (
            line[: region["startColumn"] - 1]
            + replacement["insertedContent"]["text"]
            + line[region["endColumn"] - 1 :]
        )
    fix([file], kinds, Options({}))
    assert file.read_text(encoding="utf-8") == "\n".join(lines)


def _place_of_fix(fixes: List[Dict[str, Any]]) -> Tuple[int, int]:
    region = fixes[0]["artifactChanges"][0]["replacements"][0]["deletedRegion"]
    return region["startLine"], region["startColumn"]


def test_a_secret_that_a_fix_would_quote_is_in_no_format(write: Write, kinds: KindTable) -> None:
    for value in ("31337", "1e31337", "2026-03-13", "31_337"):
        file = write(re.sub(r"value: .*", f"value: {value}", SECRET))
        found = validate([file], kinds, Options({}))
        assert any(finding.edit for finding in found.findings), value
        for name in FORMATS:
            assert value not in reporter(name)(found), (name, value)


def test_an_annotation_for_github_holds_no_control_character() -> None:
    text = "a\x1b[31m\x9b\u202e\u2028\x7f\r\nb"
    shown = github.annotation("error", text, title="rule", file=f"{text}.yaml", line=1)
    assert shown.rstrip("\n").isprintable()
    assert "\\x1b[31m" in shown
    assert "%0D%0Ab" in shown
