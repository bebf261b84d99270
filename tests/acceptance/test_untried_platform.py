"""A platform that is newer than all tested ones: its commands work, and one line says that it is newer."""

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
