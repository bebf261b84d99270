"""kubectl's JSONPath templates: `{.metadata.name}`, `{range .items[*]}...{end}`, filters, slices."""

from __future__ import annotations

import json
import re
from typing import Any, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from smarter.errors import InvalidArgumentError


class PathError(InvalidArgumentError):
    """Raised for a malformed template or path."""


class Child(NamedTuple):
    """`.name`, `['name']`"""

    name: str


class Index(NamedTuple):
    """`[0]`, `[-1]`"""

    at: int


class Slice(NamedTuple):
    """`[1:3]`, `[::2]`"""

    start: Optional[int]
    stop: Optional[int]
    step: Optional[int]


class Every(NamedTuple):
    """`[*]`, `.*`"""


class Deep(NamedTuple):
    """`..name`, `..*`"""

    name: str


class Where(NamedTuple):
    """`[?(@.a == "x")]`, `[?(@.a)]`"""

    path: Tuple[Any, ...]
    operator: str
    value: Any


Step = Union[Child, Index, Slice, Every, Deep, Where]
Steps = Tuple[Step, ...]

_NAME = re.compile(r"(?:[^.\[\]{}'\"\s\\]|\\.)+")
_BRACKET = re.compile(r"\[\s*(?:'([^']*)'|\"([^\"]*)\"|(\*)|(-?\d+)|(-?\d*):(-?\d*)(?::(-?\d*))?)\s*\]")
_WHERE = re.compile(r"\[\?\(\s*@([^=!<>)]*)(?:(==|!=|<=|>=|<|>)(\s*\"[^\"]*\"\s*|\s*'[^']*'\s*|[^)]+))?\)\]")
_OPERATORS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
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
    while rest:
        step, rest = _step(rest, text)
        if step is not None:
            steps.append(step)
    return tuple(steps)


# kubectl's dialect, which no RFC describes: the first dot may be missing, a backslash escapes a dot in a key (keys of
# annotations have dots), `..` descends, and `[?(@.a=="x")]` filters with unquoted values too. The order of the branches
# matters: `.*` and `.[` must be tried before a name. Test: tests/cli/output/test_jsonpath.py.
def _step(rest: str, whole: str) -> Tuple[Optional[Step], str]:
    if rest == ".":
        return None, ""
    deep = rest.startswith("..")
    if rest.startswith("."):
        after = rest[2:] if deep else rest[1:]
        if after.startswith("["):
            return (Deep("*") if deep else None), after
        if after.startswith("*"):
            return (Deep("*") if deep else Every()), after[1:]
        name = _NAME.match(after)
        if name:
            word = re.sub(r"\\(.)", r"\1", name.group())
            return (Deep(word) if deep else Child(word)), after[name.end() :]
    where = _WHERE.match(rest)
    if where:
        path, operator, value = where.groups()
        return Where(parse_path(path.strip()), operator or "", _literal(value)), rest[where.end() :]
    bracket = _BRACKET.match(rest)
    if bracket:
        single, double, every, index, start, stop, step = bracket.groups()
        after = rest[bracket.end() :]
        if every:
            return Every(), after
        if index is not None:
            return Index(int(index)), after
        if start is not None:
            return Slice(_number(start), _number(stop), _number(step)), after
        return Child(single if single is not None else double), after
    raise PathError(f"malformed path {whole!r} at {rest!r}", hint="Example: .metadata.name")


def _number(text: Optional[str]) -> Optional[int]:
    return int(text) if text else None


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
        found = [value for each in found for value in _follow(each, step)]
    return found


def _follow(value: Any, step: Step) -> Iterator[Any]:
    if isinstance(step, Child):
        if isinstance(value, dict) and step.name in value:
            yield value[step.name]
    elif isinstance(step, Index):
        if isinstance(value, list) and -len(value) <= step.at < len(value):
            yield value[step.at]
    elif isinstance(step, Slice):
        if isinstance(value, list):
            yield from value[step.start : step.stop : step.step]
    elif isinstance(step, Every):
        if isinstance(value, (list, dict)):
            yield from value.values() if isinstance(value, dict) else value
    elif isinstance(step, Deep):
        yield from _deep(value, step.name)
    else:
        for item in value if isinstance(value, list) else ():
            if _holds(item, step):
                yield item


def _deep(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            if name in ("*", key):
                yield item
            yield from _deep(item, name)
    elif isinstance(value, list):
        for item in value:
            if name == "*":
                yield item
            yield from _deep(item, name)


def _holds(item: Any, where: Where) -> bool:
    values = find(item, where.path)
    if not where.operator:
        return bool(values)
    try:
        return any(_OPERATORS[where.operator](value, where.value) for value in values)
    except TypeError:  # what cannot be compared does not hold
        return False


_PIECE = re.compile(
    r"\{\s*(?:range\s+(?P<range>[^}\s][^}]*)|(?P<end>end)\s*|(?P<text>\"(?:[^\"\\]|\\.)*\")\s*|(?P<path>[^}\s][^}]*))\}"
)

_Node = Tuple[str, Any, Any]  # ("text", str, None), ("path", steps, None), ("range", steps, nodes)


def render(template: str, data: Any) -> str:
    """Return the template with every `{...}` replaced by its values; raise `PathError`."""
    nodes, rest = _parse(template, 0, False)
    if rest != len(template):
        raise PathError("{end} without {range}")
    return "".join(_print(nodes, data))


def _parse(template: str, at: int, inside: bool) -> Tuple[List[_Node], int]:
    nodes: List[_Node] = []
    while at < len(template):
        piece = _PIECE.search(template, at)
        stop = piece.start() if piece else len(template)
        if "{" in template[at:stop]:
            raise PathError(f"unclosed brace at {template[template.index('{', at) : stop]!r}")
        if stop > at:
            nodes.append(("text", template[at:stop].replace("\\n", "\n").replace("\\t", "\t"), None))
        if piece is None:
            at = stop
            break
        at = piece.end()
        if piece.group("end"):
            if inside:
                return nodes, at
            return nodes, piece.start()
        if piece.group("range"):
            body, at = _parse(template, at, True)
            nodes.append(("range", parse_path(piece.group("range")), body))
        elif piece.group("text"):
            nodes.append(("text", json.loads(piece.group("text")), None))
        else:
            nodes.append(("path", parse_path(piece.group("path")), None))
    if inside:
        raise PathError("{range} without {end}")
    return nodes, at


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
    """Return text as it is, and other values as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
