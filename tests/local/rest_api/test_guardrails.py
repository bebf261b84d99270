"""Guardrails of the embedded platform, through the client that programs use."""

from __future__ import annotations

from typing import Any, Dict

import pytest

from smarter import Smarter
from smarter.errors import APIStatusError


def evaluate(client: Smarter, config: Dict[str, Any], text: str, **more: Any) -> Any:
    config = {"stage": "both", "action": "redact", **config}
    client.resources["Guardrail"].apply(
        name="guard", description="d", version="1.0.0", spec={"config": config}
    )
    found = client.guardrails.find("guard")
    assert found is not None
    result = client.guardrails.evaluate(found.id, text=text, **more)
    assert not result.model_extra
    return result


@pytest.mark.parametrize(
    ("config", "text", "after"),
    [
        ({"strategy": "keyword", "keywords": ["bike"]}, "A Bike, bikes.", "A [REDACTED], bikes."),
        ({"strategy": "keyword", "keywords": ["bike"], "wholeWord": False}, "bikes", "[REDACTED]s"),
        ({"strategy": "keyword", "keywords": ["bike"], "caseSensitive": True}, "Bike", "Bike"),
        ({"strategy": "regex", "pattern": "a+", "flags": []}, "aaA", "[REDACTED]A"),
        ({"strategy": "regex", "pattern": "a+", "replacement": "<{label}>"}, "aaA b", "<pattern> b"),
        ({"strategy": "detector", "detectors": ["email"]}, "to jane@example.com.", "to [REDACTED]."),
        ({"strategy": "keyword", "keywords": ["bike"], "mode": "monitor"}, "bike", "bike"),
        ({"strategy": "keyword", "keywords": ["bike"], "stage": "output"}, "bike", "bike"),
    ],
)
def test_a_guardrail_replaces_its_matches(
    client: Smarter, config: Dict[str, Any], text: str, after: str
) -> None:
    assert evaluate(client, config, text).text == after


def test_a_finding_says_where_it_is(client: Smarter) -> None:
    result = evaluate(client, {"strategy": "keyword", "keywords": ["bike"]}, "A bike.")
    (match,) = result.findings[0].matches
    assert (match.start, match.end, match.text, match.label) == (2, 6, "bike", "bike")


def test_a_strategy_without_its_model_allows_and_reports_it(client: Smarter) -> None:
    config = {"strategy": "moderation", "action": "block"}
    result = evaluate(client, config, "text")
    assert (result.triggered, result.disposition) == (False, "allowed")
    assert "has no model for the strategy moderation" in str(result.error)
    closed = evaluate(client, {**config, "failClosed": True}, "text")
    assert closed.disposition == "blocked"


def test_bad_input_is_refused_with_a_message(client: Smarter) -> None:
    evaluate(client, {"strategy": "keyword", "keywords": ["bike"]}, "bike")
    for arguments, message in [
        ({"text": ""}, "text must be"),
        ({"text": "x" * 20_001}, "20,000"),
        ({"text": "x", "stage": "both"}, "stage must be"),
    ]:
        with pytest.raises(APIStatusError, match=message):
            client.guardrails.evaluate(1, **arguments)
    assert client.guardrails.events(1).events == []
