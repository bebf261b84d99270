"""Several resources as KIND/NAME or KIND NAME NAME, in every command."""

from __future__ import annotations

from typing import Tuple

import pytest

from tests.acceptance.conftest import Command

MIXED = ("chatbot/bike_shop", "plugin/faq")
CHATBOTS = ("chatbot/bike_shop", "llm-client/other_shop")


@pytest.fixture
def two_chatbots(smarter: Command) -> Command:
    """Make a platform with two chatbots and a plugin, members of the set `old`."""
    text = (smarter.folder / "quickstart/chatbot.yaml").read_text(encoding="utf-8")
    other = text.replace("bike_shop", "other_shop")
    (smarter.folder / "quickstart/other.yaml").write_text(other, encoding="utf-8")
    assert smarter("apply", "-f", "quickstart/", "--set", "old").code == 0
    return smarter


@pytest.mark.parametrize(
    ("line", "words", "shown"),
    [
        ("get -o name", MIXED, MIXED),
        ("describe", MIXED, ("bike_shop", "faq")),
        ("export", MIXED, ("name: bike_shop", "name: faq")),
        ("sets release old", MIXED, MIXED),
        ("wait --for=jsonpath={.metadata.version}", MIXED, MIXED),
        ("delete --yes", MIXED, ("bike_shop", "faq")),
        ("deploy", CHATBOTS, ("bike_shop deployed", "other_shop deployed")),
        ("undeploy", CHATBOTS, ("bike_shop undeployed", "other_shop undeployed")),
        ("restart", CHATBOTS, ("bike_shop restarted", "other_shop restarted")),
        ("apply --dry-run -f quickstart/", MIXED, ("2 unchanged",)),
        ("diff -f quickstart/", MIXED, ("no differences",)),
        ("plan -f quickstart/", MIXED, ("no differences",)),
    ],
)
def test_several_resources_of_several_kinds_are_named(
    two_chatbots: Command, line: str, words: Tuple[str, ...], shown: Tuple[str, ...]
) -> None:
    done = two_chatbots(*line.split(), *words)
    assert done.code == 0, done
    assert all(text in done.out + done.err for text in shown), done


@pytest.mark.parametrize("line", ["get -o name", "describe", "sets release old", "delete --yes"])
def test_a_kind_may_be_followed_by_several_names(two_chatbots: Command, line: str) -> None:
    done = two_chatbots(*line.split(), "chatbots", "bike_shop", "other_shop")
    assert done.code == 0, done
    assert "bike_shop" in done.out
    assert "other_shop" in done.out


@pytest.mark.parametrize(
    "line", ["adopt --set new", "sets release old", "delete --yes", "deploy", "wait --for=deleted"]
)
def test_a_kind_without_a_name_is_refused(two_chatbots: Command, line: str) -> None:
    done = two_chatbots(*line.split(), "plugins")
    assert done.code == 2
    assert "Name the plugins to" in done.err


def test_adopt_reads_every_named_resource(two_chatbots: Command) -> None:
    done = two_chatbots("adopt", "--set", "new", "plugin/faq", "secret/warehouse_key")
    assert "spec.config.value of secret/warehouse_key" in done.err
    assert "plugin/faq" not in done.err  # its values are known from the apply
    assert "Give the manifests instead of the names" in done.err


@pytest.mark.parametrize("line", ["edit", "logs"])
def test_a_command_for_one_resource_refuses_several(two_chatbots: Command, line: str) -> None:
    done = two_chatbots(line, *MIXED)
    assert done.code == 2
    assert "Name one resource, as KIND NAME or KIND/NAME." in done.err


def test_a_delete_is_never_offered_for_another_resource(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/chatbot.yaml", "-f", "quickstart/plugin.yaml")
    ran = smarter("delete", "chatbot/bike_shp", "--yes")
    assert (ran.code, ran.err.splitlines()) == (
        7,
        ["error: chatbot/bike_shp not found", "  try: smarter --context local get chatbots"],
    )


@pytest.mark.parametrize(
    "verb", ["describe", "export", "edit", "logs", "deploy", "undeploy", "restart", "chat"]
)
def test_a_misspelt_chatbot_gets_the_command_with_a_known_one(smarter: Command, verb: str) -> None:
    smarter("apply", "-f", "quickstart/chatbot.yaml", "-f", "quickstart/plugin.yaml")
    ran = smarter(verb, "chatbot/bike_shp", *(["Hello"] if verb == "chat" else []))
    assert (ran.code, ran.err.splitlines()) == (
        7,
        [
            "error: chatbot/bike_shp not found",
            f"  try: smarter --context local {verb} chatbot/bike_shop",
        ],
    )


@pytest.mark.parametrize(
    "line",
    [
        "get chatbot/Bike-Shop",
        "describe chatbot/Bike-Shop",
        "export chatbot Bike-Shop",
        "edit chatbot/Bike-Shop",
        "logs chatbot/Bike-Shop",
        "deploy chatbot/Bike-Shop",
        "wait chatbot/Bike-Shop --for=created",
        "apply chatbot/Bike-Shop -f quickstart/",
        "adopt chatbot/Bike-Shop --set shop",
        "delete chatbot/Bike-Shop --dry-run",
    ],
)
def test_every_command_takes_a_name_as_the_platform_folds_it(smarter: Command, line: str) -> None:
    smarter("apply", "-f", "quickstart/chatbot.yaml", "-f", "quickstart/plugin.yaml")
    ran = smarter(*line.split(), env={"EDITOR": "true"})
    assert (ran.code, "error" in ran.err) == (0, False), ran
