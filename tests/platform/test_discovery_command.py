"""Unknown kinds on the command line: applied, shown, exported, deleted, pulled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smarter.local import Platform as LocalPlatform
from tests.acceptance.conftest import Command
from tests.acceptance.server import Server
from tests.platform.test_discovery import GIZMO, gizmo_schema
from tests.platform.widgets import SERVED, WIDGET

KEY = "k" * 64


@pytest.fixture
def smarter(command: Command, server: Server) -> Command:
    """Make the command for a platform with one more kind, and write a manifest of it."""
    server.platform.add_kind("Widget", SERVED)
    (command.folder / "widget.yaml").write_text(WIDGET, encoding="utf-8")
    return command


def test_a_discovered_kind_works_in_every_command(smarter: Command, server: Server) -> None:
    assert smarter("apply", "-f", "widget.yaml").code == 0
    again = smarter("apply", "-f", "widget.yaml", "-o", "json")
    assert again.actions == {"Widget/my_widget": "unchanged"}
    assert smarter("diff", "-f", "widget.yaml").code == 0
    listed = smarter("get", "widgets")
    assert "my_widget" in listed.out
    described = smarter("describe", "widget", "my_widget", "-o", "json")
    assert described.json["results"][0]["manifest"]["spec"]["config"]["size"] == 5
    assert "hunter2" not in described.out
    edited = smarter.folder / "edited.yaml"
    edited.write_text(WIDGET.replace("size: 5", "size: 6"), encoding="utf-8")
    changed = smarter("diff", "-f", "edited.yaml")
    assert changed.code == 1
    assert "spec.config.size: 5 -> 6" in changed.out
    assert smarter("delete", "widget", "my_widget", "--yes").code == 0
    assert smarter("get", "widget", "my_widget").code == 7
    asked = [request for request in server.requests if "json-schema/Widget" in request]
    assert len(asked) == 1, "once, and remembered from then on"


def test_a_pulled_schema_is_known_without_a_platform(smarter: Command, bare: Command, server: Server) -> None:
    assert bare("validate", "widget.yaml").code == 1
    pulled = smarter("schema", "pull", "widget", "secret", "-o", "json")
    assert pulled.code == 0
    first, second = pulled.json["results"]
    assert (first["kind"], first["action"]) == ("Widget", "pulled")
    assert second == {"kind": "Secret", "action": "known"}
    assert Path(first["file"]).parent.parent == bare.home / "cache" / "schemas"
    assert json.loads(Path(first["file"]).read_text(encoding="utf-8"))["x-smarter-kind"]["name"] == "Widget"
    server.requests.clear()
    nowhere = bare.with_flags("--base-url", server.url)
    assert nowhere("validate", "-f", "widget.yaml").code == 0
    (bare.folder / "widget.yaml").write_text(WIDGET.replace("size: 5", "sise: 5"), encoding="utf-8")
    refused = nowhere("validate", "-f", "widget.yaml")
    assert refused.code == 1
    assert "sise" in refused.out + refused.err
    assert nowhere("explain", "widget.spec.config.size").code == 0
    assert server.requests == []


def test_every_kind_of_the_platform_is_pulled_or_known(smarter: Command) -> None:
    ran = smarter("schema", "pull", "--all", "-o", "json")
    assert ran.code == 0
    assert ran.json["summary"]["pulled"] == 1
    assert {each["kind"] for each in ran.json["results"] if each["action"] == "known"} >= {
        "Secret",
        "Guardrail",
    }


def test_schema_pull_reports_bad_arguments(smarter: Command, bare: Command, server: Server) -> None:
    assert smarter("schema", "pull").code == 2
    assert smarter("schema", "pull", "--all", "plugin").code == 2
    ran = smarter("schema", "pull", "nothing_such")
    assert ran.code == 2
    assert "has no kind 'nothing_such'" in ran.err
    older = bare.with_flags("--context", "local")("schema", "pull", "--all")
    assert older.code == 6
    assert "Platform 0.14" in older.err


def test_an_unknown_kind_is_a_usage_error_with_and_without_a_key(smarter: Command, bare: Command) -> None:
    for program in (smarter, bare):  # the second has no key
        ran = program("get", "chatbits")
        assert ran.code == 2
        assert "get chatbots" in ran.err


def test_the_kinds_of_a_platform_with_their_verbs(smarter: Command, bare: Command) -> None:
    rows = {each["kind"]: each for each in smarter("api-resources", "-o", "json").json["results"]}
    assert rows["Widget"]["verbs"] == ["list", "describe", "apply", "delete"]
    assert {"Guardrail", "Chatbot", "File"} <= set(rows)
    assert "widgets" in smarter("api-resources", "-o", "name").out.split()
    assert "Widget" in smarter("api-resources").out
    older = {
        each["kind"]: each
        for each in bare.with_flags("--context", "local")("api-resources", "-o", "json").json["results"]
    }
    assert "Guardrail" not in older
    assert older["User"]["quirks"] == {"apply": "create-only", "delete": "needs-identity"}
    assert older["Provider"]["verbs"] == []
    assert older["SmarterAuthToken"]["verbs"] == ["list"]
    assert "apply (once)" in bare.with_flags("--context", "local")("api-resources").out


FILE = """\
apiVersion: smarter.sh/v1
kind: File
metadata: {name: f, description: d, version: 1.0.0}
spec: {path: key, purpose: assistants}
"""


@pytest.fixture
def without_files(smarter: Command, server: Server) -> Command:
    """Return the command on a platform without a files API, and write a manifest."""
    server.spoil = lambda method, target: (
        (404, [("Content-Type", "text/html")], b"<html>") if "/v1/files" in target else None
    )
    (smarter.folder / "file.yaml").write_text(FILE, encoding="utf-8")
    return smarter


def test_an_older_platform_without_a_files_api_has_no_files(without_files: Command, server: Server) -> None:
    server.platform.close()
    server.platform = LocalPlatform(":memory:", dialect="P14", api_key=KEY)
    listed = without_files("api-resources", "-o", "json").json["results"]
    assert "File" not in {each["kind"] for each in listed}
    for args in (["apply", "-f", "file.yaml"], ["get", "files"], ["delete", "file", "f", "--yes"]):
        ran = without_files(*args)
        assert ran.code == 6
        assert "The platform has no files API" in ran.err


def test_a_newer_platform_without_a_files_api_has_the_files_of_vectorstores(without_files: Command) -> None:
    listed = without_files("api-resources", "-o", "json").json["results"]
    assert "File" in {each["kind"] for each in listed}
    assert without_files("get", "files", "-o", "json").json["results"] == []
    refused = without_files("apply", "-f", "file.yaml")
    assert refused.code == 6
    assert "The platform has no files API" in refused.err


def test_a_schema_file_works_on_the_command_line(bare: Command, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "gizmo.schema.json").write_text(json.dumps(gizmo_schema()), encoding="utf-8")
    (bare.folder / "gizmo.yaml").write_text(GIZMO, encoding="utf-8")
    env = {"SMARTER_SCHEMAS": str(more)}
    with Server(tmp_path / "p14.db", api_key=KEY) as running:
        running.platform.add_kind("Gizmo")
        smarter = bare.with_flags("--base-url", running.url, "--api-key-file", str(bare.folder / "key"))
        assert bare("validate", "-f", "gizmo.yaml", env=env).code == 0
        assert bare("explain", "gizmo.spec.size", env=env).code == 0
        assert smarter("apply", "-f", "gizmo.yaml", env=env).code == 0
        assert smarter("diff", "-f", "gizmo.yaml", env=env).code == 0
        assert "my_gizmo" in smarter("get", "gz", "my_gizmo", env=env).out
        exported = smarter("export", "gizmo", "my_gizmo", env=env)
        assert exported.code == 0
        assert "kind: Gizmo" in exported.out
        assert "hunter2" not in exported.out
        rows = smarter("api-resources", "-o", "json", env=env).json["results"]
        assert "Gizmo" in {each["kind"] for each in rows}
        assert smarter("delete", "-f", "gizmo.yaml", "--yes", env=env).code == 0
        assert smarter("get", "gizmo", "my_gizmo", env=env).code == 7
