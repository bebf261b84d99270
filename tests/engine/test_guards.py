"""Other users' resources, which the platform would overwrite silently."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from smarter import engine
from smarter.errors import GuardError
from tests.engine.conftest import World
from tests.engine.manifests import CONNECTION, SECRET

ALONE = CONNECTION.replace("apiKey: api_key, authMethod: token", "timeout: 30")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[World]:
    """Return a world with the administrator's connection and jane's client."""
    made = World(tmp_path, write_faults=True)
    made.apply(ALONE)
    made.local.caller = lambda request: "jane"  # type: ignore[method-assign]
    made.platform._known.username = None
    yield made
    made.local.close()


def test_a_resource_of_another_user_is_not_overwritten(shared: World) -> None:
    with pytest.raises(GuardError, match=r"Other users own: apiconnection/weather \(admin\)") as caught:
        shared.plan(ALONE.replace("timeout: 30", "timeout: 31"))
    assert "--force-conflicts" in str(caught.value.hint)
    assert shared.writes == []


def test_force_conflicts_overwrites_a_resource_of_another_user(shared: World) -> None:
    resources = shared.resources(ALONE.replace("timeout: 30", "timeout: 31"))
    plan = engine.plan(shared.platform, resources, force_conflicts=True)
    assert [outcome.action for outcome in engine.execute(shared.platform, plan)] == ["updated"]


def test_an_unchanged_resource_of_another_user_is_not_a_conflict(shared: World) -> None:
    assert shared.plan(ALONE).empty
    assert "whoami" not in [verb for verb, _ in shared.sent]


def test_resources_of_the_same_user_are_not_a_conflict(shared: World) -> None:
    shared.apply(SECRET)
    assert shared.plan(SECRET.replace("a key", "another key")).summary()["update"] == 1
