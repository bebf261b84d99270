"""No command prints the value of a variable, neither in findings nor in tables."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server

VALUES = {
    "PATH_OF_FILE": "canary-path",
    "URL": "https://user:canary-pw@h.example.com/",
    "TEXT": "canary-text",
}
FILE = """\
apiVersion: smarter.sh/v1
kind: File
metadata: {name: f, description: d, version: 1.0.0}
spec: {path: "${env:PATH_OF_FILE}", purpose: user_data}
"""
CONNECTION = """\
apiVersion: smarter.sh/v1
kind: ApiConnection
metadata: {name: c, description: "${env:TEXT}", version: 1.0.0}
spec: {connection: {baseUrl: "${env:URL}", authMethod: none, timeout: 10}}
"""


def test_a_missing_file_is_named_by_its_unsubstituted_path(smarter: Command) -> None:
    (smarter.folder / "f.yaml").write_text(FILE, encoding="utf-8")
    # A similar file would be a hint to the value.
    (smarter.folder / "canary-pat").write_text("x", encoding="utf-8")
    for line in ("validate f.yaml", "validate f.yaml -o sarif", "diff -f f.yaml", "apply -f f.yaml"):
        for value in ("canary-path", "/canary-path", "../canary-path", "~/canary-path"):
            ran = smarter(*line.split(" "), env={"PATH_OF_FILE": value})
            assert ran.code != 0, ran
            assert "canary" not in ran.out + ran.err, ran
            assert "${env:PATH_OF_FILE}" in ran.out + ran.err, ran


def test_tables_mask_substituted_values(smarter: Command) -> None:
    (smarter.folder / "c.yaml").write_text(CONNECTION, encoding="utf-8")
    assert smarter("apply", "-f", "c.yaml", env=VALUES).code == 0
    for flags in ([], ["-o", "wide"], ["-o", "name"], ["--show-tags"], ["-o", "json"]):
        ran = smarter("get", "apiconnection", "c", *flags)
        assert ran.code == 0, ran
        assert "canary" not in ran.out, ran
    assert "(secret)" in smarter("get", "apiconnection", "c").out
    for line in ("apiconnections", "apiconnections -o wide", "all -o wide", "apiconnections --absolute"):
        ran = smarter("get", *line.split(" "))
        assert ran.code == 0, ran
        assert "canary" not in ran.out + ran.err, ran
    assert "(secret)" in smarter("get", "apiconnections").out


def test_a_long_list_shows_no_text_that_may_be_secret(
    smarter: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (smarter.folder / "c.yaml").write_text(CONNECTION, encoding="utf-8")
    assert smarter("apply", "-f", "c.yaml", env=VALUES).code == 0
    monkeypatch.setattr("smarter.cli.actions.collect._SHORT_LIST", 0)
    for flags in ([], ["-o", "wide"]):
        ran = smarter("get", "apiconnections", *flags)
        assert ran.code == 0, ran
        assert "canary" not in ran.out + ran.err, ran
        assert "the texts of apiconnections are left out" in ran.err
    assert "note" not in smarter("get", "apiconnections", "-o", "name").err


def test_named_resources_are_read_once_each(remote: Command, server: Server) -> None:
    """Other resources are not read: a platform may have 10,000."""
    names = ("one", "two", "three")
    (remote.folder / "c.yaml").write_text(
        "---\n".join(CONNECTION.replace("name: c,", f"name: {name},") for name in names), encoding="utf-8"
    )
    assert remote("apply", "-f", "c.yaml", env=VALUES).code == 0
    before = len(server.requests)
    assert "(secret)" in remote("get", "apiconnection", "one", "two").out
    asked = [path for path in server.requests[before:] if "/cli/" in path]
    assert len([path for path in asked if "/describe/" in path]) == 2, asked
    assert not [path for path in asked if "/get/" in path], asked


SQL = """\
apiVersion: smarter.sh/v1
kind: SqlConnection
metadata: {name: c, description: d, version: 1.0.0}
spec:
  connection:
    {dbEngine: django.db.backends.mysql, hostname: h, port: 3306, database: d, username: u, password: PASSWORD}
"""


@pytest.mark.parametrize(
    "secret", ["hunter2hunter2", "Hunter2, hunter2!", "hunter2\nhunter2", "hunter2-" * 20, "**hunter2"]
)
def test_a_secret_in_place_of_its_name_is_not_repeated(remote: Command, server: Server, secret: str) -> None:
    (remote.folder / "c.yaml").write_text(SQL.replace("PASSWORD", json.dumps(secret)), encoding="utf-8")
    for line in (
        "validate",
        "validate -o json",
        "validate -o sarif",
        "validate --live",
        "diff -f",
        "plan -f",
        "apply --yes -f",
    ):
        command = remote if "validate" not in line or "--live" in line else remote.with_flags()
        ran = command(*line.split(" "), "c.yaml")
        assert "hunter2" not in (ran.out + ran.err).lower(), ran
        assert ran.code != 0 or line.startswith("validate"), ran
    if secret != "hunter2hunter2":  # which may be a name
        assert not [path for path in server.requests if "hunter2" in path.lower()]


SQL_PLUGIN = """\
apiVersion: smarter.sh/v1
kind: SqlPlugin
metadata: {name: p, description: d, version: 1.0.0, pluginClass: sql}
spec:
  selector: {directive: always}
  prompt: {provider: openai, systemRole: r, model: gpt-4o-mini, temperature: 0.1, maxTokens: 100}
  connection: "${env:TEXT}"
  sqlData: {sqlQuery: SELECT 1}
"""
CHATBOT = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: b, description: d, version: 1.0.0}
spec: {config: {provider: openai, defaultModel: m}, plugins: [faq, "${env:TEXT}"], functions: []}
"""


@pytest.mark.parametrize("text", [SQL_PLUGIN, CHATBOT], ids=["a field", "an item"])
def test_no_substituted_reference_reaches_a_url(remote: Command, server: Server, text: str) -> None:
    (remote.folder / "m.yaml").write_text(text, encoding="utf-8")
    for line in ("validate --live", "diff -f", "plan -f", "apply -f", "apply --dry-run -f"):
        ran = remote(*line.split(" "), "m.yaml", env=VALUES)
        assert "canary" not in ran.out + ran.err, ran
        assert ran.code in (1, 2), ran
    assert not [path for path in server.requests if "canary" in path]


PARTLY = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata: {name: p, description: "Call ${env:TEXT}, or write.", version: 1.0.0, pluginClass: static}
spec:
  selector: {directive: always}
  prompt: {systemRole: r}
  data: {staticData: {phone: "${env:TEXT}", hours: {mon: 9-17}, prices: [1, 2, 3]}}
"""


def test_a_variable_masks_the_part_that_it_filled_and_no_more(smarter: Command) -> None:
    manifest = smarter.folder / "p.yaml"
    manifest.write_text(PARTLY, encoding="utf-8")
    assert smarter("apply", "-f", "p.yaml", env=VALUES).code == 0
    (live,) = smarter("get", "plugin", "p", "-o", "json").json["results"]
    assert live["manifest"]["metadata"]["description"] == "Call (secret), or write."
    assert live["manifest"]["spec"]["data"]["staticData"] == {
        "phone": "(secret)", "hours": {"mon": "9-17"}, "prices": [1, 2, 3],
    }  # fmt: skip
    assert "Call (secret), or write." in smarter("get", "plugin", "p", "-o", "wide").out
    assert "mon: 9-17" in smarter("describe", "plugin", "p").out
    manifest.write_text(PARTLY.replace("3]", "4]").replace("Call", "Ring"), encoding="utf-8")
    text = smarter("diff", "-f", "p.yaml", env=VALUES).out
    assert '    metadata.description: "Call (secret), or write." -> "Ring ${env:TEXT}, or write."\n' in text
    assert "    spec.data.staticData.prices: [1, 2, 3] -> [1, 2, 4]\n" in text
    assert "phone" not in text
    rotated = {**VALUES, "TEXT": "canary-other"}
    manifest.write_text(PARTLY, encoding="utf-8")
    for command in (["diff"], ["plan"], ["diff", "-o", "json"], ["diff", "-o", "markdown"], ["apply"]):
        ran = smarter(*command, "-f", "p.yaml", env=rotated)
        assert "canary" not in ran.out + ran.err, ran
        if command == ["diff"]:
            assert '    spec.data.staticData.phone: (secret) -> "${env:TEXT}"\n' in ran.out
    for command in (
        ["get", "plugin", "p", "-o", "yaml"],
        ["export", "plugin/p"],
        ["describe", "plugin", "p"],
    ):
        assert "canary" not in smarter(*command).out


def test_a_secret_that_moved_on_the_platform_is_not_shown(smarter: Command) -> None:
    manifest = smarter.folder / "p.yaml"
    manifest.write_text(PARTLY, encoding="utf-8")
    assert smarter("apply", "-f", "p.yaml", env=VALUES).code == 0
    found = smarter("api", "GET", "cli/describe/plugin/?name=p")
    drifted = json.loads(found.out)["data"]
    drifted["spec"]["data"]["staticData"] = {"phone": "+1", "copy": "canary-text"}
    drifted["metadata"]["description"] = "canary-text is the number"
    (smarter.folder / "drift.json").write_text(json.dumps(drifted), encoding="utf-8")
    applied = smarter("api", "POST", "cli/apply/", "-d", "@drift.json")
    assert applied.code == 0, applied
    for command in (
        ["get", "plugin", "p", "-o", "json"], ["get", "plugin", "p", "-o", "wide"], ["describe", "plugin", "p"],
        ["export", "plugin/p"], ["diff", "-f", "p.yaml"], ["plan", "-f", "p.yaml", "-o", "json"],
    ):  # fmt: skip
        ran = smarter(*command, env=VALUES)
        assert "canary" not in ran.out + ran.err, ran
    assert smarter("diff", "-f", "p.yaml", env=VALUES).code == 1


def test_an_export_names_the_variables_that_were_used_and_shows_the_rest(smarter: Command) -> None:
    (smarter.folder / "p.yaml").write_text(PARTLY, encoding="utf-8")
    assert smarter("apply", "-f", "p.yaml", env=VALUES).code == 0
    exported = smarter("export", "plugin/p")
    assert "phone: ${env:TEXT:-${keep}}\n" in exported.out
    assert "mon: 9-17" in exported.out
    (smarter.folder / "again.yaml").write_text(exported.out, encoding="utf-8")
    assert smarter("diff", "-f", "again.yaml").code == 0
    changed = exported.out.replace("9-17", "8-17")
    (smarter.folder / "again.yaml").write_text(changed, encoding="utf-8")
    assert "staticData.hours.mon" in smarter("diff", "-f", "again.yaml").out
    assert smarter("apply", "-f", "again.yaml").code == 0
    data = json.loads(smarter("api", "GET", "cli/describe/plugin/?name=p").out)["data"]["spec"]["data"]
    assert data["staticData"] == {"phone": "canary-text", "hours": {"mon": "8-17"}, "prices": [1, 2, 3]}


def test_a_variable_that_two_sets_use_is_not_one_variable_of_an_export(smarter: Command) -> None:
    for name, text in (("a", "of-a"), ("b", "of-b")):
        manifest = PARTLY.replace("name: p,", f"name: {name},")
        (smarter.folder / f"{name}.yaml").write_text(manifest, encoding="utf-8")
        assert smarter("apply", "-f", f"{name}.yaml", "--set", name, env={"TEXT": text}).code == 0
    assert "phone: ${env:TEXT:-${keep}}" in smarter("export", "--set", "a").out
    both = smarter("export", "plugins").out
    assert "phone: ${env:PLUGIN_A_PHONE:-${keep}}" in both
    assert "phone: ${env:PLUGIN_B_PHONE:-${keep}}" in both


STYLED = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: styled, description: d, version: 1.0.0}
spec:
  config:
    provider: openai
    defaultModel: m
    defaultSystemRole: x
    styles: {fontSize: "${env:TEXT}", buttons: {color: "pre ${env:TEXT}"}}
"""


def test_fields_of_newer_platforms_are_masked(newer: Command) -> None:
    (newer.folder / "s.yaml").write_text(STYLED, encoding="utf-8")
    assert newer("apply", "-f", "s.yaml", env=VALUES).code == 0
    for line in ("get chatbot/styled -o yaml", "describe chatbot/styled", "export chatbot/styled"):
        ran = newer(*line.split(" "))
        assert (ran.code, "fontSize" in ran.out) == (0, True), ran
        assert "canary" not in ran.out + ran.err, ran


@pytest.mark.parametrize("reference", ["apiconnection/c", "chatbot/b"])
@pytest.mark.parametrize("how", [str, repr, str.upper])
def test_an_edit_repeats_no_secret_that_it_keeps(
    newer: Command,
    newer_server: Server,
    monkeypatch: pytest.MonkeyPatch,
    reference: str,
    how: Callable[[str], str],
) -> None:
    """`${keep}` sends the live value, and the platform's error quotes it."""
    bot = STYLED.replace("name: styled", "name: b").replace(
        "defaultSystemRole: x", 'defaultSystemRole: "a ${env:TEXT} b"'
    )
    (newer.folder / "c.yaml").write_text(f"{CONNECTION}---\n{bot}", encoding="utf-8")
    assert newer("apply", "-f", "c.yaml", env=VALUES).code == 0
    platform: Any = newer_server.platform
    handle, quoted = platform.handle, []

    def refuse(method: str, target: str, headers: Any, body: bytes) -> Any:
        if "/cli/apply" not in target:
            return handle(method, target, headers, body)
        quoted.append(body.decode())
        error = {"error": {"errorClass": "SAMBrokerError", "description": f"wrong: {how(quoted[-1])}"}}
        return 500, [("Content-Type", "application/json")], json.dumps(error).encode()

    monkeypatch.setattr(platform, "handle", refuse)
    for env in ({}, VALUES):
        ran = newer("edit", reference, "--yes", env={"EDITOR": "sed -i s/1.0.0/1.0.1/", **env})
        assert ran.code == 4, ran
        assert "canary" not in (ran.out + ran.err).lower(), ran
    assert quoted
    assert all("canary-text" in each for each in quoted)


@pytest.mark.parametrize("role", ["a ${env:TEXT} b", "a ${env:TEXT}", "${env:TEXT}"])
def test_the_trace_of_a_chat_masks_the_secret_of_a_system_role(newer: Command, role: str) -> None:
    bot = STYLED.replace("defaultSystemRole: x", f'defaultSystemRole: "{role}"')
    (newer.folder / "s.yaml").write_text(bot, encoding="utf-8")
    assert newer("apply", "-f", "s.yaml", env=VALUES).code == 0
    ran = newer("chat", "styled", "hello", "-v")
    assert (ran.code, "system role" in ran.err, "canary" in ran.err) == (0, True, False), ran
