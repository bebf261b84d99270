"""The page of commands, from their registry and click's parameters."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import click

from reference.markdown import code
from smarter.cli.click_classes import Command, GlobalOption, LazyGroup, global_options
from smarter.cli.command_table import COMMANDS

INTRODUCTION = """\
# Commands

`smarter COMMAND --help` prints the same. [The command](../cli.md) explains streams, JSON, keys and contexts; programs
read [exit codes](exit-codes.md). With `SMARTER_CONTEXT=local` the examples run on the embedded platform.

## Global options

They stand before the command or after it.

"""
SHARED = """
## Options of several commands

- `-o`, `--output` `FORMAT`: Output format. Commands name theirs, default first; if they name none, `text|json|yaml`.
"""
USUAL_FORMATS = "-o text|json|yaml"


def page() -> str:
    """Return the text of the page."""
    commands = [*every_command()]
    counted = Counter(
        entry(option) for _, _, command in commands for option in own(command) if not formats(option)
    )
    shared = [row for row, count in counted.items() if count > 1]
    sections: Dict[str, List[str]] = {}
    for path, section, command in commands:
        sections.setdefault(section, []).append(about(path, command, shared))
    body = "\n".join(f"## {title}\n\n" + "\n".join(texts) for title, texts in sections.items())
    globally = "".join(entry(option) for option in global_options() if isinstance(option, click.Option))
    return f"{INTRODUCTION}{globally}{SHARED}{''.join(shared)}\n{body}"


def own(command: click.Command) -> List[click.Option]:
    """Return the visible options of a command without the global ones."""
    return [
        param
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden and not isinstance(param, GlobalOption)
    ]


def every_command() -> Iterator[Tuple[str, str, click.Command]]:
    """Yield every command, also those of groups: its words, its section, itself."""
    root = LazyGroup("smarter", entries=COMMANDS)
    for entry in COMMANDS:
        command = root.get_command(click.Context(root), entry.name)
        assert command is not None, entry.name
        yield from _below(f"smarter {entry.name}", entry.section, command)


def _below(path: str, section: str, command: click.Command) -> Iterator[Tuple[str, str, click.Command]]:
    yield path, section, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None, f"{path} {name}"
            yield from _below(f"{path} {name}", section, inner)


def about(path: str, command: click.Command, shared: Sequence[str]) -> str:
    """Return the section of one command."""
    usage = [piece for piece in pieces(command, path) if piece != "[OPTIONS]"]
    parts = [f"### {path}\n"]
    if usage and not isinstance(command, click.Group):
        parts.append(f"`{' '.join([path, *usage])}`\n")
    parts.append(help_text(command))
    options = own(command)
    named = [short(option) for option in options if entry(option) in shared or formats(option)]
    rest = [option for option in options if entry(option) not in shared and not formats(option)]
    named = [name for name in named if name != code(USUAL_FORMATS)]
    if named:
        also = ", and:" if rest else ""
        parts.append(f"Options: {', '.join(named)}{also}\n")
    if rest:
        parts.append("".join(map(entry, rest)))
    if isinstance(command, Command) and command.examples:
        shown = "\n".join(command.examples).replace("smarter --context local ", "smarter ")
        parts.append(f"```shell\n{shown}\n```\n")
    return "\n".join(parts)


def pieces(command: click.Command, path: str) -> List[str]:
    """Return a command's usage, `[OPTIONS] KIND [NAME]...`, with choices spelt out."""
    found = command.collect_usage_pieces(click.Context(command, info_name=path))
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    for position, argument in enumerate(reversed(arguments), 1):
        if isinstance(argument.type, click.Choice) and not isinstance(command, click.Group):
            found[-position] = "{" + "|".join(str(choice) for choice in argument.type.choices) + "}"
    return found


def help_text(command: click.Command) -> str:
    """Return a command's help as Markdown; keep blocks that click does not wrap."""
    text = inspect.cleandoc(command.help or "").replace("\f", "")
    blocks = []
    for block in re.split(r"\n\s*\n", text):
        if block.startswith("\b"):
            blocks.append("```text\n" + block.lstrip("\b").strip("\n") + "\n```\n")
        else:
            blocks.append(block.strip() + "\n")
    return "\n".join(blocks)


def entry(option: click.Option) -> str:
    """Return the list entry of an option."""
    written = ", ".join(code(name) for name in [*option.opts, *option.secondary_opts])
    taken = "" if option.is_flag or option.count else value(option)
    shown = f"{written} {code(taken)}" if taken else written
    return f"- {shown}: {option.help}{default(option)}\n"


def formats(option: click.Option) -> bool:
    """Tell if an option is `--output` with a choice of formats."""
    return "--output" in option.opts and isinstance(option.type, click.Choice)


def short(option: click.Option) -> str:
    """Return an option's first spelling; for `--output` its formats, default first."""
    if not formats(option):
        return code(option.opts[0])
    words = sorted(value(option).split("|"), key=lambda word: word != option.default)
    return code(f"{option.opts[0]} {'|'.join(words)}")


def value(option: click.Option) -> str:
    """Return an option's choices, or its metavar."""
    if isinstance(option.type, click.Choice):
        return "|".join(str(choice) for choice in option.type.choices)
    if option.metavar:
        return option.metavar
    bounds = limits(option.type)
    return f"{option.type.name.split()[0].upper()}{bounds}"


def limits(kind: Any) -> str:
    """Return the range of a number, ` 1..100`."""
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    if low is None and high is None:
        return ""
    return f" {'' if low is None else low}..{'' if high is None else high}"


def default(option: click.Option) -> str:
    """Return the sentence about the default; empty if the help already names it."""
    if option.required:
        return " Required."
    given = option.default
    if isinstance(option.show_default, str) or "default" in (option.help or ""):
        return ""
    if option.is_flag or option.count or option.multiple or not isinstance(given, (str, int, float)):
        return ""
    return f" Default: {code(str(given))}." if str(given) else ""
