"""Flags that several commands share."""

from __future__ import annotations

import os
import re
import shlex
import sys
from typing import Any, Callable, Optional, Tuple

import click

from smarter._defaults import PARALLELISM
from smarter._text import escape_controls
from smarter.cli.click_classes import AliasedOption
from smarter.cli.output.error_report import Declined, MissingFileError, UsageError
from smarter.cli.param_types import TARGET_WORD, Duration, PlatformVersion, name_of, require_value
from smarter.cli.session import Session
from smarter.errors import GuardError

Decorator = Callable[[Any], Any]


_WILD = set("*?[")  # a pattern, for the reader of manifests to expand


class ManifestPath(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Parameter type: a file or folder that exists, a pattern, or `-` for stdin."""

    name = "path"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        path = str(os.fspath(value))
        if path != "-" and not os.path.lexists(path) and not _WILD.intersection(path):
            folder = os.path.dirname(path) or "."
            from smarter._suggest import nearest

            # Names without their ends: any two short ones that end in .yaml would be alike.
            listed = os.path.isdir(folder) and os.access(folder, os.R_OK)
            names = sorted(os.listdir(folder)) if listed else []
            stems = {os.path.splitext(each)[0]: each for each in names}
            guess = stems.get(nearest(os.path.splitext(os.path.basename(path))[0], stems) or "")
            better = os.path.join(os.path.dirname(path), guess) if guess else None
            if path.startswith(("http://", "https://")):
                raise UsageError(
                    "manifests are not read from the network",
                    ctx,
                    f"curl -fsSL {shlex.quote(path)} | {_line('-f -', ctx)}",
                )
            pieces = path.split(",")
            if len(pieces) > 1 and not re.search(r"\s", path) and all(map(os.path.exists, pieces)):
                better = (" " if isinstance(param, click.Argument) else " -f ").join(pieces)
            raise MissingFileError(f"{path}: no such file or folder", ctx, word=path, better=better)
        if _is_saved_plan(path):
            name = shlex.quote(path)
            use = _line(f"--plan {name}", ctx) if ctx and ctx.info_name == "apply" else f"smarter show {name}"
            raise UsageError(f"{path} is a saved plan", ctx, use)
        return path

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


def _line(words: str, ctx: Optional[click.Context]) -> str:
    """Return the command of the context with other words, for the same platform."""
    session = ctx.ensure_object(Session) if ctx else Session()
    return session.line(" ".join([*session.words, words]))


def _is_saved_plan(path: str) -> bool:
    """Tell by the file's beginning; other JSON may well be a manifest."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return b'"type": "smarter.plan"' in file.read(64)
    except OSError:
        return False


class ManifestOrResource(ManifestPath):
    """Parameter type: a path of manifests, or KIND/NAME of a resource in them."""

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        return str(value) if _is_resource(str(value)) else super().convert(value, param, ctx)


def _is_resource(word: str) -> bool:
    """Tell whether a word is KIND/NAME and not a path."""
    kind, slash, name = word.partition("/")
    if not slash or not name or os.path.lexists(word):
        return False
    from smarter.kinds import load_kinds

    return load_kinds().find(kind) is not None


def stacked(*options: Decorator) -> Decorator:
    """Add several options, in this order in the help."""

    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def session_option(
    attribute: str, *names: str, convert: Callable[[Any], Any] = lambda value: value, **more: Any
) -> Decorator:
    """Add an option whose value is kept in the session, as this attribute."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        setattr(ctx.obj, attribute, convert(value))

    return click.option(*names, expose_value=False, callback=keep, **more)


def files(
    help: str = "Manifest or folder of manifests; `-` is stdin. Repeatable.", required: bool = False
) -> Decorator:
    """Add `-f PATH` as `paths`; keep `--allow-file`, `--var` and `--vars` in session."""
    named = click.option(
        "-f",
        "--filename",
        "paths",
        metavar="PATH",
        multiple=True,
        required=required,
        type=ManifestPath(),
        help=help,
    )
    allowed = session_option(
        "allowed",
        "--allow-file",
        metavar="DIR",
        multiple=True,
        type=click.Path(exists=True, file_okay=False),
        help="Allow ${file:} and ${secretfile:} to read this folder too. Repeatable.",
    )
    return stacked(named, variables(), allowed, ignored("-R", "--recursive"))


def variables() -> Decorator:
    """Add `--var NAME=VALUE` and `--vars FILE`, kept in the session."""
    return stacked(
        session_option(
            "variable_words",
            "--var",
            metavar="NAME=VALUE",
            multiple=True,
            help="Set ${var:NAME}. Repeatable; wins over --vars and --environment.",
        ),
        session_option(
            "variable_files",
            "--vars",
            metavar="FILE",
            multiple=True,
            type=click.Path(exists=True, dir_okay=False),
            help="Read variables from a YAML file. Repeatable; the last file wins.",
        ),
    )


def output(default: str = "text", *more: str) -> Decorator:
    """Add `-o FORMAT`, kept in the session: the default, json, yaml, and `more`."""
    return session_option(
        "output_format",
        "-o",
        "--output",
        type=click.Choice([default, "json", "yaml", *more]),
        default=default,
        show_default=True,
        help="Output format.",
    )


def ignored(*names: str) -> Decorator:
    """Accept flags of other tools that ask for the default behaviour."""
    return click.option(
        "ignored",
        *names,
        is_flag=True,
        hidden=True,
        expose_value=False,
        help="Has no effect: this is the default.",
    )


def positional_files(*, parts: bool = False) -> Decorator:
    """Accept manifests as arguments, too; keep them as `more_paths` of the session.

    With `parts`, arguments such as plugin/faq limit the command to resources of the manifests: `parts` of the session.
    """

    def keep(ctx: click.Context, param: click.Parameter, value: Tuple[str, ...]) -> None:
        ctx.obj.parts = [word for word in value if parts and _is_resource(word)]
        ctx.obj.more_paths = [word for word in value if word not in ctx.obj.parts]

    return click.argument(
        "more",
        nargs=-1,
        metavar="[PATH | KIND/NAME]..." if parts else "[PATH]...",
        type=ManifestOrResource() if parts else ManifestPath(),
        expose_value=False,
        callback=keep,
    )


def quiet() -> Decorator:
    """Add `-q`, kept in the session."""
    return session_option("quiet", "-q", "--quiet", is_flag=True, help="Print errors only.")


def one_target() -> Decorator:
    """Add one resource as `words`."""

    def check(ctx: click.Context, param: click.Parameter, value: Tuple[str, ...]) -> Tuple[str, ...]:
        if len(value) != (1 if "/" in value[0] else 2):
            word = value[0] if len(value) == 1 else None
            raise UsageError("Name one resource, as KIND NAME or KIND/NAME.", ctx, word=word)
        return value

    return click.argument(
        "words", nargs=-1, required=True, metavar="KIND NAME | KIND/NAME", type=TARGET_WORD, callback=check
    )


def targets(metavar: str = "KIND NAME... | KIND/NAME...", *, required: bool = True) -> Decorator:
    """Add the resources as `words`."""
    return click.argument("words", nargs=-1, required=required, metavar=metavar, type=TARGET_WORD)


def dialect(text: str = "Platform version: 0.14, 0.25 or 0.36.", default: Optional[str] = None) -> Decorator:
    """Add `--dialect VERSION`; its value is the name of the dialect."""
    return click.option("--dialect", metavar="VERSION", type=PlatformVersion(), default=default, help=text)


def pager() -> Decorator:
    """Page long texts on a terminal, and add `--no-pager`; kept in the session."""
    return session_option(
        "paged",
        "--no-pager",
        convert=lambda without: not without,
        is_flag=True,
        help="Print long texts on a terminal without a pager.",
    )


def absolute() -> Decorator:
    """Add `--absolute`, kept in the session."""
    return session_option("absolute", "--absolute", is_flag=True, help="Show dates instead of ages.")


def parallelism() -> Decorator:
    """Add `--parallelism N`."""
    return click.option(
        "--parallelism",
        type=click.IntRange(1, 100),
        metavar="N",
        default=PARALLELISM,
        show_default=True,
        help="Maximum number of concurrent requests.",
    )


def vectorstore(text: str) -> Decorator:
    """Add `--vectorstore NAME` with this help."""
    return click.option(
        "--vectorstore", metavar="NAME", type=name_of("vectorstore"), callback=require_value, help=text
    )


def interval(text: str) -> Decorator:
    """Add `--interval DURATION` with this help."""
    return click.option(
        "--interval",
        type=Duration(positive=True),
        default="2s",
        show_default=True,
        metavar="DURATION",
        help=text,
    )


def set_name(text: str, *, required: bool = False) -> Decorator:
    """Add `--set NAME` with this help."""
    return click.option(
        "--set", "set_name", metavar="NAME", type=name_of("set"), required=required, help=text
    )


def yes() -> Decorator:
    """Add `--yes`."""
    return click.option(
        "-y",
        "--yes",
        cls=AliasedOption,
        hidden_names=["--auto-approve"],
        is_flag=True,
        help="Do not ask for confirmation.",
    )


def local_database(text: str = "Database file.") -> Decorator:
    """Add `--db FILE` for the database of the embedded platform."""
    from pathlib import Path

    return click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"{text}  [default: that of `--context local`]",
    )


def at_terminal() -> bool:
    """Return whether a person can be asked."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def cannot_confirm(what: str, hint: str = "Pass --yes.") -> GuardError:
    """Return the error for a needed confirmation without a terminal."""
    return GuardError(f"{what}, and this is not a terminal, so nothing can be confirmed.", hint=hint)


def require_confirmation(question: str) -> None:
    """Ask on the terminal; raise `Declined` without a yes, or at Ctrl-C or Ctrl-D."""
    with click.get_current_context().ensure_object(Session).pause_progress():
        try:
            confirmed = click.confirm(escape_controls(question), default=False, err=True)
        except click.Abort:
            click.echo(err=True)  # ends the line of the question
            raise Declined() from None
        if not confirmed:
            raise Declined()
