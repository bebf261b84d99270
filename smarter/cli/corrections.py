"""Corrections of command lines: the `try:` line of a usage error, which always parses."""

from __future__ import annotations

import shlex
from typing import Iterable, List, Optional, Sequence

import click

from smarter.cli.habits import FLAGS, NO_FLAG, NO_FLAG_WITH_VALUE

_ROUNDS = 6  # `config get-contexts -n prod` takes three


def replace(args: Sequence[str], word: str, better: str) -> Optional[List[str]]:
    """Return the arguments with `better` in place of `word`, None if `word` is not among them.

    Both may be several words. A single word stands alone, before `/`, `=` or `,`, or as the value of `--flag=`.
    """
    old, new = word.split(), better.split()
    for at in range(len(args)):
        if list(args[at : at + len(old)]) == old:
            return [*args[:at], *new, *args[at + len(old) :]]
    if len(old) != 1 or len(new) != 1:
        return None
    for at, arg in enumerate(args):
        head, tail = arg[: len(word)], arg[len(word) :]
        flag, sign, value = arg.partition("=")
        if head == word and tail[:1] in ("/", "=", ","):
            return [*args[:at], better + tail, *args[at + 1 :]]
        if sign and flag.startswith("-") and value == word:
            return [*args[:at], f"{flag}={better}", *args[at + 1 :]]
    return None


def suggest_option(name: str, ctx: Optional[click.Context]) -> Optional[str]:
    """Return the option of the command that `name` means: by habit, else by a typo."""
    from smarter._suggest import find_typo

    known = [opt for param in (ctx.command.params if ctx else ()) for opt in param.opts if opt[0] == "-"]
    by_habit = FLAGS.get(name)
    if by_habit in known:
        return by_habit
    return find_typo(name, [opt for opt in known if opt[:2] == "--"]) if name[:2] == "--" else None


def correct(error: BaseException, args: Sequence[str], root: Optional[click.Command]) -> Optional[str]:
    """Return a corrected command line that parses, None without one."""
    line = _corrected(error, args)
    words = (getattr(error, "better", None) or "").split()
    for _ in range(_ROUNDS):
        if line is None or root is None:
            break
        wrong = _parse_error(root, line)
        if wrong is None:
            break
        # The arguments of another tool's command differ: those at the end are left out.
        shorter = line[:-1] if words and line[-1] != words[-1] else None
        line = _corrected(wrong, line) or shorter
    else:
        line = None
    if line is None:
        return _help_for(getattr(error, "better", None), root)
    return " ".join(shlex.quote(part) for part in ("smarter", *line))


def _help_for(better: Optional[str], root: Optional[click.Command]) -> Optional[str]:
    """Return the help of the command that another tool's command is called here."""
    words = (better or "").split()
    entries = getattr(root, "entries", ())
    return f"smarter {words[0]} --help" if words and words[0] in entries else None


def _corrected(error: BaseException, args: Sequence[str]) -> Optional[List[str]]:
    if isinstance(error, click.NoSuchOption):
        name = error.option_name
        if name in NO_FLAG:
            return _without(args, name)
        better = suggest_option(name, error.ctx)
        return replace(args, name, better) if better else None
    word = getattr(error, "word", None)
    better = getattr(error, "better", None) or getattr(error, "suggestion", None)
    return replace(args, word, better) if word and better else None


def _without(args: Sequence[str], name: str) -> Optional[List[str]]:
    """Return the arguments without a flag and its value."""
    for at, arg in enumerate(args):
        if arg == name:
            return [*args[:at], *args[at + (2 if name in NO_FLAG_WITH_VALUE else 1) :]]
        if arg.startswith(f"{name}=") or (len(name) == 2 and arg.startswith(name)):
            return [*args[:at], *args[at + 1 :]]
    return None


def _parse_error(root: click.Command, args: Sequence[str]) -> Optional[BaseException]:
    """Parse a command line without running it; return its error."""
    from smarter.cli.session import Session

    if _prints_at_once(args):
        return None
    try:
        ctx = root.make_context("smarter", list(args), obj=Session())
        while isinstance(ctx.command, click.Group):
            rest = [*_protected(ctx), *ctx.args]
            if not rest:
                return None
            name, command, rest = ctx.command.resolve_command(ctx, rest)
            if command is None:
                return None
            ctx = command.make_context(name, rest, parent=ctx)
    except click.exceptions.Exit:
        return None
    except Exception as error:
        return None if getattr(error, "line_is_right", False) else error
    return None


def _prints_at_once(args: Iterable[str]) -> bool:
    return any(arg in ("--help", "-h", "--version", "-V", "--list-rules", "help") for arg in args)


def _protected(ctx: click.Context) -> List[str]:
    # click 8.2 renamed the attribute; the old name warns there.
    return list(ctx._protected_args if hasattr(ctx, "_protected_args") else ctx.protected_args)
