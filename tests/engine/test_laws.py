"""The engine's laws over generated manifests of every kind, on a platform.

Apply, then plan: the plan is empty, even with stale reads. A plan names exactly the writes of its apply; unchanged
resources have none. The platform has the applied values. Export, then plan: the plan is empty.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Tuple
from typing import Counter as CounterOf

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smarter import engine
from smarter.cli.commands.export import manifest_text
from smarter.engine.desired import compared
from smarter.engine.normalize import canonical, get, json_equal, loosely_equal, with_defaults
from smarter.kinds import load_kinds
from smarter.manifest import Resource, load
from smarter.platform.field_moves import at_home
from smarter.platform.live_resource import OURS
from tests.engine.conftest import World
from tests.engine.generated_manifests import Act, Generator

_COMMON: Dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
}
SAMPLE = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    **_COMMON,
)
WHOLE = settings(max_examples=500, **_COMMON)


class Stage:
    """A platform and a folder of manifests."""

    def __init__(self, folder: Path, dialect: str) -> None:
        self.folder = folder
        self.world = World(folder, dialect=dialect, write_faults=True)

    def set(self, act: Act) -> None:
        """Write the manifests of an act, and the files that they name."""
        for old in self.folder.glob("*.json"):
            old.unlink()
        for number, manifest in enumerate(act.manifests):
            text = json.dumps(manifest, ensure_ascii=False)
            (self.folder / f"{number:03}.json").write_text(text, encoding="utf-8")
        for name, content in act.files.items():
            (self.folder / name).write_text(content, encoding="utf-8")

    def resources(self) -> List[Resource]:
        return self.load(self.folder)

    def load(self, folder: Path) -> List[Resource]:
        files = sorted(str(file) for file in folder.iterdir() if file.suffix in (".json", ".yaml"))
        bundle = load(files, self.world.platform.kinds, environ={}, resolve=True)
        assert not bundle.errors, [str(finding) for finding in bundle.findings]
        return list(bundle.resources)

    def plan(self) -> engine.Plan:
        self.world.sent.clear()
        plan = engine.plan(self.world.platform, self.resources())
        assert self.world.writes == [], "planning writes nothing"
        return plan

    def apply(self) -> None:
        """Apply, and check every law."""
        plan = self.plan()
        expected = predicted(plan, self.world.local.dialect)
        self.world.sent.clear()
        outcomes = engine.execute(self.world.platform, plan)
        problems = {f"{o.kind}/{o.name}": o.error.to_json() for o in outcomes if o.error is not None}
        assert problems == {}
        records = ("apply", "Secret/?name=smarter_rows_admin")  # ids of plugins that were created
        writes = Counter(each for each in self.world.writes if each != records)
        assert writes == expected, "a plan names exactly the writes that apply sends"

    def nothing_left(self) -> None:
        left = remaining_changes(self.plan())
        assert left == {}, "after apply, the plan is empty"

    def held(self) -> None:
        """Check that the platform holds the applied values, as far as it can."""
        for resource in self.resources():
            if resource.kind.served == "files":
                continue
            kind = resource.kind.for_dialect(self.world.local.dialect)
            kept = self.world.local.resource(resource.kind.canonical, resource.name)
            assert kept is not None, f"{resource} is on the platform"
            wanted, found = (with_defaults(kind, at_home(kind, each)) for each in (resource.manifest, kept))
            for field in compared(kind):
                if field.update == "never" or field.operational or "lost" in field.readback:
                    continue
                left, right = (canonical(get(side, field.path), field) for side in (wanted, found))
                if field.path == ("metadata", "annotations"):
                    right = [pair for pair in right if not pair[0].startswith(OURS)]
                respelt = {"camelCase", "folded"} & set(field.readback)
                equal = loosely_equal(left, right, field) if respelt else json_equal(left, right)
                assert equal, f"{resource.kind.name} holds {field}"

    def exported(self, missing: bool = False) -> None:
        """Check that an export plans to nothing."""
        folder = self.folder / "exported"
        for old in folder.glob("*"):
            old.unlink()
        folder.mkdir(exist_ok=True)
        asked = [(resource.kind, resource.name) for resource in self.resources()]
        collected = engine.collect(self.world.platform, asked)
        assert missing or collected.missing == []
        if missing and not collected.exported:
            return
        for number, each in enumerate(collected.exported):
            if each.filename is not None and each.content is not None:
                content = self.world.platform.client.files.content(each.content).read()
                (folder / each.filename).write_bytes(content)
            (folder / f"{number:03}.yaml").write_text(manifest_text(each), encoding="utf-8")
        assert remaining_changes(engine.plan(self.world.platform, self.load(folder))) == {}, (
            "after export, the plan is empty"
        )


def predicted(plan: engine.Plan, dialect: str) -> CounterOf[Tuple[str, str]]:
    """Count the write requests that a plan announces."""
    requests: CounterOf[Tuple[str, str]] = Counter()
    for step in plan.steps:
        if step.action == "none":
            continue
        kind = step.desired.kind
        if kind.served == "files":
            requests["POST files", "/api/v1/files"] += 1
            for old in (step.live.id, *step.live.superseded) if step.live else ():
                requests["DELETE files", f"/api/v1/files/{old}"] += 1
            continue
        if step.action == "replace":
            requests["delete", f"{kind.wire[dialect]}/?name={step.name}"] += 1
        requests["apply", f"{kind.wire[dialect]}/?name={step.name}"] += 1
    return requests


def remaining_changes(plan: engine.Plan) -> Dict[str, List[Any]]:
    return {
        f"{step.kind}/{step.name}": [change.to_json() for change in step.changes]
        for step in plan.steps
        if step.action != "none"
    }


def check_story(folder: Path, acts: List[Act], dialect: str) -> None:
    """Apply a set and its edits in order; check the laws after each."""
    stage = Stage(folder, dialect)
    try:
        for act in acts:
            stage.set(act)
            stage.apply()
            stage.nothing_left()
            stage.held()
            stage.world.time += act.pause
            stage.nothing_left()
            stage.exported()
    finally:
        stage.world.local.close()


def stories(dialect: str, most: int) -> st.SearchStrategy[List[Act]]:
    return Generator(load_kinds(), dialect).stories(most)


@pytest.mark.parametrize("dialect", ["P14"])
def test_the_laws_hold(dialect: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    @SAMPLE
    @given(stories(dialect, most=1))
    def run(acts: List[Act]) -> None:
        check_story(tmp_path_factory.mktemp("story"), acts, dialect)

    run()


@pytest.mark.full
@pytest.mark.parametrize("dialect", ["P10", "P14", "P15C"])
def test_the_laws_hold_in_every_story(dialect: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    @WHOLE
    @given(stories(dialect, most=2))
    def run(acts: List[Act]) -> None:
        check_story(tmp_path_factory.mktemp("story"), acts, dialect)

    run()
