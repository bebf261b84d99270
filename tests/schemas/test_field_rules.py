"""Rules across fields: the platform's verdicts, and the findings' texts."""

from __future__ import annotations

import io
import json
from typing import Any, Dict, List

import pytest

from smarter.kinds import load_kinds
from smarter.kinds.paths import get
from smarter.manifest import Options, validate
from smarter.manifest.checking.rules import RULES
from smarter.platform.field_moves import to_wire
from tests.schemas.rule_cases import CASES, OLLAMA, Changes, manifest


def findings(made: Dict[str, Any]) -> List[Any]:
    options = Options({}, dialect="P15C")
    return list(validate(["-"], load_kinds(), options, stdin=io.StringIO(json.dumps(made))).findings)


def errors(made: Dict[str, Any]) -> List[Any]:
    return [found for found in findings(made) if found.severity == "error"]


@pytest.mark.parametrize(("kind", "changes", "right"), CASES)
def test_a_manifest_is_judged_as_the_platform_judges_it(kind: str, changes: Changes, right: bool) -> None:
    found = errors(manifest(kind, changes))
    if right:
        assert found == []
    else:
        assert found, "the wrong manifest passes"
        assert {each.rule for each in found} <= set(RULES)


def test_a_sentence_of_the_schema_is_the_message() -> None:
    (found,) = errors(manifest("LLMHost", OLLAMA, {"model.revision": "main"}))
    assert found.message == "spec.model.revision: Only repositories of Hugging Face have revisions"
    assert found.rule == "field-rule"


@pytest.mark.parametrize(
    ("kind", "path", "written", "sent"),
    [
        ("MCPClient", "spec.config.transport", "SSE", "sse"),
        ("LLMHost", "spec.storage.accessMode", "readwritemany", "ReadWriteMany"),
        ("Guardrail", "spec.config.stage", "Input", "input"),
        ("WebsearchPlugin", "spec.websearchData.search.provider", "Brave", "brave"),
    ],
)
def test_a_choice_in_another_case_is_a_warning_and_sent_as_the_platform_spells_it(
    kind: str, path: str, written: str, sent: str
) -> None:
    made = manifest(kind, {path[len("spec.") :]: written})
    found = [each for each in findings(made) if each.rule == "enum"]
    assert [each.severity for each in found] == ["warning"]
    assert f"sent as `{sent}`" in found[0].message
    assert get(to_wire(load_kinds().get(kind), made, "P15C"), path.split(".")) == sent


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("Provider", "provider.api_key"),
        ("Proxy", "apiKey"),
        ("MCPClient", "config.credentials"),
        ("ApiConnection", "connection.apiKey"),
    ],
)
@pytest.mark.parametrize(
    "key", ["sk-proj-abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"]
)
def test_a_key_in_place_of_the_name_of_a_secret_is_a_warning_that_does_not_show_it(
    kind: str, path: str, key: str
) -> None:
    found = findings(manifest(kind, {path: key}))
    assert [each.severity for each in found if each.rule == "clear-secret"] == ["warning"]
    assert key not in repr(found)
    assert not [each for each in findings(manifest(kind)) if each.rule == "clear-secret"]


@pytest.mark.parametrize("kind", ["Plugin", "SqlPlugin", "ApiPlugin"])
def test_a_description_of_plugin_data_is_refused_by_newer_platforms_only(kind: str) -> None:
    section = {"Plugin": "data", "SqlPlugin": "sqlData", "ApiPlugin": "apiData"}[kind]
    made = json.dumps(manifest(kind, {f"{section}.description": "what it is"}))

    def severities(dialect: str) -> List[str]:
        report = validate(["-"], load_kinds(), Options({}, dialect=dialect), stdin=io.StringIO(made))
        return [each.severity for each in report.findings if each.path.endswith("description")]

    assert severities("P14") == []
    assert severities("P15C") == ["error"]
