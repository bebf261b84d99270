"""Lists of newer platforms: plugins together, kinds by name only, failures."""

from __future__ import annotations

from typing import Any, Dict

import pytest

from smarter.errors import UnsupportedError
from smarter.kinds import load_kinds
from tests.acceptance.conftest import Command
from tests.acceptance.server import Server
from tests.platform.answering import Answering, failure, success

ROWS = [
    {"name": "hours", "pluginClass": "static"},
    {"name": "search", "pluginClass": "websearch"},
    {"name": "orders", "pluginClass": "sql"},
]


def table(*rows: Dict[str, Any]) -> Any:
    return success({"data": {"titles": [], "items": list(rows)}}, "get")


@pytest.mark.parametrize(
    ("kind", "names"),
    [("Plugin", ["hours"]), ("WebsearchPlugin", ["search"]), ("SqlPlugin", ["orders"]), ("ApiPlugin", [])],
)
def test_a_list_of_plugins_has_those_of_its_kind_only(kind: str, names: Any) -> None:
    world = Answering({"cli/get/": table(*ROWS)}, dialect="0.36")
    assert [row["name"] for row in world.platform.list(load_kinds().get(kind)).rows] == names


@pytest.mark.parametrize("kind", ["SqlConnection", "ApiConnection"])
def test_a_list_of_connections_of_newer_platforms_is_not_requested(kind: str) -> None:
    world = Answering({"cli/version/": failure(400, "", "")}, dialect="0.36")
    with pytest.raises(UnsupportedError, match="does not support list"):
        world.platform.list(load_kinds().get(kind))
    assert not [path for path in world.paths if path.startswith("cli/get/")]


def test_a_kind_that_turns_out_to_need_a_name_is_unsupported() -> None:
    words = "Smarter API Secret manifest broker: get() not ready error. name parameter is required"
    world = Answering(
        {"cli/get/": failure(503, "SAMBrokerErrorNotReady", words), "cli/version/": failure(400, "", "")},
        dialect="0.36",
        max_retries=2,
    )
    with pytest.raises(UnsupportedError, match="does not support get for Secret"):
        world.platform.list(load_kinds().get("Secret"))
    assert world.paths.count("cli/get/Secret/") == 1


def test_get_all_skips_kinds_that_cannot_be_listed_and_names_them(command: Command, server: Server) -> None:
    usual = server.spoil
    broken = failure(500, "SAMGuardrailBrokerError", "get() failed")
    server.spoil = lambda method, target: broken if "/cli/get/Guardrail/" in target else None
    ran = command("get", "all", "-o", "json")
    assert ran.code == 4
    assert "User" in {each["kind"] for each in ran.json["results"]}
    assert {"apiconnections", "sqlconnections", "guardrails"} <= set(ran.json["unlisted"])
    assert ran.json["complete"] is False
    assert "guardrails: get() failed" in ran.json["error"]["message"]
    server.spoil = usual
    assert command("get", "all").code == 0
