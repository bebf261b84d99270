"""Order by dependency: levels, and cycles with their path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarter.engine.graph.ordering import CycleError, levels


def test_a_dependency_is_in_an_earlier_level() -> None:
    needs = {"chatbot": {"plugin"}, "plugin": {"connection"}, "connection": {"secret"}, "file": set()}
    assert levels(["chatbot", "plugin", "connection", "secret", "file"], needs) == [
        ["secret", "file"],
        ["connection"],
        ["plugin"],
        ["chatbot"],
    ]


def test_a_cycle_is_reported_with_its_path() -> None:
    with pytest.raises(CycleError) as caught:
        levels(["a", "b", "c", "d"], {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert set(caught.value.path) == {"a", "b", "c"}
    assert caught.value.path[0] == caught.value.path[-1]
    assert "a -> b -> c -> a" in str(caught.value)


def test_a_dependency_outside_the_set_is_ignored() -> None:
    assert levels(["a"], {"a": {"elsewhere"}}) == [["a"]]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_any_graph_without_a_cycle_is_ordered(edges: list) -> None:
    needs: dict = {}
    for left, right in edges:
        if left > right:  # only towards smaller numbers: no cycle
            needs.setdefault(left, set()).add(right)
    groups = levels(range(21), needs)
    level = {node: index for index, group in enumerate(groups) for node in group}
    assert sorted(level) == list(range(21))
    assert all(level[node] > level[needed] for node, needed_by in needs.items() for needed in needed_by)
