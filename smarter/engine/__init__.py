"""The engine: plan and execute changes of a platform.

plan = engine.plan(platform, bundle.resources)
outcomes = engine.execute(platform, plan)
"""

from __future__ import annotations

from smarter._defaults import PARALLELISM as PARALLELISM
from smarter._defaults import PRUNE_LIMIT as PRUNE_LIMIT
from smarter.engine.diff import Change as Change
from smarter.engine.executor import execute as execute
from smarter.engine.export.exporter import Exported as Exported
from smarter.engine.export.source import Collected as Collected
from smarter.engine.export.source import collect as collect
from smarter.engine.export.source import exportable as exportable
from smarter.engine.export.source import known_names as known_names
from smarter.engine.graph.ordering import CycleError as CycleError
from smarter.engine.guards import check_keepable as check_keepable
from smarter.engine.plan import Orphan as Orphan
from smarter.engine.plan import Plan as Plan
from smarter.engine.plan import Step as Step
from smarter.engine.planner import plan as plan
from smarter.engine.planner import plan_adopt as plan_adopt
from smarter.engine.planner import plan_delete as plan_delete
from smarter.engine.planner import plan_delete_named as plan_delete_named
from smarter.engine.planner import plan_delete_set as plan_delete_set
from smarter.engine.redaction import SECRET as SECRET
from smarter.engine.redaction import SECRET_CHANGED as SECRET_CHANGED
from smarter.engine.redaction import mask_resource as mask_resource
from smarter.engine.sets.apply_sets import Inventory as Inventory
from smarter.engine.sets.inventory import release as release
from smarter.engine.sets.inventory import rename as rename
from smarter.engine.sets.neighbours import Neighbours as Neighbours
from smarter.engine.sets.reader import find_sets as find_sets
from smarter.engine.sets.reader import read_set as read_set
from smarter.engine.sets.sharding import Shard as Shard
from smarter.engine.sets.skipped import check_skipped as check_skipped
from smarter.engine.writes.outcome import Interrupted as Interrupted
from smarter.engine.writes.outcome import Outcome as Outcome
from smarter.engine.writes.outcome import Problem as Problem
from smarter.engine.writes.outcome import problem_of as problem_of
from smarter.platform import LiveResource as LiveResource
