"""Replaying a recording in order, and what came of each exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Tuple, Union

from smarter.local.conformance.compare import difference
from smarter.local.conformance.recording import Exchange
from smarter.local.conformance.replay_targets import EmbeddedTarget, RemoteTarget


@dataclass(frozen=True)
class Outcome:
    """An exchange, the answer it got now, and how that parts from the recorded one: (aspect, words), or None."""

    exchange: Exchange
    status: int
    body: Any
    difference: Optional[Tuple[str, str]]


def replay(exchanges: Sequence[Exchange], target: Union[EmbeddedTarget, RemoteTarget]) -> List[Outcome]:
    """Send the core exchanges of a recording to a target, in order, and compare the answers. Raises OSError."""
    outcomes = []
    waited = ""
    for exchange in exchanges:
        if not exchange.core:
            continue
        if exchange.reset:
            target.reset()
        if exchange.wait and exchange.note != waited:
            target.wait(exchange.wait)
        waited = exchange.note
        status, _, body = target.send(exchange)
        found = difference(exchange.verb, exchange.method, (exchange.status, exchange.answer), (status, body))
        outcomes.append(Outcome(exchange, status, body, found))
    return outcomes


def summary(outcomes: Sequence[Outcome]) -> str:
    """The one line a run ends with."""
    agree = sum(outcome.difference is None for outcome in outcomes)
    share = 100.0 * agree / len(outcomes) if outcomes else 0.0
    return f"agree {agree} of {len(outcomes)} ({share:.1f} %)"
