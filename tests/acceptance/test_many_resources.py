"""Commands about one resource of many read only that one and its references."""

from __future__ import annotations

import copy
import re
from typing import List

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server

MANY = 300  # enough to notice one request per resource


@pytest.fixture
def many(remote: Command, server: Server) -> Command:
    """Fill the platform with copies of the quickstart's resources."""
    assert remote("apply", "-f", "quickstart").code == 0
    store = server.platform.store
    with store.write():
        for record in store.all():
            if record.kind in ("LLMClient", "ApiConnection", "Secret", "Plugin"):
                for number in range(MANY):
                    name, manifest = f"{record.name}_{number}", record.manifest
                    manifest = {**manifest, "metadata": {**manifest["metadata"], "name": name}}
                    if record.kind == "ApiConnection" and number != 7:
                        connection = {**manifest["spec"]["connection"], "apiKey": f"warehouse_key_{number}"}
                        manifest["spec"] = {**manifest["spec"], "connection": connection}
                    made = copy.copy(record)
                    made.name, made.id, made.manifest = name, record.id + 1000 + number, manifest
                    store.put(made)
    chatbot = (remote.folder / "quickstart" / "chatbot.yaml").read_text(encoding="utf-8")
    (remote.folder / "one.yaml").write_text(chatbot.replace("bike_shop", "bike_shop_5"), encoding="utf-8")
    return remote


@pytest.mark.parametrize(
    ("line", "most"),
    [
        ("get chatbot bike_shop_5", 1),
        ("get secret warehouse_key_5", 1),
        ("get chatbots", 1),
        ("describe secret warehouse_key_5", 5),
        ("plan -f one.yaml", 4),
        ("diff -f one.yaml", 4),
        ("apply -f one.yaml", 4),
        ("edit chatbot/bike_shop_5", 4),
        ("export chatbot/bike_shop_5", 4),
        ("delete chatbot bike_shop_5 --dry-run", 1),
        # The list of connections, those two that use it, and their own users.
        ("delete secret warehouse_key --dry-run", 6),
    ],
)
def test_a_command_about_one_resource_sends_few_requests(
    many: Command, server: Server, line: str, most: int
) -> None:
    many("get", "chatbot", "bike_shop_5")  # requests the version of the platform
    before = len(server.requests)
    ran = many(*line.split(" "), env={"EDITOR": "true"})
    assert ran.code in (0, 1), ran
    assert len(sent(server, before)) <= most, sent(server, before)
    if line.startswith("delete secret"):
        assert "apiconnection/warehouse" in ran.out + ran.err
        assert "warehouse_7" in ran.out + ran.err


def test_users_of_a_plugin_are_found_among_all_chatbots(many: Command, server: Server) -> None:
    """Rows of chatbots name no plugins up to 0.14; newer platforms list dependents."""
    before = len(server.requests)
    assert "chatbot/bike_shop" in many("delete", "plugin", "faq", "--dry-run").err
    assert len(sent(server, before)) <= MANY + 5


def sent(server: Server, start: int) -> List[str]:
    return [path for path in server.requests[start:] if re.search(r"/cli/(describe|get)/", path)]
