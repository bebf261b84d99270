"""Files: the new content is uploaded before the old one is deleted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smarter import engine
from smarter.errors import UnsupportedError
from smarter.platform.files import Content
from tests.engine.conftest import World
from tests.engine.manifests import SECRET

FILE = """
apiVersion: smarter.sh/v1
kind: File
metadata: {name: guide, description: a guide, version: 1.0.0}
spec: {path: guide.md, purpose: assistants}
"""


def copies(world: World) -> list:
    kind = world.platform.kinds.get("File")
    return [row["id"] for row in world.platform.list(kind).rows if row["name"] == "guide"]


def test_a_changed_content_is_uploaded_before_the_old_one_is_deleted(world: World) -> None:
    (world.folder / "guide.md").write_text("one", encoding="utf-8")
    assert world.apply(FILE)["File/guide"].action == "created"
    assert world.plan(FILE).empty
    (world.folder / "guide.md").write_text("two", encoding="utf-8")
    assert world.apply(FILE)["File/guide"].action == "updated"
    assert [verb for verb, _ in world.writes] == ["POST files", "DELETE files"]
    assert len(copies(world)) == 1
    assert world.plan(FILE).empty


def test_a_copy_left_by_an_upload_that_was_cut_off_is_removed(world: World) -> None:
    (world.folder / "guide.md").write_text("one", encoding="utf-8")
    resources = world.resources(FILE)
    world.apply(FILE)
    manifest = {**resources[0].manifest}
    write = world.platform._remove_file
    world.platform._remove_file = lambda file_id: None  # type: ignore[method-assign]
    world.platform.write(resources[0].kind, manifest, content=Content(world.folder / "guide.md", "guide.md"))
    world.platform._remove_file = write  # type: ignore[method-assign]
    assert len(copies(world)) == 2
    world.apply(FILE)
    assert len(copies(world)) == 1


def test_two_identical_concurrent_uploads_both_succeed(world: World) -> None:
    (world.folder / "guide.md").write_text("one", encoding="utf-8")
    for _ in range(5):
        resources = world.resources(FILE)
        plans = [engine.plan(world.platform, resources) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda plan: engine.execute(world.platform, plan)[0], plans))
        assert [outcome.error for outcome in done] == [None, None]
        assert len(copies(world)) == 1
        world.delete(FILE)


def test_on_a_platform_without_files_the_resource_is_named_and_nothing_written(tmp_path: Path) -> None:
    world = World(tmp_path, strict_faithful=True)
    (tmp_path / "guide.md").write_text("one", encoding="utf-8")
    with pytest.raises(UnsupportedError, match=r"file/guide \(.*manifests.yaml\): .* Nothing was written"):
        world.plan("---".join((FILE, SECRET)))
    assert world.writes == []
    world.local.close()
