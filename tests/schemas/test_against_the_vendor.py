"""Every field of every kind, compared with the vendor's schemas of platform 0.36."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Mapping, Set, Tuple

import pytest

from smarter.kinds import load_kinds
from smarter.kinds.wire import wire_schema
from tests import sdk_archive
from tests.schemas.deliberate_differences import DELIBERATE

NEWEST = "P15C"
KINDS = 25
LIMITS = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems",
    "pattern",
)  # fmt: skip
Facts = Dict[str, Any]

pytestmark = pytest.mark.skipif(not sdk_archive.files(), reason="needs the vendor's archive")


def resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Tuple[Mapping[str, Any], bool]:
    """Return `schema` without references and nulls, and whether it may be null."""
    node, nullable = dict(schema), False
    while True:
        if "$ref" in node:
            target: Any = root
            for part in node.pop("$ref").lstrip("#/").split("/"):
                target = target[part]
            node = {**target, **node}
            continue
        union = node.get("anyOf") or node.get("oneOf") or []
        branches = [branch for branch in union if branch.get("type") != "null"]
        nullable = nullable or len(branches) < len(union)
        if len(branches) == 1 and (len(union) == 2 or "type" not in node):
            node = {**branches[0], **{k: v for k, v in node.items() if k not in ("anyOf", "oneOf")}}
            continue
        return node, nullable


def facts(root: Mapping[str, Any]) -> Dict[str, Facts]:
    """Return type, limits, required, nullable and choices of each field, by path."""
    found: Dict[str, Facts] = {}

    def visit(schema: Mapping[str, Any], path: Tuple[str, ...], required: bool) -> None:
        node, nullable = resolved(schema, root)
        types = types_of(node, root)
        fact: Facts = {"null": nullable or "null" in types, "required": required}
        fact["type"] = types - {"null"}
        for part in (*(node.get("anyOf") or node.get("oneOf") or ()), node):
            fact.update({word: part[word] for word in LIMITS if word in part})
        if fact.get("exclusiveMinimum") == 0 and fact["type"] == {"integer"}:
            fact["minimum"] = fact.pop("exclusiveMinimum") + 1
        choices = node.get("enum") or ([node["const"]] if "const" in node else None)
        if choices:
            fact["enum"] = {choice for choice in choices if choice is not None}
        found[".".join(path)] = fact
        for name, child in (node.get("properties") or {}).items():
            visit(child, (*path, name), name in node.get("required", ()))
        if isinstance(node.get("items"), Mapping) and node["items"]:
            visit(node["items"], (*path, "[*]"), False)
        extra = node.get("additionalProperties")
        if isinstance(extra, Mapping) and extra and not node.get("properties"):
            visit(extra, (*path, "{*}"), False)

    for section in ("metadata", "spec"):
        visit(root["properties"][section], (section,), section in root.get("required", ()))
    return found


def types_of(node: Mapping[str, Any], root: Mapping[str, Any]) -> Set[str]:
    given = node.get("type")
    types = {given} if isinstance(given, str) else set(given or ())
    if not types and ("enum" in node or "const" in node):
        types = {"string"}
    if not types:
        for branch in node.get("anyOf") or node.get("oneOf") or ():
            types |= types_of(resolved(branch, root)[0], root)
    return types - {"integer"} if "number" in types else types


def differences(kind: str) -> Iterator[Tuple[str, str, Any, Any]]:
    """Yield (field, aspect, our value, the vendor's value) of each difference."""
    ours = facts(wire_schema(load_kinds().get(kind), NEWEST))
    theirs = facts(sdk_archive.schemas()[kind])
    for path in sorted({*ours, *theirs}):
        if path not in ours:
            yield path, "missing", None, theirs[path]
        elif path not in theirs:
            yield path, "extra", ours[path], None
        else:
            for word in sorted({*ours[path], *theirs[path]}):
                if ours[path].get(word) != theirs[path].get(word):
                    yield path, word, ours[path].get(word), theirs[path].get(word)


def test_the_archive_has_all_kinds() -> None:
    assert len(sdk_archive.schemas()) == KINDS


@pytest.mark.parametrize("kind", sorted(sdk_archive.schemas()))
def test_every_difference_from_the_vendor_has_a_reason(kind: str) -> None:
    listed = {(each.field, word) for each in DELIBERATE if kind in each.kinds for word in each.words.split()}
    assert {(path, word) for path, word, _, _ in differences(kind)} == listed


# Everything else that differs is a check that ours has and the vendor's lacks.
LAXER = {
    ("ApiPlugin", "spec.apiData.limit", "exclusiveMinimum"),
    ("ApiPlugin", "spec.apiData.method", "maxLength"),
    ("LLMHostCompute", "spec.node.capacityType", "pattern"),
}


def test_no_limit_of_the_vendor_is_missing() -> None:
    missing = {
        (kind, path, word)
        for kind in sdk_archive.schemas()
        for path, word, ours, theirs in differences(kind)
        if word in (*LIMITS, "enum") and ours is None and theirs is not None
    }
    assert missing == LAXER


@pytest.mark.parametrize("kind", sorted(sdk_archive.schemas()))
def test_the_vendors_example_is_valid(kind: str) -> None:
    import io
    import json

    from smarter.manifest import Options, validate

    example = json.loads(sdk_archive.files()[f"sam/{kind}.example.json"])
    example = example.get("data", example)
    text = json.dumps({key: value for key, value in example.items() if key != "status"})
    report = validate(["-"], load_kinds(), Options({}, dialect=NEWEST), stdin=io.StringIO(text))
    assert [str(each) for each in report.findings if each.severity == "error"] == []
