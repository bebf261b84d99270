"""Drawings of references, and shards that keep whole chains together."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarter import engine
from smarter.engine.graph import render
from smarter.engine.graph.resource_graph import ResourceGraph, build_graph
from smarter.engine.sets.sharding import split
from smarter.kinds import KindTable
from smarter.manifest import Resource
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, CONNECTION, PLUGIN, SECRET, SET


def graph_of(world: World, text: str) -> ResourceGraph:
    return build_graph(world.resources(text), world.platform.kinds)


def test_a_tree_shows_dependents_above_their_dependencies(world: World) -> None:
    assert render.text(graph_of(world, SET)) == (
        "chatbot/helper\n"
        "├── apiplugin/forecast\n"
        "│   └── apiconnection/weather\n"
        "│       └── secret/api_key\n"
        "├── plugin/faq\n"
        "└── provider/openai (not among the manifests)\n"
    )


def test_a_secret_that_is_not_among_the_manifests_is_not_named(world: World) -> None:
    """The text in place of its name may be the secret itself."""
    graph = graph_of(world, CONNECTION.replace("apiKey: api_key", "apiKey: hunter2hunter2"))
    for draw in render.FORMS.values():
        drawn = draw(graph)
        assert "hunter2" not in drawn
        assert "secret named by spec.connection.apiKey of apiconnection/weather" in drawn
    assert "secret/api_key" in render.text(graph_of(world, "---".join((CONNECTION, SECRET))))


def test_a_repeated_resource_is_shown_without_its_children(world: World) -> None:
    other = CHATBOT.replace("name: helper", "name: other").replace("[faq, forecast]", "[forecast]")
    lines = render.text(graph_of(world, "---".join((SET, other)))).splitlines()
    assert lines[0] == "chatbot/other"
    assert "├── apiplugin/forecast (above)" in lines


def test_mermaid_and_dot_hold_every_resource_and_every_reference(world: World) -> None:
    graph = graph_of(world, SET)
    assert render.mermaid(graph).count("-->") == len(graph.edges) == 5
    assert render.dot(graph).count("->") == 5
    assert all(label in render.mermaid(graph) for label in graph.labels.values())


def test_a_picture_is_well_formed_and_its_boxes_do_not_overlap(world: World) -> None:
    root = ElementTree.fromstring(render.svg(graph_of(world, SET)))
    space = "{http://www.w3.org/2000/svg}"
    boxes = [
        tuple(float(box.attrib[key]) for key in ("x", "y", "width", "height"))
        for box in root.iter(f"{space}rect")
    ]
    assert len(boxes) == 6
    for number, (x, y, wide, high) in enumerate(boxes):
        for left, top, other_wide, other_high in boxes[number + 1 :]:
            assert x + wide <= left or left + other_wide <= x or y + high <= top or top + other_high <= y


def test_a_missing_resource_is_drawn_differently(world: World) -> None:
    assert "outside" in render.svg(graph_of(world, CHATBOT))
    assert render.text(graph_of(world, SECRET)) == "secret/api_key\n"


def many(chains: int) -> str:
    documents = []
    for n in range(chains):
        documents.append(PLUGIN.replace("name: faq", f"name: faq_{n}"))
        documents.append(
            CHATBOT.replace("name: helper", f"name: helper_{n}").replace("[faq, forecast]", f"[faq_{n}]")
        )
    return "---".join([*documents, SET])


def shard(resources: List[Resource], index: int, count: int, kinds: KindTable) -> List[Resource]:
    numbers = split(resources, count, kinds)
    return [resource for resource in resources if numbers[resource.identity] == index]


@given(st.integers(1, 6), st.integers(0, 7))
def test_shards_contain_each_resource_once_and_keep_chains_together(
    tmp_path_factory: pytest.TempPathFactory, count: int, chains: int
) -> None:
    world = World(tmp_path_factory.mktemp("shards"))
    resources = world.resources(many(chains))
    parts = [shard(resources, index, count, world.platform.kinds) for index in range(1, count + 1)]
    assert sorted(r.identity for part in parts for r in part) == sorted(r.identity for r in resources)
    for part in parts:
        mine = {resource.identity for resource in part}
        for source, target in build_graph(resources, world.platform.kinds).edges:
            if target in {resource.identity for resource in resources}:
                assert (source in mine) == (target in mine)
    world.local.close()


def test_shards_are_of_about_the_same_size(world: World) -> None:
    resources = world.resources(many(9))
    sizes = [len(shard(resources, index, 3, world.platform.kinds)) for index in (1, 2, 3)]
    assert sizes == [7, 8, 8]


@pytest.mark.parametrize("count", [2, 3, 20])
def test_each_shard_can_be_applied_alone_in_any_order(world: World, count: int) -> None:
    resources = world.resources(many(4))
    for index in range(count, 0, -1):  # each shard alone, without the resources of the others
        plan = engine.plan(world.platform, shard(resources, index, count, world.platform.kinds))
        outcomes = engine.execute(world.platform, plan)
        assert [outcome.action for outcome in outcomes] == ["created"] * len(outcomes)
    assert engine.plan(world.platform, resources).empty
