"""The first commands of a new user, and their output."""

from __future__ import annotations

import json
from typing import Callable

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server

EVERYTHING = {
    "Chatbot/bike_shop",
    "Plugin/faq",
    "ApiConnection/warehouse",
    "Secret/warehouse_key",
    "File/repair_guide",
}
Edit = Callable[[str, str, str], None]


def test_the_first_apply_creates_everything_with_a_line_each_and_a_summary(smarter: Command) -> None:
    ran = smarter("apply", "-f", "quickstart/")
    assert ran.code == 0, ran.err
    *lines, summary = ran.out.splitlines()
    assert sorted(lines) == [
        "apiconnection/warehouse created",
        "chatbot/bike_shop created",
        "file/repair_guide created",
        "plugin/faq created",
        "secret/warehouse_key created",
    ]
    assert summary == "5 resources: 5 created"
    assert ran.err == ""
    assert lines.index("secret/warehouse_key created") < lines.index("apiconnection/warehouse created")
    assert lines.index("plugin/faq created") < lines.index("chatbot/bike_shop created")


def test_the_second_apply_changes_nothing_and_writes_nothing(remote: Command, server: Server) -> None:
    assert remote("apply", "-f", "quickstart/").code == 0
    assert server.writes
    server.requests.clear()
    ran = remote("apply", "-f", "quickstart/")
    assert ran.code == 0, ran.err
    assert ran.out == "5 resources: 5 unchanged\n"
    assert server.requests
    assert server.writes == []


def test_an_edited_role_is_one_field_of_one_resource(smarter: Command, edit: Edit) -> None:
    smarter("apply", "-f", "quickstart/")
    edit("chatbot.yaml", "two or three friendly", "one or two short")
    diff = smarter("diff", "-f", "quickstart/")
    assert diff.code == 1
    assert "~ chatbot/bike_shop update" in diff.out
    assert "spec.config.defaultSystemRole" in diff.out
    assert "      - Answer in two or three friendly sentences." in diff.out
    assert "      + Answer in one or two short sentences." in diff.out
    assert "plugin/faq" not in diff.out

    told = smarter("diff", "-f", "quickstart/", "-o", "json")
    assert told.code == 1
    assert told.json["type"] == "smarter.diff"
    assert told.json["schemaVersion"] == "1"
    assert told.json["summary"]["update"] == 1
    assert told.json["summary"]["none"] == 4
    (change,) = next(each for each in told.json["results"] if each["name"] == "bike_shop")["changes"]
    assert change["path"] == "spec.config.defaultSystemRole"
    assert "two or three" in change["before"]
    assert "one or two" in change["after"]

    assert smarter("apply", "-f", "quickstart/", "-o", "json").actions == {
        **dict.fromkeys(EVERYTHING, "unchanged"),
        "Chatbot/bike_shop": "updated",
    }
    again = smarter("diff", "-f", "quickstart/")
    assert (again.code, again.out) == (0, "")


def test_a_dry_run_prints_the_plan_and_writes_nothing(remote: Command, server: Server) -> None:
    ran = remote("apply", "-f", "quickstart/", "--dry-run")
    assert ran.code == 0
    assert "plugin/faq created (dry run)\n" in ran.out
    told = remote("apply", "-f", "quickstart/", "--dry-run", "-o", "json")
    assert told.code == 0
    assert set(told.actions.values()) == {"created"}
    assert told.json["dryRun"] is True
    assert server.writes == []
    assert remote("get", "chatbots", "-o", "name").out == ""


def test_a_new_content_of_a_file_is_a_change(smarter: Command, edit: Edit) -> None:
    smarter("apply", "-f", "quickstart/")
    edit("files/repair-guide.md", "five minutes", "ten minutes")
    assert smarter("diff", "-f", "quickstart/").code == 1
    ran = smarter("apply", "-f", "quickstart/", "-o", "json")
    assert [name for name, action in ran.actions.items() if action == "updated"] == ["File/repair_guide"]
    assert smarter("diff", "-f", "quickstart/").code == 0


def test_a_new_value_of_a_secret_is_a_change_and_never_shown(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/", env={"WAREHOUSE_API_KEY": "the-first-value"})
    other = {"WAREHOUSE_API_KEY": "another-value"}
    diff = smarter("diff", "-f", "quickstart/", "-o", "json", env=other)
    assert diff.code == 1
    (change,) = next(each for each in diff.json["results"] if each["kind"] == "Secret")["changes"]
    assert (change["before"], change["after"]) == ("(secret)", "(secret, changed)")
    applied = smarter("-vv", "apply", "-f", "quickstart/", env=other)
    assert "secret/warehouse_key updated" in applied.out
    shown = smarter("describe", "secret", "warehouse_key", "-o", "yaml", env=other)
    for ran in (diff, applied, shown):
        assert "another-value" not in ran.out + ran.err
        assert "the-first-value" not in ran.out + ran.err
    assert smarter("diff", "-f", "quickstart/", env=other).code == 0


def test_get_lists_and_shows_resources_in_every_format(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    shown = smarter("get", "chatbots")
    assert shown.code == 0
    titles, row = shown.out.splitlines()
    assert titles.split()[0] == "NAME"
    assert row.split()[0] == "bike_shop"
    assert smarter("get", "chatbots", "-o", "name").out == "chatbot/bike_shop\n"
    document = smarter("get", "chatbots", "-o", "json").json
    assert document["type"] == "smarter.get"
    (result,) = document["results"]
    assert (result["kind"], result["name"]) == ("Chatbot", "bike_shop")
    assert result["manifest"]["spec"]["config"]["defaultModel"] == "gpt-4o-mini"
    text = smarter("get", "chatbot", "bike_shop", "-o", "yaml").out
    assert text.startswith("apiVersion: smarter.sh/v1\nkind: Chatbot\n")
    for spelling in ("Chatbot", "chatbot", "LLMClients", "llm-client", "llm_clients"):
        assert "bike_shop" in smarter("get", spelling).out


def test_describe_shows_one_resource(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    shown = smarter("describe", "chatbot", "bike_shop")
    assert shown.code == 0
    assert "Name:         bike_shop\n" in shown.out
    assert "defaultModel: gpt-4o-mini" in shown.out
    document = smarter("describe", "plugin", "faq", "-o", "json").json
    assert document["type"] == "smarter.describe"
    assert document["results"][0]["manifest"]["metadata"]["name"] == "faq"


def test_validate_needs_no_platform(bare: Command, smarter: Command) -> None:
    ran = bare("validate", "quickstart/")
    assert ran.code == 0, ran.out
    told = bare("validate", "-f", "quickstart/", "-o", "json").json
    assert told["type"] == "smarter.validate"
    assert told["summary"]["error"] == 0
    assert not smarter.home.exists()


def test_delete_takes_dependents_first_and_a_second_run_changes_nothing(
    remote: Command, server: Server
) -> None:
    remote("apply", "-f", "quickstart/")
    ran = remote("delete", "-f", "quickstart/", "--yes")
    assert ran.code == 0, ran.err
    *lines, summary = ran.out.splitlines()
    assert summary == "5 resources: 5 deleted"
    assert lines.index("chatbot/bike_shop deleted") < lines.index("plugin/faq deleted")
    assert lines.index("apiconnection/warehouse deleted") < lines.index("secret/warehouse_key deleted")
    server.requests.clear()
    again = remote("delete", "-f", "quickstart/", "-o", "json")
    assert again.code == 0
    assert again.json["type"] == "smarter.delete"
    assert set(again.actions.values()) == {"unchanged"}
    assert server.writes == []


def test_a_resource_is_deleted_by_name(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    assert (
        smarter("delete", "chatbot", "bike_shop", "--yes").out.splitlines()[0] == "chatbot/bike_shop deleted"
    )
    ran = smarter("delete", "chatbot", "bike_shop", "--yes")
    assert ran.code == 7
    assert "chatbot/bike_shop not found" in ran.err


def test_manifests_come_from_stdin_and_from_several_paths(smarter: Command) -> None:
    text = (smarter.folder / "quickstart" / "plugin.yaml").read_text(encoding="utf-8")
    assert smarter("apply", "-f", "-", stdin=text).out.splitlines()[0] == "plugin/faq created"
    ran = smarter("apply", "-f", "quickstart/chatbot.yaml", "-f", "quickstart/plugin.yaml", "-o", "json")
    assert ran.actions == {"Chatbot/bike_shop": "created", "Plugin/faq": "unchanged"}


def test_json_is_one_document_with_the_agreed_fields(smarter: Command) -> None:
    ran = smarter("apply", "-f", "quickstart/", "-o", "json")
    assert ran.err == ""
    document = json.loads(ran.out)
    assert {"type": "smarter.apply", "schemaVersion": "1"}.items() <= document.items()
    assert document["summary"] == {
        "created": 5,
        "updated": 0,
        "unchanged": 0,
        "deleted": 0,
        "skipped": 0,
        "failed": 0,
    }
    for result in document["results"]:
        assert {"kind", "name", "action", "changes"} <= set(result)
        for change in result["changes"]:
            assert {"path", "before", "after"} <= set(change)
    values = {
        c["path"]: c["after"] for r in document["results"] for c in r["changes"] if r["kind"] == "Secret"
    }
    assert values["spec.config.value"] == "(secret)"
