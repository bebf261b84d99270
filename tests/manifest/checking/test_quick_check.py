"""The quick check of a resource misses no finding beyond the schema."""

from __future__ import annotations

import json
from typing import Any, Iterator, Sequence

import pytest

from smarter.kinds import Kind, KindTable, load_kinds
from smarter.kinds.dialects import DIALECTS
from smarter.manifest.checking.resource_checks import check_resource, omitted_null_notes, refusals_elsewhere
from smarter.manifest.reading.documents import Document
from smarter.manifest.reading.sources import Source
from smarter.manifest.resource import make_resource
from smarter.manifest.schema.kind_index import kind_index

VALUES = (
    None, "",
    "Two words!", "sk-" + "a1" * 12, "y" * 3000, "A" * 51, True,
    ["word"], {}, {"smarter.sh/client/mark": "a"}, [{"SMARTER.sh/client/mark": "a"}],
)  # fmt: skip


@pytest.mark.parametrize("kind", load_kinds().all(), ids=lambda kind: kind.name)
def test_a_clean_resource_has_no_finding(kind: Kind, kinds: KindTable) -> None:
    index = kind_index(kind)
    clean = reported = 0
    for value in _variants(kind):
        text = json.dumps(value)
        document = Document(Source("it.json", "it.json", True), 0, text, (0, len(text)), 1, value)
        resource = make_resource(document, kind, value, {})
        if not index.surely_valid(value) or resource.name != resource.written_name:
            continue
        found = [*check_resource(resource, value), *refusals_elsewhere(resource, value)]
        for dialect in (None, *DIALECTS):
            found.extend(omitted_null_notes(resource, value, dialect))
        reported += bool(found)
        if index.surely_clean(value):
            clean += 1
            assert not found, value
    assert clean + reported  # something was valid
    assert clean or kind.name != "Chatbot"


def _variants(kind: Kind) -> Iterator[Any]:
    paths = {field.path for field in kind_index(kind).leaves} | {("metadata", "annotations")}
    for move in (move for moves in kind.moved.values() for move in moves):
        paths |= {tuple(move["from"].split(".")), tuple(move["to"].split("."))}
    yield json.loads(json.dumps(kind.schema["examples"][0]))
    for path in sorted(paths):
        for value in VALUES:
            example = json.loads(json.dumps(kind.schema["examples"][0]))
            _put(example, path, value)
            yield example


def _put(holder: Any, path: Sequence[str], value: Any) -> None:
    """Put a value at `path`, where `*` is the first item of a list."""
    for part, following in zip(path, [*path[1:], None]):
        key: Any = 0 if part == "*" else part
        if following is None:
            holder[key] = value
            return
        if not isinstance(
            holder[key] if part == "*" else holder.get(key), list if following == "*" else dict
        ):
            holder[key] = [None] if following == "*" else {}
        holder = holder[key]
        if following == "*" and not holder:
            holder.append(None)
