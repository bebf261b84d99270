"""Admin routes: fault injection and the clock, only with `Faults(admin=True)`."""

from __future__ import annotations

import re
from typing import Any, Callable, List

from smarter.local.base_platform import BasePlatform, Route, View
from smarter.local.faults import Rule
from smarter.local.http.messages import Reply, Request, html_reply, json_reply
from smarter.local.web.views import with_key


class ShiftedClock:
    """A clock that runs some seconds ahead of another."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.ahead = 0.0
        self._clock = clock

    def __call__(self) -> float:
        """Return epoch seconds."""
        return self._clock() + self.ahead


_CENTURY = 100 * 365 * 86400.0  # seconds


def faults(platform: BasePlatform, request: Request) -> Any:
    """Answer `/_local/faults`: GET, POST (a rule or a list of them) and DELETE."""
    if request.method == "DELETE":
        platform.faults.clear()
    elif request.method == "POST":
        given = request.json()
        rules = [Rule.parse(rule) for rule in (given if isinstance(given, list) else [given])]
        platform.faults.rules.extend(rules)
    elif request.method != "GET":
        return json_reply(405, {"detail": f'Method "{request.method}" not allowed.'})
    return {"rules": platform.faults.listed()}


def clock(platform: BasePlatform, request: Request) -> Any:
    """Answer `/_local/clock`: GET and POST (`{"advance": seconds}`)."""
    if request.method == "POST":
        given = request.json()
        seconds = given.get("advance") if isinstance(given, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise ValueError('the body is {"advance": seconds}')
        if not abs(seconds) < _CENTURY:  # beyond it there are no dates to answer with
            raise ValueError("advance is at most a hundred years")
        if not isinstance(platform.clock, ShiftedClock):
            platform.clock = ShiftedClock(platform.clock)
        platform.clock.ahead += seconds
    return {"now": platform.clock()}


def admin(view: Callable[..., Any]) -> View:
    """Wrap a view: 404 unless enabled, 401 without the key, 400 for a bad body."""
    guarded = with_key(view)

    def answer(platform: BasePlatform, request: Request) -> Reply:
        if platform.faults is None or not platform.faults.admin:
            return html_reply(404, "Not Found")
        try:
            return guarded(platform, request)
        except (ValueError, TypeError) as error:
            return json_reply(400, {"detail": str(error)})

    return answer


ROUTES: List[Route] = [
    ("*", re.compile("/_local/faults"), admin(faults)),
    ("*", re.compile("/_local/clock"), admin(clock)),
]
