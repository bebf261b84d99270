"""The folders of configuration, caches and the local platform."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Dict

import pytest

from smarter import contexts

PACKAGE = Path(contexts.__file__).parent
XDG = {"XDG_CONFIG_HOME": "/x/config", "XDG_CACHE_HOME": "/x/cache", "XDG_DATA_HOME": "/x/data"}


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def test_without_xdg_variables_all_is_below_one_folder(user: Path) -> None:
    assert contexts.config_path({}) == user / ".smarter" / "config.yaml"
    assert contexts.cache_home({}) == user / ".smarter" / "cache"
    assert contexts.data_home({}) == user / ".smarter"


def test_xdg_folders_are_honoured_where_the_usual_one_is_absent(user: Path) -> None:
    assert contexts.config_path(XDG) == Path("/x/config/smarter/config.yaml")
    assert contexts.cache_home(XDG) == Path("/x/cache/smarter")
    assert contexts.data_home(XDG) == Path("/x/data/smarter")


def test_a_single_xdg_variable_does_not_change_the_other_folders(user: Path) -> None:
    environ = {"XDG_CONFIG_HOME": "/x/config"}
    assert contexts.cache_home(environ) == user / ".cache" / "smarter"
    assert contexts.data_home(environ) == user / ".local" / "share" / "smarter"


@pytest.mark.parametrize("environ", [{**XDG, "SMARTER_HOME": "/own"}, {"XDG_CONFIG_HOME": "relative"}])
def test_smarter_home_and_relative_folders(environ: Dict[str, str], user: Path) -> None:
    expected = Path(environ.get("SMARTER_HOME", user / ".smarter"))
    assert contexts.home(environ) == contexts.data_home(environ) == expected


def test_an_existing_folder_stays_in_use(user: Path) -> None:
    (user / ".smarter").mkdir()
    assert contexts.home(XDG) == user / ".smarter"
    assert contexts.cache_home(XDG) == user / ".smarter" / "cache"


# `help()`, editors and generated pages show the values of defaults; the environment holds keys.
def test_no_signature_shows_the_environment() -> None:
    environment = ast.dump(ast.parse("os.environ", mode="eval").body)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.arguments):
                defaults = [each for each in (*node.defaults, *node.kw_defaults) if each is not None]
                assert environment not in map(ast.dump, defaults), f"{path}:{defaults[0].lineno}"
