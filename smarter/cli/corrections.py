"""Corrections of command lines: the parsable `try:` line of a usage error."""

from __future__ import annotations

import re
import shlex
from typing import AbstractSet, List, Optional, Sequence, Tuple

import click

from smarter.cli.habits import (
    CHATBOT_VERBS,
    FLAGS,
    KIND_VERBS,
    NO_FLAG,
    NO_FLAG_WITH_VALUE,
    OTHER_COMMANDS,
)
from smarter.contexts import shown_url

# The arguments before a flag, its value, and the arguments after both.
_Cut = Tuple[List[str], str, List[str]]

_ROUNDS = 6  # `config get-contexts -n prod` takes three


def replace(args: Sequence[str], word: str, better: str) -> Optional[List[str]]:
    """Return the arguments with `better` for `word`, or None without `word`.

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
        if sign and flag in _typed(word):
            return [*args[:at], f"{better}={value}", *args[at + 1 :]]
        if head == word and tail[:1] in ("/", "=", ","):
            return [*args[:at], better + tail, *args[at + 1 :]]
        if arg in _typed(word):
            return [*args[:at], better, *args[at + 1 :]]
        if sign and flag.startswith("-") and value == word:
            return [*args[:at], f"{flag}={better}", *args[at + 1 :]]
    return None


def _typed(name: str) -> Tuple[str, ...]:
    """Return the spellings of a flag: `--lock`, and Terraform's `-lock`."""
    return (name, name[1:]) if name[:2] == "--" and len(name) > 3 else (name,)


def suggest_option(name: str, ctx: Optional[click.Context]) -> Optional[str]:
    """Return the option of the command that `name` means: by habit, else by a typo."""
    from smarter._suggest import find_typo

    known = [opt for param in (ctx.command.params if ctx else ()) for opt in param.opts if opt[0] == "-"]
    by_habit = FLAGS.get(name)
    if by_habit and by_habit.partition("=")[0] in known:
        return by_habit
    return find_typo(name, [opt for opt in known if opt[:2] == "--"]) if name[:2] == "--" else None


def reason_against(name: str, ctx: Optional[click.Context]) -> Optional[str]:
    """Return why a command has no flag of this name; None if no other tool has one."""
    other = _other_command(name, ctx)
    return other[2] if other else NO_FLAG.get(name)


def _other_command(name: str, ctx: Optional[click.Context]) -> Optional[Tuple[str, str, str]]:
    """Return the typed command, the one that does the flag's job, and the reason."""
    typed = (ctx.info_name if ctx else None) or ""
    other = OTHER_COMMANDS.get((typed, name))
    return (typed, *other) if other else None


def correct(error: BaseException, args: Sequence[str], root: Optional[click.Command]) -> Optional[str]:
    """Return a corrected command line that parses, None without one."""
    if isinstance(error, click.NoSuchOption) and error.option_name in ("-k", "--kustomize"):
        return _kustomized(args, error.option_name)
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
        # The help of the command that another tool's command is called here.
        return (
            f"smarter {words[0]} --help" if words[:1] and words[0] in getattr(root, "entries", ()) else None
        )
    return _joined(_with_kind(line, habit=bool(words)))


def _kustomized(args: Sequence[str], name: str) -> str:
    """Return the pipe for kubectl's `apply -k DIR`."""
    before, folder, after = _cut(args, name) or (list(args), "", [])
    return f"kubectl kustomize {shlex.quote(folder or '.')} | {_joined([*before, '-f', '-', *after])}"


def _cut(args: Sequence[str], name: str, *, valued: bool = True) -> Optional[_Cut]:
    """Split the arguments at a flag: before, its value, after; None without it."""
    for at, arg in enumerate(args):
        flag, sign, value = arg.partition("=")
        if len(name) == 2 and arg.startswith(name):  # `-nprod`, `-n=prod`
            value = arg[2:].lstrip("=")
        elif flag not in _typed(name):
            continue
        end = at + (1 if sign or value or not valued else 2)
        return [*args[:at]], value or "".join(args[at + 1 : end]), [*args[end:]]
    return None


def _joined(line: Sequence[str]) -> str:
    return shlex.join(["smarter", *map(shown_url, line)])


def _corrected(error: BaseException, args: Sequence[str]) -> Optional[List[str]]:
    if isinstance(error, click.NoSuchOption):
        name = error.option_name
        if name == "--target":
            return _named(args)
        if name == "--chdir":
            return _from_folder(args)
        if error.ctx is not None and error.ctx.parent is None:
            return _after_command(args, name, error.ctx.command)
        other = _other_command(name, error.ctx)
        if other:
            return replace(_without(args, name) or args, other[0], other[1])
        if name in NO_FLAG:
            return _without(args, name)
        better = suggest_option(name, error.ctx)
        if name == "--api-key":
            args = _without_key(args)
        return replace(_without_fields(args), name, better) if better else None
    word = getattr(error, "word", None)
    better = getattr(error, "better", None)
    if word and not better:
        better = _as_target(word, args) or getattr(error, "suggestion", None)
    return replace(args, word, better) if word and better else None


def _without_key(args: Sequence[str]) -> List[str]:
    """Replace the key after `--api-key` by `FILE`: no output may repeat a key."""
    line = ["--api-key=FILE" if arg.startswith("--api-key=") else arg for arg in args]
    for at, arg in enumerate(line[:-1]):
        if arg == "--api-key":
            line[at + 1] = "FILE"
    return line


def _after_command(args: Sequence[str], name: str, root: click.Command) -> Optional[List[str]]:
    """Move a command's own flag from before the command to the end, with its value."""
    commands = [at for at, arg in enumerate(args) if arg in getattr(root, "entries", ())]
    begin = next((at for at, arg in enumerate(args) if arg.startswith(name)), len(args))
    end = next((at for at in commands if at > begin), None)
    return None if end is None else [*args[:begin], *args[end:], *args[begin:end]]


def _without_fields(args: Sequence[str]) -> Sequence[str]:
    """Return the arguments without the fields of gh's `--json name,version`."""
    at = args.index("--json") + 1 if "--json" in args else len(args)
    fields = args[at : at + 1]
    is_last = at > 2 and at == len(args) - 1 and fields[0][:1] != "-"
    return [*args[:at], *args[at + 1 :]] if is_last or "," in "".join(fields) else args


def _named(args: Sequence[str]) -> Optional[List[str]]:
    """Replace Terraform's `-target=KIND.NAME` by KIND/NAME."""
    before, value, after = _cut(args, "--target") or ([], "", [])
    return [*before, *after, _as_target(value, args) or value] if value else None


def _from_folder(args: Sequence[str]) -> Optional[List[str]]:
    """Replace Terraform's `-chdir=DIR` by `-f DIR` at the end."""
    before, folder, after = _cut(args, "--chdir") or ([], "", [])
    return [*before, *after, "-f", folder] if folder else None


def _with_kind(line: List[str], *, habit: bool) -> List[str]:
    """Return a line with KIND/NAME where another tool's command had a lone name.

    Args:
        habit: the command was another tool's, so that its argument is not a misspelt kind.
    """
    verbs = CHATBOT_VERBS | KIND_VERBS if habit else CHATBOT_VERBS
    return [_as_target(word, line, verbs) or word for word in line]


def _as_target(word: str, args: Sequence[str], verbs: AbstractSet[str] = CHATBOT_VERBS) -> Optional[str]:
    """Return KIND/NAME for `KIND.NAME` or for a chatbot's name after one of `verbs`."""
    from smarter.kinds import load_kinds

    if not re.match(r"\w[\w.-]*$", word) or re.search(r"\.(ya?ml|json|txt|md)$", word):
        return None
    kinds = load_kinds()
    head, dot, name = word.partition(".")
    if dot and name and "explain" not in args and kinds.find(head) is not None:
        return f"{head}/{name}"
    lone = [arg for before, arg in zip(["", *args], args) if arg[:1] != "-" and before != "--set"][-2:]
    if lone[1:] == [word] and lone[0] in verbs and kinds.find(word) is None:
        return f"chatbot/{word}"
    return None


def _without(args: Sequence[str], name: str) -> Optional[List[str]]:
    """Return the arguments without a flag and its value."""
    cut = _cut(args, name, valued=name in NO_FLAG_WITH_VALUE)
    return [*cut[0], *cut[2]] if cut is not None else None


def _parse_error(root: click.Command, args: Sequence[str]) -> Optional[BaseException]:
    """Parse a command line without running it; return its error."""
    from smarter.cli.session import Session

    if any(arg in ("--help", "-h", "--version", "-V", "--list-rules", "help") for arg in args):
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
            if not rest and isinstance(command, click.Group) and not getattr(command, "default", None):
                return click.UsageError("no command", ctx)  # its help would be printed
            ctx = command.make_context(name, rest, parent=ctx)
    except click.exceptions.Exit:
        return None
    except Exception as error:
        return None if getattr(error, "line_is_right", False) else error
    return None


def _protected(ctx: click.Context) -> List[str]:
    # click 8.2 renamed the attribute; the old name warns there.
    return list(ctx._protected_args if hasattr(ctx, "_protected_args") else ctx.protected_args)
