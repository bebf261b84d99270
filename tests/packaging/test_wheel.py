"""The wheel runs the quickstart in an empty environment."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distributions
from pathlib import Path
from typing import List, Set, Tuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def pip(python: str, *args: str) -> None:
    """Run pip; skip the test if no package index can be reached."""
    command = [python, "-m", "pip", "--disable-pip-version-check", "-q", *args]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=str(ROOT))
    if done.returncode and re.search(
        r"connection|No matching distribution|Temporary failure|ProxyError", done.stderr
    ):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_its_schemas_and_its_license(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names: Set[str] = set(archive.namelist())
    shipped = {f"smarter/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.schema.json")}
    assert shipped
    assert shipped <= names
    assert "smarter/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "smarter").rglob("*.py")}
    assert modules <= names
    others = {name for name in names if not name.startswith("smarter/") and ".dist-info/" not in name}
    man_pages = {name for name in others if re.search(r"\.data/data/share/man/man1/smarter[\w-]*\.1$", name)}
    assert others == man_pages
    assert {"smarter.1", "smarter-apply.1"} <= {name.rsplit("/", 1)[1] for name in man_pages}


def link_requirements(wheel: Path, extra: str, folder: Path) -> None:
    """Link the wheel's requirements, and theirs, from the tests' environment."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        about = email.message_from_bytes(archive.read(name))
    waiting = [(text, extra) for text in about.get_all("Requires-Dist", [])]
    # Python 3.8 finds a distribution by the spelling of its metadata alone.
    installed = {canonicalize_name(each.metadata["Name"]): each for each in distributions()}
    seen: Set[Tuple[str, str]] = set()
    while waiting:
        text, wanted = waiting.pop()
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": wanted}):
            continue
        for each in {"", *requirement.extras}:
            if (requirement.name.lower(), each) in seen:
                continue
            seen.add((requirement.name.lower(), each))
            found = installed[canonicalize_name(requirement.name)]
            waiting += [(below, each) for below in found.requires or ()]
            for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
                source, target = Path(str(found.locate_file(top))), folder / top
                if target.exists():
                    continue
                if os.name != "nt":
                    target.symlink_to(source)
                elif source.is_dir():
                    shutil.copytree(source, target)
                else:
                    shutil.copy(source, target)


def test_the_wheel_with_its_requirements_runs_the_quickstart(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "env"
    venv.create(str(place), symlinks=os.name != "nt")
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    # The tests' own pip installs into it: a pip inside takes seconds to create. Compiling is not needed.
    pip(sys.executable, "--python", python, "install", "--no-compile", "--no-deps", "--no-index", str(wheel))
    (packages,) = (
        place.glob("lib/python*/site-packages") if os.name != "nt" else [place / "Lib" / "site-packages"]
    )
    link_requirements(wheel, "local", packages)
    run_the_quickstart(scripts, tmp_path)


@pytest.mark.full
def test_the_wheel_in_an_empty_environment_runs_the_quickstart(wheel: Path, tmp_path: Path) -> None:
    """Like the test before, with requirements from the package index."""
    place = tmp_path / "env"
    venv.create(str(place), symlinks=os.name != "nt")
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    pip(sys.executable, "--python", str(scripts / "python"), "install", "--no-compile", f"{wheel}[local]")
    run_the_quickstart(scripts, tmp_path)


def run_the_quickstart(scripts: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(ROOT / "manifests", work / "manifests")

    def smarter(*args: str) -> List[str]:
        done = subprocess.run(
            [str(scripts / "smarter"), "--context", "local", *args],
            cwd=str(work),
            env={
                "PATH": os.environ.get("PATH", ""),
                "SMARTER_HOME": str(tmp_path / "home"),
                "PYTHONWARNINGS": "error",
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    assert smarter("apply", "-f", "manifests/quickstart/")[-1] == "5 resources: 5 created"
    assert smarter("apply", "-f", "manifests/quickstart/")[-1] == "5 resources: 5 unchanged"
    assert smarter("validate", "manifests/quickstart/")
    assert smarter("get", "chatbots", "-o", "name") == ["chatbot/bike_shop"]
    assert smarter("delete", "-f", "manifests/quickstart/", "--yes")[-1] == "5 resources: 5 deleted"
