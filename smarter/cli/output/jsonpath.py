"""kubectl's JSONPath templates: `{.metadata.name}`, ranges, filters, slices."""

from __future__ import annotations

import json
import operator
import re
from typing import Any, Callable, Iterable, Iterator, List, Optional, Sequence, Tuple

from smarter.errors import InvalidArgumentError


class PathError(InvalidArgumentError):
    """Raised for a malformed template or path."""


# A step of a path yields the values that it finds in a value.
Step = Callable[[Any], Iterable[Any]]
Steps = Tuple[Step, ...]

_NAME = re.compile(r"\.\.?((?:[^.\[\]{}'\"\s\\]|\\.)+)")
_BRACKET = re.compile(r"\[\s*(?:'([^']*)'|\"([^\"]*)\"|(\*)|(-?\d+)|((-?\d+)?:(-?\d+)?(?::(-?\d+)?)?))\s*\]")
_WHERE = re.compile(r"\[\?\(\s*@([^=!<>)]*)(?:(==|!=|<=|>=|<|>)(\s*\"[^\"]*\"\s*|\s*'[^']*'\s*|[^)]+))?\)\]")
_OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def parse_path(text: str) -> Steps:
    """Parse a path, with or without `$`, the first dot and braces; raise `PathError`."""
    rest = text.strip()
    if rest.startswith("{") and rest.endswith("}"):
        rest = rest[1:-1].strip()
    if rest.startswith(("$", "@")):
        rest = rest[1:]
    if rest and rest[0] not in ".[":
        rest = "." + rest
    steps: List[Step] = []
    while rest and rest != ".":
        step, rest = _step(rest, text)
        steps.append(step)
    return tuple(steps)


# kubectl's dialect, which no RFC describes: the first dot may be missing, a backslash escapes a dot in a key (keys of
# annotations have dots), `..` descends, and `[?(@.a=="x")]` filters with unquoted values too. The order of the branches
# matters: `.*` and `.[` must be tried before a name. Test: tests/cli/output/test_jsonpath.py.
def _step(rest: str, whole: str) -> Tuple[Step, str]:
    if rest.startswith("..["):
        return _descend("*"), rest[2:]
    if rest.startswith("..*"):
        return _descend("*"), rest[3:]
    if rest.startswith(".*"):
        return _every, rest[2:]
    if rest.startswith(".["):
        rest = rest[1:]
    name = _NAME.match(rest)
    if name:
        named = _descend if rest.startswith("..") else _child
        return named(re.sub(r"\\(.)", r"\1", name.group(1))), rest[name.end() :]
    where = _WHERE.match(rest)
    if where:
        path, sign, value = where.groups()
        return _filter(parse_path(path.strip()), sign, _literal(value)), rest[where.end() :]
    bracket = _BRACKET.match(rest)
    if bracket:
        single, double, every, index, part, *bounds = bracket.groups()
        after = rest[bracket.end() :]
        if every:
            return _every, after
        if index is not None:
            return _index(int(index)), after
        if part is None:
            return _child(single if single is not None else double), after
        start, stop, step = (int(each) if each else None for each in bounds)
        if step != 0:
            return _slice(slice(start, stop, step)), after
    raise PathError(f"malformed path {whole!r} at {rest!r}", hint="Example: .metadata.name")


def _literal(text: Optional[str]) -> Any:
    if text is None:
        return None
    text = text.strip()
    if text[:1] in "'\"":
        return text[1:-1]
    try:
        return json.loads(text)
    except ValueError:
        return text


def find(data: Any, steps: Sequence[Step]) -> List[Any]:
    """Return every value at the path."""
    found = [data]
    for step in steps:
        found = [value for each in found for value in step(each)]
    return found


def _child(name: str) -> Step:
    """Return the step `.name` or `['name']`."""
    return lambda value: [value[name]] if isinstance(value, dict) and name in value else []


def _index(at: int) -> Step:
    """Return the step `[0]` or `[-1]`."""
    return lambda value: [value[at]] if isinstance(value, list) and -len(value) <= at < len(value) else []


def _slice(bounds: slice) -> Step:
    """Return the step `[1:3]` or `[::2]`."""
    return lambda value: value[bounds] if isinstance(value, list) else []


def _every(value: Any) -> Iterable[Any]:
    """Return the values that `[*]` or `.*` finds."""
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _descend(name: str) -> Step:
    """Return the step `..name` or `..*`."""

    def step(value: Any) -> Iterator[Any]:
        pairs = value.items() if isinstance(value, dict) else (("*", each) for each in _every(value))
        for key, item in pairs:
            if name in ("*", key):
                yield item
            yield from step(item)

    return step


def _filter(path: Steps, sign: Optional[str], wanted: Any) -> Step:
    """Return the step `[?(@.a == "x")]`, or `[?(@.a)]` without a sign."""

    def holds(item: Any) -> bool:
        values = find(item, path)
        if not sign:
            return bool(values)
        try:
            return any(_OPERATORS[sign](value, wanted) for value in values)
        except TypeError:  # values of two types have no order
            return False

    return lambda value: filter(holds, value) if isinstance(value, list) else ()


_PIECE = re.compile(
    r"\{\s*(?:range\s+(?P<range>[^}\s][^}]*)|(?P<end>end)\s*|(?P<text>\"(?:[^\"\\]|\\.)*\")\s*|(?P<path>[^}\s][^}]*))\}"
)

_Node = Tuple[str, Any, Any]  # ("text", str, None), ("path", steps, None), ("range", steps, nodes)


def render(template: str, data: Any) -> str:
    """Return the template with values for every `{...}`; raise `PathError`."""
    return "".join(_print(_parse(template), data))


def _parse(template: str) -> List[_Node]:
    nodes: List[_Node] = []
    outside: List[Tuple[List[_Node], Steps]] = []  # of each open range: the nodes before it, and its path
    at = 0
    for piece in _PIECE.finditer(template):
        nodes.append(_plain_text(template[at : piece.start()]))
        at = piece.end()
        if piece.group("range"):
            outside.append((nodes, parse_path(piece.group("range"))))
            nodes = []
        elif piece.group("end"):
            if not outside:
                raise PathError("{end} without {range}")
            body, (nodes, steps) = nodes, outside.pop()
            nodes.append(("range", steps, body))
        elif piece.group("text"):
            nodes.append(("text", _unquoted(piece.group("text")), None))
        else:
            nodes.append(("path", parse_path(piece.group("path")), None))
    if outside:
        raise PathError("{range} without {end}")
    return [*nodes, _plain_text(template[at:])]


def _plain_text(text: str) -> _Node:
    if "{" in text:
        raise PathError(f"unclosed brace at {text[text.index('{') :]!r}")
    return "text", text.replace("\\n", "\n").replace("\\t", "\t"), None


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))  # a line break may stand for itself
    except ValueError:
        raise PathError(
            f"malformed text {text}", hint='Escapes are those of JSON: {"\\n"}, {"\\t"}'
        ) from None


def _print(nodes: Sequence[_Node], data: Any) -> Iterator[str]:
    for what, value, body in nodes:
        if what == "text":
            yield value
        elif what == "path":
            yield " ".join(shown(each) for each in find(data, value))
        else:
            for item in find(data, value):
                yield from _print(body, item)


def shown(value: Any) -> str:
    """Return text unchanged, and other values as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
