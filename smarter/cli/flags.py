"""Flags that several verbs share, and the checks that come with them."""

from __future__ import annotations

import os
from typing import Any, Callable, Optional, Sequence, Tuple

import click

from smarter.cli.output.error_report import UsageError
from smarter.cli.param_types import PlatformVersion

__all__ = ["files", "output_format", "parallelism", "yes"]

Decorator = Callable[[Any], Any]


_WILD = set("*?[")  # a pattern, for the reader of manifests to expand


class ManifestPath(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A file or folder that exists, a pattern, or `-` for stdin."""

    name = "path"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        path = str(os.fspath(value))
        if path != "-" and not os.path.lexists(path) and not _WILD.intersection(path):
            folder = os.path.dirname(path) or "."
            from smarter._suggest import nearest

            try:
                guess = nearest(os.path.basename(path), os.listdir(folder))
            except OSError:
                guess = None
            better = os.path.join(os.path.dirname(path), guess) if guess else None
            raise UsageError(f"There is no file or folder {path}.", ctx, word=path, better=better)
        return path

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class TargetWord(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A kind, a name, or both as `kind/name`; completed from the schemas, and names from what was seen last."""

    name = "target"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from smarter.cli.completion import targets

        return targets(ctx, param, incomplete)


class NameOf(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """The name of a resource of one kind; completed from what was seen last."""

    name = "name"

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from smarter.cli.completion import names_items

        return names_items(ctx, self.kind, incomplete)


def files(
    help: str = "A manifest or a folder of them, `-` for stdin. Repeatable.", required: bool = False
) -> Decorator:
    """`-f PATH`, repeatable, as `paths`; `--allow-file DIR`, kept in the session, which reads them."""

    def keep(ctx: click.Context, param: click.Parameter, value: Tuple[str, ...]) -> None:
        if value:
            ctx.obj.allowed = value

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
    allowed = click.option(
        "--allow-file",
        metavar="DIR",
        multiple=True,
        type=click.Path(exists=True, file_okay=False),
        expose_value=False,
        callback=keep,
        help="Let ${file:...} read in this folder too. Repeatable.",
    )
    return lambda function: named(allowed(function))


def output_format(choices: Sequence[str], default: str = "text") -> Decorator:
    """`-o FORMAT`, as `output_format`."""
    return click.option(
        "-o",
        "--output",
        "output_format",
        type=click.Choice(list(choices)),
        default=default,
        show_default=True,
        help="How to print the result.",
    )


def parallelism() -> Decorator:
    """`--parallelism N`."""
    return click.option(
        "--parallelism",
        type=click.IntRange(1, 100),
        metavar="N",
        default=10,
        show_default=True,
        help="How many requests may be under way at once.",
    )


def interval(text: str) -> Decorator:
    """`--interval SECONDS`, with `text` as its help."""
    return click.option(
        "--interval",
        type=click.FloatRange(min=0, min_open=True),
        default=2.0,
        show_default=True,
        metavar="SECONDS",
        help=text,
    )


def set_name(text: str, *, required: bool = False) -> Decorator:
    """`--set NAME`, with `text` as its help."""
    return click.option("--set", "set_name", metavar="NAME", type=NameOf("set"), required=required, help=text)


def yes() -> Decorator:
    """`--yes`."""
    return click.option("-y", "--yes", is_flag=True, help="Do not ask.")


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    import sys

    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def confirm(question: str) -> bool:
    """Ask on the terminal; only an answer of yes is a yes."""
    from smarter.cli.session import Session

    with click.get_current_context().ensure_object(Session).pause_progress():
        return click.confirm(question, default=False, err=True)


Paths = Tuple[str, ...]


def dialect(
    text: str = "For platforms of this version: 0.14, 0.25, 0.36.", default: Optional[str] = None
) -> Decorator:
    """`--dialect VERSION`; the parameter holds the name of the dialect."""
    return click.option("--dialect", metavar="VERSION", type=PlatformVersion(), default=default, help=text)
