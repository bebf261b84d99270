"""What holds of every command: help, examples that run, one document, honest exit codes, never a traceback."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import click
import pytest

from smarter.cli import main
from smarter.cli.actions.get_formats import WORDS
from smarter.cli.click_classes import Command, LazyGroup

ROOT = Path(__file__).resolve().parents[2]
EXIT_CODES = set(range(9))
# Runs until it is interrupted; tests of its own do that.
ENDLESS = {"local serve"}


def leaves(group: click.Group, words: Tuple[str, ...] = ()) -> Iterator[Tuple[str, click.Command]]:
    """Every command that does something, with its words."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from leaves(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


COMMANDS: Dict[str, click.Command] = dict(leaves(main.root))
EXAMPLES = [
    (name, example)
    for name, command in COMMANDS.items()
    if name not in ENDLESS
    for example in getattr(command, "examples", ())
]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples' manifests, and a home where the quickstart was applied."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copytree(ROOT / "manifests", folder / "manifests")
    done = run(folder, "smarter --context local apply -f manifests/quickstart/ --set quickstart")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it, to do with as one likes."""
    place = tmp_path / "work"
    shutil.copytree(prepared, place)
    return place


def environment(folder: Path, **changes: str) -> Dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {
        "PATH": path,
        "HOME": str(folder),
        "SMARTER_HOME": str(folder / "home"),
        "LC_ALL": "C.UTF-8",
        "PYTHONWARNINGS": "error",
        "EDITOR": "true",
        **changes,
    }


def run(folder: Path, line: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line],
        cwd=str(folder),
        env=environment(folder, **changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_explained_and_shown_by_example(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Command)
    assert command.help
    assert command.help.strip().split("\n")[0].endswith((".", ":", ",")) or len(command.help.split()) > 3
    assert command.examples, f"{name} has no example"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} is not explained"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_speaks_json(name: str) -> None:
    options = [p for p in COMMANDS[name].params if isinstance(p, click.Option) and "-o" in p.opts]
    assert len(options) == 1
    kind = options[0].type
    assert "json" in (kind.choices if isinstance(kind, click.Choice) else WORDS)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_every_example_of_the_help_runs(folder: Path, name: str, example: str) -> None:
    done = run(folder, example)
    found = {1} if name.split()[0] in ("diff", "plan", "validate") else set()
    assert done.returncode in {0} | found, done.stderr
    assert "Traceback" not in done.stderr
    if re.search(r"-o json\b", example):
        assert json.loads(done.stdout)["type"] == f"smarter.{name.replace(' ', '.')}"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_ends_misuse_with_2_and_one_document(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run([*name.split(), "--no-such-flag", "-o", "json"]) == 2
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert document["type"] == f"smarter.{name.replace(' ', '.')}"
    assert document["schemaVersion"] == "1"
    assert document["error"]["code"] == "usage"
    assert err.startswith("error: ")


def adversity(folder: Path, line: str) -> Iterator[Tuple[str, int, str]]:
    """The command in bad circumstances: what they are, its exit code, its stderr."""
    early = run(folder, f"set -o pipefail; {line} | true")
    yield "a pipe that closes early", early.returncode, early.stderr
    full = run(folder, f"{line} > /dev/full")
    yield "a disk that is full", full.returncode, full.stderr
    closed = run(folder, f"{line} >&-")
    yield "no stdout at all", closed.returncode, closed.stderr
    homeless = run(folder, line, HOME="/dev/null/nowhere", SMARTER_HOME="")
    yield "no home folder", homeless.returncode, homeless.stderr
    fixed = run(folder, line, SMARTER_HOME="/proc/nowhere")
    yield "a disk that cannot be written", fixed.returncode, fixed.stderr
    old = run(folder, line, LC_ALL="POSIX", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    yield "a locale without UTF-8", old.returncode, old.stderr
    yield ("a terminal of 40 columns", *narrow(folder, line))


def narrow(folder: Path, line: str) -> Tuple[int, str]:
    """Run on a terminal of 40 columns, with nobody at the keyboard."""
    import fcntl
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    process = subprocess.Popen(
        ["bash", "-c", line],
        cwd=str(folder),
        env=environment(folder, TERM="xterm"),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return process.wait(timeout=60), shown.decode("utf-8", "replace")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux")
@pytest.mark.parametrize("name", sorted(set(COMMANDS) - ENDLESS))
def test_no_command_shows_a_traceback_whatever_the_circumstances(folder: Path, name: str) -> None:
    examples: Any = getattr(COMMANDS[name], "examples", ())
    lines: List[str] = [examples[0], f"smarter {name} --help"]
    for line in lines:
        for circumstances, code, told in adversity(folder, line):
            assert "Traceback" not in told, (line, circumstances, told)
            assert "bug of smarter" not in told, (line, circumstances, told)
            assert code in EXIT_CODES, (line, circumstances, code, told)
            assert code == 0 or told or code == 1, (line, circumstances, code)


def test_every_group_lists_only_commands_that_are() -> None:
    def check(group: click.Group) -> None:
        if isinstance(group, LazyGroup):
            for name, entry in group.entries.items():
                command = group.get_command(click.Context(group), name)
                assert command is not None
                assert entry.help.endswith(".")
                if isinstance(command, click.Group):
                    check(command)

    check(main.root)
