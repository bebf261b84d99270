"""The arrows of docs/architecture.md: who imports whom, and what a start may load."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, Iterator, Set, Tuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "smarter"

# Room -> the rooms that it may import. A room may always import itself; `_version` is everybody's.
ARROWS: Dict[str, Set[str]] = {
    "errors": set(),
    "contexts": {"errors"},
    "kinds": {"errors"},
    "manifest": {"kinds", "errors", "contexts"},
    "client": {"errors", "contexts"},
    "types": {"client"},
    "platform": {"client", "kinds", "errors", "contexts"},
    "engine": {"manifest", "kinds", "platform", "errors"},
    "resources": {"platform", "types", "client", "kinds", "engine", "manifest", "errors"},
    "local": {"kinds"},
    "__init__": {"errors", "client", "types", "resources", "contexts"},
    "__main__": {"cli"},
}
ANYTHING = {"cli"}
# One module inside the client knows both the client and the embedded platform.
GLUE = ("smarter/client/", "local")


def rooms() -> Set[str]:
    return {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }


def files(room: str) -> Iterator[Path]:
    folder = PACKAGE / room
    if folder.is_dir():
        yield from folder.rglob("*.py")
    else:
        yield PACKAGE / f"{room}.py"


def imports(path: Path) -> Iterator[Tuple[str, int]]:
    """Every module that a file imports, late imports and those for type checkers included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "smarter":
                for alias in node.names:
                    yield f"smarter.{alias.name}", node.lineno
            else:
                yield node.module, node.lineno


def ours(module: str) -> str:
    """Return the package that one of our modules belongs to, "" for any other module."""
    parts = module.split(".")
    return parts[1] if parts[0] == "smarter" and len(parts) > 1 else ""


@pytest.mark.parametrize("room", sorted(rooms() - ANYTHING))
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    if room.startswith("_") and room not in ARROWS:
        allowed: Set[str] = set()
    else:
        assert room in ARROWS, f"docs/architecture.md does not say what smarter/{room} may import"
        allowed = ARROWS[room]
    wrong = []
    for path in files(room):
        for module, line in imports(path):
            target = ours(module)
            if line in type_checking_lines(path):
                continue
            if (
                not target
                or target in allowed | {room, "_version", "_lazy", "_suggest", "_files", "_text"}
                or target not in rooms()
            ):
                continue
            if target == GLUE[1] and path.relative_to(ROOT).as_posix().startswith(GLUE[0]):
                continue
            wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_only_one_module_of_the_client_knows_the_embedded_platform() -> None:
    knowing = {
        path.name for path in files("client") for module, _ in imports(path) if ours(module) == "local"
    }
    assert len(knowing) <= 1, knowing


@pytest.mark.parametrize("room", ["kinds", "manifest", "errors", "contexts", "local"])
def test_rooms_without_http_import_no_http_client(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files(room)
        if not type_checking_only(path, "httpx")
        for module, line in imports(path)
        if module.split(".")[0] in ("httpx", "pydantic") and room != "local"
    ]
    assert not wrong


def type_checking_lines(path: Path) -> Set[int]:
    """Return the lines whose imports are for type checkers only."""
    return {
        inner.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    }


def type_checking_only(path: Path, module: str) -> bool:
    """Return whether a file imports `module` for type checkers only."""
    guarded = type_checking_lines(path)
    lines = {line for name, line in imports(path) if name.split(".")[0] == module}
    return bool(lines) and lines <= guarded


def test_httpx_is_imported_in_one_place() -> None:
    importing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for module, _ in imports(path)
        if module.split(".")[0] == "httpx" and not type_checking_only(path, "httpx")
    }
    assert importing
    assert not [path for path in importing if not path.startswith("client/http/")]


@pytest.mark.parametrize(
    ("client", "used", "unused"), [("Smarter", "_sync", "_async"), ("AsyncSmarter", "_async", "_sync")]
)
def test_a_client_loads_one_half_of_what_there_is_of_http(client: str, used: str, unused: str) -> None:
    script = (
        f"import smarter, sys\n"
        f"smarter.{client}(api_key='k' * 20)\n"
        f"names = [name for name in sys.modules if name.startswith('smarter.client.http.')]\n"
        f"assert 'smarter.client.http.{used}.light_client' in names\n"
        f"assert not [name for name in names if '.{unused}' in name]\n"
    )
    assert "httpx" in loaded(script)


def loaded(code: str) -> Set[str]:
    """Return the modules that a fresh interpreter has loaded after `code`."""
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules), file=sys.__stderr__)"
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            cwd=str(ROOT),
            env={**os.environ, "SMARTER_HOME": home},
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return {line.split(".")[0] for line in done.stderr.split()}


def run(*args: str) -> str:
    return f"from smarter.cli.main import run\nassert run({list(args)!r}) in (0, 1)"


HEAVY = {"httpx", "pydantic", "jsonschema", "ruamel", "asyncio", "ssl", "anyio"}


@pytest.mark.parametrize(
    ("code", "banned"),
    [
        ("import smarter", HEAVY | {"click"}),
        ("import smarter.cli.main", HEAVY | {"json", "logging", "typing_extensions"}),
        (run("--version"), HEAVY | {"json", "logging"}),
        (run("--help"), HEAVY | {"json", "logging"}),
        (run("apply", "--help"), HEAVY),
        (run("get", "--help"), HEAVY),
        (run("validate", "manifests/quickstart"), {"httpx", "pydantic", "asyncio", "ssl", "anyio"}),
        (run("context", "list"), HEAVY - {"ruamel"}),
        (
            run("--context", "local", "get", "chatbots"),
            {"pydantic", "jsonschema", "ruamel", "keyring"},
        ),
        (run("--context", "local", "diff", "-f", "manifests/quickstart"), {"pydantic"}),
    ],
)
def test_a_start_loads_no_more_than_it_needs(code: str, banned: Set[str]) -> None:
    assert not loaded(code) & banned


def test_help_of_any_command_loads_nothing_heavy() -> None:
    script = (
        "import click\n"
        "from smarter.cli.main import root\n"
        "def walk(group):\n"
        "    for name in group.list_commands(click.Context(group)):\n"
        "        command = group.get_command(click.Context(group), name)\n"
        "        walk(command) if isinstance(command, click.Group) else command.get_help(click.Context(command))\n"
        "walk(root)\n"
    )
    assert not loaded(script) & (HEAVY | {"json", "logging"})


def test_listing_and_completing_commands_imports_none_of_them() -> None:
    script = (
        "import os, sys\n"
        "os.environ.update(COMP_WORDS='smarter ', COMP_CWORD='1')\n"
        "from click.shell_completion import shell_complete\n"
        "from smarter.cli.main import root\n"
        "shell_complete(root, {}, 'smarter', '_SMARTER_COMPLETE', 'bash_complete')\n"
        "assert not [name for name in sys.modules if name.startswith('smarter.cli.commands')]\n"
    )
    assert not loaded(script) & HEAVY


def modules() -> Iterator[str]:
    for path in sorted(PACKAGE.rglob("*.py")):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        yield dotted[: -len(".__init__")] if dotted.endswith(".__init__") else dotted


def test_each_module_can_be_the_first_one_imported() -> None:
    """No cycle hides behind the order in which modules happen to be imported."""
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    kept = dict(sys.modules)\n"
        "    for known in [m for m in sys.modules if m.split('.')[0] == 'smarter']:\n"
        "        del sys.modules[known]\n"
        "    importlib.import_module(name)\n"
    )
    names = [name for name in modules() if name != "smarter.__main__"]
    done = subprocess.run(
        [sys.executable, "-c", script, *names], capture_output=True, text=True, cwd=str(ROOT), check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
