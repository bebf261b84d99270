"""Selectors, arguments that name resources, and ages."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, List

import click
import pytest

from smarter.cli.actions.selectors import SelectorError, matches, parse_selector
from smarter.cli.actions.targets import parse_one, parse_targets
from smarter.cli.output.ages import ago, moment, shown
from smarter.errors import UnknownKindError
from smarter.kinds import load_kinds

MANIFEST: Any = {
    "metadata": {
        "tags": ["quickstart", "two_words"],
        "annotations": [{"smarter.sh/team": "web"}, {"smarter.sh/live": True}, {"twoWords": "x"}],
    }
}


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("quickstart", True),
        ("draft", False),
        ("!draft", True),
        ("!quickstart", False),
        ("smarter.sh/team=web", True),
        ("team=web", True),
        ("team==web", True),
        ("team!=web", False),
        ("team!=ops", True),
        ("live=true", True),
        ("quickstart,team=web", True),
        ("quickstart,team=ops", False),
        ("two-words", True),
        ("two_words=x", True),
        ("team", True),
    ],
)
def test_a_selector_looks_at_tags_and_annotations(selector: str, chosen: bool) -> None:
    assert matches(parse_selector(selector), MANIFEST) is chosen


def test_annotations_may_be_a_map() -> None:
    assert matches(parse_selector("team=web"), {"metadata": {"annotations": {"team": "web"}}})
    assert not matches(parse_selector("team=web"), {"metadata": {}})


@pytest.mark.parametrize("selector", ["", "a b", "=x", "!a=b", "a,,b"])
def test_a_malformed_selector_is_refused(selector: str) -> None:
    with pytest.raises(SelectorError):
        parse_selector(selector)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["chatbots"], [("Chatbot", [])]),
        (["chatbot", "a", "b"], [("Chatbot", ["a", "b"])]),
        (["chatbot/a", "plugin/b", "chatbots/c"], [("Chatbot", ["a", "c"]), ("Plugin", ["b"])]),
        (["chatbots,plugins"], [("Chatbot", []), ("Plugin", [])]),
        (["LLM-Client", "a"], [("LLMClient", ["a"])]),
    ],
)
def test_arguments_name_kinds_and_resources(words: List[str], expected: Any) -> None:
    found = [(target.kind.name, target.names) for target in parse_targets(words, load_kinds())]
    assert found == expected


@pytest.mark.parametrize("words", [["chatbot/a", "b"], ["chatbots,plugins", "a"]])
def test_arguments_of_mixed_forms_are_refused(words: List[str]) -> None:
    with pytest.raises(click.UsageError):
        parse_targets(words, load_kinds())


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKindError):
        parse_targets(["chatbits"], load_kinds())


@pytest.mark.parametrize("words", [["chatbots"], ["chatbot", "a", "b"], ["chatbot/a", "plugin/b"]])
def test_a_command_for_one_resource_refuses_other_arguments(words: List[str]) -> None:
    with pytest.raises(click.UsageError):
        parse_one(words, load_kinds())


NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (4, "just now"),
        (5, "5 seconds ago"),
        (60, "1 minute ago"),
        (3 * 60 + 50, "3 minutes ago"),
        (3600, "1 hour ago"),
        (86400 * 2, "2 days ago"),
        (86400 * 40, "1 month ago"),
        (86400 * 800, "2 years ago"),
        (-120, "2 minutes from now"),
    ],
)
def test_an_age_is_shown_in_its_largest_unit(seconds: int, words: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00+00:00",
        "2026-03-01T12:00:00",
        1772366400,
        1772366400.0,
        NOW,
    ],
)
def test_every_time_format_of_the_platform_is_parsed(value: Any) -> None:
    assert moment(value) == NOW


@pytest.mark.parametrize("value", [None, "soon", "", [], True])
def test_a_malformed_time_is_shown_as_empty(value: Any) -> None:
    assert moment(value) is None
    assert shown(value, NOW) == ""


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://elsewhere.example.com", "none"),
        ("https://beta.platform.smarter.sh/api/v1/", "beta"),
        ("https://platform.smarter.sh", "prod"),
    ],
)
def test_an_address_and_a_key_from_the_environment_are_named_by_the_context_with_that_address(
    url: str, name: str, tmp_path: Any
) -> None:
    from smarter import contexts

    environ = {"SMARTER_BASE_URL": url, "SMARTER_API_KEY": "k", "SMARTER_HOME": str(tmp_path)}
    assert contexts.resolve(environ=environ).name == name
