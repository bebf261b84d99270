"""Features of newer platforms: the server's validation, and dependents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smarter.errors import ConflictError, UnsupportedError
from smarter.kinds import load_kinds
from tests.acceptance.conftest import Command
from tests.acceptance.server import Server
from tests.platform.answering import Answering, failure, success

SECRET = load_kinds().get("Secret")
GUARDRAIL = load_kinds().get("Guardrail")
ERROR = {"loc": ["spec", "config", "stage"], "message": "Input should be input or output", "type": "enum"}
DEPENDENTS = [{"kind": "LLMClient", "name": "helper"}, {"kind": "Proxy", "name": "openai"}]


def test_validate_server_sends_the_manifest_in_its_applied_form() -> None:
    world = Answering({"cli/validate/": success({"valid": False, "errors": [ERROR]})}, dialect="0.36")
    manifest = GUARDRAIL.schema["examples"][0]
    assert world.platform.validate(GUARDRAIL, manifest) == [ERROR]
    sent = json.loads(world.sent[0][3])
    assert (sent["apiVersion"], sent["kind"]) == ("smarter.sh/v1", "Guardrail")
    older = Answering({"cli/version/": failure(400, "", "")})
    with pytest.raises(UnsupportedError, match="does not support validate"):
        older.platform.validate(SECRET, SECRET.schema["examples"][0])


def test_a_refused_delete_names_dependents_and_a_working_order() -> None:
    status = {"dependencies": DEPENDENTS}
    world = Answering(
        {
            "cli/delete/": failure(400, "SAMBrokerErrorDependencies", "2 resources depend on it"),
            "cli/describe/": success({"metadata": {"name": "key"}, "spec": {}, "status": status}),
        },
        dialect="0.36",
    )
    with pytest.raises(ConflictError) as caught:
        world.platform.delete(SECRET, "key")
    assert str(caught.value) == "secret/key is in use by chatbot/helper, proxy/openai."
    assert caught.value.hint == "smarter delete chatbot/helper proxy/openai secret/key"


def test_validate_server_reports_findings_of_the_platform(command: Command, server: Server) -> None:
    handle = server.platform.handle

    def check(method: str, target: str, headers: Any, body: bytes = b"") -> Any:
        if "/cli/validate/" in target and b"Guardrail" in body:
            return success({"valid": False, "errors": [ERROR]})
        return handle(method, target, headers, body)

    server.platform.handle = check  # type: ignore[method-assign]
    (command.folder / "rule.json").write_text(json.dumps(GUARDRAIL.schema["examples"][0]), encoding="utf-8")
    (command.folder / "secret.json").write_text(
        json.dumps(load_kinds().get("Orchestrator").schema["examples"][0]), encoding="utf-8"
    )
    ran = command("validate", "--server", "-o", "json", "rule.json")
    assert ran.code == 1
    assert [(each["rule"], each["path"]) for each in ran.json["results"]] == [("server", "spec.config.stage")]
    assert "Input should be input" in ran.json["results"][0]["message"]
    assert command("validate", "--server", "secret.json").code == 0
    older = command.with_flags("--context", "local")("validate", "--server", "rule.json")
    assert older.code == 6


def test_describe_shows_the_dependents_that_the_platform_names(command: Command, server: Server) -> None:
    secret = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Secret",
        "metadata": {"name": "openai_key", "description": "d", "version": "1.0.0"},
        "spec": {"config": {"value": "x"}},
    }
    connection = {
        **secret,
        "kind": "ApiConnection",
        "metadata": {**secret["metadata"], "name": "api"},  # type: ignore[dict-item]  # a mapping
        "spec": {
            "connection": {"baseUrl": "https://x.example", "authMethod": "token", "apiKey": "openai_key"}
        },
    }
    text = "\n---\n".join(map(json.dumps, (secret, connection)))
    (command.folder / "both.yaml").write_text(text, encoding="utf-8")
    assert command("apply", "-f", "both.yaml").code == 0
    described = command("describe", "secret/openai_key", "-o", "json").json["results"][0]
    assert described["referredBy"] == ["apiconnection/api"]
    assert "unknown" not in described
    refused = command("delete", "secret/openai_key", "--yes", "--cascade")
    assert refused.code == 4
    assert "in use by apiconnection/api" in refused.err + refused.out
    assert command("delete", "apiconnection/api", "secret/openai_key", "--yes").code == 0
