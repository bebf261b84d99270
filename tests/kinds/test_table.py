"""The table of kinds: found by any spelling, read from schema files only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smarter.errors import ConfigurationError, UnknownKindError
from smarter.kinds import Kind, KindTable, load_kinds, schema_folder


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("chatbot", "Chatbot"),
        ("chatbots", "Chatbot"),
        ("Chatbot", "Chatbot"),
        ("cb", "Chatbot"),
        ("llm-client", "LLMClient"),
        ("LLM_Clients", "LLMClient"),
        ("sql-plugins", "SqlPlugin"),
        ("apiconnection", "ApiConnection"),
    ],
)
def test_a_kind_is_found_by_any_usual_spelling(word: str, name: str) -> None:
    assert load_kinds().get(word).name == name


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("chatbto", "chatbot"), ("chatbits", "chatbots"), ("Chatbott", "Chatbot"), ("sql-plugni", "sqlplugin")],
)
def test_an_unknown_kind_suggests_the_nearest_in_the_same_form(word: str, nearest: str) -> None:
    with pytest.raises(UnknownKindError) as caught:
        load_kinds().get(word)
    assert caught.value.suggestion == nearest


def test_a_name_unlike_any_kind_gets_no_suggestion() -> None:
    with pytest.raises(UnknownKindError) as caught:
        load_kinds().get("xyzzy")
    assert caught.value.suggestion is None


def test_a_chatbot_is_an_llm_client() -> None:
    assert load_kinds().get("Chatbot").canonical == load_kinds().get("LLMClient").canonical == "LLMClient"


def test_a_schema_file_adds_a_kind(tmp_path: Path) -> None:
    schema = json.loads(Path(schema_folder(), "secret.schema.json").read_text(encoding="utf-8"))
    schema["x-smarter-kind"].update(
        name="Gadget", canonical="Gadget", singular="gadget", plural="gadgets", aliases=[]
    )
    (tmp_path / "gadget.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    kinds = load_kinds([tmp_path])
    assert kinds.get("gadgets").name == "Gadget"
    assert kinds.get("secret").name == "Secret"


def test_a_kind_is_found_without_reading_other_schemas(tmp_path: Path) -> None:
    text = Path(schema_folder(), "secret.schema.json").read_text(encoding="utf-8")
    (tmp_path / "secret.schema.json").write_text(text, encoding="utf-8")
    (tmp_path / "broken.schema.json").write_text("{", encoding="utf-8")
    assert KindTable([tmp_path]).get("Secret").name == "Secret"


def test_keywords_of_an_object_apply_to_its_fields() -> None:
    fields = {str(field): field for field in load_kinds().get("SqlPlugin").fields}
    assert fields["spec.sqlData.sqlQuery"].update == "replace"
    assert fields["spec.prompt.systemRole"].update == "replace"
    assert fields["status.created"].read_only


def test_secrets_and_references_are_fields_attributes() -> None:
    fields = {str(field): field for field in load_kinds().get("Secret").fields}
    assert fields["spec.config.value"].secret
    assert "masked" in fields["spec.config.value"].readback
    chatbot = {str(field): field for field in load_kinds().get("Chatbot").fields}
    assert "Plugin" in chatbot["spec.plugins"].references
    assert chatbot["spec.config.deployed"].operational


def test_a_kind_missing_from_a_dialect_supports_no_verb() -> None:
    assert load_kinds().get("Chatbot").verb("apply", "P99") == "no"
    assert load_kinds().get("Chatbot").verb("delete", "P14") == "answers-500"
    assert load_kinds().get("Chatbot").verb("delete", "P15C") == "yes"


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_a_malformed_schema_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.schema.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"broken\.schema\.json"):
        load_kinds([tmp_path]).all()


def test_a_missing_schema_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        load_kinds([tmp_path / "nowhere"])


def test_parts_that_all_dialects_share_are_not_copied() -> None:
    chatbot, secret = load_kinds().get("Chatbot"), load_kinds().get("Secret")
    assert secret.for_dialect("P14").schema is secret.schema
    here, there = chatbot.schema, chatbot.for_dialect("P15C").schema
    assert there["properties"]["spec"] is not here["properties"]["spec"]
    assert there["properties"]["metadata"] is here["properties"]["metadata"]
    assert chatbot.for_dialect("P15C") is chatbot.for_dialect("P15C")


def test_a_dialect_family_applies_to_its_forms_unless_a_form_overrides_it() -> None:
    kind = Kind(
        {
            "x-smarter-kind": {
                "name": "Gadget",
                "wire": {"P15": "Gadget", "P15A": "OldGadget"},
                "verbs": {"apply": "yes", "list": "no"},
                "verbsBy": {"P15B": {"apply": "no"}},
            },
            "properties": {
                "spec": {
                    "properties": {
                        "size": {
                            "maximum": 9,
                            "x-smarter-dialects": {"P15": {"maximum": 5}, "P15C": {"maximum": 7}},
                        },
                        "late": {"x-smarter-since": "P15B"},
                    }
                }
            },
        }
    )
    assert {name: kind.wire.get(name) for name in ("P14", "P15A", "P15B", "P15C")} == {
        "P14": None,
        "P15A": "OldGadget",
        "P15B": "Gadget",
        "P15C": "Gadget",
    }
    assert [kind.verb("apply", name) for name in ("P14", "P15A", "P15B")] == ["no", "yes", "no"]
    sizes = []
    for name in ("P14", "P15A", "P15B", "P15C"):
        fields = kind.for_dialect(name).schema["properties"]["spec"]["properties"]
        sizes.append((fields["size"]["maximum"], "late" in fields))
    assert sizes == [(9, False), (5, False), (5, True), (7, True)]
