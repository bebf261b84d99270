"""Written YAML reads back as the same data by three readers, YAML 1.1 and 1.2."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import Any, Dict, List

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from smarter._text import COMMAND_LINE, CONTROL
from smarter._yaml import dump, dump_all

# Formerly broken or difficult texts: line breaks of all kinds, invisible characters, YAML's indicators, types.
PIECES = [
    "\r\n",
    "\r",
    "\n",
    "\x85",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\xa0",
    "\t",
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x80",
    "\x9f",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u3000",
    "\ufffe",
    "\uffff",
    "�",
    "�",
    "😀",
    "#",
    ":",
    "-",
    "?",
    ",",
    "[",
    "]",
    "{",
    "}",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    '"',
    "%",
    "@",
    "`",
    "\\",
    "---",
    "...",
    "<<",
    "=",
    "~",
    "é",
    "é",
    "::",
    "##[",
    "##vso[",
    "${env:X}",
    "a",
    "b",
    "1",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n  ",
    " \n",
    " #",
    ": ",
    "- ",
    "\n---\n",
    "\n...\n",
    "\n::x::",
]
WORDS = [
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "N",
    "true",
    "FALSE",
    "null",
    "Null",
    "~",
    "0o14",
    "014",
    "0x1F",
    "0b1",
    "1_000",
    "1:30",
    "190:20:30.15",
    "1e3",
    "1e+20",
    "+1",
    "-1",
    ".5",
    "5.",
    "1.0",
    ".inf",
    "-.INF",
    ".NaN",
    "2001-01-01",
    "2001-12-14t21:59:43.10-05:00",
    "1.0.0",
    "9-17",
    "0",
    "00",
    "0x",
    "0o",
    "1.2e",
    "12e03",
    "1__2",
    "._",
    ".e5",
    "=",
    "<<",
    "-",
    "---",
    "...",
    "?",
    ":",
    "|",
    ">",
    "!",
    "&",
    "*",
    "%TAG",
    "@x",
    "`x",
    "",
    " ",
    "2001-12-14 21:59:43.10 -5",
    "  x",
    "x  ",
    "\tx",
    "a: b",
    "a #b",
    "a:",
    "#a",
    "- a",
    "? a",
    ": a",
]

TEXT = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=8).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.text("a \n\t#:-'\"\\|>\r\xa0\u2028", max_size=40),
)
SCALARS = st.one_of(
    TEXT, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
)
DATA = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXT, below, max_size=3),
    max_leaves=8,
)


def read_11(text: str) -> Any:
    return pyyaml.safe_load(text)


def read_12(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def same(first: Any, second: Any) -> bool:
    return repr(first) == repr(second)  # 1 is not True, and 1.0 not 1


def check(data: Any) -> None:
    text = dump({"spec": data}, {("spec",): "a comment: # \n\u2028 x"}, ["a remark\nof two lines"])
    # Both readers refuse lone surrogates in a stream of bytes.
    text.encode("utf-8")
    assert same(read_11(text), {"spec": data}), text
    assert same(read_12(text), {"spec": data}), text
    assert not re.search(CONTROL, text.replace("\n", "").replace("\t", "")), text
    assert not re.search(COMMAND_LINE, text), text


@given(DATA)
@settings(max_examples=300)
def test_any_data_reads_back_the_same(data: Any) -> None:
    check(data)


@pytest.mark.full
@given(DATA)
@settings(max_examples=3_000)
def test_any_data_reads_back_the_same_in_many_tries(data: Any) -> None:
    check(data)


@pytest.mark.parametrize("text", [*WORDS, *PIECES, *(f"a{piece}b\nc{piece}\n{piece}d" for piece in PIECES)])
def test_formerly_broken_texts_read_back_the_same(text: str) -> None:
    check([text, {text: text, "x": [text]}, f"{text}x", f"x{text}", f"x\n{text}", f"{text}\n", f"{text}\n\n"])


@pytest.mark.full
def test_any_single_character_reads_back_the_same() -> None:
    for first in range(0, 0x110000, 512):
        check(
            [
                form
                for code in range(first, first + 512)
                for form in (chr(code), f"a{chr(code)}b\nc{chr(code)}")
            ]
        )


def test_several_documents_and_long_keys_read_back_the_same() -> None:
    data: List[Dict[str, Any]] = [
        {"k" * 2000: {"b": [1]}, "x": "y\n\n"},
        {"key\n" * 400: "v", "a": {"k" * 900: [1]}},
    ]
    text = dump_all(data)
    assert list(pyyaml.safe_load_all(text)) == data
    assert list(YAML(typ="safe", pure=True).load_all(text)) == data


def test_a_prompt_is_shown_as_a_block_and_a_version_without_quotes() -> None:
    manifest = {
        "metadata": {"version": "1.0.0", "tags": ["a"]},
        "spec": {"role": "You help.\n\n  Be kind.\t\n", "count": 1},
    }
    shown = (
        "metadata:\n  version: 1.0.0\n  tags:\n    - a\nspec:\n  role: |\n    You help.\n\n      Be kind.\t\n"
    )
    shown += "  count: 1\n"
    assert dump(manifest) == shown


SCRIPT = """
const yaml = require('yaml');
const inputs = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(inputs.map(text => yaml.parse(text))));
"""


def npm_yaml() -> bool:
    node = shutil.which("node")
    if node is None:
        return False
    return subprocess.run([node, "-e", "require('yaml')"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not npm_yaml(), reason="needs node with the package yaml (npm install yaml; NODE_PATH)")
def test_editors_and_tools_in_javascript_read_back_the_same() -> None:
    texts = [*WORDS, *PIECES, *(f"a{piece}b\nc{piece}\n{piece}d" for piece in PIECES)]
    data = [[text, {text: text, "x": [text]}, f"{text}x", f"x\n{text}", f"{text}\n\n"] for text in texts]
    data += [{"k" * 900: {"b": 1}}, 1e20, 1.5, True, None]

    @given(DATA)
    @settings(max_examples=2000 if os.environ.get("SMARTER_TEST_FULL") else 200, database=None)
    def collect(value: Any) -> None:
        data.append(value)

    collect()
    data = [
        each for each in data if same(json.loads(json.dumps(each)), each) and not _beyond_javascript(each)
    ]
    done = subprocess.run(
        ["node", "-e", SCRIPT],
        input=json.dumps([dump(each) for each in data]),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for read, meant in zip(json.loads(done.stdout), data):
        assert read == meant, dump(meant)


def _beyond_javascript(value: Any) -> bool:
    """Return whether data holds numbers or surrogates that JavaScript changes."""
    if isinstance(value, dict):
        return any(_beyond_javascript(each) for each in (*value, *value.values()))
    if isinstance(value, list):
        return any(map(_beyond_javascript, value))
    if isinstance(value, str):
        return any("\ud800" <= character <= "\udfff" for character in value)
    return isinstance(value, (int, float)) and abs(value) > 2**53
