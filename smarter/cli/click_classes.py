"""Click classes: a group with late imports, a command with global flags, hidden aliases."""

from __future__ import annotations

import importlib
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

import click

from smarter.cli.command_table import MEANT, Entry
from smarter.cli.output.error_report import UsageError
from smarter.cli.param_types import Duration
from smarter.cli.session import Session

__all__ = ["AliasedOption", "Command", "LazyGroup", "global_options"]


_NARROW = 52  # columns


class ContextName(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Parameter type: the name of a context, completed from the configuration."""

    name = "name"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> str:
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> List[Any]:
        from smarter.cli.completion import contexts

        return contexts(ctx, param, incomplete)


class Formatter(click.HelpFormatter):
    """Help formatter for narrow terminals; click's own has a minimum width."""

    def __init__(
        self, indent_increment: int = 2, width: Optional[int] = None, max_width: Optional[int] = None
    ) -> None:
        import shutil

        columns = shutil.get_terminal_size().columns
        if width is None and columns < _NARROW:
            width = max(columns - 2, 20)
        super().__init__(indent_increment, width, max_width)

    def write_dl(self, rows: Iterable[Tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl(list(rows), min(col_max, max(self.width // 3, 14)), col_spacing)


class HelpContext(click.Context):
    """Click context with that formatter."""

    formatter_class = Formatter


class GlobalOption(click.Option):
    """A flag that is accepted before and after the command."""


class AliasedOption(click.Option):
    """An option with further spellings that help does not show.

    Args:
        hidden_names: earlier spellings, and those of other tools.
    """

    def __init__(self, *args: Any, hidden_names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hidden_names = list(hidden_names)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        shown = self.opts
        self.opts = [*shown, *self.hidden_names]
        try:
            super().add_to_parser(parser, ctx)
        finally:
            self.opts = shown


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    session = ctx.ensure_object(Session)
    if param.name == "verbose":
        session.verbose += int(value or 0)
    elif value is not None and param.name is not None:
        setattr(session, param.name, value)


def global_options() -> List[click.Parameter]:
    """Return the flags that every command takes."""
    common: Dict[str, Any] = {"expose_value": False, "callback": _keep}
    return [
        GlobalOption(
            ["--context"],
            metavar="NAME",
            type=ContextName(),
            help="Context (platform) to use; `local` is built in.",
            **common,
        ),
        GlobalOption(
            ["--base-url"],
            metavar="URL",
            help="Address of the platform's API, instead of the context's.",
            **common,
        ),
        GlobalOption(
            ["--api-key-file"],
            metavar="FILE",
            type=click.Path(allow_dash=True),
            help="Read the API key from FILE, `-` for stdin.",
            **common,
        ),
        GlobalOption(
            ["--timeout"],
            metavar="DURATION",
            type=Duration(positive=True),
            help="Timeout of a request.",
            **common,
        ),
        GlobalOption(
            ["--ca-cert"],
            metavar="FILE",
            type=click.Path(exists=True, dir_okay=False),
            help="Trust the CA certificates in this PEM file.",
            **common,
        ),
        GlobalOption(
            ["--client-cert"],
            metavar="FILE",
            type=click.Path(exists=True, dir_okay=False),
            help="Client certificate: a PEM file with its key.",
            **common,
        ),
        GlobalOption(
            ["-v", "--verbose"],
            count=True,
            help="Log requests; twice, with details.",
            **common,
        ),
    ]


def _definitions(ctx: click.Context, params: Sequence[click.Parameter]) -> List[Tuple[str, str]]:
    records = (param.get_help_record(ctx) for param in params)
    return [record for record in records if record is not None]


class Command(click.Command):
    """A command with the global flags, and examples at the end of its help.

    Args:
        examples: command lines that run as they stand, for the help.
    """

    context_class = HelpContext

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        own = {word for param in self.params for word in param.opts}
        # A verb's own flag wins: `wait --timeout` is about the waiting, `--timeout` before the verb about answers.
        self.params += [flag for flag in global_options() if own.isdisjoint(flag.opts)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        params = self.get_params(ctx)
        own = [p for p in params if isinstance(p, click.Option) and not isinstance(p, GlobalOption)]
        shared = [p for p in params if isinstance(p, GlobalOption)]
        for title, chosen in (("Options", own), ("Global options", shared)):
            rows = _definitions(ctx, chosen)
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")

    def invoke(self, ctx: click.Context) -> Any:
        ctx.ensure_object(Session).start()
        return super().invoke(ctx)


class LazyGroup(click.Group):
    """A group whose commands are modules, imported to run or to show their own help.

    Args:
        entries: the commands, in the order of the help.
        package: the package of their modules.
    """

    context_class = HelpContext

    def __init__(
        self, *args: Any, entries: Sequence[Entry] = (), package: str = "smarter.cli.commands", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {entry.name: entry for entry in entries}
        self.package = package

    def list_commands(self, ctx: click.Context) -> List[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Optional[click.Command]:
        if cmd_name not in self.entries:
            return None
        module = importlib.import_module(f"{self.package}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: List[str]
    ) -> Tuple[Optional[str], Optional[click.Command], List[str]]:
        word = args[0]
        if word not in self.entries and not word.startswith("-"):
            from smarter._suggest import nearest

            meant = [each for each in MEANT.get(word, ()) if each in self.entries]
            guess = meant[0] if meant else nearest(word, self.entries)
            raise UsageError(f"unknown command {word!r}", ctx, word=word, better=guess)
        ctx.ensure_object(Session).words.append(word)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: Dict[str, List[Tuple[str, str]]] = {}
        for entry in self.entries.values():
            sections.setdefault(entry.section, []).append((entry.name, entry.help))
        width = max((len(name) for name in self.entries), default=0)
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, text in rows])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> List[Any]:
        from click.shell_completion import CompletionItem

        own = [
            CompletionItem(entry.name, help=entry.help)
            for entry in self.entries.values()
            if entry.name.startswith(incomplete)
        ]
        return own + click.Command.shell_complete(self, ctx, incomplete)
