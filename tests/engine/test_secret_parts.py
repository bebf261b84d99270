"""A field with a secret part is shown masked, if the rest is as applied."""

from __future__ import annotations

import json
from typing import Any, Dict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarter.engine import digests
from smarter.engine.secret_parts import SECRET, Part, mask_live, mask_parts, write_parts
from smarter.kinds import Field, load_kinds
from smarter.manifest.resource import Tainted

PLUGIN = load_kinds().get("Plugin")
DATA = next(each for each in PLUGIN.fields if each.path == ("spec", "data", "staticData"))


def record(data: Any, tainted: Dict[Any, Tainted]) -> Any:
    manifest = {"spec": {"data": {"staticData": data}}}
    return write_parts(
        PLUGIN, manifest, manifest, {(*DATA.path, *path): each for path, each in tainted.items()}
    )


def test_the_public_part_of_a_field_is_shown_while_it_is_unchanged() -> None:
    data = {"phone": "+1", "list": [{"h": "Bearer abc!"}, 2], "n": None}
    tainted = {("phone",): Tainted("${env:P}"), ("list", 0, "h"): Tainted("Bearer ${env:T}!", 7, 1)}
    kept = record(data, tainted)
    assert "abc" not in kept
    assert mask_live(data, DATA, kept) == {
        "phone": SECRET,
        "list": [{"h": f"Bearer {SECRET}!"}, 2],
        "n": None,
    }
    rotated = {**data, "phone": "+49", "list": [{"h": "Bearer longer!"}, 2]}
    assert mask_live(rotated, DATA, kept) == mask_live(data, DATA, kept)
    for moved in (
        {**data, "list": [2, {"h": "Bearer abc!"}]},
        {**data, "list": [{"h": "abc"}, 2]},
        {**data, "copy": "abc"},
        {"phone": "+1"},
        "abc",
        None,
    ):
        assert mask_live(moved, DATA, kept) is None


@pytest.mark.parametrize(
    "text",
    [None, "", "[]", "{}", "null", "1", '{"x": 1}', "{", '{"%s": ["a", 1]}', '{"%s": [1, [[], "a", 0]]}'],
)
def test_a_record_that_cannot_be_read_shows_nothing(text: Any) -> None:
    key = digests.field_key(DATA.path)
    assert mask_live({"a": "b"}, DATA, text and text.replace("%s", key)) is None


def test_a_field_that_is_secret_as_a_whole_has_no_record() -> None:
    assert record("hunter2", {(): Tainted("${env:P}")}) is None
    assert record({"a": "x" * 3000}, {(f"k{n}",): Tainted("${env:P}") for n in range(300)}) is None
    secret = load_kinds().get("Secret")
    manifest = {"spec": {"config": {"value": "a hunter2"}}}
    tainted = {("spec", "config", "value"): Tainted("a ${env:P}", 2, 0)}
    assert write_parts(secret, manifest, manifest, tainted) is None


JSON = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
)


@given(JSON, st.text(max_size=4), st.text(max_size=4), st.sampled_from(["k", 0]))
def test_secret_parts_are_masked_at_any_position(rest: Any, before: str, after: str, key: Any) -> None:
    secret = "correct-horse-battery"
    data: Any = (
        {"k": before + secret + after, "rest": rest} if key == "k" else [before + secret + after, rest]
    )
    tainted = {(key,): Tainted(f"{before}${{env:S}}{after}", len(before), len(after))}
    kept = record(data, tainted)
    masked = mask_live(data, DATA, kept)
    assert secret not in kept + json.dumps(masked)
    assert masked == mask_parts(data, [Part((key,), len(before), len(after))])
    assert masked[key] == before + SECRET + after


def test_a_record_does_not_apply_to_another_field() -> None:
    description = Field(("metadata", "description"), {"type": "string"})
    kept = record({"a": "x1"}, {("a",): Tainted("x${env:P}", 1, 0)})
    assert mask_live("x1", description, kept) is None
