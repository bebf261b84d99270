"""Kinds without a shipped schema: discovered, cached, and used like any other."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

from smarter import Smarter, engine
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.http.httpx_classes import HttpxClient
from smarter.errors import UnknownKindError, UnsupportedError
from smarter.kinds import Kind, KindTable, load_kinds, schema_folder
from smarter.kinds.discovered import kind_schema
from smarter.manifest import load
from smarter.platform import Platform, discovering
from smarter.platform.cache import SchemaCache
from smarter.platform.field_moves import to_wire
from tests.engine.conftest import World
from tests.platform.answering import Answering, failure, success
from tests.platform.example_manifests import ENVIRON, examples_for, text, write_files
from tests.platform.widgets import SERVED, WIDGET
from tests.recordings import recordings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def knowing(world: World) -> World:
    """Make a world whose kinds are discovered from its platform."""
    discovering(world.platform)
    return world


@pytest.fixture(params=["P14", "P15C"])
def world(request: Any, worlds: Callable[..., World]) -> World:
    made = worlds(dialect=request.param)
    made.local.add_kind("Widget", SERVED)
    return knowing(made)


def test_an_unknown_kind_can_be_applied_read_and_deleted(world: World) -> None:
    assert [(o.action, o.error) for o in world.apply(WIDGET).values()] == [("created", None)]
    assert world.plan(WIDGET).empty
    assert world.apply(WIDGET)["Widget/my_widget"].action == "unchanged"
    assert world.writes == []
    edited = WIDGET.replace("size: 5", "size: 6")
    plan = world.plan(edited)
    assert [(c.path, c.before, c.after) for s in plan.steps for c in s.changes] == [
        ("spec.config.size", 5, 6)
    ]
    assert world.apply(edited)["Widget/my_widget"].action == "updated"
    kind = world.platform.kinds.get("widgets")
    live = world.platform.read(kind, "my_widget")
    assert live is not None
    assert live.manifest["spec"]["parts"]["inner"] == {"label": "screw"}
    assert live.manifest["metadata"]["widgetClass"] == "fancy"
    assert engine.mask_resource(live)["spec"]["config"]["apiToken"] == "(secret)"
    assert world.delete(WIDGET)["Widget/my_widget"].action == "deleted"
    assert world.platform.read(kind, "my_widget") is None


def test_secrets_of_a_discovered_kind_are_masked(world: World) -> None:
    plan = world.plan(WIDGET)
    assert "hunter2" not in repr([step.to_json() for step in plan.steps])
    assert "maxTokens" in {field.path[-1] for field in plan.steps[0].desired.kind.fields if not field.secret}


def test_the_schema_of_a_discovered_kind_is_requested_once_a_day(world: World, home: Path) -> None:
    world.plan(WIDGET)
    asked = [rest for verb, rest in world.sent if verb in ("json-schema", "resources")]
    files = list((home / "cache" / "schemas").glob("*/widget.schema.json"))
    assert len(files) == 1
    assert "Widget/" in " ".join(asked)
    later = knowing(world)
    later.plan(WIDGET)
    assert [rest for verb, rest in world.sent if verb in ("json-schema", "resources")] == []
    os.utime(files[0], (time.time() - 90_000, time.time() - 90_000))
    again = Platform(world.platform.client, load_kinds(), dialect=world.platform.dialect().name)
    world.sent.clear()
    assert again.kinds.with_lookup(again.discover).get("Widget").name == "Widget"
    assert "json-schema" in {verb for verb, _ in world.sent}


def test_a_discovered_kind_is_found_by_any_usual_spelling(world: World) -> None:
    for word in ("Widget", "widget", "widgets", "WIDGETS"):
        assert knowing(world).platform.kinds.get(word).name == "Widget"


def test_a_wrong_field_of_a_discovered_kind_is_found_before_anything_is_sent(world: World) -> None:
    file = world.folder / "w.yaml"
    for wrong, rule in (("size: 5", "sise: 5"), ("size: 5", "size: big"), ("colour: red", "colour: blue")):
        file.write_text(WIDGET.replace(wrong, rule), encoding="utf-8")
        assert load([str(file)], world.platform.kinds).errors, rule
    assert world.writes == []


def test_verbs_missing_from_a_discovered_kind_are_refused(world: World) -> None:
    kind = world.platform.kinds.get("Widget")
    world.apply(WIDGET)
    with pytest.raises(UnsupportedError, match="does not support deploy for Widget"):
        world.platform.act("deploy", kind, "my_widget")
    if world.platform.dialect().name == "P15C":
        assert [row["name"] for row in world.platform.list(kind).rows] == ["my_widget"]
    else:
        with pytest.raises(UnsupportedError, match="does not support list for Widget"):
            world.platform.list(kind)


def test_a_kind_unknown_to_the_platform_is_an_error_and_requested_once(world: World) -> None:
    with pytest.raises(UnknownKindError) as caught:
        world.platform.kinds.get("chatbto")
    assert caught.value.suggestion == "chatbot"
    world.sent.clear()
    assert world.platform.kinds.find("chatbto") is None
    assert world.sent == [], "asked once is enough"
    for word in ("", "a b", "../secret", "x" * 100, "日本"):
        assert world.platform.kinds.find(word) is None
    assert world.sent == []


def test_without_a_reachable_platform_only_shipped_kinds_are_known() -> None:
    for answers in ({}, {"cli/": failure(500, "OperationalError", "gone")}, {"cli/": success({"x": 1})}):
        platform = Answering(answers).platform
        assert platform.kinds.with_lookup(platform.discover).find("Widget") is None


def test_the_kinds_that_a_platform_serves_are_those_it_names_and_files(world: World) -> None:
    served = {kind.name for kind in world.platform.served()}
    assert {"Secret", "Chatbot", "LLMClient", "File"} <= served
    newer = world.platform.dialect().name == "P15C"
    assert ("Guardrail" in served) == newer
    assert ("Widget" in served) == newer, "older platforms do not say what they serve"


# ---- schemas in files ----

FILE_KIND = {
    "name": "Gizmo",
    "canonical": "Gizmo",
    "singular": "gizmo",
    "plural": "gizmos",
    "aliases": ["gz"],
    "served": "manifest",
    "wire": {"P14": "Gizmo", "P15": "Gizmo"},
    "verbs": {"apply": "yes", "describe": "yes", "list": "no", "delete": "yes"},
}


def gizmo_schema() -> Dict[str, Any]:
    """Return a schema file of an invented kind with a secret and a Secret reference."""
    made = json.loads((Path(schema_folder()) / "secret.schema.json").read_text(encoding="utf-8"))
    made["x-smarter-kind"] = FILE_KIND
    made["properties"]["kind"]["const"] = "Gizmo"
    text_field = {"title": "T", "description": "D.", "type": ["string", "null"], "default": None}
    made["properties"]["spec"] = {
        "title": "Spec",
        "description": "What it is.",
        "type": "object",
        "required": ["size"],
        "additionalProperties": False,
        "properties": {
            "size": {"title": "Size", "description": "How big.", "type": "integer", "minimum": 1},
            "label": {**text_field, "x-smarter-normalize": ["strip", "upper"]},
            "pin": {**text_field, "writeOnly": True},
            "key": {**text_field, "x-smarter-references": ["Secret"], "x-smarter-cascade": True},
            "mode": {**text_field, "default": "slow"},
        },
    }
    made["examples"] = []
    return made


GIZMO = """
apiVersion: smarter.sh/v1
kind: Gizmo
metadata: {name: my_gizmo, description: a gizmo, version: 1.0.0}
spec: {size: 2, label: big, pin: hunter2-hunter2, key: api_key}
---
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: api_key, description: a key, version: 1.0.0}
spec: {config: {value: correct-horse}}
"""


@pytest.fixture
def gizmos(worlds: Callable[..., World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "gizmo.schema.json").write_text(json.dumps(gizmo_schema()), encoding="utf-8")
    monkeypatch.setenv("SMARTER_SCHEMAS", str(folder))
    world = worlds()
    world.local.add_kind("Gizmo")
    return world


def test_a_kind_of_a_schema_file_works_like_any_other(gizmos: World) -> None:
    outcomes = gizmos.apply(GIZMO)
    assert [(key, outcome.action) for key, outcome in outcomes.items()] == [
        ("Secret/api_key", "created"),
        ("Gizmo/my_gizmo", "created"),
    ]
    kept = gizmos.local.resource("Gizmo", "my_gizmo") or {}
    assert kept["spec"]["mode"] == "slow", "the default that the schema names"
    edited = gizmos.plan(GIZMO.replace("size: 2", "size: 3"))
    assert [(c.path, c.before, c.after) for s in edited.steps for c in s.changes] == [("spec.size", 2, 3)]
    plan = gizmos.plan(GIZMO.replace("hunter2-", "hunter3-"))
    assert [(c.path, c.before, c.after) for s in plan.steps for c in s.changes] == [
        ("spec.pin", "(secret)", "(secret, changed)")
    ]
    missing = load([_file(gizmos, GIZMO.replace("size: 2, ", ""))], gizmos.platform.kinds)
    assert [finding.rule for finding in missing.findings if finding.severity == "error"] != []
    assert {outcome.action for outcome in gizmos.delete(GIZMO).values()} == {"deleted"}
    assert [rest.split("/")[0] for verb, rest in gizmos.sent if verb == "delete"] == ["Gizmo", "Secret"]


def _file(world: World, content: str) -> str:
    file = world.folder / "gizmo.yaml"
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_a_schema_file_of_the_users_takes_the_place_of_a_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = json.loads((Path(schema_folder()) / "secret.schema.json").read_text(encoding="utf-8"))
    own["x-smarter-kind"]["aliases"] = ["mine"]
    (tmp_path / "secret.schema.json").write_text(json.dumps(own), encoding="utf-8")
    monkeypatch.setenv("SMARTER_SCHEMAS", str(tmp_path))
    assert load_kinds().get("mine").name == "Secret"


# ---- unusual served schemas ----


@pytest.mark.parametrize(
    "served",
    [
        {},
        {"properties": {}},
        {"properties": {"spec": {}}},
        {"properties": {"spec": True, "metadata": [], "status": "x"}},
    ],
)
def test_a_poor_schema_makes_a_poor_kind_and_no_error(served: Dict[str, Any]) -> None:
    kind = Kind(kind_schema("Widget", served, "P14"))
    assert {"metadata.name", "metadata.annotations"} <= {str(field) for field in kind.fields}


def test_references_to_elsewhere_and_in_circles_are_left_open() -> None:
    looped = {
        "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}},
        "properties": {"spec": {"$ref": "#/$defs/A"}},
    }
    far = {
        "properties": {
            "spec": {"properties": {"x": {"$ref": "https://example.com/x.json"}, "y": {"$ref": "#/nowhere"}}}
        }
    }
    for served in (looped, far):
        made = kind_schema("Widget", served, "P14")
        assert Kind(made).fields
        assert "https://example.com" not in json.dumps(made)


def _served() -> List[Any]:
    folder = recordings()
    if folder is None:
        return []
    return [
        pytest.param(dialect, path, id=f"{dialect}-{path.stem}")
        for dialect, name in (("P14", "schemas"), ("P15C", "schemas-p15"))
        for path in sorted((folder / "wire" / name).glob("*.json"))
    ]


@pytest.mark.parametrize(("dialect", "path"), _served())
def test_every_schema_that_was_served_makes_a_kind_that_works(
    worlds: Callable[..., World], dialect: str, path: Path
) -> None:
    served = json.loads(path.read_text(encoding="utf-8"))
    ours = load_kinds().get(path.stem)
    made = Kind(kind_schema(path.stem, served, dialect, lists=dialect == "P15C"))
    assert {"metadata.name", "metadata.annotations"} <= {str(field) for field in made.fields}
    world = worlds(dialect=dialect)
    if ours.verb("apply", dialect) != "yes" or ours.verb("describe", dialect) != "yes":
        return
    manifests = examples_for(ours, dialect)
    write_files(world, manifests)
    world.apply(text(manifests[1:]), ENVIRON) if len(manifests) > 1 else None
    world.platform.kinds = KindTable([schema_folder()])
    world.platform.kinds.all()
    world.platform.kinds.add(made.schema)
    first = text([to_wire(ours, manifests[0], dialect)])
    outcome = world.apply(first, ENVIRON)[f"{path.stem}/{manifests[0]['metadata']['name']}"]
    assert outcome.error is None, outcome.error
    for seconds in (0, 600):
        world.time += seconds
        assert world.plan(first, ENVIRON).empty


def test_schemas_are_kept_by_platform(tmp_path: Path) -> None:
    one, other = SchemaCache("https://user:pw@a.example/api/v1"), SchemaCache("https://b.example/api/v1")
    assert one.folder != other.folder
    assert "pw" not in str(one.folder)
    assert one.folder.name.startswith("a.example")
    one.put(kind_schema("Widget", SERVED, "P14"))
    assert one.get("widgets") is not None
    assert other.get("widgets") is None
    (one.folder / "broken.schema.json").write_text("{", encoding="utf-8")
    assert one.get("broken") is None


def test_the_python_client_discovers_kinds(worlds: Callable[..., World]) -> None:
    world = worlds(dialect="P15C")
    world.local.add_kind("Widget", SERVED)
    client = Smarter(
        api_key="0" * 64,
        base_url="http://localhost:9357/api/v1",
        http_client=HttpxClient(transport=HandlerTransport(world.local.handle)),
    )
    file = _file(world, WIDGET)
    outcomes = client.manifests.apply([file])
    assert [(outcome.kind, outcome.action) for outcome in outcomes] == [("Widget", "created")]
    assert client.manifests.plan([file]).empty
    assert [outcome.action for outcome in client.manifests.delete([file])] == ["deleted"]
