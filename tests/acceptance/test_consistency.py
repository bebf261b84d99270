"""Rules for every command: help, examples, documents, exit codes, no traceback."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

import click
import pytest

from smarter.cli import main
from smarter.cli.actions.get_formats import WORDS
from smarter.cli.click_classes import Command as Verb
from smarter.cli.click_classes import LazyGroup
from smarter.cli.root import root
from tests import in_process
from tests.acceptance.conftest import Command
from tests.acceptance.server import Server

ROOT = Path(__file__).resolve().parents[2]
EXIT_CODES = set(range(9))
# Runs until it is interrupted, and has its own tests.
ENDLESS = {"local serve"}


def subcommands(group: click.Group, words: Tuple[str, ...] = ()) -> Iterator[Tuple[str, click.Command]]:
    """Yield every command that is not a group, with its words."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from subcommands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


COMMANDS: Dict[str, click.Command] = dict(subcommands(root))
EXAMPLES = [
    (name, example)
    for name, command in COMMANDS.items()
    if name not in ENDLESS
    for example in getattr(command, "examples", ())
]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of example manifests and a home with the applied quickstart."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copytree(ROOT / "manifests", folder / "manifests")
    for line in (
        "smarter --context local apply -f manifests/quickstart/ --set quickstart",
        "smarter --context local plan -f manifests/quickstart/ --set quickstart --out plan.json",
    ):
        code, _, err = run(folder, line)
        assert code == 0, err
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """Copy the prepared folder for one test."""
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


def run(folder: Path, line: str, **changes: str) -> Tuple[int, str, str]:
    """Run a line in process, or in bash if necessary; return exit code and output."""
    parsed = in_process.parse_line(line)
    if parsed is None:
        return run_in_bash(folder, line, **changes)
    variables, words = parsed
    environ = environment(folder, **changes, **variables)
    done = in_process.run(words, folder=folder, environ=environ)
    return done.code, done.out.decode("utf-8", "replace"), done.err.decode("utf-8", "replace")


def run_in_bash(folder: Path, line: str, **changes: str) -> Tuple[int, str, str]:
    done = subprocess.run(
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
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_the_usage_shows_optional_words_in_brackets(name: str) -> None:
    command = COMMANDS[name]
    ctx = click.Context(command)
    for argument in (each for each in command.params if isinstance(each, click.Argument)):
        shown = " ".join(argument.get_usage_pieces(ctx))
        assert argument.required or shown.startswith("["), shown


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_explained_and_shown_by_example(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Verb)
    assert command.help
    assert command.help.strip().split("\n")[0].endswith((".", ":", ",")) or len(command.help.split()) > 3
    assert command.examples, f"{name} has no example"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} is not explained"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_json_output(name: str) -> None:
    options = [p for p in COMMANDS[name].params if isinstance(p, click.Option) and "-o" in p.opts]
    assert len(options) == 1
    kind = options[0].type
    assert "json" in (kind.choices if isinstance(kind, click.Choice) else WORDS)


# Commands over the REST API, which only newer platforms have. The embedded one serves some of it.
REST = {"guardrail evaluate", "history", "mcp tools", "search"}


@pytest.mark.parametrize("example", [example for name, example in EXAMPLES if name in REST])
def test_an_example_of_a_newer_platform_is_sent_to_it(
    newer: Command, newer_server: Server, example: str
) -> None:
    (newer.folder / "transcript.txt").write_text("My card is 4111 1111 1111 1111.\n", encoding="utf-8")
    given = {"SMARTER_BASE_URL": newer_server.url, "SMARTER_API_KEY": "k" * 64}
    code, out, err = run(newer.folder, example, **given)
    if "does not serve" in err or "not found" in err:
        assert code == 7
    else:
        assert code in (0, 1), err
    assert out or err


@pytest.mark.parametrize("example", [example for _, example in EXAMPLES if "--from-context" in example])
def test_an_example_with_two_platforms_runs(bare: Command, tmp_path: Path, example: str) -> None:
    from tests.acceptance.test_promote import KEY, platforms

    with platforms(bare, tmp_path) as pair:
        assert pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop").code == 0
        ran = pair(*example.split()[1:], env={**KEY, "WAREHOUSE_KEY": "of-prod"})
        assert ran.code == (1 if " diff " in example else 0), ran


@pytest.mark.parametrize(
    ("name", "example"),
    [
        pytest.param(name, example, id=example)
        for name, example in EXAMPLES
        if name not in REST and "--from-context" not in example
    ],
)
def test_every_example_of_the_help_runs(folder: Path, name: str, example: str) -> None:
    if name == "show":
        run(folder, "smarter --context local plan -f manifests/quickstart/ --out plan.json")
    if "quickstart" in example and (name.startswith("sets ") or "--set" in example):
        run(folder, "smarter --context local adopt -f manifests/quickstart/ --set quickstart")
    code, out, err = run(folder, example)
    found = {1} if name.split()[0] in ("diff", "plan", "show", "validate") else set()
    assert code in {0} | found, err
    assert "Traceback" not in err
    if re.search(r"-o json\b", example):
        assert json.loads(out)["type"] == f"smarter.{name.replace(' ', '.')}"


@pytest.mark.parametrize("columns", [40, 80])
def test_examples_of_the_help_fit_the_terminal_and_can_be_pasted(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for name in sorted({name for name, _ in EXAMPLES}):
        assert main.run([*name.split(), "--help"]) == 0
        shown = capsys.readouterr().out.split("\nExamples:\n")[1]
        for line in shown.splitlines():
            indivisible = len(re.findall(r"""(?:'[^']*'|"[^"]*"|[^\s\\])+""", line)) == 1
            assert len(line) <= columns or indivisible, line
        joined = re.sub(r" \\\n\s+", " ", shown)
        assert [line.strip() for line in joined.splitlines()] == [
            example for of, example in EXAMPLES if of == name
        ]


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


Told = Iterator[Tuple[str, int, str]]


def bad_circumstances(folder: Path, variables: Mapping[str, str], words: List[str]) -> Told:
    """Run a command in bad circumstances; yield their name, exit code and stderr."""

    def told(
        environ: Mapping[str, str] = {},
        stdout: Optional[int] = None,
        encoding: str = "utf-8",
    ) -> Tuple[int, str]:
        done = in_process.run(
            words,
            folder=folder,
            environ=environment(folder, **variables, **environ),
            stdout=stdout,
            encoding=encoding,
        )
        return done.code, done.err.decode("utf-8", "replace")

    reading, writing = os.pipe()
    os.close(reading)
    yield ("a pipe that closes early", *told(stdout=writing))
    os.close(writing)
    full = os.open("/dev/full", os.O_WRONLY)
    yield ("a disk that is full", *told(stdout=full))
    os.close(full)
    yield ("no stdout at all", *told(stdout=-1))
    yield ("no home folder", *told(HOMELESS))
    yield ("a disk that cannot be written", *told(READ_ONLY))
    yield ("a locale without UTF-8", *told({"LC_ALL": "POSIX"}, encoding="ascii"))
    yield ("a terminal of 40 columns", *run_in_narrow_terminal(folder, words))


HOMELESS = {"HOME": "/dev/null/nowhere", "SMARTER_HOME": ""}
READ_ONLY = {"SMARTER_HOME": "/proc/nowhere"}


def bad_circumstances_of_a_process(folder: Path, line: str) -> Told:
    """Run a command as a process in the same circumstances of shell and locale."""

    def told(line: str, **changes: str) -> Tuple[int, str]:
        code, _, err = run_in_bash(folder, line, **changes)
        return code, err

    yield ("a pipe that closes early", *told(f"set -o pipefail; {line} | true"))
    yield ("a disk that is full", *told(f"{line} > /dev/full"))
    yield ("no stdout at all", *told(f"{line} >&-"))
    yield ("no home folder", *told(line, **HOMELESS))
    yield ("a disk that cannot be written", *told(line, **READ_ONLY))
    locale = {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    yield ("a locale without UTF-8", *told(line, **locale))


def run_in_narrow_terminal(folder: Path, words: List[str]) -> Tuple[int, str]:
    """Run on a terminal of 40 columns, with nobody at the keyboard."""
    import fcntl
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    pieces: List[bytes] = []

    def read() -> None:
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other side is closed
                return
            if not piece:
                return
            pieces.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    environ = environment(folder, TERM="xterm")
    done = in_process.run(words, folder=folder, environ=environ, stdout=theirs, stderr=theirs)
    os.close(theirs)
    reader.join()
    os.close(ours)
    return done.code, b"".join(pieces).decode("utf-8", "replace")


def check_errors(line: str, told: Told) -> None:
    for circumstances, code, text in told:
        assert "Traceback" not in text, (line, circumstances, text)
        assert "bug in smarter" not in text, (line, circumstances, text)
        assert code in EXIT_CODES, (line, circumstances, code, text)
        assert code == 0 or text or code == 1, (line, circumstances, code)


def lines(name: str) -> List[str]:
    examples: Any = getattr(COMMANDS[name], "examples", ())
    return [examples[0], f"smarter {name} --help"]


linux = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux")


@linux
@pytest.mark.parametrize("name", sorted(set(COMMANDS) - ENDLESS))
def test_no_command_shows_a_traceback_whatever_the_circumstances(folder: Path, name: str) -> None:
    for line in lines(name):
        parsed = in_process.parse_line(line)
        if parsed is None:
            check_errors(line, bad_circumstances_of_a_process(folder, line))
        else:
            check_errors(line, bad_circumstances(folder, *parsed))


@linux
@pytest.mark.sampled(1)
@pytest.mark.parametrize("name", sorted(set(COMMANDS) - ENDLESS))
def test_no_process_shows_a_traceback_whatever_its_shell_does(folder: Path, name: str) -> None:
    for line in lines(name):
        check_errors(line, bad_circumstances_of_a_process(folder, line))


def test_every_group_lists_only_commands_that_are() -> None:
    def check(group: click.Group) -> None:
        if isinstance(group, LazyGroup):
            for name, entry in group.entries.items():
                command = group.get_command(click.Context(group), name)
                assert command is not None
                assert entry.help.endswith(".")
                if isinstance(command, click.Group):
                    check(command)

    check(root)
