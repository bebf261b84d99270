"""`${env:}` and `${file:}` are replaced, within the folder; other text is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smarter.kinds import KindTable
from smarter.manifest import load
from smarter.manifest.resource import Tainted
from smarter.manifest.substitution import substitute
from smarter.manifest.variables import Variable, Variables
from tests.manifest.conftest import PLUGIN, SECRET, Load, Write


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("${env:A}", "1"), ("x${env:A}y${env:B}", "x1y2"), ("${env:C:-d}", "d"), ("${env:C:-}", ""),
        ("${env:E:-d}", "d"), ("${env:A:-d}", "1"), ("$${env:A}", "${env:A}"), ("$${file:x}", "${file:x}"),
        ("${env:C:-Hello {name}}!", "Hello {name}!"), ("${env:A:-{}}", "1"), ('${env:C:-{"a": {}}', '{"a": {}'),
        ("${env:C:-{}", "{"), ("${env:A:-{}", "1"), ("${env:C:-}}", "}"),
        ("${name} and $A and {x} and $$ and $${name}", "${name} and $A and {x} and $$ and $${name}"),
    ],
)  # fmt: skip
def test_variables_are_inserted_and_other_text_is_unchanged(text: str, meant: str, tmp_path: Path) -> None:
    made = substitute({"v": [text]}, tmp_path, {"A": "1", "B": "2", "E": ""})
    assert made.value == {"v": [meant]}
    assert made.failures == []


def test_the_content_of_a_file_is_inserted_without_its_last_line_break(write: Write, tmp_path: Path) -> None:
    write("line one\nline two\n", "roles/role.txt")
    made = substitute({"v": "${file:roles/role.txt}"}, tmp_path, {})
    assert made.value == {"v": "line one\nline two"}
    assert made.written == {("v",): "${file:roles/role.txt}"}


@pytest.mark.parametrize(
    "path", ["../secret.txt", "/etc/hostname", "link.txt", "sub/../../secret.txt", "~/x"]
)
def test_no_file_outside_of_the_manifests_folder_is_read(path: str, write: Write, tmp_path: Path) -> None:
    secret = write("outside", "secret.txt")
    write("", "in/sub/x")
    (tmp_path / "in" / "link.txt").symlink_to(secret)
    made = substitute({"v": "${file:" + path + "}"}, tmp_path / "in", {})
    assert [failure.rule for failure in made.failures] == ["file-outside"]
    assert made.value == {"v": "${file:" + path + "}"}


def test_a_file_is_read_in_a_folder_that_was_allowed_and_in_no_other(write: Write, tmp_path: Path) -> None:
    secret = write("hunter2\n", "mounted/deep/secret.txt")
    write("", "in/x")
    write("", "mounted2/secret.txt")
    folder, mounted = tmp_path / "in", tmp_path / "mounted"
    for path in (str(secret), "../mounted/deep/secret.txt"):
        assert substitute("${file:" + path + "}", folder, {}, [mounted]).value == "hunter2"
    (folder / "link").symlink_to(tmp_path / "mounted2" / "secret.txt")
    (mounted / "link").symlink_to("/etc/hostname")
    for path in ("link", "../mounted2/secret.txt", f"{mounted}/link", "/etc/hostname", "~/x"):
        (failure,) = substitute("${file:" + path + "}", folder, {}, [mounted]).failures
        assert failure.rule == "file-outside"
        assert ("--allow-file" in (failure.hint or "")) is not path.startswith("~")


def test_a_missing_file_is_reported_with_the_nearest_one(write: Write, tmp_path: Path) -> None:
    write("x", "role.txt")
    (failure,) = substitute("${file:rolle.txt}", tmp_path, {}).failures
    assert failure.rule == "file-missing"
    assert failure.hint == "Did you mean `role.txt`?"


def test_an_unset_variable_is_a_note_until_the_manifests_are_used(loaded: Load) -> None:
    (note,) = loaded(SECRET).findings
    assert (note.rule, note.severity, note.path, note.line) == (
        "unset-variable",
        "note",
        "spec.config.value",
        6,
    )
    (error,) = loaded(SECRET, resolve=True).findings
    assert (error.rule, error.severity) == ("unset-variable", "error")


def test_a_resource_is_tainted_where_it_was_substituted(loaded: Load) -> None:
    text = SECRET.replace("{name: key,", "{name: key, annotations: {a/b: '${env:KEY}'},")
    path = ("spec", "config", "value")
    used = loaded(text, environ={"KEY": "hush"}, resolve=True).resources[0]
    assert used.manifest["spec"]["config"]["value"] == "hush"
    assert used.manifest["metadata"]["annotations"] == [{"a/b": "hush"}]
    reference = Tainted("${env:KEY}", 0, 0)
    assert used.tainted == {path: reference, ("metadata", "annotations", 0, "a/b"): reference}
    looked_at = loaded(text, environ={"KEY": "hush"}).resources[0]
    assert looked_at.manifest["spec"]["config"]["value"] == "${env:KEY}"


def test_a_message_never_shows_a_substituted_value(loaded: Load) -> None:
    text = SECRET.replace("description: A key.", "description: A key., tags: '${env:KEY}'")
    bundle = loaded(text, environ={"KEY": "hush-hush"}, resolve=True)
    (finding,) = [f for f in bundle.findings if f.path == "metadata.tags"]
    assert "${env:KEY}" in finding.message
    assert "hush" not in str(bundle.findings)


def test_standard_input_reads_files_of_the_working_folder(
    write: Write, tmp_path: Path, kinds: KindTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    write("hush", "key.txt")
    monkeypatch.chdir(tmp_path)
    text = SECRET.replace("${env:KEY}", "${file:key.txt}")
    bundle = load(["-"], kinds, stdin=io.StringIO(text), environ={}, resolve=True)
    assert bundle.findings == []
    assert bundle.resources[0].manifest["spec"]["config"]["value"] == "hush"


@pytest.mark.parametrize(
    ("path", "message", "allowable"),
    [
        (
            "/etc/hostname",
            "`/etc/hostname` is an absolute path; paths are relative to the manifest",
            True,
        ),
        ("~/key", "`~/key` is a path in a home folder; paths are relative to the manifest", False),
        ("", "`${file:}` does not name a file", False),
    ],
)
def test_an_impossible_path_is_reported_once(
    path: str, message: str, allowable: bool, tmp_path: Path
) -> None:
    (failure,) = substitute("${file:" + path + "}", tmp_path, {}).failures
    assert failure.message == message
    assert ("--allow-file" in str(failure.hint)) is allowable
    assert "relative" not in str(failure.hint)


def test_unclosed_references_take_no_time_and_an_unset_variable_is_reported_once(tmp_path: Path) -> None:
    text = "${env:X}" * 1_000 + "${env:" * 200_000
    failures = substitute({"a": text}, tmp_path, {}).failures
    assert [(failure.rule, failure.path) for failure in failures] == [
        ("unset-variable", ("a",)),
        ("substitution", ("a",)),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"), [("${env:X", 1), ("x ${file:a b", 1), ("$${env:X", 0), ("${X", 0), ("${env", 0)]
)
def test_a_reference_that_is_never_closed_is_found(tmp_path: Path, text: str, wrong: int) -> None:
    made = substitute(["${env:X}", text], tmp_path, {"X": "y"})
    assert [failure.rule for failure in made.failures] == ["substitution"] * wrong
    assert made.value == ["y", text.replace("$$", "$")]


@pytest.mark.parametrize(
    "name", ["SMARTER_API_KEY", "smarter_api_key", "SMARTER_LOCAL_LLM_KEY", "SMARTER_TOKEN", "SAME"]
)
def test_keys_of_the_client_are_never_inserted(name: str, tmp_path: Path) -> None:
    environ = {name: "k-1", "SMARTER_API_KEY": "k-1", "SAME": "k-1"}
    made = substitute({"spec": f"x ${{env:{name}:-y}}"}, tmp_path, environ)
    assert [failure.rule for failure in made.failures] == ["variable-withheld"]
    assert made.made == []


@pytest.mark.parametrize("path", [".env", ".env.local", ".git/config", "sub/.git/x", "config.yaml"])
def test_files_of_keys_are_never_inserted(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path))
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("hush", encoding="utf-8")
    made = substitute({"spec": f"${{file:{path}}}"}, tmp_path, {})
    assert [failure.rule for failure in made.failures] == ["file-outside"]


@pytest.mark.parametrize("path", [("kind",), ("apiVersion",), ("metadata", "name"), ("metadata", "username")])
@pytest.mark.parametrize("text", ["${env:A}", "x-${file:a.txt}", "${env:A:-default}"])
def test_names_that_are_part_of_a_url_may_not_be_substituted(path: Any, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hush", encoding="utf-8")
    value: Any = text
    for part in reversed(path):
        value = {part: value}
    made = substitute(value, tmp_path, {"A": "hush"})
    assert [failure.rule for failure in made.failures] == ["substituted-name"]
    assert made.value == value
    assert made.made == []


CONNECTION = """\
apiVersion: smarter.sh/v1
kind: SqlConnection
metadata: {name: c, description: d, version: 1.0.0}
spec:
  connection:
    {dbEngine: django.db.backends.mysql, hostname: h, port: 3306, database: d, username: u, password: PASSWORD}
"""


@pytest.mark.parametrize("password", ['"${env:KEY}"', '"${env:NONE:-hush-hush}"', "hush-hush", "[hush-hush]"])
def test_a_secret_in_place_of_a_secrets_name_is_not_shown(
    password: str, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "hush-hush")
    findings = loaded(CONNECTION.replace("PASSWORD", password)).findings
    if "$" in password:
        (found,) = [each for each in findings if each.severity == "error"]
        assert (found.rule, found.path) == ("secret-as-name", "spec.connection.password")
        assert "the name of a Secret" in str(found)
    for each in findings:
        shown = f"{each} {each.message} {each.hint} {each.excerpt}"
        assert "hush-hush" not in (shown.replace(password.strip('"'), "") if "$" in password else shown)


def test_the_content_of_a_file_is_shown_and_that_of_a_secret_file_is_not(
    write: Write, tmp_path: Path
) -> None:
    write("You help.\n", "role.md")
    write("hunter2\n", "mounted/key")
    write("", "in/x")
    data = {"role": "${file:role.md}", "key": "${secretfile:role.md}", "in": "a ${file:role.md}"}
    made = substitute(data, tmp_path, {})
    assert made.value == {"role": "You help.", "key": "You help.", "in": "a You help."}
    assert made.files == {("role",): "role.md"}
    assert made.tainted == {("key",): Tainted("${secretfile:role.md}", 0, 0)}
    mounted = tmp_path / "mounted"
    for source in ("file", "secretfile"):
        made = substitute("${" + source + ":../mounted/key}", tmp_path / "in", {}, [mounted])
        assert (made.value, made.made, list(made.tainted)) == ("hunter2", ["hunter2"], [()])


def test_the_position_of_a_secret_in_a_text_is_recorded(tmp_path: Path) -> None:
    made = substitute("Bearer ${env:A}, $${env:A} ${env:B}!", tmp_path, {"A": "1234", "B": "56"})
    assert made.value == "Bearer 1234, ${env:A} 56!"
    assert made.tainted == {(): Tainted("Bearer ${env:A}, ${env:A} ${env:B}!", 7, 1)}


def test_a_default_may_have_references(tmp_path: Path) -> None:
    made = substitute(["${env:X:-${env:A}}", "${var:x:-a ${env:A}}"], tmp_path, {"A": "1"})
    assert made.value == ["1", "a 1"]
    assert list(made.tainted) == [(0,), (1,)]
    (failure,) = substitute("${var:x:-${env:X}}", tmp_path, {}).failures
    assert failure.rule == "unset-variable"


def test_a_misspelt_reference_is_a_warning_with_the_right_spelling(loaded: Load) -> None:
    found = loaded(PLUGIN.replace("You help.", "You help ${vars:name} and ${name}.")).findings
    assert [(each.rule, each.severity) for each in found] == [("misspelt-reference", "warning")]
    assert "`${var:...}`" in found[0].message
    assert loaded(PLUGIN.replace("You help.", "You help $${vars:name}.")).findings == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("${var:a:-${var:b:-${var:c:-x}}}", "x"),
        ('${var:a:-{"k": {"l": 1}}}', {"k": {"l": 1}}),
        ("${var:a:-[{x: {y: 1}}]}", [{"x": {"y": 1}}]),
        ("${env:NO:-${var:a:-{b}}}", "{b}"),
        ("${file:${var:environment}/role.md}", "Be kind."),
        ("${file:${var:folder:-test}/role.md}", "Be kind."),
        ("${env:KEY_OF_${var:environment}:-none}", "k"),
    ],
)
def test_references_may_have_variables_and_defaults_within(text: str, meant: Any, tmp_path: Path) -> None:
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "role.md").write_text("Be kind.\n", encoding="utf-8")
    variables = Variables([{"environment": Variable("test", "test")}])
    made = substitute({"spec": text}, tmp_path, {"KEY_OF_test": "k"}, variables=variables)
    assert made.failures == []
    assert made.value == {"spec": meant}


@pytest.mark.parametrize("body", ["", ":-x", "a b", " a", "a:?x", "1a"])
def test_a_reference_without_a_variable_name_is_an_error(body: str, tmp_path: Path) -> None:
    (failure,) = substitute({"spec": f"${{var:{body}}}"}, tmp_path, {}).failures
    assert failure.message == f"`${{var:{body}}}` does not name a variable"


def test_a_reference_in_a_key_is_a_warning(tmp_path: Path) -> None:
    made = substitute({"spec": {"${var:a} $${var:b} ${c}": 1}}, tmp_path, {})
    assert [slip.message for slip in made.slips] == [
        "`${var:a}` is sent as text: references in keys are not replaced"
    ]
