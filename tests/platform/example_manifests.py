"""Examples of kinds, with the resources that they refer to, ready to be applied."""

from __future__ import annotations

import copy
import json
from typing import Any, Dict, Iterator, List, Set, Tuple

from smarter.kinds import Kind, load_kinds
from smarter.manifest.resource import values_at
from smarter.manifest.schema.kind_index import kind_index
from tests.engine.conftest import World

ENVIRON = {"COURSES_API_KEY": "correct-horse-battery"}


def example(kind: Kind) -> Dict[str, Any]:
    """Return the example manifest of the kind's own schema."""
    made: Dict[str, Any] = copy.deepcopy(kind.schema["examples"][0])
    return made


def examples_for(kind: Kind, dialect: str) -> List[Dict[str, Any]]:
    """Return the examples of `kind`, first its own, and of the resources it names."""
    made: List[Dict[str, Any]] = []
    seen: Set[Tuple[str, str]] = set()

    def add(one: Kind, manifest: Dict[str, Any]) -> None:
        made.append(manifest)
        seen.add((one.canonical, manifest["metadata"]["name"]))
        for target, name in list(named(one, manifest, dialect)):
            if (target.canonical, name) not in seen:
                other = example(target)
                other["metadata"]["name"] = name
                if target.identity:
                    other["metadata"][target.identity] = name
                add(target, other)

    add(kind, example(kind))
    return made


def named(kind: Kind, manifest: Dict[str, Any], dialect: str) -> Iterator[Tuple[Kind, str]]:
    """Yield a manifest's references to kinds that a `dialect` platform can create."""
    kinds = load_kinds()
    for leaf in kind_index(kind).references:
        for path, value in values_at(manifest, leaf.path):
            words = leaf.references
            sibling = leaf.schema.get("x-smarter-reference-kind")
            if sibling:
                words_for = leaf.schema.get("x-smarter-reference-words", {})
                said = {
                    words_for.get(value, value) for _, value in values_at(manifest, (*path[:-1], sibling))
                }
                words = tuple(word for word in words if word in said)
            for name in value if isinstance(value, list) else [value]:
                targets = [kinds.get(word) for word in words]
                usable = [
                    t
                    for t in targets
                    if t.verb("apply", dialect) == "yes" and t.verb("describe", dialect) == "yes"
                ]
                if isinstance(name, str) and usable:
                    yield usable[0], name


def text(manifests: List[Dict[str, Any]]) -> str:
    """Return several manifests as one file."""
    return "\n---\n".join(json.dumps(each) for each in manifests)


def write_files(world: World, manifests: List[Dict[str, Any]]) -> None:
    """Write the files that manifests upload."""
    for each in manifests:
        path = each["spec"].get("path") if each["kind"] == "File" else None
        if path:
            file = world.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("content", encoding="utf-8")
