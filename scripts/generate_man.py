"""Write man pages: `python scripts/generate_man.py ~/.local/share/man/man1`.

The pages are made from click's commands, as `smarter COMMAND --help` is: `smarter.1`, `smarter-apply.1`, ...
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import click

ROOT = Path(__file__).resolve().parents[1]


def pages() -> Dict[str, str]:
    """Return the text of each page by its file name."""
    from reference.commands import every_command, pieces

    from smarter import __version__
    from smarter.cli.click_classes import Command, GlobalOption, global_options
    from smarter.cli.command_table import ENVIRONMENT

    found = {}
    commands: List[Tuple[str, str]] = []
    for path, _, command in every_command():
        own = [param for param in command.params if not isinstance(param, GlobalOption)]
        parts = [
            head(path, command.get_short_help_str(200), __version__),
            section("SYNOPSIS", f".B {escape(path)}\n{escape(' '.join(pieces(command, path)))}"),
            section("DESCRIPTION", paragraphs(command.help or "")),
            section("OPTIONS", options(own)),
        ]
        if isinstance(command, Command) and command.examples:
            parts.append(section("EXAMPLES", ".nf\n" + "\n".join(map(escape, command.examples)) + "\n.fi"))
        parts.append(section("SEE ALSO", ".BR smarter (1)"))
        found[f"{path.replace(' ', '-')}.1"] = "".join(parts)
        commands.append((path, command.get_short_help_str(200)))
    found["smarter.1"] = "".join(
        [
            head(
                "smarter",
                "keep chatbots, plugins, secrets and files of a Smarter platform in Git",
                __version__,
            ),
            section("SYNOPSIS", ".B smarter\n[OPTIONS] COMMAND [ARGS]..."),
            section("COMMANDS", terms(commands)),
            section("GLOBAL OPTIONS", options(global_options())),
            section("ENVIRONMENT", terms(ENVIRONMENT)),
        ]
    )
    return found


def head(name: str, summary: str, version: str) -> str:
    """Return the title line and the section NAME."""
    dashed = name.replace(" ", "-")
    title = f'.TH "{dashed.upper()}" 1 "" "smarter {version}"\n'
    return title + section("NAME", f"{escape(dashed)} \\- {escape(summary.rstrip('.'))}")


def section(title: str, body: str) -> str:
    """Return a section, or nothing if its body is empty."""
    return f".SH {title}\n{body.rstrip()}\n" if body.strip() else ""


def paragraphs(text: str) -> str:
    """Return a help text; blocks after click's mark are not wrapped."""
    blocks = inspect.cleandoc(text).replace("\f", "").split("\n\n")
    shown = []
    for block in blocks:
        lines = escape(block.replace("\b", "").strip("\n"))
        shown.append(f".nf\n{lines}\n.fi" if block.startswith("\b") else lines)
    return "\n.PP\n".join(shown)


def options(params: Sequence[click.Parameter]) -> str:
    """Return the options with their help."""
    context = click.Context(click.Command("smarter"))
    records = [param.get_help_record(context) for param in params if isinstance(param, click.Option)]
    return terms([record for record in records if record])


def terms(entries: Sequence[Tuple[str, str]]) -> str:
    """Return terms, each with an indented explanation."""
    return "\n".join(f".TP\n.B {escape(term)}\n{escape(text)}" for term, text in entries)


def escape(text: str) -> str:
    """Return text that roff takes literally."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)


def main(arguments: Sequence[str]) -> int:
    """Write the pages into a folder."""
    if len(arguments) != 1:
        print("usage: python scripts/generate_man.py FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for name, text in made.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    print(f"{len(made)} man pages written to {folder}")
    return 0


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
    sys.exit(main(sys.argv[1:]))
