"""Folders of users: files of other tools, `.gitignore`, links."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Tuple

import pytest

from smarter.manifest import Finding
from smarter.manifest.reading.ignore_rules import IgnoreRules, is_ignored, match_name
from smarter.manifest.reading.sources import find_sources
from tests.manifest.conftest import PLUGIN, Write


def walk(folder: Path) -> Tuple[List[str], Dict[str, str]]:
    """Return the files found in a folder, and the findings by path."""
    files, findings = [], {}
    for found in find_sources([folder]):
        name = (found.file if isinstance(found, Finding) else found.name)[len(str(folder)) + 1 :]
        if isinstance(found, Finding):
            findings[name] = found.rule
        else:
            files.append(name)
    return files, findings


def test_folders_of_other_tools_are_left_out(write: Write, tmp_path: Path) -> None:
    for folder in ("node_modules/x", "build", "vendor/y", "env", "m"):
        write(PLUGIN, f"{folder}/a.yaml")
    write("", "env/pyvenv.cfg")
    assert walk(tmp_path) == (
        ["m/a.yaml"],
        dict.fromkeys(("build", "node_modules", "vendor", "env"), "excluded"),
    )


def test_a_folder_that_is_named_is_read_whatever_its_name(write: Write, tmp_path: Path) -> None:
    write("build/\n", ".gitignore")
    write("", ".git/HEAD")
    write(PLUGIN, "build/a.yaml")
    assert walk(tmp_path / "build")[0] == ["a.yaml"]


def test_gitignore_counts_from_the_top_of_the_repository_down(write: Write, tmp_path: Path) -> None:
    write("", "repo/.git/HEAD")
    write("*.local.yaml\n/secret/\n", "repo/.gitignore")
    write("!keep.local.yaml\ndeep/**/x.yaml\n", "repo/m/.gitignore")
    for name in (
        "a.yaml",
        "b.local.yaml",
        "keep.local.yaml",
        "deep/x.yaml",
        "deep/1/2/x.yaml",
        "secret/a.yaml",
    ):
        write(PLUGIN, f"repo/m/{name}")
    files, findings = walk(tmp_path / "repo" / "m")
    assert files == ["a.yaml", "keep.local.yaml", "secret/a.yaml"]
    assert set(findings) == {"b.local.yaml", "deep/x.yaml", "deep/1/2/x.yaml"}


@pytest.mark.parametrize(
    ("pattern", "path", "ignored"),
    [
        ("a", "x/a", True), ("/a", "x/a", False), ("/a", "a", True), ("x/a", "x/a", True), ("x/a", "y/x/a", False),
        ("**/x/a", "y/x/a", True), ("x/**", "x/y/z", True), ("x/**", "x", False), ("x/**/z", "x/z", True),
        ("*.yaml", "x/b.yaml", True), ("*.yaml", "x/b.yml", False), ("b?", "bc", True), ("[ab].c", "b.c", True),
        ("[!ab].c", "b.c", False), ("[a-c]", "b", True), ("\\#a", "#a", True), ("#a", "#a", False), ("a ", "a", True),
        ("", "a", False), ("a*b*c", "aXbYc", True), ("a*b*c", "aXbY", False), ("[", "[", True),
        ("[[:digit:]a].c", "7.c", True), ("[[:digit:]].c", "a.c", False), ("***/a", "x/a", True),
        ("x//a", "x/a", False),
    ],
)  # fmt: skip
def test_ignore_patterns_match_as_in_git(tmp_path: Path, pattern: str, path: str, ignored: bool) -> None:
    rules = [IgnoreRules(str(tmp_path), [pattern])]
    assert is_ignored(rules, str(tmp_path.resolve() / path), is_folder=False) is ignored


def test_a_pattern_with_many_stars_takes_little_time() -> None:
    assert not match_name("*a" * 2_000, "a" * 1_500 + "b")


def test_a_file_and_a_link_to_it_are_one_manifest(write: Write, tmp_path: Path) -> None:
    write(PLUGIN, "a.yaml")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    (tmp_path / "c.yaml").symlink_to("b.yaml")
    (tmp_path / "again").symlink_to(".", target_is_directory=True)
    assert walk(tmp_path) == (["a.yaml"], {})


def test_links_to_files_outside_the_walk_are_followed_once(write: Write, tmp_path: Path) -> None:
    write(PLUGIN, ".hidden/a.yaml")
    write(PLUGIN, "plain.txt")
    (tmp_path / "one").symlink_to(".hidden", target_is_directory=True)
    (tmp_path / "two").symlink_to(".hidden", target_is_directory=True)
    (tmp_path / ".hidden" / "loop").symlink_to("..", target_is_directory=True)
    (tmp_path / "b.yaml").symlink_to("plain.txt")
    assert walk(tmp_path) == (["b.yaml", "one/a.yaml"], {})


def test_a_linked_folder_outside_is_an_error(write: Write, tmp_path: Path) -> None:
    write(PLUGIN, "shared/a.yaml")
    write(PLUGIN, "set/b.yaml")
    (tmp_path / "set" / "common").symlink_to("../shared", target_is_directory=True)
    assert walk(tmp_path / "set") == (["b.yaml"], {"common": "file-outside"})
