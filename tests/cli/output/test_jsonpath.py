"""JSONPath as in kubectl."""

from __future__ import annotations

from typing import Any

import pytest

from smarter.cli.output.jsonpath import PathError, find, parse_path, render

DATA: Any = {
    "kind": "List",
    "items": [
        {"metadata": {"name": "one", "tags": ["a", "b"], "dotted.key": 1}, "spec": {"n": 3, "on": True}},
        {"metadata": {"name": "two", "tags": []}, "spec": {"n": 10}},
    ],
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".kind", ["List"]),
        ("kind", ["List"]),
        ("$.kind", ["List"]),
        ("{.kind}", ["List"]),
        (".items[*].metadata.name", ["one", "two"]),
        (".items[0].metadata.name", ["one"]),
        (".items[-1].metadata.name", ["two"]),
        (".items[5].metadata.name", []),
        (".items[0:1].metadata.name", ["one"]),
        (".items[::-1].metadata.name", ["two", "one"]),
        (".items[0]['metadata']['name']", ["one"]),
        ('.items[0]["metadata"].name', ["one"]),
        (r".items[0].metadata.dotted\.key", [1]),
        ("..name", ["one", "two"]),
        (".items[*].metadata.tags[*]", ["a", "b"]),
        ('.items[?(@.metadata.name=="two")].spec.n', [10]),
        (".items[?(@.spec.n>5)].metadata.name", ["two"]),
        (".items[?(@.spec.n <= 3)].metadata.name", ["one"]),
        (".items[?(@.spec.on)].metadata.name", ["one"]),
        (".items[?(@.spec.on==true)].metadata.name", ["one"]),
        (".items[?(@.metadata.name!='one')].metadata.name", ["two"]),
        (".items[?(@.spec.n>'x')].metadata.name", []),
        (".items[0].spec.*", [3, True]),
        (".items[*].metadata..*", ["one", ["a", "b"], "a", "b", 1, "two", []]),
        ("..['on']", [True]),
        (".nothing.here", []),
        ("", [DATA]),
        (".", [DATA]),
    ],
)
def test_a_path_finds_the_same_as_in_kubectl(path: str, expected: Any) -> None:
    assert find(DATA, parse_path(path)) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{.kind}", "List"),
        ("{.items[*].metadata.name}", "one two"),
        ("name={.items[0].metadata.name}!", "name=one!"),
        ('{range .items[*]}{.metadata.name}{"\\n"}{end}', "one\ntwo\n"),
        (
            '{range .items[*]}{.metadata.name}{"\\t"}{range .metadata.tags[*]}{@}{","}{end}{"\\n"}{end}',
            "one\ta,b,\ntwo\t\n",
        ),
        ("{.items[0].spec}", '{"n": 3, "on": true}'),
        ("plain\\n", "plain\n"),
        ('{.kind}{"\n"}', "List\n"),
        ("", ""),
    ],
)
def test_a_template_prints_the_same_as_in_kubectl(template: str, expected: str) -> None:
    assert render(template, DATA) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{.a[}",
        "{range .items[*]}x",
        "x{end}",
        "{.items[?(@.a=~b)]}",
        "{a b}",
        "{.items[*",
        "x{.a}{",
        "{.items[::0]}",
        "{.items[-:1]}",
        r'{"\q"}',
    ],
)
def test_a_malformed_template_is_refused(template: str) -> None:
    with pytest.raises(PathError):
        render(template, DATA)
