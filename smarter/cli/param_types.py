"""Parameter types: durations (`1h30m`), platform versions (`0.36`) and more."""

from __future__ import annotations

import re
from typing import Any, Optional

import click

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(?<!\d)(\d+(?:\.\d+)?)(ms|[smhd])")


class Completed(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Parameter type: a word, completed by a late import of `completion.py`.

    Args:
        completer: the name of the function.
        more: its arguments after the usual ones.
    """

    name = "name"

    def __init__(self, completer: str, *more: str) -> None:
        self.completer = completer
        self.more = more

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from smarter.cli import completion

        return getattr(completion, self.completer)(ctx, param, incomplete, *self.more)


CONTEXT_NAME = Completed("contexts")
ENVIRONMENT_NAME = Completed("environments")
TARGET_WORD = Completed("targets")  # a kind, a name or `kind/name`


def name_of(kind: str) -> Completed:
    """Return the type of the name of a resource of one kind."""
    return Completed("names", kind)


def require_value(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Return an option's value; refuse an empty one, as of an unset shell variable."""
    if value == "" and not ctx.resilient_parsing:
        raise click.BadParameter("it is empty.", ctx, param)
    return value


class Duration(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Parameter type: a duration in seconds."""

    name = "duration"

    def __init__(self, *, positive: bool = False) -> None:
        self.positive = positive

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> float:
        if isinstance(value, (int, float)):
            return float(value)
        text = str(value).strip()
        parts = _PART.findall(text)
        if parts and "".join(number + unit for number, unit in parts) == text:
            seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
        else:
            try:
                seconds = float(text)
            except ValueError:
                seconds = -1.0
        if not 0 <= seconds < float("inf") or (self.positive and seconds == 0):
            self.fail(f"{text!r} is not a duration; use 30s, 5m or 1h30m.", param, ctx)
        return seconds


class PlatformVersion(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Parameter type: a platform version (`0.36`, `P14`); the value is its dialect."""

    name = "version"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        from smarter.cli.output import stdio
        from smarter.kinds.dialects import NEWEST_TRIED, find_dialect, is_untried, platform_words

        found = find_dialect(str(value))
        if found is None:
            self.fail(f"{value!r} is not a platform version; write 0.14, 0.25 or 0.36.", param, ctx)
        if is_untried(str(value)) and not (ctx and ctx.resilient_parsing):
            newest = ".".join(map(str, NEWEST_TRIED))
            stdio.write_message(
                f"note: {value} is newer than {newest}, the newest version that smarter knows; "
                f"it is taken for {platform_words(found.name)}.\n"
            )
        return found.name
