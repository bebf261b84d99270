"""Polling of a resource with exponential backoff until a condition or a timeout."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Callable, List, Optional

from smarter.engine.desired import Desired
from smarter.engine.normalize import get
from smarter.errors import ConflictError, SmarterError, UnsupportedError, WaitTimeoutError
from smarter.kinds import Field, Kind
from smarter.platform import LiveResource, Platform

# Seconds between two reads: the first pause, the factor of each next one, and the longest.
FIRST, GROWTH, LONGEST = 0.5, 1.5, 10.0

# The status of a document of a vectorstore, and of an upload of the files API, that has been read.
_LOADED = ("loaded", "processed", "uploaded")

# Seconds to wait by default.
PATIENCE = 300.0


@dataclass(frozen=True)
class Goal:
    """A condition to wait for.

    `met` tests a live resource, or None if it does not exist; `stands` describes its state in words.
    """

    text: str
    met: Callable[[Optional[LiveResource]], bool]
    stands: Callable[[Optional[LiveResource]], str]


def deleted() -> Goal:
    """Return the goal that a resource does not exist."""
    return Goal("deleted", lambda live: live is None, lambda live: "still exists")


def created() -> Goal:
    """Return the goal that a resource exists."""
    return Goal("created", lambda live: live is not None, lambda live: "not there")


def deployed(kind: Kind, wanted: bool = True) -> Goal:
    """Return the goal of a deployed resource; without `wanted`, an undeployed one.

    Raises:
        UnsupportedError: resources of this kind do not show whether they are deployed.
    """
    if not any(field.path[-1] == "deployed" for field in kind.fields):
        raise _unsupported(kind, "do not show whether they are deployed")
    return Goal(
        "deployed" if wanted else "undeployed",
        lambda live: live is not None and is_deployed(live) is wanted,
        _words(lambda live: "deployed" if is_deployed(live) else "not deployed"),
    )


def loaded(kind: Kind) -> Goal:
    """Return the goal that the platform has read the content of a file.

    Raises:
        UnsupportedError: resources of this kind have no content.
    """
    if kind.served != "files":
        raise _unsupported(kind, "are not loaded; files are")

    def met(live: Optional[LiveResource]) -> bool:
        if live is not None and live.problem is not None:
            raise SmarterError(live.problem)
        return live is not None and live.status.get("status") in _LOADED

    return Goal("loaded", met, _words(lambda live: str(live.status.get("status"))))


def _unsupported(kind: Kind, reason: str) -> UnsupportedError:
    return UnsupportedError(
        f"{kind.name} resources {reason}.",
        kind=kind.name,
        verb="wait",
        hint="Wait for a value with --for=jsonpath=...",
    )


def _words(state: Callable[[LiveResource], str]) -> Callable[[Optional[LiveResource]], str]:
    """Let `state` describe resources that exist."""
    return lambda live: "does not exist" if live is None else state(live)


def is_deployed(live: LiveResource) -> bool:
    """Tell whether the platform reports the resource as deployed."""
    reported = live.status.get("deployed")
    settings = (get(live.manifest, each.path) for each in _settings(live.kind))
    return bool(reported if reported is not None else any(settings))


def _settings(kind: Kind) -> List[Field]:
    """Return the fields by which a manifest sets a resource to be deployed."""
    return [field for field in kind.fields if field.path[-1] == "deployed" and not field.read_only]


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
    """Read a resource until it meets the goal; return it, or None if it is absent.

    `timeout` is in seconds. `on_look` is called after each read with the state in words and the seconds waited.

    Raises:
        WaitTimeoutError: the timeout has passed.
        UnsupportedError: the platform cannot describe resources of this kind.
    """
    began = clock()
    pause = FIRST
    while True:
        try:
            live = platform.read(kind, name)
        except ConflictError as error:  # it exists, and cannot be read yet
            stands = error.message
        else:
            if goal.met(live):
                return live
            stands = goal.stands(live)
        waited = clock() - began
        on_look(stands, waited)
        if waited + FIRST > timeout:
            raise WaitTimeoutError(
                f"{kind.singular}/{name}: {stands} after {waited:.0f} s; expected: {goal.text}.", stands
            )
        sleep(min(pause, timeout - waited))
        pause = min(pause * GROWTH, LONGEST)


def to_be_deployed(desired: Desired) -> bool:
    """Tell whether a manifest sets the resource to be deployed."""
    return any(desired.value(each) is True for each in _settings(desired.kind))


def restart(platform: Platform, kind: Kind, name: str) -> None:
    """Undeploy and deploy a resource; deploy it even after an error or Ctrl-C."""
    try:
        platform.act("undeploy", kind, name)
    finally:
        platform.act("deploy", kind, name)
