"""The page of commands, from their registry and what click knows of each."""

from __future__ import annotations

import inspect
import re
from typing import Any, Dict, Iterator, List, Tuple

import click

from reference.markdown import code, table
from smarter.cli.click_classes import Command, GlobalOption, LazyGroup, global_options
from smarter.cli.command_table import COMMANDS

INTRODUCTION = """\
# Commands

`smarter COMMAND`, with the global options before the command or after it. [The command](../cli.md) says what holds for
all of them: streams, JSON, where the key comes from. What they exit with is in [exit codes](exit-codes.md).

"""


def page() -> str:
    """Return the text of the page."""
    sections: Dict[str, List[str]] = {}
    for path, section, command in every_command():
        sections.setdefault(section, []).append(about(path, command))
    body = "\n".join(f"## {title}\n\n" + "\n".join(texts) for title, texts in sections.items())
    return f"{INTRODUCTION}## Global options\n\n{options(global_options())}\n{body}"


def every_command() -> Iterator[Tuple[str, str, click.Command]]:
    """Every command that there is, groups and their commands included: its words, its section, itself."""
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


def about(path: str, command: click.Command) -> str:
    """Return the section of one command."""
    usage = " ".join([path, *pieces(command, path)])
    parts = [f"### {path}\n", f"```text\n{usage}\n```\n", help_text(command)]
    own = [param for param in command.params if not isinstance(param, GlobalOption)]
    if any(isinstance(param, click.Option) for param in own):
        parts.append(options(own))
    if isinstance(command, Command) and command.examples:
        parts.append("```shell\n" + "\n".join(command.examples) + "\n```\n")
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


def options(params: List[click.Parameter]) -> str:
    """Return the table of the options among `params`."""
    rows = [
        (names(param), str(param.help or ""), default(param))
        for param in params
        if isinstance(param, click.Option) and not param.hidden
    ]
    return table(("option", "meaning", "default"), rows)


def names(option: click.Option) -> str:
    """Return an option's spellings, with its value."""
    written = ", ".join(code(name) for name in [*option.opts, *option.secondary_opts])
    taken = "" if option.is_flag or option.count else value(option)
    return f"{written} {code(taken)}" if taken else written


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
    """Return the default, if it is not empty."""
    if isinstance(option.show_default, str):
        return option.show_default
    if option.required:
        return "required"
    given = option.default
    if option.is_flag or option.count or option.multiple or given is None or callable(given):
        return ""
    if type(given).__name__ == "Sentinel" or not isinstance(given, (str, int, float)):
        return ""
    return code(str(given))
