"""Thousands of manifests, validated by the vendor's schemas and by ours.

Each is an example of the vendor's with one value replaced, by values at and beyond every limit of the field, of every
other type, or null, with one value removed, or with an unknown field added.
"""

from __future__ import annotations

import copy
import io
import json
from functools import lru_cache
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Tuple, Union

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from smarter.kinds import load_kinds
from smarter.local import Platform
from smarter.manifest import Options, validate
from smarter.platform.field_moves import to_wire
from tests import sdk_archive
from tests.local.calling import call
from tests.schemas.deliberate_differences import DELIBERATE

NEWEST = "P15C"
# Minimum number of manifests, so that the generator cannot fail silently.
FEWEST = 2500
# The metadata of other kinds are the same.
WITH_METADATA = ("Account", "Plugin", "Secret", "User")
Path = Tuple[Union[str, int], ...]
Schema = Mapping[str, Any]

pytestmark = pytest.mark.skipif(not sdk_archive.files(), reason="needs the vendor's archive")

_OTHERS: Mapping[str, List[Any]] = {
    "string": [17, ["a"]],
    "integer": ["word", 1.5],
    "number": ["word", [1]],
    "boolean": ["maybe", [True]],
    "array": ["word", {"a": 1}],
    "object": ["word", [1]],
}
_MISSING = object()


def strict(node: Any) -> Any:
    """Return a schema that refuses unknown fields, as the platform's brokers do."""
    if isinstance(node, list):
        return [strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    made = {word: strict(value) for word, value in node.items()}
    if node.get("type") == "object" and "properties" in node:
        made.setdefault("additionalProperties", False)
    return made


def branches(node: Schema, root: Schema) -> List[Schema]:
    """Return the alternatives of a schema, with references followed."""
    made: Dict[str, Any] = dict(node)
    while "$ref" in made:
        target: Any = root
        for part in made.pop("$ref").lstrip("#/").split("/"):
            target = target[part]
        made = {**target, **made}
    union = made.get("anyOf") or made.get("oneOf")
    return [below for part in union for below in branches(part, root)] if union else [made]


def fields(node: Schema, root: Schema, path: Path) -> Iterator[Tuple[Path, List[Schema]]]:
    """Yield each field's path and alternatives from `node` down; a list's first item."""
    found = branches(node, root)
    yield path, found
    for each in found:
        for name, below in (each.get("properties") or {}).items():
            yield from fields(below, root, (*path, name))
        if isinstance(each.get("items"), dict) and each["items"]:
            yield from fields(each["items"], root, (*path, 0))


def values(alternatives: Sequence[Schema]) -> List[Any]:
    """Return values to try: choices, around limits, other types, empty ones, null."""
    tried: List[Any] = [None]
    for each in alternatives:
        kind = each.get("type")
        tried += _OTHERS.get(kind, [])  # type: ignore[arg-type]  # no type: nothing to vary
        tried += [*each["enum"], "no_such_choice"] if "enum" in each else []
        for word in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if word in each:
                beside = [each[word] + step for step in (-1, 0, 1)]
                tried += [int(value) for value in beside] if kind == "integer" else beside
        if "maxLength" in each:
            tried += ["x" * each["maxLength"], "x" * (each["maxLength"] + 1)]
        tried += ["no match !!"] if "pattern" in each else []
        tried += [[{}] * (each["maxItems"] + 1)] if "maxItems" in each else []
        tried += {"string": [""], "array": [[]], "object": [{}]}.get(str(kind), [])
    unique: List[Any] = []
    for value in tried:
        if not any(type(value) is type(other) and value == other for other in unique):
            unique.append(value)
    return unique


def changed(example: Dict[str, Any], path: Path, value: Any) -> Any:
    """Return the example with `path` replaced or removed; None if it lacks `path`."""
    made: Any = copy.deepcopy(example)
    here = made
    for part, following in zip(path, path[1:]):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(here, list):
            here.extend([empty] if not here else [])
        elif not isinstance(here.get(part), type(empty)):
            here[part] = empty
        here = here[part]
    last = path[-1]
    if value is _MISSING:
        if isinstance(here, list) or last not in here:
            return None
        del here[last]
    elif isinstance(here, list):
        here[:1] = [value]
    else:
        here[last] = value
    return made


@lru_cache(maxsize=None)
def example_of(kind: str) -> Dict[str, Any]:
    example = json.loads(sdk_archive.files()[f"sam/{kind}.example.json"])
    example = example.get("data", example)
    return {name: value for name, value in example.items() if name != "status"}


@lru_cache(maxsize=None)
def mutations(kind: str) -> List[Tuple[Path, Dict[str, Any]]]:
    """Return (changed field, manifest) of each mutation of the vendor's example."""
    root = sdk_archive.schemas()[kind]
    found = []
    for section in ("metadata", "spec") if kind in WITH_METADATA else ("spec",):
        for path, alternatives in fields(root["properties"][section], root, (section,)):
            tried = [(path, value) for value in [*values(alternatives), _MISSING]]
            if any(each.get("properties") for each in alternatives):
                tried.append(((*path, "colour"), "red"))
            made = [(where, changed(example_of(kind), where, value)) for where, value in tried]
            found += [(where, manifest) for where, manifest in made if manifest is not None]
    return found


@lru_cache(maxsize=None)
def vendor_validator(kind: str) -> Any:
    return Draft202012Validator(strict(sdk_archive.schemas()[kind]), format_checker=FormatChecker())


def is_refused(manifest: Dict[str, Any]) -> bool:
    options = Options({}, dialect=NEWEST)
    report = validate(["-"], load_kinds(), options, stdin=io.StringIO(json.dumps(manifest)))
    return any(found.severity == "error" for found in report.findings)


Judged = List[Tuple[Path, Dict[str, Any], bool]]


def judge(kind: str) -> Judged:
    """Return (changed field, manifest, refused by `validate`) of each mutation."""
    return [(path, manifest, is_refused(manifest)) for path, manifest in mutations(kind)]


def is_listed(kind: str, path: Path) -> bool:
    """Return whether the vendor's schema is known to be less strict about a field."""
    name = ".".join("[*]" if isinstance(part, int) else part for part in path)
    return any(kind in each.kinds and each.field.startswith(name) for each in DELIBERATE)


def test_thousands_of_manifests_are_generated() -> None:
    assert sum(len(mutations(kind)) for kind in sdk_archive.schemas()) > FEWEST


@pytest.mark.parametrize("kind", sorted(sdk_archive.schemas()))
def test_validate_agrees_with_the_vendor_but_for_known_reasons(kind: str) -> None:
    judged = judge(kind)
    assert kind == "Prompt" or rejected_by_the_vendor(kind, judged) == []
    assert refused_without_a_reason(kind, judged) == []


def rejected_by_the_vendor(kind: str, judged: Judged) -> List[Tuple[Path, str]]:
    """Return manifests that `validate` accepts and the vendor's schema rejects."""
    wrong = []
    for path, manifest, refused in judged:
        # Annotations may be a map here, and an empty text is null to the platform, whatever its format is.
        if refused or path == ("metadata", "annotations"):
            continue
        sent = to_wire(load_kinds().get(kind), manifest, NEWEST)
        errors = vendor_validator(kind).iter_errors(sent)
        wrong += [(path, error.message) for error in errors if error.instance != ""]
    return wrong


def refused_without_a_reason(kind: str, judged: Judged) -> List[Tuple[Path, Dict[str, Any]]]:
    """Return manifests that only `validate` refuses, not the vendor or the platform."""
    platform = Platform(dialect=NEWEST)
    wrong = []
    for path, manifest, refused in judged:
        if refused and not is_listed(kind, path) and vendor_validator(kind).is_valid(manifest):
            answer = call(platform, "POST", "/api/v1/cli/validate/", manifest)
            wrong += [(path, manifest)] if answer.data["data"]["valid"] else []
    platform.close()
    return wrong
