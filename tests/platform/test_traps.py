"""Each trap of the platform in `docs/platform.md`, and the client's remedy.

The embedded platform has the traps; `test_response_reader.py` has those of its responses.
"""

from __future__ import annotations

import json
import logging
from typing import Any, Dict, List

import pytest

from smarter import engine
from smarter.errors import GuardError, InternalServerError, UnsupportedError
from smarter.kinds import load_kinds
from smarter.manifest import load
from tests.engine.conftest import World
from tests.platform.answering import Answering, failure, success


def manifest(kind: str, name: str, spec: Dict[str, Any], **metadata: Any) -> str:
    """Return a manifest as text."""
    about = {"name": name, "description": f"a {kind}", "version": "1.0.0", **metadata}
    return json.dumps({"apiVersion": "smarter.sh/v1", "kind": kind, "metadata": about, "spec": spec})


def several(*manifests: str) -> str:
    return "\n---\n".join(manifests)


def plugin(name: str = "my_plugin_1", **metadata: Any) -> str:
    spec = {
        "selector": {"directive": "search_terms", "searchTerms": ["snake_case_word", "camelCase"]},
        "prompt": {"systemRole": "Help."},
        "data": {"staticData": {"snake_key": "What is x_y?"}},
    }
    return manifest("Plugin", name, spec, **{"pluginClass": "static", **metadata})


def chatbot(name: str = "helper", **spec: Any) -> str:
    return manifest("Chatbot", name, {"config": {"defaultModel": "gpt-4o-mini"}, **spec})


def secret(name: str = "api_key", value: str = "correct-horse-battery", **metadata: Any) -> str:
    return manifest("Secret", name, {"config": {"value": value}}, **metadata)


def user(name: str = "jane_doe", email: str = "jane@example.com", **metadata: Any) -> str:
    config = {"firstName": "Jane", "lastName": "Doe", "email": email, "isActive": True}
    return manifest("User", name, {"config": config}, username=name, **metadata)


SQL_CONNECTION = {"dbEngine": "django.db.backends.sqlite3", "hostname": "localhost", "database": "shop.db"}


def sql_plugin(query: str = "SELECT 1") -> str:
    spec = {
        "selector": {"directive": "always"},
        "prompt": {"systemRole": "Help."},
        "connection": "shop",
        "sqlData": {"sqlQuery": query},
    }
    return several(
        manifest("SqlConnection", "shop", {"connection": SQL_CONNECTION}),
        manifest("SqlPlugin", "orders", spec, pluginClass="sql"),
    )


def actions(plan: engine.Plan) -> Dict[str, str]:
    return {f"{step.kind}/{step.name}": step.action for step in plan.steps}


def changed(plan: engine.Plan) -> List[str]:
    return [change.path for step in plan.steps for change in step.changes]


def done(outcomes: Dict[str, engine.Outcome]) -> Dict[str, Any]:
    return {
        key: outcome.error.message if outcome.error else outcome.action for key, outcome in outcomes.items()
    }


# ---- listing ----


def test_a_list_request_has_the_required_body(world: World) -> None:
    world.apply(several(chatbot("one"), chatbot("two")))
    world.sent.clear()
    listing = world.platform.list(load_kinds().get("Chatbot"))
    assert sorted(row["name"] for row in listing.rows) == ["one", "two"]
    assert listing.complete
    assert world.sent == [("get", "LLMClient/")]
    status, _, _ = world.local.handle("POST", "/api/v1/cli/get/LLMClient/", {"host": "localhost"}, b"")
    assert status == 500


@pytest.mark.parametrize("kind", ["Secret", "Plugin", "SqlConnection"])
def test_listing_an_unlistable_kind_is_refused_with_a_hint(world: World, kind: str) -> None:
    with pytest.raises(UnsupportedError) as caught:
        world.platform.list(load_kinds().get(kind))
    assert str(caught.value) == f"Platform 0.14.19 does not support list for {kind}."
    assert "get" in str(caught.value.hint)


def test_a_list_at_the_row_limit_is_marked_incomplete() -> None:
    rows = [{"name": f"c{number}"} for number in range(1000)]
    table = {"metadata": {"count": 1000}, "data": {"titles": [], "items": rows}}
    listing = Answering({"cli/get/": success(table, "get")}).platform.list(load_kinds().get("Chatbot"))
    assert len(listing.rows) == 1000
    assert not listing.complete


# ---- answers and effects of verbs ----


def test_a_delete_of_a_chatbot_succeeds_despite_its_500(world: World) -> None:
    world.apply(chatbot())
    assert done(world.delete(chatbot())) == {"Chatbot/helper": "deleted"}
    assert world.local.resource("LLMClient", "helper") is None
    assert done(world.delete(chatbot())) == {"Chatbot/helper": "unchanged"}


def test_a_500_for_a_delete_of_a_remaining_chatbot_is_an_error() -> None:
    there = success({"metadata": {"name": "helper"}, "spec": {"config": {}}})
    failed = failure(500, "SAMLLMClientBrokerError", "Failed to delete LLMClient helper")
    world = Answering({"cli/describe/": there, "cli/delete/": failed})
    with pytest.raises(InternalServerError, match="Failed to delete LLMClient helper"):
        world.platform.delete(load_kinds().get("Chatbot"), "helper")


def test_a_user_is_deleted_by_both_of_its_names(world: World) -> None:
    world.apply(user())
    assert done(world.delete(user())) == {"User/jane_doe": "deleted"}
    assert ("delete", "User/?name=jane_doe&username=jane_doe") in world.sent
    assert world.local.resource("User", "jane_doe") is None


def test_an_unchanged_user_is_not_applied_again(world: World) -> None:
    assert done(world.apply(user())) == {"User/jane_doe": "created"}
    world.time += 600
    assert done(world.apply(user())) == {"User/jane_doe": "unchanged"}
    assert world.writes == []


def test_a_changed_user_is_refused_before_anything_is_sent(world: World) -> None:
    world.apply(user())
    with pytest.raises(UnsupportedError) as caught:
        world.plan(several(user(email="other@example.com"), secret()))
    assert "Platform 0.14.19" in str(caught.value)
    assert "jane_doe (spec.config.email)" in str(caught.value)
    assert world.writes == []


def test_a_second_direct_write_of_a_user_is_refused(world: World) -> None:
    world.apply(user())
    kind = load_kinds().get("User")
    with pytest.raises(
        UnsupportedError, match="does not support update for User, and 'jane_doe' exists already"
    ):
        world.platform.write(kind, json.loads(user(email="other@example.com")))


def test_a_user_belongs_to_its_set_without_annotations(world: World) -> None:
    for _ in range(2):
        plan = world.plan(several(user(), secret()), set_name="people")
        engine.execute(world.platform, plan)
    assert world.plan(several(user(), secret()), set_name="people").empty
    left = engine.plan(
        world.platform, world.resources(secret()), set_name="people", prune=True, prune_limit=1.0
    )
    assert actions(left) == {"Secret/api_key": "none", "User/jane_doe": "delete"}


def test_an_account_is_not_duplicated(world: World) -> None:
    account = manifest("Account", "example_inc", {"config": {"companyName": "Example Inc."}})
    plan = world.plan(several(account, secret()))
    with pytest.raises(GuardError, match="creates another one") as caught:
        engine.execute(world.platform, plan)
    assert "--allow-duplicates" in str(caught.value.hint)
    assert world.writes == []
    outcomes = engine.execute(world.platform, plan, allow_duplicates=True)
    assert [outcome.action for outcome in outcomes] == ["created", "created"]


def test_an_account_equal_to_its_manifest_is_not_written(world: World) -> None:
    account = manifest("Account", "example_inc", {"config": {"companyName": "Example Inc."}}, tags=["a"])
    engine.execute(world.platform, world.plan(account), allow_duplicates=True)
    world.time += 600
    assert done(world.apply(account)) == {"Account/example_inc": "unchanged"}
    assert world.writes == []


def test_an_undeploy_succeeds_despite_the_message_deployed(world: World) -> None:
    kind = load_kinds().get("Chatbot")
    world.apply(chatbot())
    world.platform.act("deploy", kind, "helper")
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["deployed"] is True
    world.platform.act("undeploy", kind, "helper")
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["deployed"] is False
    assert world.platform.act("logs", kind, "helper") is None


@pytest.mark.parametrize("verb", ["deploy", "undeploy", "logs"])
def test_a_verb_that_a_kind_lacks_is_refused_without_being_tried(world: World, verb: str) -> None:
    world.apply(secret())
    world.sent.clear()
    with pytest.raises(UnsupportedError) as caught:
        world.platform.act(verb, load_kinds().get("Secret"), "api_key")
    assert str(caught.value) == f"Platform 0.14.19 does not support {verb} for Secret."
    assert caught.value.hint is not None
    assert [sent for sent, _ in world.sent] == ["version"]


@pytest.mark.parametrize(
    "kind", ["Secret", "ApiConnection", "Plugin", "SqlConnection", "SqlPlugin", "ApiPlugin", "Chatbot"]
)
def test_a_deleted_resource_counts_as_missing_for_any_status(world: World, kind: str) -> None:
    texts = {
        "Secret": secret("x"),
        "ApiConnection": manifest("ApiConnection", "x", {"connection": {"baseUrl": "https://example.com"}}),
        "Plugin": plugin("x"),
        "SqlConnection": manifest("SqlConnection", "x", {"connection": SQL_CONNECTION}),
        "SqlPlugin": sql_plugin().replace('"orders"', '"x"'),
        "ApiPlugin": several(
            manifest("ApiConnection", "api", {"connection": {"baseUrl": "https://example.com"}}),
            manifest(
                "ApiPlugin",
                "x",
                {
                    "selector": {"directive": "always"},
                    "prompt": {"systemRole": "Help."},
                    "connection": "api",
                    "apiData": {"endpoint": "/x/"},
                },
                pluginClass="api",
            ),
        ),
        "Chatbot": chatbot("x"),
    }
    world.apply(texts[kind])
    known = load_kinds().get(kind)
    assert world.platform.read(known, "x") is not None
    assert world.platform.delete(known, "x")
    assert world.platform.read(known, "x") is None
    assert not world.platform.delete(known, "x")
    assert world.platform.read(known, "never_was") is None


# ---- effects of an apply ----


def test_functions_are_always_sent(world: World) -> None:
    world.apply(chatbot(functions=["get_current_weather"]))
    assert actions(world.plan(chatbot())) == {"Chatbot/helper": "reset"}
    assert done(world.apply(chatbot())) == {"Chatbot/helper": "updated"}
    assert not world.local.resource("LLMClient", "helper")["spec"]["functions"]


def test_an_undeclared_deployment_stays(world: World) -> None:
    world.apply(chatbot())
    world.platform.act("deploy", load_kinds().get("Chatbot"), "helper")
    assert world.plan(chatbot()).empty
    edited = chatbot().replace("gpt-4o-mini", "gpt-4o")
    assert done(world.apply(edited)) == {"Chatbot/helper": "updated"}
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["deployed"] is True


def test_an_omitted_field_is_named_before_it_is_reset(world: World) -> None:
    full = chatbot(config={"defaultModel": "gpt-4o-mini", "defaultTemperature": 0.5})
    world.apply(full)
    plan = world.plan(chatbot())
    assert [(c.path, c.before, c.after, c.cause) for s in plan.steps for c in s.changes] == [
        ("spec.config.defaultTemperature", 0.5, None, "reset")
    ]


def test_an_update_ignored_by_the_platform_is_a_replacement(world: World) -> None:
    world.apply(sql_plugin())
    assert world.plan(sql_plugin()).empty
    edited = sql_plugin("SELECT 2")
    assert actions(world.plan(edited))["SqlPlugin/orders"] == "replace"
    assert done(world.apply(edited))["SqlPlugin/orders"] == "updated"
    assert world.local.resource("SqlPlugin", "orders")["spec"]["sqlData"]["sqlQuery"] == "SELECT 2"
    assert world.plan(edited).empty


def test_an_unexpectedly_ignored_update_is_a_failure(world: World) -> None:
    text = plugin("faq")
    world.apply(text)
    handle = world.local.handle

    def deaf(method: str, target: str, headers: Any, body: bytes = b"") -> Any:
        if "/cli/apply/" in target:  # answers without writing
            return handle("POST", "/api/v1/cli/describe/Plugin/?name=faq", headers, b"")
        return handle(method, target, headers, body)

    world.local.handle = deaf  # type: ignore[method-assign]
    outcome = world.apply(text.replace("Help.", "Do help."))["Plugin/faq"]
    assert outcome.action == "failed"
    assert outcome.error is not None
    assert outcome.error.code in ("not-taken", "overwritten")


def test_tags_that_never_change_after_creation_are_a_warning(world: World) -> None:
    world.apply(manifest("Chatbot", "helper", {"config": {}}, tags=["a"]))
    plan = world.plan(manifest("Chatbot", "helper", {"config": {}}, tags=["b"]))
    assert plan.empty
    assert "metadata.tags will not change" in plan.steps[0].warnings[0]


def test_a_method_always_stored_as_get_is_a_warning(world: World) -> None:
    spec = {
        "selector": {"directive": "always"},
        "prompt": {"systemRole": "Help."},
        "connection": "api",
        "apiData": {"endpoint": "lookup", "method": "post"},
    }
    text = several(
        manifest("ApiConnection", "api", {"connection": {"baseUrl": "https://example.com"}}),
        manifest("ApiPlugin", "lookup", spec, pluginClass="api"),
    )
    assert set(done(world.apply(text)).values()) == {"created"}
    plan = world.plan(text)
    assert plan.empty
    assert any("spec.apiData.method" in warning for step in plan.steps for warning in step.warnings)


def test_a_status_is_never_sent(world: World) -> None:
    given = json.loads(manifest("ApiConnection", "api", {"connection": {"baseUrl": "https://example.com"}}))
    given["status"] = {"created": "not a date"}
    assert set(done(world.apply(json.dumps(given))).values()) == {"created"}
    world.platform.write(load_kinds().get("ApiConnection"), given)


def test_a_name_in_another_spelling_is_the_same_resource(world: World) -> None:
    world.apply(several(secret("api_key"), plugin("my_plugin_1")))
    respelled = several(secret("API-Key"), plugin("my-plugin-1"), chatbot(plugins=["my-plugin-1"]))
    assert actions(world.plan(respelled)) == {
        "Secret/api_key": "none",
        "Plugin/my_plugin_1": "none",
        "Chatbot/helper": "create",
    }
    assert done(world.apply(respelled))["Chatbot/helper"] == "created"


def test_empty_text_and_none_equal_null(world: World) -> None:
    text = chatbot(config={"defaultModel": "", "appName": "None", "defaultSystemRole": "You help."})
    world.apply(text)
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["defaultModel"] is None
    assert world.plan(text).empty


def test_an_unknown_field_is_found_before_the_platform_drops_it(world: World) -> None:
    file = world.folder / "given.yaml"
    file.write_text(chatbot(config={"defaultModle": "gpt-4o"}), encoding="utf-8")
    found = load([str(file)], load_kinds()).findings
    assert [(each.rule, each.severity) for each in found] == [("unknown-field", "error")]


def test_the_echo_of_an_apply_is_not_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="smarter"):
        logging.getLogger("smarter").propagate = True
        world.apply(secret(value="hunter2-hunter2"))
        world.platform.read(load_kinds().get("Secret"), "api_key")
    assert caplog.records
    assert "hunter2" not in caplog.text


# ---- reads ----


def test_camelcased_lists_are_not_a_difference_and_never_sent(world: World) -> None:
    prompts = ["What is x_y?", "How much is one_two_three?"]
    text = several(
        plugin(),
        chatbot(
            config={"appExamplePrompts": prompts},
            plugins=["my_plugin_1"],
            functions=["get_current_weather"],
        ),
    )
    world.apply(text)
    live = world.platform.read(load_kinds().get("Chatbot"), "helper")
    assert live is not None
    assert live.manifest["spec"]["plugins"] == ["myPlugin1"]
    assert live.manifest["spec"]["config"]["appExamplePrompts"] != prompts
    for seconds in (0, 600):
        world.time += seconds
        assert world.plan(text).empty
    edited = text.replace("How much", "How many")
    assert changed(world.plan(edited)) == ["spec.config.appExamplePrompts"]
    assert done(world.apply(edited))["Chatbot/helper"] == "updated"
    assert world.local.resource("LLMClient", "helper")["spec"]["plugins"] == ["my_plugin_1"]


def test_a_prompt_that_differs_in_its_underscores_alone_is_an_edit(world: World) -> None:
    text = chatbot(config={"appExamplePrompts": ["What is x_y?"]})
    world.apply(text)
    assert changed(world.plan(text.replace("x_y", "xY"))) == ["spec.config.appExamplePrompts"]


def test_lost_tags_are_not_a_difference_but_edits_of_them_are(world: World) -> None:
    text = plugin(tags=["a", "b"])
    world.apply(text)
    live = world.platform.read(load_kinds().get("Plugin"), "my_plugin_1")
    assert live is not None
    assert live.manifest["metadata"]["tags"] == []
    world.time += 600
    assert world.plan(text).empty
    assert world.plan(plugin(tags=["b", "a"])).empty


def test_a_masked_secret_never_overwrites_the_real_one(world: World) -> None:
    world.apply(secret())
    live = world.platform.read(load_kinds().get("Secret"), "api_key")
    assert live is not None
    assert live.manifest["spec"]["config"]["value"].startswith("*")
    assert world.plan(secret()).empty
    described = secret().replace("a Secret", "another description")
    assert done(world.apply(described)) == {"Secret/api_key": "updated"}
    assert world.local.resource("Secret", "api_key")["spec"]["config"]["value"] == "correct-horse-battery"


def test_a_short_secret_returned_in_clear_is_masked(world: World) -> None:
    world.apply(secret(value="abc"))
    live = world.platform.read(load_kinds().get("Secret"), "api_key")
    assert live is not None
    assert live.manifest["spec"]["config"]["value"] == "abc"
    assert engine.mask_resource(live)["spec"]["config"]["value"] == "(secret)"
    plan = world.plan(secret(value="abd"))
    assert "abc" not in repr([step.to_json() for step in plan.steps])
    assert changed(plan) == ["spec.config.value"]


def test_a_secret_that_was_changed_elsewhere_is_drift(world: World) -> None:
    world.apply(secret())
    other = json.loads(secret(value="something-else"))
    live = world.platform.read(load_kinds().get("Secret"), "api_key")
    assert live is not None
    from smarter.platform import with_marks

    world.platform.write(load_kinds().get("Secret"), with_marks(other, live.marks))
    plan = world.plan(secret())
    assert [(c.path, c.cause) for s in plan.steps for c in s.changes] == [("spec.config.value", "drift")]


@pytest.mark.parametrize(
    ("kind", "field", "connection"),
    [
        ("ApiConnection", "apiKey", {"baseUrl": "https://example.com", "apiKey": "api_key"}),
        ("ApiConnection", "proxyPassword", {"baseUrl": "https://example.com", "proxyPassword": "api_key"}),
        ("SqlConnection", "password", {**SQL_CONNECTION, "password": "api_key"}),
        ("SqlConnection", "proxyPassword", {**SQL_CONNECTION, "proxyPassword": "api_key"}),
    ],
)
def test_a_password_returned_in_clear_is_masked_and_never_sent_back(
    world: World, kind: str, field: str, connection: Dict[str, Any]
) -> None:
    text = several(secret(), manifest(kind, "shop", {"connection": connection}))
    world.apply(text)
    live = world.platform.read(load_kinds().get(kind), "shop")
    assert live is not None
    assert live.manifest["spec"]["connection"][field] == "correct-horse-battery"
    assert "correct-horse" not in json.dumps(engine.mask_resource(live), default=str)
    world.time += 600
    assert world.plan(text).empty
    edited = text.replace(f"a {kind}", "another description")
    plan = world.plan(edited)
    assert "correct-horse" not in repr([step.to_json() for step in plan.steps])
    assert done(world.apply(edited))[f"{kind}/shop"] == "updated"
    assert world.local.resource(kind, "shop")["spec"]["connection"][field] == "api_key"


def test_placeholders_of_the_platform_are_not_data(world: World) -> None:
    world.apply(user(tags=["a"]))
    live = world.platform.read(load_kinds().get("User"), "jane_doe")
    assert live is not None
    assert live.manifest["metadata"]["description"] == "no description"
    assert live.manifest["metadata"]["username"] == "admin"  # the user of the key
    plan = world.plan(user(tags=["a"]))
    assert plan.empty
    assert any("metadata.description" in warning for warning in plan.steps[0].warnings)


def test_stale_reads_within_a_minute_are_ignored(world: World) -> None:
    world.apply(plugin("faq"))
    world.time += 600
    other = plugin("faq").replace("Help.", "Do help.")
    assert done(world.apply(other)) == {"Plugin/faq": "updated"}
    live = world.platform.read(load_kinds().get("Plugin"), "faq")
    assert live is not None
    assert live.manifest["spec"]["prompt"]["systemRole"] == "Help."  # a minute late
    assert not live.settled
    assert world.plan(other).empty
    assert changed(world.plan(plugin("faq"))) == ["spec.prompt.systemRole"]
    assert done(world.apply(plugin("faq"))) == {"Plugin/faq": "updated"}
    world.time += 120
    assert world.plan(plugin("faq")).empty


@pytest.mark.parametrize(
    "text",
    [
        secret(annotations=[{"example.com/my-key": "as_it-is"}, {"Team_Name": ["one_two", "Three"]}]),
        plugin(annotations=[{"example.com/my_key": "as_it-is"}, {"Team_Name": ["one_two", "Three"]}]),
        manifest(
            "Chatbot", "x", {"config": {}}, annotations=[{"example.com/my-key_1": 5}, {"Team_Name": True}]
        ),
        manifest(
            "ApiConnection",
            "x",
            {"connection": {"baseUrl": "https://example.com"}},
            annotations=[{"example.com/My-Key": "as_it-is"}],
        ),
    ],
    ids=["Secret", "Plugin", "Chatbot", "ApiConnection"],
)
def test_rewritten_annotation_keys_are_not_a_difference(world: World, text: str) -> None:
    world.apply(text)
    for seconds in (0, 600):
        world.time += seconds
        assert world.plan(text).empty
    given = json.loads(text)
    given["metadata"]["annotations"][0] = {"example.com/other": "x"}
    assert set(changed(world.plan(json.dumps(given)))) != set()


@pytest.mark.parametrize("kind", ["Secret", "Chatbot", "Plugin", "ApiConnection"])
def test_annotations_may_be_written_as_a_map(world: World, kind: str) -> None:
    base = {
        "Secret": secret("x"),
        "Chatbot": chatbot("x"),
        "Plugin": plugin("x"),
        "ApiConnection": manifest("ApiConnection", "x", {"connection": {"baseUrl": "https://example.com"}}),
    }[kind]
    as_map, as_list = json.loads(base), json.loads(base)
    as_map["metadata"]["annotations"] = {"example.com/owner": "sales", "example.com/rank": 1}
    as_list["metadata"]["annotations"] = [{"example.com/owner": "sales"}, {"example.com/rank": 1}]
    assert done(world.apply(json.dumps(as_map))) == {f"{kind}/x": "created"}
    assert world.plan(json.dumps(as_list)).empty
    assert world.plan(json.dumps(as_map)).empty
    world.platform.write(load_kinds().get(kind), as_map)
    kept = world.local.resource(load_kinds().get(kind).canonical, "x") or {}
    assert {"example.com/owner": "sales"} in kept["metadata"]["annotations"]


# ---- references ----


def test_a_reference_that_can_never_be_checked_is_a_note(world: World) -> None:
    text = chatbot(config={"provider": "openai"}, apiKey=None)
    plan = world.plan(text)
    assert actions(plan) == {"Chatbot/helper": "create"}
    assert any("openai" in note and "cannot be checked" in note for note in plan.steps[0].notes)
    assert done(world.apply(text)) == {"Chatbot/helper": "created"}


def test_a_refused_reference_is_reported_with_the_platforms_message(world: World) -> None:
    outcome = world.apply(chatbot(apiKey="nobody_has_it"))["Chatbot/helper"]
    assert outcome.action == "failed"
    assert outcome.error is not None
    assert "nobody_has_it not found" in outcome.error.message
    assert outcome.error.code == "invalid"


def test_dependents_of_a_secret_are_deleted_before_it(world: World) -> None:
    text = several(
        secret(),
        manifest(
            "ApiConnection", "api", {"connection": {"baseUrl": "https://example.com", "apiKey": "api_key"}}
        ),
    )
    world.apply(text)
    assert set(done(world.delete(text)).values()) == {"deleted"}
    assert [rest.split("/")[0] for verb, rest in world.sent if verb == "delete"] == [
        "ApiConnection",
        "Secret",
    ]


def test_kinds_are_sent_in_the_spelling_of_the_platform(world: World) -> None:
    world.apply(several(chatbot(), secret()))
    world.plan(several(chatbot(), secret()))
    for verb, rest in world.sent:
        if verb not in ("version", "json-schema"):
            assert rest.split("/")[0] in ("LLMClient", "Secret"), (verb, rest)
            assert "-" not in rest.split("/")[0]
