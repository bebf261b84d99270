"""Check that a script's `smarter` calls name existing commands and flags."""

from __future__ import annotations

import re
import shlex
from typing import Iterator, List, Optional

import click

from smarter.cli.root import root


def calls(script: str) -> Iterator[List[str]]:
    """Yield the arguments of each `smarter` call in a shell script."""
    joined = re.sub(r"\\\n", " ", script)
    for line in joined.splitlines():
        if "smarter" not in line:
            continue
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.commenters = "#"
        lexer.wordchars += "$:@%{}[]^!,"
        current: Optional[List[str]] = None
        begins = True
        for word in lexer:
            if set(word) <= set("();<>|&"):
                if current is not None:
                    yield current
                current, begins = None, set(word) <= set("();|&")
            elif current is not None:
                current.append(word)
            elif begins and re.fullmatch(r"\w+=.*", word):
                continue
            elif begins and word == "smarter":
                current = []
            else:
                begins = begins and word in ("if", "then", "else", "while", "do", "!")
        if current is not None:
            yield current


def problem(arguments: List[str]) -> Optional[str]:
    """Return the reason why a call's arguments cannot be parsed, or None."""
    command: click.Command = root
    context = click.Context(root, info_name="smarter")
    rest = list(arguments)
    try:
        while True:
            if "--help" in rest[:1] or "--version" in rest[:1]:
                return None
            _, rest, _ = command.make_parser(context).parse_args(rest)
            if not isinstance(command, click.Group) or not rest:
                return None
            found = command.get_command(context, rest[0])
            if found is None:
                return f"there is no command {rest[0]!r}"
            context = click.Context(found, parent=context, info_name=rest[0])
            command, rest = found, rest[1:]
    except click.UsageError as error:
        return error.format_message()
