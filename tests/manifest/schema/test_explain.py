"""Explanations of kinds and fields; for a misspelt field, the nearest one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smarter.kinds import KindTable
from smarter.manifest.schema.explain import UnknownFieldError, explain, render


def test_a_kind_is_explained_with_its_fields(kinds: KindTable) -> None:
    explained = explain(kinds.get("plugin"))
    assert explained.kind == "Plugin"
    assert [child.name for child in explained.children] == [
        "apiVersion",
        "kind",
        "metadata",
        "spec",
        "status",
    ]
    assert all(child.summary for child in explained.children)


def test_a_field_is_explained_with_type_limits_default_and_example(kinds: KindTable) -> None:
    explained = explain(kinds.get("secret"), ["spec", "config", "value"])
    assert explained.required
    assert explained.type == "a string"
    assert any(note.startswith("Secret:") for note in explained.notes)
    shown = render(explain(kinds.get("plugin"), ["spec", "prompt", "temperature"]))
    assert "from 0 to 1" in shown
    assert "a number from 0 to 1" in shown
    assert "default:" in shown


def test_spec_and_list_items_may_be_omitted_from_a_path(kinds: KindTable) -> None:
    sql = kinds.get("SqlPlugin")
    assert explain(sql, ["sqlData", "parameters", "type"]) == explain(
        sql, ["spec", "sqlData", "parameters", "type"]
    )
    assert {value for value, _ in explain(sql, ["sqlData", "parameters", "type"]).choices} >= {
        "string",
        "number",
    }


def test_an_explanation_names_references_and_the_effect_of_an_update(kinds: KindTable) -> None:
    notes = " ".join(explain(kinds.get("SqlPlugin"), ["spec", "connection"]).notes)
    assert "SqlConnection" in notes
    assert "deleted and created anew" in " ".join(explain(kinds.get("SqlPlugin"), ["spec", "sqlData"]).notes)


@pytest.mark.parametrize(
    ("path", "suggestion", "words"),
    [
        (["spec", "prompt", "modle"], "Plugin.spec.prompt.model", "systemRole"),
        (["promt"], "Plugin.spec.prompt", "selector"),
        (["spec", "prompt", "model", "x"], "Plugin.spec.prompt.model", "has no fields"),
    ],
)
def test_an_unknown_field_gets_the_nearest_one(
    kinds: KindTable, path: Any, suggestion: str, words: str
) -> None:
    with pytest.raises(UnknownFieldError) as caught:
        explain(kinds.get("plugin"), path)
    assert caught.value.suggestion == suggestion
    assert words in str(caught.value)


def test_every_field_of_every_kind_can_be_explained(kinds: KindTable) -> None:
    def visit(kind: Any, path: Any) -> int:
        explained = explain(kind, path)
        assert render(explained).startswith(kind.name)
        assert json.loads(json.dumps(explained.to_json()))["kind"] == kind.name
        return 1 + sum(visit(kind, [*path, child.name]) for child in explained.children)

    assert sum(visit(kind, []) for kind in kinds.all()) > 700


def test_an_explanation_fits_its_window(kinds: KindTable) -> None:
    for kind, path in (
        ("Budget", "spec.resources.name"),
        ("Guardrail", "spec.config.categories"),
        ("Chatbot", "spec"),
    ):
        shown = render(explain(kinds.get(kind), path.split(".")), 80)
        assert max(map(len, shown.splitlines())) <= 80
