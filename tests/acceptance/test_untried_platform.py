"""On a platform newer than all tested ones, commands work with one warning."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server


@pytest.mark.parametrize("gone", [(), ("extensions",), ("extensions", "config")])
def test_a_platform_with_an_unknown_schema_form_works_by_its_served_schemas(
    newer: Command, newer_server: Server, monkeypatch: pytest.MonkeyPatch, gone: Any
) -> None:
    handle = newer_server.platform.handle

    def changed(method: str, target: str, headers: Any, body: Any = b"") -> Any:
        status, shown, content = handle(method, target, headers, body)
        if status != 200 or not any(word in target for word in ("json-schema/LLMClient", "cli/resources")):
            return status, shown, content
        data = json.loads(content if isinstance(content, bytes) else b"".join(content))
        if "resources" in target:
            data["data"] = [*data["data"], {"Tier": 3}, {**data["data"][0], "APIKind": "Agent", "Quota": 1}]
        else:
            fields = data["data"]["properties"]["spec"]["properties"]
            fields["agents"] = {"type": "array"}
            for name in gone:
                fields.pop(name)
        made = json.dumps(data).encode()
        return status, [(k, v) for k, v in shown if k.lower() != "content-length"], made

    monkeypatch.setattr(newer_server.platform, "handle", changed)
    fresh = newer("get", "all", "-o", "json", env={"SMARTER_HOME": str(newer.folder / "fresh")})
    assert fresh.code == 0, fresh.err
    assert "warning: " in fresh.err
    assert "is newer than the platforms that this client was tested with (LLMClient has agents)" in fresh.err
    assert "Vectorstore" in {each["kind"] for each in fresh.json["results"]}


BOT = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: bot, description: d, version: 1.0.0}
spec: {config: {defaultModel: gpt-4o-mini, appName: Shop}}
"""


def test_a_field_that_smarter_does_not_know_is_never_lost_in_silence(
    newer: Command, newer_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    (newer.folder / "bot.yaml").write_text(BOT, encoding="utf-8")
    assert newer("apply", "-f", "bot.yaml").code == 0
    handle = newer_server.platform.handle
    live = True

    def changed(method: str, target: str, headers: Any, body: Any = b"") -> Any:
        nonlocal live
        status, shown, content = handle(method, target, headers, body)
        live = live and "cli/apply" not in target
        if status != 200 or "describe/LLMClient" not in target or not live:
            return status, shown, content
        data = json.loads(content if isinstance(content, bytes) else b"".join(content))
        data["data"]["spec"].update(memory={"size": 5}, mood=None)
        data["data"]["spec"]["config"]["prompt"]["reasoning"] = "high"
        made = json.dumps(data).encode()
        return status, [(k, v) for k, v in shown if k.lower() != "content-length"], made

    monkeypatch.setattr(newer_server.platform, "handle", changed)
    exported = newer("export", "chatbot/bot")
    assert "# spec.memory is left out: smarter does not know it." in exported.out
    assert newer("diff", "-f", "bot.yaml").code == 0
    (newer.folder / "bot.yaml").write_text(BOT.replace("Shop", "Store"), encoding="utf-8")
    shown = newer("diff", "-f", "bot.yaml")
    for path in ("spec.memory", "spec.config.prompt.reasoning"):
        assert f"{path} is live, and smarter does not know it: the platform may reset it." in shown.out
    assert "mood" not in shown.out + exported.out
    done = newer("apply", "-f", "bot.yaml")
    assert (done.code, "spec.memory has lost its value: smarter does not know this field" in done.err) == (
        0,
        True,
    )
