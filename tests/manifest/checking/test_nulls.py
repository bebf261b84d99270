"""Nulls in non-nullable fields on newer platforms: a note names the versions."""

from __future__ import annotations

import io
import json
from typing import List, Optional

import pytest

from smarter.kinds import load_kinds
from smarter.manifest import Options, validate
from tests.schemas.rule_cases import manifest


def notes(kind: str, path: str, dialect: Optional[str]) -> List[str]:
    text = json.dumps(manifest(kind, {path: None}))
    report = validate(["-"], load_kinds(), Options({}, dialect=dialect), stdin=io.StringIO(text))
    assert report.errors == 0
    return [found.message for found in report.findings if found.rule == "omitted-null"]


def test_without_a_dialect_the_versions_are_named() -> None:
    assert notes("Guardrail", "config.mode", None) == [
        "platform 0.15 or newer refuses null in spec.config.mode: it is not sent, and the default `enforce` holds"
    ]


def test_with_a_dialect_it_is_that_platform() -> None:
    (message,) = notes("Proxy", "auth", "P15C")
    assert (
        message == "platform 0.27 or newer refuses null in spec.auth: it is not sent, and the default holds"
    )


@pytest.mark.parametrize("dialect", [None, "P15C"])
def test_a_null_accepted_by_the_platform_is_not_a_finding(dialect: Optional[str]) -> None:
    assert notes("Guardrail", "config.model", dialect) == []


def test_a_null_in_an_item_of_a_list_is_named() -> None:
    made = manifest("Orchestrator", {"config.harnesses": [{"llmClientName": "a", "role": None}]})
    report = validate(["-"], load_kinds(), Options({}), stdin=io.StringIO(json.dumps(made)))
    assert [found.path for found in report.findings if found.rule == "omitted-null"] == [
        "spec.config.harnesses[0].role"
    ]
