"""Errors: a message that helps, the right exit code, and no write by halves."""

from __future__ import annotations

import shlex
import socket
from typing import Dict, List, Optional, Tuple

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Answer, Server

PLUGIN = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata: {name: NAME, description: A plugin., version: 1.0.0, pluginClass: static}
spec:
  selector: {directive: always}
  prompt: {provider: openai, systemRole: Answer., model: gpt-4o-mini, temperature: 0.0, maxTokens: 100}
  data: {description: Nothing., staticData: {a: 1}}
"""
CHATBOT = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: NAME, description: A chatbot., version: 1.0.0}
spec:
  config: {provider: openai, defaultModel: gpt-4o-mini}
  plugins: [PLUGIN]
  functions: []
"""


def write(command: Command, files: Dict[str, str]) -> str:
    folder = command.folder / "given"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return "given/"


def test_without_key_and_context_three_ways_to_set_a_key_are_named(bare: Command) -> None:
    path = write(bare, {"p.yaml": PLUGIN.replace("NAME", "p")})
    for args in (
        ["apply", "-f", path],
        ["diff", "-f", path],
        ["get", "chatbots"],
        ["delete", "-f", path, "--yes"],
    ):
        ran = bare(*args)
        assert ran.code == 3
        assert ran.out == ""
        for way in ("SMARTER_API_KEY", "smarter login", "--context local"):
            assert way in ran.err


def test_an_unreachable_server_is_named(bare: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        ran = bare(
            "--base-url",
            url,
            "get",
            "chatbots",
            "-o",
            "json",
            env={"SMARTER_API_KEY": "k", "SMARTER_MAX_RETRIES": "0"},
        )
    assert ran.code == 7
    assert ran.json["error"]["code"] == "connection"
    assert "127.0.0.1" in ran.err


def test_a_wrong_key_exits_3(remote: Command, server: Server) -> None:
    ran = remote.with_flags("--base-url", server.url)(
        "apply", "-f", "quickstart/", env={"SMARTER_API_KEY": "wrong"}
    )
    assert ran.code == 3
    assert server.writes == []
    assert "wrong" not in ran.err


def test_a_key_without_write_permission_exits_3_and_names_the_resource(
    remote: Command, server: Server
) -> None:
    def forbid(method: str, target: str) -> Optional[Answer]:
        if "/cli/apply/" not in target:
            return None
        return 403, [("Content-Type", "application/json")], b'{"detail": "You do not have permission."}'

    server.spoil = forbid
    ran = remote("apply", "-f", "quickstart/plugin.yaml", "-o", "json")
    assert ran.code == 3
    assert ran.actions == {"Plugin/faq": "failed"}
    assert ran.json["results"][0]["error"]["status"] == 403


@pytest.mark.parametrize(
    "args", [["get", "chatbits"], ["describe", "chatbits", "x"], ["delete", "chatbits", "x"]]
)
def test_an_unknown_kind_is_a_usage_error_and_the_nearest_is_suggested(
    smarter: Command, args: List[str]
) -> None:
    ran = smarter(*args)
    assert ran.code == 2
    assert f"try: smarter --context local {args[0]} chatbots" in ran.err


def test_an_unknown_kind_in_a_manifest_stops_everything(smarter: Command) -> None:
    path = write(
        smarter, {"a.yaml": PLUGIN.replace("NAME", "a"), "b.yaml": PLUGIN.replace("Plugin", "Plugim")}
    )
    ran = smarter("apply", "-f", path)
    assert ran.code == 1
    assert "given/b.yaml:2:" in ran.err
    assert smarter("describe", "plugin", "a").code == 7


def test_an_unknown_name_is_reported(smarter: Command) -> None:
    for args in (["get", "plugin", "nobody"], ["describe", "plugin", "nobody"]):
        ran = smarter(*args)
        assert ran.code == 7
        assert "plugin/nobody not found" in ran.err


def test_of_two_names_the_existing_one_is_shown_and_the_missing_one_reported(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/plugin.yaml")
    ran = smarter("get", "plugin", "faq", "nobody", "-o", "json")
    assert ran.code == 7
    assert [each["name"] for each in ran.json["results"]] == ["faq"]
    assert ran.json["error"]["code"] == "not-found"


def test_the_same_resource_twice_is_refused(smarter: Command) -> None:
    path = write(smarter, {"a.yaml": PLUGIN.replace("NAME", "a"), "b.yaml": PLUGIN.replace("NAME", "A")})
    ran = smarter("apply", "-f", path)
    assert ran.code == 1
    assert "given/a.yaml" in ran.err
    assert "given/b.yaml" in ran.err


def test_an_unresolved_reference_is_refused_with_its_line(smarter: Command) -> None:
    chatbot = CHATBOT.replace("NAME", "c").replace("PLUGIN", "nobody")
    path = write(smarter, {"a.yaml": PLUGIN.replace("NAME", "a"), "c.yaml": chatbot})
    ran = smarter("apply", "-f", path)
    assert ran.code == 1
    assert "nobody" in ran.err
    assert "given/c.yaml:6:" in ran.err
    assert smarter("describe", "plugin", "a").code == 7
    told = smarter("apply", "-f", path, "-o", "json")
    assert told.json["results"] == []
    assert told.json["findings"][0]["rule"] == "unresolved-reference"


def test_a_reference_to_a_live_resource_is_accepted(smarter: Command) -> None:
    write(smarter, {"a.yaml": PLUGIN.replace("NAME", "a")})
    write(smarter, {"c.yaml": CHATBOT.replace("NAME", "c").replace("PLUGIN", "a")})
    assert smarter("apply", "-f", "given/a.yaml").code == 0
    assert smarter("apply", "-f", "given/c.yaml").code == 0


BAD: Dict[str, Tuple[str, str]] = {
    "not yaml": ("apiVersion: smarter.sh/v1\nkind: [Plugin\nmetadata: }\n", ""),
    "wrong type": (PLUGIN.replace("NAME", "a").replace("maxTokens: 100", "maxTokens: many"), "maxTokens"),
    "typo": (PLUGIN.replace("NAME", "a").replace("directive", "directiv"), "directive"),
    "missing": (PLUGIN.replace("NAME", "a").replace("  selector: {directive: always}\n", ""), "selector"),
    "unset variable": (
        PLUGIN.replace("NAME", "a").replace("Answer.", "'${env:SMARTER_TEST_UNSET}'"),
        "SMARTER_TEST_UNSET",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_manifest_is_refused_with_file_and_line_and_nothing_is_sent(
    remote: Command, server: Server, case: str
) -> None:
    text, word = BAD[case]
    path = write(remote, {"good.yaml": PLUGIN.replace("NAME", "good"), "bad.yaml": text})
    for verb, code in (("apply", 1), ("diff", 2), ("plan", 2)):
        ran = remote(verb, "-f", path)
        assert ran.code == code, ran.err
        assert remote(verb, "-f", path, "-o", "json").code == code
        assert "given/bad.yaml:" in ran.err
        assert word.lower() in ran.err.lower()
    assert server.requests == []


def test_warnings_do_not_stop_an_apply(smarter: Command) -> None:
    text = PLUGIN.replace("NAME", "a").replace("spec:\n", "spec:\n  somethingElseEntirely: 1\n")
    ran = smarter("apply", "-f", write(smarter, {"a.yaml": text}))
    assert ran.code == 0
    assert "somethingElseEntirely" in ran.err
    told = smarter("apply", "-f", "given/", "-o", "json")
    assert told.json["findings"][0]["severity"] == "warning"


def test_an_empty_folder_is_reported(smarter: Command) -> None:
    path = write(smarter, {})
    for verb in ("apply", "diff", "delete", "validate"):
        ran = smarter(verb, "-f", path)
        assert ran.code == (2 if verb == "diff" else 1), (verb, ran.out, ran.err)
        assert "given" in ran.out + ran.err


def test_a_missing_file_is_a_usage_error(smarter: Command) -> None:
    ran = smarter("apply", "-f", "nowhere.yaml")
    assert ran.code == 2
    assert "nowhere.yaml" in ran.err


def test_after_a_failure_dependents_are_skipped_and_the_rest_is_applied(
    remote: Command, server: Server
) -> None:
    def fail(method: str, target: str) -> Optional[Answer]:
        first = [r for r in server.requests if "/cli/apply/" in r]
        if "/cli/apply/" not in target or len(first) > 1:
            return None
        body = b'{"error": {"errorClass": "SmarterValueError", "description": "no", "status": 400}}'
        return 400, [("Content-Type", "application/json")], body

    server.spoil = fail
    write(remote, {"a.yaml": PLUGIN.replace("NAME", "a")})
    write(remote, {"c.yaml": CHATBOT.replace("NAME", "c").replace("PLUGIN", "a")})
    ran = remote("apply", "-f", "given/", "--parallelism", "1", "-o", "json")
    assert ran.code == 4
    assert ran.actions == {"Plugin/a": "failed", "Chatbot/c": "skipped"}
    assert ran.json["summary"]["failed"] == 1
    assert ran.json["summary"]["skipped"] == 1
    assert remote("apply", "-f", "given/", "-o", "json").actions == {
        "Plugin/a": "created",
        "Chatbot/c": "created",
    }


@pytest.mark.parametrize("value", ["not a url", "ftp://x", "https://", "https://x:²"])
def test_a_malformed_base_url_is_a_usage_error(bare: Command, value: str) -> None:
    ran = bare("--base-url", value, "get", "chatbots", env={"SMARTER_API_KEY": "k"})
    assert ran.code == 2
    assert "URL" in ran.err


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "²/3", "1/³"])
def test_a_malformed_shard_is_a_usage_error(smarter: Command, shard: str) -> None:
    ran = smarter("plan", "-f", "quickstart/", "--shard", shard)
    assert (ran.code, "use I/N, with I from 1 to N." in ran.err) == (2, True), ran


def test_a_file_outside_is_read_only_where_its_folder_was_allowed(smarter: Command) -> None:
    """A saved plan does not include the permission: its apply needs the flag again."""
    outside = smarter.folder / "mounted"
    outside.mkdir()
    (outside / "key").write_text("correct-horse-battery\n", encoding="utf-8")
    (smarter.folder / "set").mkdir()
    about = "metadata: {name: key, description: x, version: 1.0.0}"
    text = f"apiVersion: smarter.sh/v1\nkind: Secret\n{about}\nspec: {{config: {{value: '${{file:{outside}/key}}'}}}}\n"
    (smarter.folder / "set" / "key.yaml").write_text(text, encoding="utf-8")
    for verb in ("plan", "apply", "validate"):
        refused = smarter(verb, "-f", "set")
        assert refused.code == (2 if verb == "plan" else 1)
        assert "--allow-file" in refused.err + refused.out
    planned = smarter("plan", "-f", "set", "--allow-file", "mounted", "--out", "plan.json")
    assert planned.code == 1
    assert smarter("apply", "--plan", "plan.json").code == 1
    applied = smarter("apply", "--plan", "plan.json", "--allow-file", "mounted")
    assert applied.out.startswith("secret/key created\n")
    assert smarter("diff", "-f", "set", "--allow-file", str(outside)).code == 0


@pytest.mark.parametrize(
    "line",
    [
        "gte chatbots",
        "get chatbits",
        "get chatbots --selecter quickstart",
        "get chatbots -o jsn",
        "get chatbots -o jsonpath",
        "get chatbots -o go-template={{.metadata.name}}",
        "get chatbot bike_shap",
        "get chatbot nobody",
        "describe chatbot bike_shap",
        "describe chatbot/nobody -o json",
        "delete plugin/nobody --yes",
        "export chatbot/nobody",
        "export --set nobody",
        "edit plugin/nobody",
        "files get nobody",
        "validate quickstar",
        "apply -f quickstar/",
        "explain chatbot.spec.confg",
        "context remove nobody",
        "--context lokal get chatbots",
        "get chatbots --context=lokal",
        "login",
    ],
)
def test_a_suggested_command_runs_on_the_same_platform(smarter: Command, line: str) -> None:
    smarter("apply", "-f", "quickstart/")
    chosen = smarter.with_flags() if "--context" in line else smarter
    ran = chosen(*line.split())
    assert ran.code in (2, 7), ran.err
    (offered,) = [each for each in ran.err.splitlines() if each.startswith("  try: ")]
    program, *words = shlex.split(offered[len("  try: ") :])
    assert program == "smarter"
    tried = smarter.with_flags()(*words)
    assert tried.code == 0, (offered, tried.err)


def test_only_runnable_commands_are_suggested(bare: Command) -> None:
    ran = bare("get", "chatbots")
    assert "try:" not in ran.err
    assert "  hint: Run `smarter login`" in ran.err


def test_an_empty_set_name_is_refused(smarter: Command) -> None:
    """`--set "$SET"` with an unset variable must not apply without a set."""
    path = write(smarter, {"a.yaml": PLUGIN.replace("NAME", "a")})
    ran = smarter("apply", "-f", path, "--set", "")
    assert (ran.code, "Invalid name of a set: ''" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        "apply -f faq.yaml --context",
        "apply -f faq.yaml -e",
        "apply -f faq.yaml --base-url",
        "apply -f faq.yaml --shard",
        "apply --plan",
        "export -d",
        "files list --vectorstore",
        "promote --to-context local --from-context",
        "promote --from-context local --to-context beta --dry-run --suffix",
    ],
)
def test_an_empty_value_is_not_the_default(smarter: Command, line: str) -> None:
    """`--context "$CONTEXT"` with an unset variable must not select the default."""
    path = write(smarter, {"faq.yaml": PLUGIN.replace("NAME", "faq")})
    ran = smarter.with_flags()(*line.replace("faq.yaml", path).split(), "")
    flag = line.split()[-1]
    assert (ran.code, ran.out, flag in ran.err) == (2, "", True), ran.err


def test_a_resource_deleted_by_cascade_is_not_suggested(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/connection.yaml")
    deleted = smarter("delete", "secret/warehouse_key", "--yes", "-o", "json").json
    assert "deletes apiconnection/warehouse with it" in deleted["remarks"][0]["message"]
    messages = [each["message"] for each in deleted["remarks"]]
    assert len(set(messages)) == len(messages) == 2
    ran = smarter("delete", "apiconnection/warehouse", "--yes")
    assert (ran.code, "try: smarter --context local get apiconnections" in ran.err) == (7, True)


def test_a_plan_to_an_unwritable_path_is_a_usage_error_in_one_document(smarter: Command) -> None:
    ran = smarter("plan", "-f", "quickstart/plugin.yaml", "--out", "nowhere/plan.json", "-o", "json")
    assert ran.code == 2
    assert (
        ran.json["error"]["message"]
        == "Cannot write the plan to nowhere/plan.json: No such file or directory."
    )


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("apply", "applied"),
        ("diff", "compared"),
        ("plan", "planned"),
        ("delete --yes", "deleted"),
        ("adopt --set shop", "adopted"),
        ("get", "read"),
        ("describe", "read"),
        ("graph", "drawn"),
    ],
)
def test_broken_manifests_stop_a_command_with_a_message_of_its_verb(
    smarter: Command, line: str, done: str
) -> None:
    (smarter.folder / "broken.yaml").write_text("apiVersion: smarter.sh/v1\nkind: Plugin\n", encoding="utf-8")
    stopped = smarter(*line.split(), "-f", "broken.yaml")
    assert f"in the manifests; nothing was {done}\n" in stopped.err


@pytest.mark.parametrize(
    "line",
    [
        "--api-key KEY get chatbots", "get chatbots --api-key=KEY", "gett chatbots --api-key KEY",
        "--api-key-file KEY get chatbots", "login KEY", "--context KEY whoami", "KEY", "--base-url KEY whoami",
        "context set a --base-url http://bob:KEY@h/", "--base-url http://bob:KEY#@h/ whoami",
    ],
)  # fmt: skip
def test_a_key_typed_in_a_wrong_place_is_not_repeated(bare: Command, line: str) -> None:
    """CI servers keep the output of a failed command for years."""
    key = "0123456789abcdef" * 4
    ran = bare(*line.replace("KEY", key).split(" "))
    assert ran.code == 2, ran
    assert "0123456789abcdef" not in ran.out + ran.err
    suggested = [words for words in ran.err.splitlines() if words.startswith("  try: ")]
    assert all("--api-key-file" not in words or "FILE" in words for words in suggested), ran.err
