"""The fixtures for tests of chatbots."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest

from smarter import Smarter
from smarter.local.server import LocalServer

SHOP = str(Path(__file__).resolve().parents[2] / "manifests" / "quickstart")


def test_ask_prompts_the_platform_of_the_test(
    smarter_local: LocalServer, smarter_ask: Callable[..., Any]
) -> None:
    with Smarter() as client:
        client.manifests.apply([SHOP])
    reply = smarter_ask("bike_shop", "What does a new chain cost?")
    assert reply.called("faq")
    assert reply.called("faq", inquiry_type="prices")
    assert not reply.called("faq", inquiry_type="hours")
    assert not reply.called("prices")
    assert smarter_ask("bike_shop", "And brake pads?", session=reply).session == reply.session
    assert any("/prompt/" in each["path"] for each in smarter_local.platform.recent)


def test_an_assertion_that_fails_shows_the_calls(
    smarter_local: LocalServer, smarter_ask: Callable[..., Any]
) -> None:
    with Smarter() as client:
        client.manifests.apply([SHOP])
    reply = smarter_ask("bike_shop", "prices?")
    with pytest.raises(AssertionError, match=r"faq\(inquiry_type='prices'\)"):
        assert reply.called("faq", inquiry_type="hours")


def test_ask_prompts_the_platform_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path))
    monkeypatch.setenv("SMARTER_CONTEXT", "local")
    with Smarter() as client:
        client.manifests.apply([SHOP])
    assert request.getfixturevalue("smarter_ask")("bike_shop", "prices?").called("faq")
