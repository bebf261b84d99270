"""Positions are found by text search if it surely agrees with the careful reader."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Iterator, Tuple

import pytest
from hypothesis import example, given

from smarter.manifest.reading import fast_yaml
from smarter.manifest.reading.documents import Document, read_documents
from smarter.manifest.reading.sources import Source, find_sources
from tests.manifest.conftest import PLUGIN
from tests.manifest.reading.test_fast_yaml import yaml_texts

pytestmark = pytest.mark.skipif(not fast_yaml.available(), reason="needs the fast reader")


def leaves(value: Any, path: Tuple[Any, ...] = ()) -> Iterator[Tuple[Any, ...]]:
    if isinstance(value, (dict, list)):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(child, (*path, key))
    else:
        yield path


def place(document: Document, path: Tuple[Any, ...]) -> Tuple[int, ...]:
    mark = document.mark(path)
    return (mark.line, mark.column, mark.start, mark.end_line, mark.end_column, mark.end)


def agreeing(document: Document) -> int:
    """Count the words found by text search; check their places by the YAML reader."""
    before = {path: place(document, path) for path in leaves(document.value) if document._spot(path)}
    assert document._node is None, "positions by text search need no careful reader"
    assert document.node is not None
    assert before == {path: place(document, path) for path in before}
    return len(before)


def texts_of(text: str) -> Iterator[Document]:
    source = Source("it.yaml", None, True, lasting=False)

    class Given:
        def read(self, size: int) -> str:
            return text

    for reading in read_documents(source, Given()):  # type: ignore[arg-type]
        yield from (document for document in reading.documents if document._node is None)


@given(yaml_texts())
@example("a: 'x'")
@example("a: |-\n  x")
@example("a:\n  x")
@example('a: "\\x78y" # xy')
@example("a: [b, 'c', \"d\"]")
@example("a: x  # y\nb:   'z'\n")
@example("--- {a: b}\n---\nc:\r\n - d\r\n")
@example("a: ü\nb: [ü, x]\n")
def test_both_readers_find_the_same_positions(text: str) -> None:
    for document in texts_of(text):
        agreeing(document)


def test_positions_in_manifests_are_found_by_text_search() -> None:
    (document,) = texts_of(PLUGIN)
    assert agreeing(document) > 3
    folder = Path(__file__).parents[3] / "manifests"
    for source in find_sources([folder]):
        assert isinstance(source, Source)
        for reading in read_documents(source):
            for each in reading.documents:
                if each._node is None:
                    agreeing(each)


@pytest.mark.parametrize(
    "text", ["a: x\nb: xy", "a: |-\n  x\n", "a:\n  x", 'a: "x"\nb: "\\t"', "a: x y", "a: 1"]
)
def test_an_uncertain_position_is_left_to_the_careful_reader(text: str) -> None:
    (document,) = texts_of(text)
    assert document._spot(("a",)) is None


@pytest.mark.parametrize("between", ["", "a: b\n...\n"])
def test_a_byte_order_mark_before_a_directive_is_accepted(between: str) -> None:
    text = f"{between}\ufeff%YAML 1.2\n---\nc: d\n"
    source = Source("<stdin>", None, True, lasting=False)
    readings = list(read_documents(source, io.StringIO(text)))
    assert [each.findings for each in readings] == [[]] * len(readings)
    assert [each.value for reading in readings for each in reading.documents][-1] == {"c": "d"}
