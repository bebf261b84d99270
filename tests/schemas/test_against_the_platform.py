"""The schemas against the real platform: accepted, refused and served ones.

Runs where the recordings are, see `tests/recordings.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Set, Tuple

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from smarter.kinds import load_kinds
from smarter.kinds.fields import resolve
from tests.recordings import recordings
from tests.schemas.shipped_schemas import by_kind

FOLDER = recordings()
pytestmark = pytest.mark.skipif(FOLDER is None, reason="needs the recordings")
SCHEMAS = by_kind()

# Places where the schemas are stricter than the recordings: (kind, field, keyword) -> why.
STRICTER = {
    (
        "LLMClient",
        "spec.functions.*",
        "enum",
    ): "the platform answers with functions in camelCase, and refuses them so",
    (
        "Plugin",
        "metadata.pluginClass",
        "enum",
    ): "the platform takes a Plugin of any class; ours is the static one",
}
# Values of real users that the platform refuses too, although the file is not among the broken ones.
REFUSED = {("llm_client.yaml", "spec.functions.*", "enum"): "functions that the platform does not have"}
# Manifests that the platform refuses and the schemas accept: exchange -> why.
LOOSER = {"apply-bad-annotations-dict": "a map of annotations is sent as the list that the platform wants"}


class Error(NamedTuple):
    path: str
    keyword: str
    message: str


def errors(manifest: Mapping[str, Any], unknown: bool = False) -> List[Error]:
    """Return the schema errors of a manifest; unknown fields only when asked for."""
    validator = Draft202012Validator(SCHEMAS[manifest["kind"]])
    return [
        Error(_path(found.absolute_path), str(found.validator), found.message)
        for found in validator.iter_errors(manifest)
        if unknown or found.validator != "additionalProperties"
    ]


def _path(parts: Any) -> str:
    return ".".join("*" if isinstance(part, int) else str(part) for part in parts)


def exchanges() -> Iterator[Dict[str, Any]]:
    assert FOLDER is not None
    for path in sorted((FOLDER / "wire").glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _json(body: Any) -> Any:
    if not isinstance(body, str):
        return body
    try:
        return json.loads(body)
    except ValueError:
        return None


def _manifest(body: Any) -> Optional[Dict[str, Any]]:
    """Return `body` if it is a manifest of a known kind."""
    if isinstance(body, dict) and isinstance(body.get("kind"), str) and body["kind"] in SCHEMAS:
        return body
    return None


def recorded(*verbs: str, answers: bool) -> Iterator[Tuple[str, int, Dict[str, Any]]]:
    """Yield (name, status, manifest) of the answers or requests of `verbs`."""
    for each in exchanges():
        if each["request"] and any(f"/cli/{verb}/" in each["request"]["url"] for verb in verbs):
            body = _json(each["response"]["body"]) if answers else _json(each["request"]["body"])
            manifest = _manifest(body.get("data") if answers and isinstance(body, dict) else body)
            if manifest is not None:
                yield each["name"], each["response"]["status"], manifest


def test_manifests_from_the_platform_are_valid() -> None:
    met: Set[Tuple[str, str, str]] = set()
    seen = 0
    for answers, verbs in ((True, ("describe", "example-manifest")), (False, ("apply",))):
        for name, status, manifest in recorded(*verbs, answers=answers):
            if status != 200:
                continue
            seen += 1
            for error in errors(manifest):
                exception = (manifest["kind"], error.path, error.keyword)
                assert exception in STRICTER, f"{name} {error}"
                met.add(exception)
    assert seen > 100
    assert met == set(STRICTER), "an exception that never occurs"


def test_every_field_that_the_platform_answers_with_is_known() -> None:
    for name, status, manifest in recorded("describe", answers=True):
        if status == 200:
            found = [
                error for error in errors(manifest, unknown=True) if error.keyword == "additionalProperties"
            ]
            assert not found, f"{name} {found}"


def test_manifests_refused_by_the_platform_are_invalid() -> None:
    refused = 0
    for name, status, manifest in recorded("apply", answers=False):
        if status >= 500 and name.startswith(("apply-bad-", "apply-badplugin-")) and name not in LOOSER:
            refused += 1
            assert errors(manifest), f"{name} was refused by the platform and is valid to us"
    assert refused > 25


# ---- manifests of real users ----


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=lambda date: date.isoformat()))


def documents(path: Path) -> List[Dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        return [_plain(document) for document in YAML(typ="safe").load_all(stream)]


def real(folder: str) -> List[Path]:
    return sorted((FOLDER / "realworld" / folder).glob("*.yaml")) if FOLDER is not None else []


@pytest.mark.parametrize(
    "path",
    [path for folder in ("stackademy", "chatbots", "plugins", "misc") for path in real(folder)],
    ids=str,
)
def test_manifests_of_real_users_are_valid(path: Path) -> None:
    for document in documents(path):
        for error in errors(document):
            if document["kind"] == "Vectorstore":
                pytest.skip("a Vectorstore with field names that no platform reads")
            assert (path.name, error.path, error.keyword) in REFUSED, error


BROKEN = {
    "everlasting-gobstopper-invalid.yaml": {("spec.prompt", "required"), ("spec.data.staticData", "type")},
    "secret-bad.yaml": {("spec.config", "required")},
    "secret-bad2.yaml": {("metadata", "required"), ("spec.config", "required")},
    "secret-bad3.yaml": {("spec.config.expiration_date", "pattern")},
    "account.yaml": None,
    "not-yaml.yaml": None,
}


@pytest.mark.parametrize("path", real("broken"), ids=lambda path: path.name)
def test_broken_manifests_of_real_users_are_refused_for_the_right_reason(path: Path) -> None:
    expected = BROKEN[path.name]
    if expected is None:
        with pytest.raises(YAMLError):
            documents(path)
        return
    (document,) = documents(path)
    assert {(error.path, error.keyword) for error in errors(document)} == expected


# ---- served schemas ----


class Served(NamedTuple):
    dialect: str
    kind: str
    path: Path


def served() -> List[Served]:
    folders = (("P14", "schemas"), ("P15C", "schemas-p15"))
    if FOLDER is None:
        return []
    return [
        Served(dialect, path.stem, path)
        for dialect, folder in folders
        for path in sorted((FOLDER / "wire" / folder).glob("*.json"))
    ]


# Fields that a platform requires and the schemas cannot: (dialect, kind, field) -> why.
WEAKER = {
    ("P14", "Vectorstore", "spec.connection"): "only the older form has to name one",
    ("P14", "Vectorstore", "spec.vectorstore"): "only the older form has it",
    ("P14", "Vectorstore", "spec.indexModel"): "only the older form has it",
    ("P15C", "Vectorstore", "spec.index"): "only the newer form has it",
    ("P15C", "Vectorstore", "spec.embeddings.model"): "only the newer form has it",
    ("P15C", "LLMClient", "spec.config.prompt"): "its fields may be written in their older places",
}
SERVED = pytest.mark.parametrize("each", served(), ids=lambda each: f"{each.dialect}-{each.kind}")


def leaves(
    schema: Any, root: Mapping[str, Any], path: str = ""
) -> Iterator[Tuple[str, Dict[str, Any], bool]]:
    """Yield (path, schema, required) of every property, with references resolved."""
    found = resolve(schema, root)
    if isinstance(found.get("items"), dict):
        yield from leaves(found["items"], root, f"{path}.*")
    for name, child in found.get("properties", {}).items():
        below = f"{path}.{name}" if path else name
        if below.split(".")[0] in ("metadata", "spec"):
            yield below, resolve(child, root), name in found.get("required", ())
            yield from leaves(child, root, below)


def ours(each: Served) -> Dict[str, Tuple[Dict[str, Any], bool]]:
    schema = load_kinds().get(each.kind).for_dialect(each.dialect).schema
    return {path: (found, required) for path, found, required in leaves(schema, schema)}


@SERVED
def test_the_schemas_have_every_field_of_the_platform(each: Served) -> None:
    theirs = json.loads(each.path.read_text(encoding="utf-8"))
    missing = {path for path, _, _ in leaves(theirs, theirs)} - set(ours(each))
    moved = SCHEMAS[each.kind].get("x-smarter-moved", {}).get(each.dialect, [])
    assert missing <= {move["to"] for move in moved}


@SERVED
def test_defaults_and_limits_are_the_platforms(each: Served) -> None:
    theirs = json.loads(each.path.read_text(encoding="utf-8"))
    own = {path: schema for path, (schema, _) in ours(each).items()}
    gone = tuple(path for path, schema in own.items() if schema.get("deprecated"))
    for path, schema, _ in leaves(theirs, theirs):
        if path not in own or path.startswith(gone):
            continue
        mine = own[path]
        if "default" in schema and schema["default"] is not None:
            assert mine.get("default") == schema["default"], path
        for word in ("minimum", "maximum", "maxLength", "maxItems", "minItems"):
            if word in schema and "enum" not in mine:
                assert mine.get(word) == schema[word], f"{path} {word}"
        if "enum" in schema:
            assert set(mine["enum"]) - {None, ""} == set(schema["enum"]) - {None}, path


@SERVED
def test_fields_required_by_the_platform_are_required(each: Served) -> None:
    theirs = json.loads(each.path.read_text(encoding="utf-8"))
    own = ours(each)
    for path, _, required in leaves(theirs, theirs):
        if required and (each.dialect, each.kind, path) not in WEAKER:
            assert own[path][1], path
