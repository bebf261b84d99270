"""The architecture: imports allowed between packages, modules loaded at start."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Set, Tuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "smarter"

# Package -> packages that it may import. A package may import itself, and all may import `_version`.
ALLOWED: Dict[str, Set[str]] = {
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
    # Public names that programs import: `from smarter import Smarter`.
    "integrations": {"errors", "types"},
    "__init__": {"errors", "client", "types", "resources", "contexts"},
    "__main__": {"cli"},
}
ANYTHING = {"cli"}
# One module inside the client knows both the client and the embedded platform.
GLUE = ("smarter/client/", "local")


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return dotted[: -len(".__init__")] if dotted.endswith(".__init__") else dotted


NAMES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
# One file for each verb, and one for each part of the REST API.
LARGE_FOLDERS = {"cli/commands", "types/rest", "resources/_async/rest", "resources/_sync/rest"}
MOST_MODULES = 17


@lru_cache(maxsize=None)
def packages() -> Set[str]:
    return {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }


def files(package: str) -> Iterator[Path]:
    folder = PACKAGE / package
    if folder.is_dir():
        yield from folder.rglob("*.py")
    else:
        yield PACKAGE / f"{package}.py"


@lru_cache(maxsize=None)
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=None)
def imports(path: Path) -> List[Tuple[str, int]]:
    """Return (module, line) for every import of a file, also late and lazy ones."""
    return list(all_imports(parsed(path)))


def all_imports(tree: ast.Module) -> Iterator[Tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if node.module == "smarter" or inner in NAMES else node.module), node.lineno
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and is_lazy_face(node):
            yield from lazy_imports(tree, node.value)


def is_lazy_face(node: ast.Assign) -> bool:
    """Return whether an assignment lists the modules of lazy names."""
    return getattr(node.targets[0], "id", "") == "_WHERE"


def lazy_imports(tree: ast.Module, where: ast.Dict) -> Iterator[Tuple[str, int]]:
    """Yield (module, line) for a lazy face's strings: modules below its package."""
    package = next(
        call.args[2].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "lazily"
        if isinstance(call.args[2], ast.Constant)
    )
    for module in where.keys:
        assert isinstance(module, ast.Constant)
        yield f"{package}.{module.value}", module.lineno


def ours(module: str) -> str:
    """Return the package that one of our modules belongs to, "" for any other module."""
    parts = module.split(".")
    return parts[1] if parts[0] == "smarter" and len(parts) > 1 else ""


@pytest.mark.parametrize("package", sorted(packages() - ANYTHING))
def test_a_package_imports_only_its_allowed_packages(package: str) -> None:
    if package.startswith("_") and package not in ALLOWED:
        allowed: Set[str] = set()
    else:
        assert package in ALLOWED, f"docs/architecture.md does not say what smarter/{package} may import"
        allowed = ALLOWED[package]
    wrong = []
    for path in files(package):
        for module, line in imports(path):
            target = ours(module)
            if line in type_checking_lines(path):
                continue
            if (
                not target
                or target
                in allowed
                | {
                    package,
                    "_version",
                    "_lazy",
                    "_tracing",
                    "_suggest",
                    "_notebook",
                    "_files",
                    "_text",
                    "_yaml",
                    "_defaults",
                }
                or target not in packages()
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


@pytest.mark.parametrize("package", ["kinds", "manifest", "errors", "contexts", "local"])
def test_packages_without_http_import_no_http_client(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files(package)
        if not type_checking_only(path, "httpx")
        for module, line in imports(path)
        if module.split(".")[0] in ("httpx", "pydantic") and package != "local"
    ]
    assert not wrong


@lru_cache(maxsize=None)
def type_checking_lines(path: Path) -> Set[int]:
    """Return the lines whose imports are for type checkers only."""
    return {
        inner.lineno
        for node in ast.walk(parsed(path))
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


@pytest.mark.skipif(sys.version_info < (3, 11), reason="needs tomllib and the names of the standard library")
def test_each_imported_package_is_declared() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    requirements = [*project["dependencies"], *(each for extra in extras.values() for each in extra)]
    declared = {re.split(r"[^\w.-]", each)[0].replace("-", "_") for each in requirements}
    imported = {name.split(".")[0] for path in NAMES.values() for name, _ in imports(path)}
    distributions = {"dotenv": "python_dotenv", "ruamel": "ruamel.yaml"}
    foreign = {distributions.get(name, name) for name in imported - sys.stdlib_module_names - {"smarter"}}
    assert "pydantic_core" in foreign
    assert foreign <= declared


@pytest.mark.parametrize(
    ("client", "used", "unused"), [("Smarter", "_sync", "_async"), ("AsyncSmarter", "_async", "_sync")]
)
def test_a_client_loads_only_the_sync_or_async_half_of_http(client: str, used: str, unused: str) -> None:
    script = (
        f"import smarter, sys\n"
        f"assert smarter.{client}(api_key='k' * 20)._http._transport\n"
        f"names = [name for name in sys.modules if name.startswith('smarter.client.http.')]\n"
        f"assert 'smarter.client.http.{used}.light_client' in names\n"
        f"assert not [name for name in names if '.{unused}' in name]\n"
    )
    assert "httpx" in loaded(script)


def loaded(code: str) -> Set[str]:
    """Return the modules that a new interpreter has loaded after `code`."""
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
# A proxy of this machine would be checked at once, by httpx.
UNPROXIED = "import os\nfor name in ('http', 'https', 'all'):\n" + "".join(
    f"    os.environ.pop(f'{{name}}_proxy'{case}, None)\n" for case in ("", ".upper()")
)
MADE = """
import smarter
client = smarter.{0}(api_key="k" * 64, timeout=5)
copy = client.with_options(max_retries=0, base_url="https://smarter.example.com")
assert not copy.is_closed() and repr(client), client.default_headers
del client, copy
"""


@pytest.mark.parametrize(
    ("code", "banned"),
    [
        ("import smarter", HEAVY | {"click"}),
        (UNPROXIED + MADE.format("Smarter"), HEAVY | {"httpcore", "h11", "http"}),
        (UNPROXIED + MADE.format("AsyncSmarter"), HEAVY | {"httpcore", "h11", "http"}),
        ("import smarter.cli.main", HEAVY | {"json", "logging", "typing_extensions"}),
        (run("--version"), HEAVY | {"json", "logging"}),
        (run("--help"), HEAVY | {"json", "logging"}),
        (run("apply", "--help"), HEAVY),
        (run("get", "--help"), HEAVY),
        (run("validate", "manifests/quickstart"), {"httpx", "pydantic", "asyncio", "ssl", "anyio"}),
        (
            run("validate", "manifests/quickstart/plugin.yaml"),
            HEAVY | {"click", "secrets", "hashlib", "urllib"},
        ),
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
        "from smarter.cli.root import root\n"
        "def walk(group):\n"
        "    for name in group.list_commands(click.Context(group)):\n"
        "        command = group.get_command(click.Context(group), name)\n"
        "        walk(command) if isinstance(command, click.Group) else command.get_help(click.Context(command))\n"
        "walk(root)\n"
    )
    assert not loaded(script) & (HEAVY | {"json", "logging"})


def test_completing_commands_does_not_import_them() -> None:
    script = (
        "import os, sys\n"
        "os.environ.update(COMP_WORDS='smarter ', COMP_CWORD='1')\n"
        "from click.shell_completion import shell_complete\n"
        "from smarter.cli.root import root\n"
        "shell_complete(root, {}, 'smarter', '_SMARTER_COMPLETE', 'bash_complete')\n"
        "assert not [name for name in sys.modules if name.startswith('smarter.cli.commands')]\n"
    )
    assert not loaded(script) & HEAVY


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Late imports, imports for type checkers and the strings of lazy modules count."""
    graph = {name: {to for to, _ in imports(path) if to in NAMES} - {name} for name, path in NAMES.items()}
    circles = [sorted(circle) for circle in strongly_connected(graph) if len(circle) > 1]
    assert not circles, "\n".join(
        f"{name} imports {', '.join(sorted(graph[name] & set(circle)))}"
        for circle in circles
        for name in circle
    )


def strongly_connected(graph: Dict[str, Set[str]]) -> List[Set[str]]:
    """Return the groups of nodes that reach each other, by Kosaraju's two passes."""
    order: List[str] = []
    visit(graph, sorted(graph), order.append)
    reverse: Dict[str, Set[str]] = {node: set() for node in graph}
    for node, targets in graph.items():
        for target in targets:
            reverse[target].add(node)
    groups: List[Set[str]] = []
    seen: Set[str] = set()
    for node in reversed(order):
        if node not in seen:
            group: List[str] = []
            visit(reverse, [node], group.append, seen)
            groups.append(set(group))
    return groups


def visit(
    graph: Dict[str, Set[str]],
    starts: List[str],
    leave: Callable[[str], None],
    seen: Optional[Set[str]] = None,
) -> None:
    """Walk the graph depth first; call `leave` for a node after its targets."""
    seen = set() if seen is None else seen
    for start in starts:
        stack = [] if start in seen else [(start, iter(sorted(graph[start])))]
        seen.add(start)
        while stack:
            node, targets = stack[-1]
            following = next((target for target in targets if target not in seen), None)
            if following is None:
                stack.pop()
                leave(node)
            else:
                seen.add(following)
                stack.append((following, iter(sorted(graph[following]))))


def test_the_search_for_circles_sees_lazy_imports(tmp_path: Path) -> None:
    face = tmp_path / "face.py"
    face.write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import smarter.errors\n"
        "def f():\n    from smarter import contexts\n"
        "_WHERE = {'resources.x': 'Smarter'}\n"
        "get, names = lazily(globals(), _WHERE, 'smarter')\n"
    )
    assert {name for name, _ in imports(face)} == {
        "typing",
        "smarter.errors",
        "smarter.contexts",
        "smarter.resources.x",
    }
    assert {
        frozenset(group) for group in strongly_connected({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    } == {
        frozenset("abc"),
        frozenset("d"),
    }


def test_folders_have_few_modules() -> None:
    for folder in {path.parent for path in NAMES.values()}:
        name = folder.relative_to(PACKAGE).as_posix()
        modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(modules) <= MOST_MODULES or name in LARGE_FOLDERS, (
            f"smarter/{name} holds {len(modules)} modules"
        )


# Since the modules form no circle, a module that can be imported can be the first one.
def test_each_module_can_be_imported() -> None:
    import_all("")


@pytest.mark.full
def test_each_module_can_be_the_first_one_imported() -> None:
    import_all(
        "    for known in [m for m in sys.modules if m.split('.')[0] == 'smarter']:\n"
        "        del sys.modules[known]\n"
    )


def import_all(before: str) -> None:
    """Import all modules in order in a new interpreter, each after the given lines."""
    script = f"import importlib, sys\nfor name in sys.argv[1:]:\n{before}    importlib.import_module(name)\n"
    names = [name for name in NAMES if name != "smarter.__main__"]
    done = subprocess.run(
        [sys.executable, "-c", script, *names], capture_output=True, text=True, cwd=str(ROOT), check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
