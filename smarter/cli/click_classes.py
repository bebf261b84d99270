"""Click classes: lazy groups, commands with global flags, hidden aliases."""

from __future__ import annotations

import importlib
import re
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple

import click

from smarter.cli.command_table import COMMANDS, ENVIRONMENT, GROUPS, Entry
from smarter.cli.flag_spellings import respell
from smarter.cli.habits import COMMANDS as HABITS
from smarter.cli.habits import NO_COMMAND
from smarter.cli.output import stdio
from smarter.cli.output.error_report import UsageError
from smarter.cli.param_types import CONTEXT_NAME, ENVIRONMENT_NAME, Duration, require_value
from smarter.cli.session import Session

_NARROW = 52  # columns
_IMPLIED = "smarter.implied"  # the command of a group was not typed

# The error where not exactly one parameter of `needs` is given, by their number.
_ONE_OF = {
    2: "Name either a KIND, or manifests with -f.",
    3: "Name either a KIND, manifests with -f, or a set with --set.",
}


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
    """A flag before or after the command, eager so that errors name its platform."""


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
    require_value(ctx, param, value)
    if param.name == "no_color":
        if value:
            stdio.disable_colours()
    elif param.name == "verbose":
        session.verbose += int(value or 0)
    elif value is not None and param.name is not None:
        setattr(session, param.name, value)


_PEM = click.Path(exists=True, dir_okay=False)

# Flags that every command takes: the name, further arguments of `click.Option`, the help.
_GLOBAL_OPTIONS: Sequence[Tuple[str, Dict[str, Any], str]] = (
    (
        "--context",
        {"metavar": "NAME", "type": CONTEXT_NAME},
        "Context (platform) to use; `local` is built in.",
    ),
    (
        "-e/--environment",
        {"metavar": "NAME", "type": ENVIRONMENT_NAME},
        "Environment of .smarter.yaml: its variables, set and context.",
    ),
    ("--base-url", {"metavar": "URL"}, "Address of the platform's API, instead of the context's."),
    (
        "--api-key-file",
        {"metavar": "FILE", "type": click.Path(allow_dash=True)},
        "Read the API key from FILE, `-` for stdin.",
    ),
    (
        "--timeout",
        {"metavar": "DURATION", "type": Duration(positive=True)},
        "Longest wait for the platform; from the first write on, for each request.",
    ),
    ("--ca-cert", {"metavar": "FILE", "type": _PEM}, "Trust the CA certificates in this PEM file."),
    ("--client-cert", {"metavar": "FILE", "type": _PEM}, "Client certificate: a PEM file with its key."),
    ("-v/--verbose", {"count": True}, "Log requests; twice, with details."),
    ("--no-color", {"is_flag": True}, "Print no colours."),
)


def global_options() -> List[click.Parameter]:
    """Return the flags that every command takes."""
    return [
        GlobalOption(names.split("/"), help=text, expose_value=False, is_eager=True, callback=_keep, **more)
        for names, more, text in _GLOBAL_OPTIONS
    ]


class Command(click.Command):
    """A command with the global flags, and examples at the end of its help.

    Args:
        examples: command lines that run as they stand, for the help.
        needs: parameters of which exactly one must be given; without `words`, arguments and `.smarter.yaml` may name
            the manifests too.
    """

    context_class = HelpContext

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        needs: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.needs = tuple(needs)
        own = {word for param in self.params for word in param.opts}
        # A command's own flag wins: `wait --timeout` limits the wait, `--timeout` before the command each request.
        self.params += [flag for flag in global_options() if own.isdisjoint(flag.opts)]

    def parse_args(self, ctx: click.Context, args: List[str]) -> List[str]:
        try:
            rest = super().parse_args(ctx, respell(args, self.params))
        except click.BadOptionUsage as error:
            error.ctx = (
                error.ctx or ctx
            )  # click leaves it out for a flag with a value; the hint names the command
            raise
        if not ctx.resilient_parsing:
            given = [name for name in self.needs if ctx.params.get(name)]
            if "words" in self.needs and len(given) != 1:
                raise click.UsageError(_ONE_OF[len(self.needs)], ctx)
            if "words" not in self.needs and self.needs and not given:
                with click.core.augment_usage_errors(ctx):
                    ctx.ensure_object(Session).paths(())
        return rest

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: Dict[str, List[Tuple[str, str]]] = {"Options": [], "Global options": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                sections["Global options" if isinstance(param, GlobalOption) else "Options"].append(record)
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(_folded(example, formatter.current_indent, formatter.width + 2))

    def invoke(self, ctx: click.Context) -> Any:
        ctx.ensure_object(Session).start()
        return super().invoke(ctx)


def _folded(example: str, indent: int, width: int) -> str:
    """Wrap a command line at `width` columns, with the shell's ` \\` at line ends."""
    if indent + len(example) <= width:
        return f"{'':>{indent}}{example}\n"
    lines = [""]
    for word in re.findall(r"""(?:'[^']*'|"[^"]*"|\S)+""", example):
        if lines[-1] and indent + len(lines[-1]) + len(word) + 3 > width:  # a blank before, ` \\` behind
            lines[-1] += " \\"
            lines.append(f"  {word}")
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "".join(f"{'':>{indent}}{line}\n" for line in lines)


def session_command(
    *examples: str, needs: Sequence[str] = (), help: Optional[str] = None
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a command that is called with the session first.

    Args:
        examples: command lines that run as they stand, for the help.
        needs: as of `Command`.
        help: the text of the help, if it is not the docstring.
    """
    return lambda function: click.command(cls=Command, help=help, examples=examples, needs=needs)(
        click.pass_obj(function)
    )


def _by_kind(args: Sequence[str]) -> Tuple[str, Optional[str]]:
    """Return the typed words and the command for a line such as `plugin delete`."""
    from smarter.kinds import load_kinds

    kind = load_kinds().find(args[0])
    if kind is None:
        return args[0], None
    typed = args[1] if len(args) > 1 else "list"
    if typed in ("list", "ls"):
        return " ".join(args[: len(args[:2])]), f"get {kind.plural}"
    verb = "describe" if typed == "show" else HABITS.get(typed, typed)  # our `show` prints a saved plan
    if any(entry.name == verb for entry in COMMANDS):
        return f"{args[0]} {typed}", f"{verb} {args[0]}"
    return args[0], f"get {args[0]}" if len(args) < 3 else None


class LazyGroup(click.Group):
    """A group whose commands are modules, imported to run or to show their own help.

    Args:
        entries: the commands, in the order of the help.
        package: the package of their modules.
        default: the command that runs where none of them is typed.
    """

    context_class = HelpContext

    def __init__(
        self,
        *args: Any,
        entries: Sequence[Entry] = (),
        package: str = "smarter.cli.commands",
        default: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {entry.name: entry for entry in entries}
        self.package = package
        self.default = default

    def parse_args(self, ctx: click.Context, args: List[str]) -> List[str]:
        if self.default and self._names_no_command(args):
            args = [self.default, *args]
            ctx.meta[_IMPLIED] = True
        if not args and not self.invoke_without_command:
            args = [
                "--help"
            ]  # click before 8.2 does the same; later it raises an error whose message is the help
        return super().parse_args(ctx, respell(args, self.params, whole=False))

    def _names_no_command(self, args: Sequence[str]) -> bool:
        """Return whether no command, other tool's habit or request for help is typed."""
        if {*self.entries, "-h", "--help"} & set(args) or f"{self.name} {''.join(args[:1])}" in HABITS:
            return False
        return args[:1] != ["help"] or not self.entries.keys() >= set(args[1:])

    def list_commands(self, ctx: click.Context) -> List[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Optional[click.Command]:
        if cmd_name not in self.entries:
            return None
        path = f"{self.package}.{cmd_name.replace('-', '_')}"
        if cmd_name in GROUPS:
            group = GROUPS[cmd_name]
            return LazyGroup(
                cmd_name, entries=group.entries, package=path, default=group.default, help=group.help
            )
        module = importlib.import_module(path)
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: List[str]
    ) -> Tuple[Optional[str], Optional[click.Command], List[str]]:
        word = args[0]
        if word not in self.entries and not word.startswith("-"):
            if word == "help":  # `help COMMAND` is `COMMAND --help`
                if not args[1:]:
                    click.echo(ctx.get_help())
                    ctx.exit()
                return self.resolve_command(ctx, [*args[1:], "--help"])
            raise self._unknown(ctx, args)
        if not ctx.meta.get(_IMPLIED):  # documents name the command as it was typed
            ctx.ensure_object(Session).words.append(word)
        return super().resolve_command(ctx, args)

    def _unknown(self, ctx: click.Context, args: List[str]) -> UsageError:
        """Return an unknown command's error, corrected by habit, kind or typo."""
        from smarter._suggest import find_typo

        groups, word = ctx.ensure_object(Session).words, args[0]
        for length in (3, 2, 1):
            typed = " ".join([*groups, *args[:length]])
            if typed in HABITS or typed in NO_COMMAND:
                reason = NO_COMMAND.get(typed)
                message = f"unknown command {typed!r}{': ' + reason if reason else ''}"
                return UsageError(message, ctx, word=typed, better=HABITS.get(typed))
        typed, better = (word, None) if groups else _by_kind(args)
        better = better or find_typo(word, self.entries)
        return UsageError(f"unknown command {word!r}", ctx, word=typed, better=better)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: Dict[str, List[Tuple[str, str]]] = {}
        for entry in self.entries.values():
            sections.setdefault(entry.section, []).append((entry.name, entry.help))
        width = max((len(name) for name in self.entries), default=0)
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, text in rows])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if ctx.parent is None:
            with formatter.section("Environment"):
                formatter.write_dl(ENVIRONMENT)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> List[Any]:
        from click.shell_completion import CompletionItem

        own = [
            CompletionItem(entry.name, help=entry.help)
            for entry in self.entries.values()
            if entry.name.startswith(incomplete)
        ]
        return own + click.Command.shell_complete(self, ctx, incomplete)
