"""Replay of a recording, and the outcome of each exchange."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from scripts.conformance.compare import difference
from scripts.conformance.recording import Exchange
from scripts.conformance.replay_targets import EmbeddedTarget, RemoteTarget
from smarter.kinds.paths import get

_HASHED = re.compile(r"\br[A-Za-z0-9_-]{6,80}x\b")


@dataclass(frozen=True)
class Outcome:
    """An exchange, the response to it now, and their difference or None."""

    exchange: Exchange
    status: int
    body: Any
    difference: Optional[Tuple[str, str]]


def replay(exchanges: Sequence[Exchange], target: Union[EmbeddedTarget, RemoteTarget]) -> List[Outcome]:
    """Send the core exchanges to a target, in order, and compare the responses.

    Raises OSError.
    """
    outcomes = []
    waited = ""
    # Hashed ids of the recording -> those of the same resources here: URLs of chatbots contain them.
    hashed: Dict[str, str] = {}
    for exchange in exchanges:
        if not exchange.core:
            continue
        if exchange.reset:
            target.reset()
        if exchange.wait and exchange.note != waited:
            target.wait(exchange.wait)
        waited = exchange.note
        url = _HASHED.sub(lambda found: hashed.get(found.group(), found.group()), exchange.url)
        status, _, body = target.send(replace(exchange, url=url))
        hashed.update(zip(_hashed_id(exchange.answer), _hashed_id(body)))
        found = difference(exchange.verb, exchange.method, (exchange.status, exchange.answer), (status, body))
        outcomes.append(Outcome(exchange, status, body, found))
    return outcomes


def _hashed_id(answer: Any) -> List[str]:
    """Return the hashed id in the locator of a described resource: one, or none."""
    return _HASHED.findall(str(get(answer, ("data", "status", "recordLocator"))))


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return the last line of a run."""
    agree = sum(outcome.difference is None for outcome in outcomes)
    share = 100.0 * agree / len(outcomes) if outcomes else 0.0
    return f"agree {agree} of {len(outcomes)} ({share:.1f} %)"
