"""Exports: short manifests without secrets, with an empty plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import List

import pytest
from hypothesis import given

from smarter import engine
from smarter.cli.commands.export import manifest_text
from smarter.engine.desired import wire_manifest
from tests.engine.conftest import World
from tests.engine.generated_manifests import Act
from tests.engine.manifests import CHATBOT, CONNECTION, PLUGIN, SECRET, SET
from tests.engine.test_laws import SAMPLE, Stage, stories
from tests.schemas.rule_cases import CUSTOM, OLLAMA, Changes, manifest


def exported(world: World, kind: str, name: str) -> engine.Exported:
    (only,) = engine.collect(world.platform, [(world.platform.kinds.get(kind), name)]).exported
    return only


def foreign(world: World, text: str) -> None:
    """Apply like another client, without ownership annotations."""
    for step in world.plan(text).steps:
        world.platform.write(step.desired.kind, wire_manifest(step.desired))


def test_an_export_omits_defaults_and_orders_keys_like_the_schema(world: World) -> None:
    world.apply(PLUGIN)
    manifest = exported(world, "plugin", "faq").manifest
    assert list(manifest) == ["apiVersion", "kind", "metadata", "spec"]
    assert list(manifest["metadata"]) == ["name", "description", "version", "tags", "pluginClass"]
    assert manifest["spec"]["prompt"] == {"systemRole": "You are helpful.", "maxTokens": 256}
    assert manifest["spec"]["selector"]["searchTerms"] == ["opening_hours", "price"]
    assert manifest["spec"]["data"] == {
        "description": "what people ask",
        "staticData": {"hours": "9 to 5", "price": {"coffee": 2.5}},
    }


def test_a_secret_is_its_variable_or_else_the_live_value(world: World) -> None:
    world.apply(SECRET, {"API_KEY": "hunter2-hunter2"})
    text = manifest_text(exported(world, "secret", "api_key"))
    assert "value: ${env:API_KEY:-${keep}}  # on another platform, set API_KEY" in text
    assert "hunter" not in text


def test_a_secret_that_the_platform_resolves_is_exported_by_its_name(world: World) -> None:
    world.apply("---".join((SECRET, CONNECTION)))
    assert exported(world, "apiconnection", "weather").manifest["spec"]["connection"]["apiKey"] == "api_key"


def test_a_secret_reference_without_a_known_name_is_exported_as_keep(world: World) -> None:
    foreign(world, "---".join((SECRET, CONNECTION)))
    only = exported(world, "apiconnection", "weather")
    assert only.manifest["spec"]["connection"]["apiKey"] == "${keep}"
    assert "the name of a Secret" in only.comments["spec", "connection", "apiKey"]
    assert "correct-horse" not in manifest_text(only)


def test_the_value_of_an_unset_variable_is_not_exported(world: World) -> None:
    text = PLUGIN.replace("You are helpful.", '"${env:ROLE}"').replace("systemRole: ", "systemRole: ")
    world.apply(text, {"ROLE": "You are the secret agent."})
    only = exported(world, "plugin", "faq")
    assert only.manifest["spec"]["prompt"]["systemRole"] == "${env:ROLE:-${keep}}"
    assert "secret agent" not in manifest_text(only)


def test_names_in_lists_find_their_spelling_even_where_another_client_applied(world: World) -> None:
    foreign(world, SET)
    only = exported(world, "chatbot", "helper")
    assert only.manifest["spec"]["plugins"] == ["faq", "forecast"]
    assert only.manifest["spec"]["functions"] == ["get_current_weather"]
    assert only.manifest["spec"]["config"]["appExamplePrompts"] == "${keep}"
    assert only.manifest["kind"] == "Chatbot"


def test_text_like_a_substitution_is_escaped(world: World) -> None:
    world.apply(CHATBOT.replace("[faq, forecast]", "[]").replace("You help people.", "Say $${env:HOME}."))
    only = exported(world, "chatbot", "helper")
    assert only.manifest["spec"]["config"]["defaultSystemRole"] == "Say $${env:HOME}."


def test_a_stale_read_is_not_exported(world: World) -> None:
    foreign(world, PLUGIN)
    world.time += 300
    foreign(world, PLUGIN.replace("You are helpful.", "You are brief."))
    only = exported(world, "plugin", "faq")
    assert only.manifest["spec"]["prompt"]["systemRole"] == "${keep}"
    world.time += 300
    only = exported(world, "plugin", "faq")
    assert only.manifest["spec"]["prompt"]["systemRole"] == "You are brief."


@pytest.mark.parametrize("terms", [[], ["refund me"]])
def test_a_list_applied_a_moment_ago_is_exported_whatever_a_stale_read_shows(
    world: World, terms: List[str]
) -> None:
    listed = "directive: search_terms, searchTerms: [opening_hours, price]"
    world.apply(PLUGIN.replace(listed, "directive: always"))
    world.apply(PLUGIN.replace(listed, f"directive: search_terms, searchTerms: {terms}"))
    selector = exported(world, "plugin", "faq").manifest["spec"]["selector"]
    assert selector == {"directive": "search_terms", "searchTerms": terms}


@pytest.mark.parametrize("changes", [OLLAMA, CUSTOM], ids=["ollama", "custom"])
def test_a_host_with_an_ollama_or_custom_engine_is_exported(tmp_path: Path, changes: Changes) -> None:
    world = World(tmp_path, dialect="P15C")
    made = manifest("LLMHost", changes, {"compute": None})
    world.apply(json.dumps(made))
    spec = exported(world, "llmhost", made["metadata"]["name"]).manifest["spec"]
    assert spec["engine"]["name"] == changes["engine.name"]
    world.local.close()


def test_ownership_annotations_are_not_exported_and_others_keep_their_spelling(world: World) -> None:
    world.apply(
        CONNECTION.replace("apiKey: api_key, ", "").replace("version", "annotations: [{team-a: x}], version")
    )
    metadata = exported(world, "apiconnection", "weather").manifest["metadata"]
    assert metadata["annotations"] == [{"team-a": "x"}]


def test_an_export_follows_references_to_kinds_that_cannot_be_listed(world: World) -> None:
    world.apply(SET)
    platform = world.platform
    found = engine.collect(platform, [], engine.exportable(platform.kinds, "P14"))
    assert {f"{each.kind.name}/{each.name}" for each in found.exported} >= {
        "Chatbot/helper",
        "Plugin/faq",
        "ApiPlugin/forecast",
        "ApiConnection/weather",
        "Secret/api_key",
    }
    assert {kind.name for kind in found.incomplete} >= {"Secret", "Plugin", "SqlConnection"}
    assert {kind.name for kind in found.incomplete}.isdisjoint({"Chatbot", "ApiConnection", "File"})


@pytest.mark.parametrize("dialect", ["P10", "P14", "P15C"])
def test_an_export_of_a_new_platform_has_no_difference(dialect: str, tmp_path: Path) -> None:
    world = World(tmp_path, dialect=dialect)
    platform = world.platform
    found = engine.collect(platform, [], engine.exportable(platform.kinds, dialect)).exported
    assert bool(found) is (
        dialect == "P15C"
    )  # the dialect in which the administrator can be listed and described
    if found:
        assert world.plan("---\n".join(manifest_text(each) for each in found)).empty
    world.local.close()


def test_two_exports_are_the_same(world: World) -> None:
    world.apply(SET)
    texts = [manifest_text(exported(world, "chatbot", "helper")) for _ in range(2)]
    assert texts[0] == texts[1]


def test_a_missing_resource_is_reported(world: World) -> None:
    plugin = world.platform.kinds.get("plugin")
    found = engine.collect(world.platform, [(plugin, "nothing")])
    assert (found.exported, found.missing) == ([], [(plugin, "nothing")])


def test_an_export_of_resources_of_another_client_has_no_difference(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    @SAMPLE
    @given(stories("P14", most=1))
    def run(acts: List[Act]) -> None:
        stage = Stage(tmp_path_factory.mktemp("story"), "P14")
        stage.set(acts[0])
        for step in stage.plan().steps:
            if step.desired.content is None:
                stage.world.platform.write(step.desired.kind, wire_manifest(step.desired))
        stage.world.time += 120
        try:
            stage.exported(missing=True)
        finally:
            stage.world.local.close()

    run()
