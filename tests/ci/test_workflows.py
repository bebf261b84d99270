"""Workflows and image name existing files and have no needless rights."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest
from ruamel.yaml import YAML

from tests.ci.pipeline import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def steps(path: Path) -> Iterator[Tuple[str, Dict[str, Any]]]:
    for name, job in load(path)["jobs"].items():
        for step in job["steps"]:
            yield name, step


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_read_only_permissions_by_default(path: Path) -> None:
    loaded = load(path)
    assert loaded["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in loaded["on"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_is_pasted_into_a_script(path: Path) -> None:
    assert not [step["run"] for _, step in steps(path) if "${{" in step.get("run", "")]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_scripts_of_workflows_exist(path: Path) -> None:
    for _, step in steps(path):
        for word in re.findall(r"(?:^|\s)(\.ci/\S+|scripts/\S+|ci/\S+)", step.get("run", "")):
            assert os.access(ROOT / word, os.X_OK if "." not in Path(word).name else os.R_OK), word


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_action_is_used_with_inputs_that_it_has(path: Path) -> None:
    known = set(load(ROOT / "action.yml")["inputs"])
    for _, step in steps(path):
        if step.get("uses") == "./":
            assert set(step["with"]) <= known


def test_every_python_that_is_promised_is_tested() -> None:
    matrix = load(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    promised = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(promised) <= set(matrix["python"])


def test_publishing_is_off_until_a_variable_enables_it() -> None:
    publish = load(ROOT / ".github" / "workflows" / "release.yml")["jobs"]["publish"]
    assert publish["if"] == "vars.PUBLISH == 'yes'"
    assert publish["permissions"] == {"id-token": "write"}


def test_the_notes_of_a_release_are_its_part_of_the_changelog(tmp_path: Path) -> None:
    script = next(
        step["run"]
        for name, step in steps(ROOT / ".github" / "workflows" / "release.yml")
        if name == "draft" and "run" in step
    )
    (tmp_path / "CHANGELOG.md").write_text(
        "# C\n\n## [0.2.0] - 2030-01-02\n\nNew.\n\n## [0.1.0] - 2029-01-02\n\nOld.\n"
    )
    extract = script.splitlines()[0]
    subprocess.run(
        ["bash", "-ec", extract],
        cwd=str(tmp_path),
        env={**os.environ, "GITHUB_REF_NAME": "v0.2.0"},
        check=True,
    )
    assert (tmp_path / "notes.md").read_text().strip() == "New."


# The changelog


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert titles[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", title) for title in titles[1:])
    parts = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert set(parts) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


# The image


def instructions() -> List[Tuple[str, str]]:
    """Return the Dockerfile's instructions, continued lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def test_the_image_runs_unprivileged_and_contains_no_settings() -> None:
    last = [rest for word, rest in instructions()]
    users = [rest for word, rest in instructions() if word == "USER"]
    assert users
    assert users[-1].split(":")[0].isdigit()
    assert users[-1].split(":")[0] != "0"
    assert ("ENTRYPOINT", '["smarter"]') in instructions()
    assert not [rest for rest in last if re.search(r"SMARTER_(API_KEY|BASE_URL|CONTEXT)", rest)]


def test_the_build_context_of_the_image_has_only_the_sources_of_the_wheel() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert all((ROOT / name).exists() for name in kept)
    assert set(kept) == {"smarter", "schemas", "scripts", "pyproject.toml", "README.md", "LICENSE"}


@pytest.mark.full
def test_the_commands_of_the_image_make_a_command_that_works(tmp_path: Path) -> None:
    source, made = tmp_path / "source", tmp_path / "smarter"
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name in kept:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            source.mkdir(exist_ok=True)
            shutil.copy(place, source / name)
    build = next(rest for word, rest in instructions() if word == "RUN")
    script = build.replace("/opt/smarter", str(made)).replace("/source", str(source))
    environ = {k: v for k, v in os.environ.items() if not k.startswith("SMARTER_")}
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", "")])
    subprocess.run(["bash", "-ec", script], env=environ, check=True)
    assert not list(made.glob("lib/python*/site-packages/pip"))
    done = subprocess.run(
        [str(made / "bin" / "smarter"), "--context", "local", "apply", "-f", str(ROOT / "manifests")],
        env={**environ, "SMARTER_HOME": str(tmp_path / "home")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "5 resources: 5 created" in done.stdout, done.stderr


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_third_party_actions_are_pinned_to_a_commit(path: Path) -> None:
    """A tag can move to other code, a commit cannot; a comment names the version."""
    used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    others = [(name, rest) for name, rest in used if not name.startswith("./")]
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name, _ in others), others
    assert all(re.fullmatch(r" # v[0-9.]+", rest) for _, rest in others), others


def test_dependabot_updates_every_pinned_dependency() -> None:
    updates = load(ROOT / ".github" / "dependabot.yml")["updates"]
    assert {each["package-ecosystem"] for each in updates} >= {"github-actions", "docker", "pip"}
    bases = [rest for word, rest in instructions() if word == "FROM"]
    assert len(bases) == 2
    assert all(re.search(r"^python:[\w.-]+@sha256:[0-9a-f]{64}", each) for each in bases)


def test_the_action_runs_no_module_of_the_checked_out_repository(tmp_path: Path) -> None:
    """The step isolates Python: `python -m` looks into the working folder first."""
    (step,) = (each for each in load(ROOT / "action.yml")["runs"]["steps"] if each.get("name") == "Install")
    assert step["working-directory"] == "${{ runner.temp }}"
    lines = [line for line in step["run"].splitlines() if " -m " in line]
    assert len(lines) == 2
    assert all(" -I -m " in line for line in lines)
    for word in ("pip", "venv", "sitecustomize", "json"):
        (tmp_path / f"{word}.py").write_text(
            "raise SystemExit('code of the repository ran')", encoding="utf-8"
        )
    for module in ("venv", "pip"):
        command = [sys.executable, "-I", "-m", module, "--help"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
