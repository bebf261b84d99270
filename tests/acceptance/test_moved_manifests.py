"""A manifest moves to another set's folder: that set takes over its resource."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Dict, List

import pytest

from tests.acceptance.conftest import Command


def secret(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    for name in names:
        (folder / f"{name}.yaml").write_text(
            f"apiVersion: smarter.sh/v1\nkind: Secret\nmetadata: {{name: {name}, description: d, version: 1.0.0}}\n"
            "spec: {config: {value: x}}\n",
            encoding="utf-8",
        )


def apply(smarter: Command, folder: str, name: str) -> Dict[str, str]:
    ran = smarter("apply", "-f", folder, "--set", name, "--prune", "--yes", "-o", "json")
    assert ran.code == 0, ran.err
    return {each: action for each, action in ran.actions.items() if action != "unchanged"}


def sets(smarter: Command) -> Dict[str, List[str]]:
    return {each["name"]: each["members"] for each in smarter("sets", "-o", "json").json["results"]}


@pytest.fixture
def project(smarter: Command) -> Command:
    secret(smarter.folder / "one", "a", "b", "moving")
    secret(smarter.folder / "two", "c")
    apply(smarter, "one", "one")
    apply(smarter, "two", "two")
    return smarter


def move(smarter: Command, to: str = "two") -> None:
    (smarter.folder / to).mkdir(exist_ok=True)
    shutil.move(str(smarter.folder / "one" / "moving.yaml"), smarter.folder / to / "moving.yaml")


def test_the_set_that_loses_a_manifest_hands_its_resource_over(project: Command) -> None:
    move(project)
    shown = project("plan", "-f", "one", "--set", "one", "--prune")
    assert (
        "? secret/moving orphan: moved to two/moving.yaml, so it is handed over to the set two" in shown.out
    )
    assert apply(project, "one", "one") == {}
    assert sets(project) == {"one": ["secret/a", "secret/b"], "two": ["secret/c"]}
    assert apply(project, "two", "two") == {"Secret/moving": "updated"}
    assert sets(project) == {"one": ["secret/a", "secret/b"], "two": ["secret/c", "secret/moving"]}
    assert project("plan", "-f", "one", "--set", "one", "--prune").code == 0


def test_the_set_that_gains_a_manifest_takes_its_resource_over(project: Command) -> None:
    move(project)
    assert '(set): "one" -> "two"' in project("plan", "-f", "two", "--set", "two").out
    assert apply(project, "two", "two") == {"Secret/moving": "updated"}
    assert apply(project, "one", "one") == {}
    assert sets(project) == {"one": ["secret/a", "secret/b"], "two": ["secret/c", "secret/moving"]}


def test_a_manifest_moves_to_the_folder_of_a_new_set(project: Command) -> None:
    move(project, "three")
    assert apply(project, "one", "one") == {}
    assert "secret/moving" in sets(project)["one"]
    assert apply(project, "three", "three") == {"Secret/moving": "updated"}
    assert sets(project)["three"] == ["secret/moving"]
    assert sets(project)["one"] == ["secret/a", "secret/b"]


def test_a_folder_with_the_same_resources_is_another_environment(project: Command) -> None:
    shutil.copytree(project.folder / "one", project.folder / "staging")
    (project.folder / "one" / "moving.yaml").unlink()
    assert apply(project, "one", "one") == {"Secret/moving": "deleted"}


def test_a_deleted_manifest_is_pruned(project: Command) -> None:
    (project.folder / "one" / "moving.yaml").unlink()
    assert apply(project, "one", "one") == {"Secret/moving": "deleted"}


def test_a_copy_does_not_take_a_resource_over(project: Command) -> None:
    shutil.copy(project.folder / "one" / "moving.yaml", project.folder / "two" / "moving.yaml")
    refused = project("apply", "-f", "two", "--set", "two")
    assert (refused.code, "secret/moving belongs to one" in refused.err) == (8, True)


def test_another_repository_does_not_take_a_resource_over(project: Command, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "repository"
    secret(other, "moving", "other")
    (other / ".git").mkdir()
    refused = project("apply", "-f", str(other), "--set", "two")
    assert (refused.code, "secret/moving belongs to one" in refused.err) == (8, True)


def test_an_orphan_that_moved_is_named_without_prune(project: Command) -> None:
    move(project)
    shown = project("plan", "-f", "one", "--set", "one")
    assert "moved to two/moving.yaml; --prune does not delete it" in shown.out


def test_a_file_in_the_folder_of_its_set_is_not_taken_over(project: Command) -> None:
    refused = project("apply", "-f", "one/moving.yaml", "--set", "two")
    assert (refused.code, "secret/moving belongs to one" in refused.err) == (8, True)


def test_a_renamed_resource_did_not_move(project: Command) -> None:
    secret(project.folder / "examples", "moving")
    file = project.folder / "one" / "moving.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "name: moving,", "name: renamed, annotations: [{smarter.sh/renamed-from: moving}],"
    )
    file.write_text(text, encoding="utf-8")
    assert apply(project, "one", "one") == {"Secret/renamed": "created", "Secret/moving": "deleted"}


def test_the_last_manifest_of_a_set_moves_to_a_new_one(project: Command) -> None:
    (project.folder / "three").mkdir()
    shutil.move(str(project.folder / "two" / "c.yaml"), project.folder / "three" / "c.yaml")
    assert apply(project, "two", "two") == {}
    assert apply(project, "three", "three") == {"Secret/c": "updated"}
    assert sets(project)["three"] == ["secret/c"]
    assert "two" not in sets(project)
