"""Lists name the kinds that they omit, and show a resource like `get KIND NAME`."""

from __future__ import annotations

from typing import Any

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server


def test_a_kind_that_cannot_be_listed_without_known_names_is_unsupported(smarter: Command) -> None:
    ran = smarter("get", "secrets", "-o", "json")
    assert (ran.code, ran.json["error"]["code"]) == (6, "unsupported")
    assert (ran.json["complete"], ran.json["unlisted"]) == (False, ["secrets"])
    ran = smarter("get", "secrets")
    assert (ran.code, ran.out) == (6, "")
    assert "this platform cannot list secrets" in ran.err


def test_resources_that_others_refer_to_are_listed_with_a_note(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("get", "secrets", "-o", "json")
    assert (ran.code, [each["name"] for each in ran.json["results"]]) == (0, ["warehouse_key"])
    assert (ran.json["complete"], ran.json["unlisted"]) == (False, ["secrets"])
    ran = smarter("get", "secrets")
    assert ran.code == 0
    assert "note: this platform cannot list secrets" in ran.err


def test_a_resource_has_the_same_columns_listed_and_named(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    for kind, name in (
        ("chatbot", "bike_shop"),
        ("file", "repair_guide"),
        ("user", "admin"),
        ("plugin", "faq"),
    ):
        listed, named = smarter("get", kind), smarter("get", kind, name)
        assert listed.out.splitlines()[0] == named.out.splitlines()[0]


def test_chat_accepts_kind_and_name(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    assert smarter("chat", "chatbot/bike_shop", "Hello").code == 0
    assert smarter("chat", "cb/bike_shop", "Hello").code == 0
    wrong = smarter("chat", "plugin/faq", "Hello")
    assert (wrong.code, "take no prompts" in wrong.err) == (2, True)


def test_validate_live_finds_a_plugin_missing_from_the_platform(smarter: Command) -> None:
    (smarter.folder / "bot.yaml").write_text(
        "apiVersion: smarter.sh/v1\nkind: Chatbot\n"
        "metadata: {name: t1_bot, description: d, version: 1.0.0}\n"
        "spec:\n  config: {appName: A}\n  plugins: [no_such_plugin]\n"
    )
    ran = smarter("validate", "--live", "bot.yaml")
    assert (ran.code, "no_such_plugin" in ran.out) == (1, True)
    assert "[unresolved-reference]" in ran.out


def test_a_section_called_local_is_explained_by_the_list_of_contexts(bare: Command) -> None:
    bare.home.mkdir(exist_ok=True)
    (bare.home / "config.yaml").write_text("local: {base_url: http://localhost:8000}\n")
    ran = bare("context", "list")
    assert "the embedded platform" in ran.out
    assert "section `local` (http://localhost:8000)" in ran.err


def test_get_all_succeeds_if_a_listed_resource_cannot_be_described(
    newer: Command, newer_server: Server
) -> None:
    ran = newer("get", "all", "-o", "json")
    assert ran.code == 0, ran.err
    assert "Account" in {each["kind"] for each in ran.json["results"]}
    handle = newer_server.platform.handle

    def without_accounts(method: str, target: str, headers: Any, body: Any = b"") -> Any:
        unshown = "describe/Account/" in target
        return handle(method, target.split("?")[0] + "?name=gone" if unshown else target, headers, body)

    newer_server.platform.handle = without_accounts  # type: ignore[method-assign]  # a resource that is not shown
    ran = newer("get", "all", "-o", "json")
    assert ran.code == 0, ran.err
    assert {"Account"} & {each["kind"] for each in ran.json["results"]} == set()
    assert ran.json["complete"] is False
    assert "account/1000-0000-0001 left out: listed, but the platform does not show it" in ran.err


def test_a_chatbot_with_a_name_like_a_record_of_smarter_is_listed_and_exported(smarter: Command) -> None:
    manifest = smarter.folder / "helper.yaml"
    manifest.write_text(
        "apiVersion: smarter.sh/v1\nkind: Chatbot\n"
        "metadata: {name: smarter_set_helper, description: d, version: 1.0.0}\n"
        "spec: {config: {appName: Helper}}\n"
    )
    assert smarter("apply", "-f", "helper.yaml", "--set", "shop").code == 0
    assert smarter("get", "chatbots", "-o", "name").out == "chatbot/smarter_set_helper\n"
    assert "chatbot/smarter_set_helper" in smarter("get", "all", "-o", "name").out
    assert "name: smarter_set_helper" in smarter("export", "chatbots").out
