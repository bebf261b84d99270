"""Waits until a resource is as it should be: looks, pauses a little longer each time, and gives up at a deadline."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Callable, Optional

from smarter.engine.desired import Desired
from smarter.engine.normalize import get
from smarter.errors import UnsupportedError, WaitTimeoutError
from smarter.kinds import Kind
from smarter.platform import LiveResource, Platform

# Seconds between two looks: the first pause, how much longer each next one is, and the longest.
FIRST, GROWTH, LONGEST = 0.5, 1.5, 10.0

# Seconds that are waited unless told otherwise.
PATIENCE = 300.0


@dataclass(frozen=True)
class Goal:
    """What is waited for. `met` says of a live resource, None where there is none, whether it is so."""

    text: str
    met: Callable[[Optional[LiveResource]], bool]
    stands: Callable[[Optional[LiveResource]], str]


def deleted() -> Goal:
    """Until it is gone."""
    return Goal("deleted", lambda live: live is None, lambda live: "still there")


def deployed(kind: Kind, wanted: bool = True) -> Goal:
    """Until it is live, or, unless `wanted`, until it is not.

    Raises:
        UnsupportedError: resources of this kind do not say whether they are.
    """
    if not any(field.path[-1] == "deployed" for field in kind.fields):
        raise UnsupportedError(
            f"A {kind.name} does not say whether it is deployed.",
            kind=kind.name,
            verb="wait",
            hint="Wait for a value with --for=jsonpath=...",
        )

    def stands(live: Optional[LiveResource]) -> str:
        return "not there" if live is None else "deployed" if is_deployed(live) else "not deployed"

    return Goal(
        "deployed" if wanted else "undeployed",
        lambda live: live is not None and is_deployed(live) is wanted,
        stands,
    )


def is_deployed(live: LiveResource) -> bool:
    """Whether the platform says that the resource is live."""
    told = live.status.get("deployed")
    paths = [field.path for field in live.kind.fields if field.path[-1] == "deployed" and not field.read_only]
    return bool(told if told is not None else any(get(live.manifest, path) for path in paths))


def wait(
    platform: Platform,
    kind: Kind,
    name: str,
    goal: Goal,
    *,
    timeout: float = PATIENCE,
    on_look: Callable[[str, float], None] = lambda stands, seconds: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Optional[LiveResource]:
    """Look until the goal is met; the resource as it is then, None where it is gone.

    `timeout` is in seconds. `on_look` is called with how the resource stands and the seconds since the beginning.

    Raises:
        WaitTimeoutError: the time is up.
        UnsupportedError: the platform cannot describe resources of this kind.
    """
    began = clock()
    pause = FIRST
    while True:
        live = platform.read(kind, name)
        if goal.met(live):
            return live
        waited = clock() - began
        stands = goal.stands(live)
        on_look(stands, waited)
        if waited + FIRST > timeout:
            raise WaitTimeoutError(
                f"{kind.singular}/{name}: {stands} after {waited:.0f} s; waited for: {goal.text}.", stands
            )
        sleep(min(pause, timeout - waited))
        pause = min(pause * GROWTH, LONGEST)


def to_be_deployed(wanted: Desired) -> bool:
    """Whether a manifest says that the resource shall be live."""
    said = [f for f in wanted.kind.fields if f.path[-1] == "deployed" and not f.read_only]
    return any(wanted.value(each) is True for each in said)


def restart(platform: Platform, kind: Kind, name: str) -> None:
    """Take the resource down and bring it up again. Once it may be down it is brought up, even after Ctrl-C."""
    try:
        platform.act("undeploy", kind, name)
    finally:
        platform.act("deploy", kind, name)
