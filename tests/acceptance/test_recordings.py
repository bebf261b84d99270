"""Manifests of real users, on the local context. Skipped without the recordings."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.acceptance.conftest import Command
from tests.recordings import recordings

FOUND = recordings()
REAL = FOUND / "realworld" if FOUND else Path("/nowhere")
pytestmark = pytest.mark.skipif(FOUND is None, reason="needs the recordings")


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_real_set_applies_in_any_order_and_is_unchanged_the_second_time(
    smarter: Command, seed: object
) -> None:
    if seed is None:
        args = ["-f", str(REAL / "stackademy")]
    else:
        files = sorted((REAL / "stackademy").glob("*.yaml"))
        random.Random(seed).shuffle(files)
        args = [word for file in files for word in ("-f", str(file))]
    first = smarter("apply", *args, "-o", "json")
    assert first.code == 0, first.err
    assert set(first.actions.values()) == {"created"}
    second = smarter("apply", *args, "-o", "json")
    assert second.code == 0
    assert set(second.actions.values()) == {"unchanged"}
    assert smarter("diff", *args).code == 0


@pytest.mark.parametrize(
    "path",
    [*sorted((REAL / "chatbots").glob("llm_client-*.yaml")), *sorted((REAL / "plugins").glob("*.yaml"))],
    ids=lambda path: path.name,
)
def test_each_real_manifest_applies_alone_and_is_unchanged_the_second_time(
    smarter: Command, path: Path
) -> None:
    first = smarter("apply", "-f", str(path), "-o", "json")
    assert first.code == 0, first.err
    second = smarter("apply", "-f", str(path), "-o", "json")
    assert second.code == 0
    assert set(second.actions.values()) == {"unchanged"}, second.out


def test_a_folder_that_contradicts_itself_is_refused(smarter: Command) -> None:
    ran = smarter("apply", "-f", str(REAL / "chatbots"))
    assert ran.code == 1, ran.err
    assert ran.out == ""
    told = smarter("apply", "-f", str(REAL / "chatbots"), "-o", "json").json
    errors = [found for found in told["findings"] if found["severity"] == "error"]
    assert sorted(found["rule"] for found in errors).count("duplicate-resource") >= 1
    assert sum(found["rule"] == "unresolved-reference" for found in errors) == 2
    assert smarter("get", "chatbots", "-o", "name").out == ""


@pytest.mark.parametrize("path", sorted((REAL / "broken").glob("*.yaml")), ids=lambda path: path.name)
def test_a_broken_manifest_is_refused_with_place_and_reason(smarter: Command, path: Path) -> None:
    ran = smarter("-v", "apply", "-f", str(path))
    assert ran.code == 1, ran.err
    assert ran.out == ""
    assert f"{path}:" in ran.err
    assert "/cli/apply/" not in ran.err
