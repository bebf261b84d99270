"""Every regular expression takes linear time, on the worst text of its parts."""

from __future__ import annotations

import ast
import importlib
import json
import re
import signal
import sys
import time
import warnings
from itertools import product
from pathlib import Path
from typing import Any, Dict, Iterator, List, Set, Tuple

import pytest

from smarter.manifest.schema.formats import FORMATS

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants as constants  # noqa: F401 - the names of the parser's operations
    import sre_parse as parser

ROOT = Path(__file__).resolve().parents[1]
SIZE = 100_000
SMALL = 800
SECONDS = 5.0  # of CPU time; quadratic time would be minutes
_METHODS = ("compile", "match", "search", "sub", "split", "fullmatch", "finditer", "findall")
_CALL = rf"\bre\.(?:{'|'.join(_METHODS)})\("
_CANDIDATES = "a1 -.:#@\"'\\\n\t[{(<=,/_|>*$%&?!~\xe9"
_ANYWHERE = ("search", "sub", "split", "finditer", "findall")

Found = Tuple[str, int, bool]  # pattern, flags, whether it is searched anywhere in a text


def patterns_of_code() -> Iterator[Tuple[str, Found]]:
    for path in sorted((ROOT / "smarter").rglob("*.py")):
        if "_sync" in path.parts or path.name == "__main__.py":
            continue
        source = path.read_text(encoding="utf-8")
        if not re.search(_CALL, source):
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            owner = node.func.value
            if not (isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in _METHODS):
                continue
            try:
                expression = compile(ast.Expression(node.args[0]), str(path), "eval")
                pattern = eval(expression, dict(vars(module)))
            except NameError:  # a local name: patterns of schemas (see below) and of users
                continue
            flags = [each.value for each in node.keywords if each.arg == "flags"] + node.args[1:2]
            number = _flags(flags[0]) if flags and node.func.attr in ("compile", "search", "match") else 0
            anywhere = node.func.attr in _ANYWHERE or (
                node.func.attr == "compile" and _is_searched(source, node)
            )
            if isinstance(pattern, str):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", (pattern, number, anywhere)


def _flags(node: ast.AST) -> int:
    names = [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)]
    return sum(int(getattr(re, name)) for name in names if isinstance(getattr(re, name, None), re.RegexFlag))


def _is_searched(source: str, call: ast.Call) -> bool:
    """Return whether a compiled pattern is used by `search`; unknown uses count."""
    line = source.splitlines()[call.lineno - 1]
    name = re.match(r"\s*(\w+)\s*(?::[^=]+)?=\s*re\.compile", line)
    end = source.splitlines()[(call.end_lineno or call.lineno) - 1]
    if name is None or ").match" in end or ").fullmatch" in end:
        return ").match" not in end and ").fullmatch" not in end
    used = re.findall(rf"\b{name.group(1)}\.(\w+)\(", source)
    return not used or any(method in _ANYWHERE for method in used)


def patterns_of_schemas() -> Iterator[Tuple[str, Found]]:
    def walk(value: Any, place: str) -> Iterator[Tuple[str, Found]]:
        if isinstance(value, dict):
            for key, below in value.items():
                if key == "pattern" and isinstance(below, str):
                    yield place, (below, 0, True)
                elif key == "patternProperties":
                    yield from ((place, (each, 0, True)) for each in below)
                yield from walk(below, f"{place}/{key}")
        elif isinstance(value, list):
            for each in value:
                yield from walk(each, place)

    for path in sorted((ROOT / "schemas").glob("*.schema.json")):
        yield from walk(json.loads(path.read_text(encoding="utf-8")), path.name)


def unique(found: Iterator[Tuple[str, Found]]) -> Dict[Found, str]:
    places: Dict[Found, str] = {}
    for place, pattern in found:
        places.setdefault(pattern, place)
    return places


CODE = unique(patterns_of_code())
SCHEMAS = unique(patterns_of_schemas())


def attacks(pattern: str, flags: int, size: int) -> Iterator[str]:
    """Yield texts that repeat a pattern's characters after samples of its start."""
    tree = parser.parse(pattern, flags)
    letters = sorted(_letters(tree))[:8]
    starts = list(dict.fromkeys(["", *_starts(tree)]))[:16]
    bodies = [*letters, *("".join(pair) for pair in product(letters, letters) if pair[0] != pair[1])]
    ends = ["\x01", *sorted(_excluded(tree))][:4]
    for start, body, end in product(starts, bodies, ends):
        yield start + body * (size // len(body)) + end


def _excluded(tree: Any) -> Set[str]:
    """Return characters that end a repetition of `[^...]`."""
    found: Set[str] = set()
    for operation, value in tree:
        if str(operation) == "IN" and str(value[0][0]) == "NEGATE":
            inside = re.compile(_class_of(value[1:]))
            found |= set([each for each in "@" + _CANDIDATES if inside.match(each)][:2])
        for below in _below(value):
            found |= _excluded(below)
    return found


def _letters(tree: Any) -> Set[str]:
    found: Set[str] = set()
    for operation, value in tree:
        name = str(operation)
        if name == "LITERAL":
            found.add(chr(value))
        elif name == "ANY":
            found.add("a")
        elif name == "NOT_LITERAL":
            found.add(next(each for each in _CANDIDATES if ord(each) != value))
        elif name == "IN":
            found |= _letters_of_class(value)
        else:
            for below in _below(value):
                found |= _letters(below)
    return found


def _letters_of_class(items: Any) -> Set[str]:
    if str(items[0][0]) == "NEGATE":
        inside = re.compile(_class_of(items[1:]))
        return set([each for each in _CANDIDATES if not inside.match(each)][:2])
    found = set()
    for operation, value in items:
        name = str(operation)
        if name == "LITERAL":
            found.add(chr(value))
        elif name == "RANGE":
            found.add(chr(value[0]))
        else:
            inside = re.compile(_class_of([(operation, value)]))
            found.add(next(each for each in _CANDIDATES if inside.match(each)))
    return found


def _class_of(items: Any) -> str:
    shown = {
        "CATEGORY_DIGIT": r"\d",
        "CATEGORY_SPACE": r"\s",
        "CATEGORY_WORD": r"\w",
        "CATEGORY_NOT_DIGIT": r"\D",
        "CATEGORY_NOT_SPACE": r"\S",
        "CATEGORY_NOT_WORD": r"\W",
    }
    text = ""
    for operation, value in items:
        name = str(operation)
        if name == "LITERAL":
            text += re.escape(chr(value))
        elif name == "RANGE":
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            text += shown[str(value)]
    return f"[{text}]"


def _below(value: Any) -> Iterator[Any]:
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _below(each)


def _starts(tree: Any) -> List[str]:
    """Return samples of the text before each repetition."""
    starts, text = [], ""
    for operation, value in tree:
        if "REPEAT" in str(operation):
            starts.append(text)
            starts += [text + start for start in _starts(value[2])]
            least = value[0]
            text += _sample(value[2]) * least or _sample(value[2])
        else:
            inner = list(_below(value))
            for each in inner:
                starts += [text + start for start in _starts(each)]
            text += _sample([(operation, value)])
    return sorted(set(starts), key=len)


def _sample(tree: Any) -> str:
    text = ""
    for operation, value in tree:
        name = str(operation)
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            text += min(_letters([(operation, value)]), default="")
        elif "REPEAT" in name:
            text += _sample(value[2]) * value[0]
        elif "ASSERT" not in name and name != "AT":
            text += next((_sample(each) for each in _below(value)), "")
    return text


def seconds(pattern: re.Pattern[str], anywhere: bool, text: str) -> float:
    began = time.process_time()
    pattern.search(text) if anywhere else pattern.match(text)
    if anywhere:
        pattern.sub("", text, count=3)
    return time.process_time() - began


def worst_text(pattern: str, flags: int, anywhere: bool) -> Tuple[float, str]:
    """Return the time for a large text, made like the worst small one."""
    compiled = re.compile(pattern, flags)
    slowest, number = 0.0, 0
    for at, text in enumerate(attacks(pattern, flags, SMALL)):
        took = seconds(compiled, anywhere, text)
        if took > slowest:
            slowest, number = took, at
    text = next((text for at, text in enumerate(attacks(pattern, flags, SIZE)) if at == number), "")

    def stop(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return seconds(compiled, anywhere, text), text
    except TimeoutError:
        return SECONDS, text
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a timer that interrupts")
@pytest.mark.parametrize("found", [*CODE, *SCHEMAS], ids=lambda found: {**SCHEMAS, **CODE}[found])
def test_no_pattern_is_worse_than_linear(found: Found) -> None:
    took, text = worst_text(*found)
    assert took < SECONDS, (found[0], text[:40])


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"regex"}))
def test_no_format_is_worse_than_linear(name: str) -> None:
    for letter in "a.1-@:/0TZ ":
        for text in (
            letter * SIZE,
            "a@" + letter * SIZE + "@",
            "2026-01-01T" + letter * SIZE,
            "x" + f"a{letter}" * (SIZE // 2) + " ",
        ):
            began = time.process_time()
            FORMATS[name](text)
            assert time.process_time() - began < SECONDS, (name, text[:30])


def test_the_patterns_are_found() -> None:
    assert len(CODE) > 150
    assert len(SCHEMAS) > 20
