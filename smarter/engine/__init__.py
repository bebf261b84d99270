"""The engine: plan and execute changes of a platform.

plan = engine.plan(platform, bundle.resources)
outcomes = engine.execute(platform, plan)
"""

from __future__ import annotations

from smarter._defaults import PARALLELISM, PRUNE_LIMIT
from smarter.engine.diff import Change
from smarter.engine.executor import execute
from smarter.engine.export.exporter import Exported
from smarter.engine.export.known_names import known_names
from smarter.engine.export.source import Collected, collect, exportable
from smarter.engine.graph.ordering import CycleError
from smarter.engine.guards import check_keepable
from smarter.engine.plan import Orphan, Plan, Step
from smarter.engine.planner import plan, plan_adopt, plan_delete, plan_delete_named, plan_delete_set
from smarter.engine.redaction import SECRET, SECRET_CHANGED, mask_resource
from smarter.engine.sets.apply_sets import Inventory
from smarter.engine.sets.inventory import release, rename
from smarter.engine.sets.neighbours import Neighbours
from smarter.engine.sets.reader import find_sets, read_set
from smarter.engine.sets.sharding import Shard
from smarter.engine.sets.skipped import check_skipped
from smarter.engine.writes.outcome import Interrupted, Outcome, Problem, problem_of
from smarter.platform import LiveResource

__all__ = [
    "PARALLELISM",
    "PRUNE_LIMIT",
    "SECRET",
    "SECRET_CHANGED",
    "Change",
    "Collected",
    "CycleError",
    "Exported",
    "Interrupted",
    "Inventory",
    "LiveResource",
    "Neighbours",
    "Orphan",
    "Outcome",
    "Plan",
    "Problem",
    "Shard",
    "Step",
    "check_keepable",
    "check_skipped",
    "collect",
    "execute",
    "exportable",
    "find_sets",
    "known_names",
    "mask_resource",
    "plan",
    "plan_adopt",
    "plan_delete",
    "plan_delete_named",
    "plan_delete_set",
    "problem_of",
    "read_set",
    "release",
    "rename",
]
