"""Typed models built from the bytes of a response."""

from __future__ import annotations

import json
import pickle
from typing import Any, Dict, List, Optional, Union

import pytest
from pydantic import Field
from typing_extensions import Literal

import smarter
from smarter.client.base_model import (
    BaseModel,
    WrongShapeError,
    construct,
    from_bytes,
    from_data,
    set_request_id,
)


class Part(BaseModel):
    number: int
    name: Optional[str] = None


class Whole(BaseModel):
    id: str
    parts: List[Part] = []
    by_name: Optional[Dict[str, Part]] = None
    first: Optional[Part] = None
    my_field: Optional[str] = None
    aliased: Optional[int] = Field(default=None, alias="aliasedField")


def made(data: Any) -> Whole:
    return from_bytes(Whole, json.dumps(data).encode())


def test_unknown_fields_are_kept() -> None:
    whole = made({"id": "x", "novelty": {"deep": [1]}, "parts": [{"number": 1, "more": 2}]})
    assert whole.novelty == {"deep": [1]}  # type: ignore[attr-defined]
    assert whole.parts[0].more == 2  # type: ignore[attr-defined]
    assert whole.to_dict()["novelty"] == {"deep": [1]}


def test_null_is_distinguished_from_missing() -> None:
    missing, null = made({"id": "x"}), made({"id": "x", "my_field": None})
    assert missing.my_field is None
    assert null.my_field is None
    assert "my_field" not in missing.model_fields_set
    assert "my_field" in null.model_fields_set
    assert missing.to_dict() == {"id": "x"}
    assert null.to_dict() == {"id": "x", "my_field": None}


def test_models_convert_to_dictionaries_and_json() -> None:
    whole = made({"id": "x", "aliasedField": 1, "my_field": None})
    assert whole.aliased == 1
    assert whole.to_dict() == {"id": "x", "aliasedField": 1, "my_field": None}
    assert whole.to_dict(use_api_names=False) == {"id": "x", "aliased": 1, "my_field": None}
    assert whole.to_dict(exclude_none=True) == {"id": "x", "aliasedField": 1}
    assert whole.to_dict(exclude_defaults=True) == {"id": "x", "aliasedField": 1}
    assert set(whole.to_dict(exclude_unset=False)) == {
        "id",
        "parts",
        "by_name",
        "first",
        "my_field",
        "aliasedField",
    }
    assert json.loads(whole.to_json()) == {"id": "x", "aliasedField": 1, "my_field": None}
    assert whole.to_json() == '{\n  "id": "x",\n  "my_field": null,\n  "aliasedField": 1\n}'
    assert whole.to_json(indent=None) == '{"id":"x","my_field":null,"aliasedField":1}'


def test_the_request_id_is_not_a_field() -> None:
    whole, other = made({"id": "x"}), made({"id": "x"})
    assert whole._request_id is None
    set_request_id(whole, "req_1")
    assert whole._request_id == "req_1"
    assert whole == other
    assert "req_1" not in whole.to_json() + repr(whole)
    assert pickle.loads(pickle.dumps(whole)) == whole
    assert whole.model_copy() == whole


def test_invalid_values_are_kept_unchanged() -> None:
    whole = made({"id": 7, "parts": [{"number": "many", "name": "a"}, {"number": 2}], "my_field": ["x"]})
    assert whole.id == 7  # type: ignore[comparison-overlap]
    assert whole.my_field == ["x"]  # type: ignore[comparison-overlap]
    assert isinstance(whole.parts[0], Part)
    assert whole.parts[0].number == "many"  # type: ignore[comparison-overlap]
    assert whole.parts[0].name == "a"
    assert whole.parts[1].number == 2
    assert whole.model_fields_set == {"id", "parts", "my_field"}


def test_a_missing_required_field_is_none() -> None:
    whole = made(
        {"novelty": 1, "by_name": {"a": {"number": "x"}, "b": {"number": 1}}, "first": {"name": "n"}}
    )
    assert whole.id is None  # type: ignore[comparison-overlap]
    assert whole.novelty == 1  # type: ignore[attr-defined]
    assert whole.by_name is not None
    assert whole.by_name["a"].number == "x"  # type: ignore[comparison-overlap]
    assert whole.by_name["b"].number == 1
    assert whole.first is not None
    assert (whole.first.number, whole.first.name) == (None, "n")
    assert whole.to_dict() == {
        "novelty": 1,
        "by_name": {"a": {"number": "x"}, "b": {"number": 1}},
        "first": {"name": "n"},
    }


def test_lenient_defaults_are_not_shared() -> None:
    one, other = made({"id": None}), made({"id": None})
    one.parts.append(Part(number=1))
    assert other.parts == []


class Dog(BaseModel):
    type: Literal["dog"]
    barks: bool


class Cat(BaseModel):
    type: Literal["cat"]
    lives: int


class Other(BaseModel):
    type: str


Animal = Union[Dog, Cat, Other]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "dog", "barks": True}, Dog),
        ({"type": "cat", "lives": 9}, Cat),
        ({"type": "cow", "milk": 1}, Other),
        ({"lives": "nine", "type": "cat"}, Cat),
        ({}, Other),
    ],
)
def test_the_type_field_selects_the_member_of_a_union(data: Any, expected: Any) -> None:
    found = construct(Animal, data)
    assert type(found) is expected
    assert found.to_dict() == data


def test_types_other_than_models_are_constructed() -> None:
    assert from_bytes(dict, b'{"a": 1}') == {"a": 1}
    assert from_data(List[Part], [{"number": 1}, {"number": "x"}])[1].number == "x"
    assert construct(Union[int, List[Part]], [{"number": "x"}])[0].number == "x"
    assert construct(Union[int, bool], "neither") == "neither"
    assert construct(int, "x") == "x"


@pytest.mark.parametrize("text", ["[]", "null", "7", '"x"', "true"])
def test_json_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(WrongShapeError):
        from_bytes(Whole, text.encode())


@pytest.mark.parametrize("text", ["{}", "7", '"x"', '[{"number": 1}, 7]'])
def test_json_other_than_a_list_of_objects_is_refused(text: str) -> None:
    with pytest.raises(WrongShapeError):
        from_bytes(List[Part], text.encode())


def test_malformed_json_is_refused() -> None:
    for text in (b"", b"{", b"\xff", b"<html>"):
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
            from_bytes(Whole, text)


def test_every_public_type_can_be_built_from_any_data() -> None:
    for name in smarter.types.__all__:
        kind = getattr(smarter.types, name)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            assert isinstance(from_data(kind, {}), kind)
            strange = from_data(kind, dict.fromkeys(kind.model_fields, object))
            assert isinstance(strange, kind)
            assert kind.__doc__
