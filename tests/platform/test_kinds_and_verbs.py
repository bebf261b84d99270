"""Every kind, verb and dialect: success, or a message about the missing feature."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, Tuple

import pytest

from smarter import engine
from smarter.errors import GuardError, NotFoundError, SmarterError, UnsupportedError
from smarter.kinds import Kind, find_dialect, fold_name, load_kinds
from smarter.platform import DIALECTS
from tests.engine.conftest import World
from tests.platform.example_manifests import ENVIRON, examples_for, text, write_files

VERBS = ("apply", "again", "edit", "describe", "list", "deploy", "undeploy", "logs", "delete")
ALL = "apply again edit describe list deploy undeploy logs delete"
MOST = "apply again edit describe list delete"
UNLISTED = "apply again edit describe delete"

# Verbs that succeed on the recorded platform; all others are refused with a message, and nothing is sent.
P14: Dict[str, str] = {
    "Account": "",  # every apply would create another one, so none is created
    "ApiConnection": MOST,
    "ApiPlugin": UNLISTED,
    "Chatbot": ALL,
    "File": MOST,
    "LLMClient": ALL,
    "Plugin": UNLISTED,
    "Prompt": "",
    "Provider": "",
    "Secret": UNLISTED,
    "SmarterAuthToken": "list",
    "SqlConnection": UNLISTED,
    "SqlPlugin": UNLISTED,
    "User": "apply again describe list deploy undeploy logs delete",
    "Vectorstore": "",
}
SENTENCE = re.compile(
    r"Platform (\d+\.\d+(?:\.\d+)?)(?: or newer| to [\d.]+)? "
    r"(?:does not serve|does not support \w+ for) (\w+)(?:, .*)?\.$"
)


def kinds(dialect: str) -> List[Kind]:
    return [kind for kind in load_kinds().all() if kind.served != "manifest" or dialect in kind.wire]


CASES = [(dialect, kind.name) for dialect in DIALECTS for kind in kinds(dialect)]


class VerbTrial:
    """One kind on one platform, with a method for each verb."""

    def __init__(self, world: World, kind: Kind, dialect: str) -> None:
        self.world = world
        self.kind = kind
        self.dialect = dialect
        self.manifests = examples_for(kind, dialect)
        self.name = fold_name(self.manifests[0]["metadata"]["name"])
        write_files(world, self.manifests)
        if len(self.manifests) > 1:
            others = text(self.manifests[1:])
            assert not [o.error for o in world.apply(others, ENVIRON).values() if o.error]

    def outcome(self, manifests: List[Dict[str, Any]]) -> str:
        found = self.world.apply(text(manifests), ENVIRON)[f"{self.kind.name}/{self.name}"]
        assert found.error is None, found.error
        return found.action

    def run(self, verb: str) -> None:
        world, kind, name = self.world, self.kind, self.name
        if verb == "apply":
            assert self.outcome(self.manifests) == "created"
        elif verb == "again":
            assert self.outcome(self.manifests) == "unchanged"
            assert world.writes == []
            world.time += 600
            assert self.outcome(self.manifests) == "unchanged"
        elif verb == "edit":
            edited = {
                **self.manifests[0],
                "metadata": {**self.manifests[0]["metadata"], "description": "Another."},
            }
            if kind.name == "User":
                config = {**edited["spec"]["config"], "email": "another@example.com"}
                edited["spec"] = {"config": config}
            self.manifests = [edited, *self.manifests[1:]]
            assert self.outcome(self.manifests) == "updated"
            assert self.outcome(self.manifests) == "unchanged"
        elif verb == "describe":
            live = world.platform.get(kind, name)
            assert live.name == name
            assert engine.mask_resource(live)["kind"] == kind.name
        elif verb == "list":
            rows = world.platform.list(kind).rows
            if world.platform.read(kind, name) if kind.verb("describe", self.dialect) == "yes" else False:
                assert name in {row.get("name") or row.get("username") for row in rows}
        elif verb == "delete":
            plan = engine.plan_delete_named(world.platform, kind, [name])
            assert [outcome.action for outcome in engine.execute(world.platform, plan)] == ["deleted"]
            assert world.platform.read(kind, name) is None
        else:
            world.platform.act(verb, kind, name)


def try_verbs(tale: VerbTrial) -> Tuple[List[str], Dict[str, SmarterError]]:
    """Try all verbs; return those that succeeded, and the refusals of the others."""
    right: List[str] = []
    refused: Dict[str, SmarterError] = {}
    for verb in VERBS:
        tale.world.sent.clear()
        try:
            tale.run(verb)
            right.append(verb)
        except (UnsupportedError, GuardError, NotFoundError) as error:
            refused[verb] = error
            assert tale.world.writes == [], f"{verb} was refused, and something was sent"
    return right, refused


@pytest.mark.parametrize(("dialect", "name"), CASES, ids=[f"{dialect}-{name}" for dialect, name in CASES])
@pytest.mark.sampled(40)
def test_every_verb_of_every_kind_succeeds_or_is_refused_with_a_message(
    worlds: Callable[..., World], dialect: str, name: str
) -> None:
    kind = load_kinds().get(name)
    right, refused = try_verbs(VerbTrial(worlds(dialect=dialect), kind, dialect))
    for verb, error in refused.items():
        if kind.verb("apply", dialect) == "creates-duplicate" and isinstance(error, GuardError):
            assert verb in ("apply", "again", "edit")
        elif isinstance(error, NotFoundError):
            assert "apply" not in right, f"{verb}: {error}"
            assert str(error) == f"{name} {name_of(kind)!r} not found."
        else:
            found = SENTENCE.match(str(error))
            assert found, f"{verb}: {error}"
            assert find_dialect(found.group(1)) == DIALECTS[dialect]
            assert found.group(2) == name
    can = {
        verb
        for verb in VERBS
        if kind.verb("apply" if verb in ("again", "edit") else verb, dialect) not in ("no", "named")
    }
    assert set(right) <= can
    if dialect == "P14":
        assert right == P14[name].split()
    if dialect == "P15C" and kind.verb("apply", "P15C") == "yes":
        assert set(right) == can


def name_of(kind: Kind) -> str:
    return fold_name(kind.schema["examples"][0]["metadata"]["name"])


@pytest.mark.parametrize("name", sorted(kind.name for kind in load_kinds().all() if "P14" not in kind.wire))
def test_a_kind_that_is_not_served_is_refused_with_its_name(worlds: Callable[..., World], name: str) -> None:
    world = worlds()
    kind = load_kinds().get(name)
    manifests = examples_for(kind, "P15C")[:1]
    for call in (
        lambda: world.apply(text(manifests), ENVIRON),
        lambda: world.platform.read(kind, "x"),
        lambda: world.platform.list(kind),
        lambda: engine.plan_delete_named(world.platform, kind, ["x"]),
        lambda: world.platform.act("deploy", kind, "x"),
    ):
        with pytest.raises(UnsupportedError) as caught:
            call()
        assert str(caught.value) == f"Platform 0.14.19 does not serve {name}."
        assert "api-resources" in str(caught.value.hint)
    assert {verb for verb, _ in world.sent} <= {"version"}
