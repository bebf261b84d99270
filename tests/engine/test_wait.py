"""Waiting polls with growing delays, reports progress, and ends at its timeout."""

from __future__ import annotations

from typing import List

import pytest

from smarter.engine import wait
from smarter.errors import UnsupportedError, WaitTimeoutError
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, PLUGIN

BARE = CHATBOT.replace("[faq, forecast]", "[]")


class Clock:
    """Time that passes only in `sleep`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: List[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def test_delays_grow_up_to_a_limit_and_the_deadline_is_kept(world: World) -> None:
    world.apply(BARE)
    clock, chatbot, said = Clock(), world.platform.kinds.get("chatbot"), []
    with pytest.raises(WaitTimeoutError) as caught:
        wait.wait(
            world.platform,
            chatbot,
            "helper",
            wait.deployed(chatbot),
            timeout=60,
            clock=clock,
            sleep=clock.sleep,
            on_look=lambda stands, seconds: said.append(stands),
        )
    assert caught.value.last == "not deployed"
    assert set(said) == {"not deployed"}
    assert clock.pauses[:3] == [0.5, 0.75, 1.125]
    assert max(clock.pauses) == wait.LONGEST
    assert 59 < clock.now <= 60


def test_a_later_deployment_is_noticed(world: World) -> None:
    world.apply(BARE)
    clock, chatbot = Clock(), world.platform.kinds.get("chatbot")

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.now > 5 and not chatbot_is_live():
            world.platform.act("deploy", chatbot, "helper")

    def chatbot_is_live() -> bool:
        live = world.platform.read(chatbot, "helper")
        return live is not None and wait.is_deployed(live)

    live = wait.wait(world.platform, chatbot, "helper", wait.deployed(chatbot), clock=clock, sleep=sleep)
    assert live is not None
    assert wait.is_deployed(live)
    assert clock.now < 10


def test_a_missing_resource_counts_as_deleted(world: World) -> None:
    plugin = world.platform.kinds.get("plugin")
    assert wait.wait(world.platform, plugin, "faq", wait.deleted(), timeout=0) is None
    world.apply(PLUGIN)
    with pytest.raises(WaitTimeoutError, match="still exists"):
        wait.wait(world.platform, plugin, "faq", wait.deleted(), timeout=0)


def test_a_kind_without_a_deployed_field_cannot_be_waited_for(world: World) -> None:
    with pytest.raises(UnsupportedError):
        wait.deployed(world.platform.kinds.get("plugin"))
