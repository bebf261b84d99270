"""The fast reader returns the same values as the careful one, or UNKNOWN."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smarter.manifest.reading import fast_yaml
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
from tests.manifest.conftest import PLUGIN
from tests.manifest.invariants import agrees
from tests.recordings import recordings

pytestmark = pytest.mark.skipif(not fast_yaml.available(), reason="needs the fast reader")


def test_an_ordinary_manifest_is_read_by_the_fast_reader() -> None:
    assert agrees(PLUGIN)


def test_both_readers_agree_on_manifests_of_real_users() -> None:
    found = recordings()
    if found is None:
        pytest.skip("needs the recordings")
    files = sorted((found / "realworld").rglob("*.yaml"))
    read = [agrees(file.read_text(encoding="utf-8")) for file in files]
    assert sum(read) > len(files) / 3


READ_IN_THREADS = """
import threading
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast

def read_often():
    for _ in range(200):
        read_fast("a: [b, c]\\n" * 20)

def run(count):
    threads = [threading.Thread(target=read_often) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

run(1)
run(4)
assert read_fast("a: b\\n") == {"a": "b"}
run(4)
print("read")
"""


def test_manifests_are_read_in_a_thread_after_the_first_one_ended() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_IN_THREADS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "read\n", "")


DIFFERING = [
    "a: !!str 1", "a: !x y", "a: &x 1", "a: *x", "a: {<<: {b: 1}}", "%YAML 1.1\n---\na: 1", "a:\t1", "a: 012",
    "a: 2026-12-31", "a: 0x1F", "a: 0o17", "a: 0b11", "a: 1e3", "a: 1_000", "a: 12:30", "a: yes", "a: Off", "yes: 1",
    "a: 1_0", "a: _1", "a: 0X1", "a: [1,012]", "a: |\n", "a: >+\n\n", "a: |\n  b", "a: [?]", "a: [|b]", "a\n- b",
    "a: 1\n---\nb: 1", "a: \x1b", "? a\n  - b", "a: +01", '{"a":01}', "a: [ 01]", "a: [-01]", "a: [1,000, 0]",
    "a: [1,00.5]",
    "a: .inf", "a: .NaN", "1: a", "true: a", "null: a", "a: 1\na: 2", "a: b: c",
    "a: 99999999999999999999999", "a: \u2028b", "a: b\x85c", "a: b\rc: d", "[" * 120 + "]" * 120,
    "- " * 100_000 + "a", "- ? " * 100_000 + "a", "? : " * 100_000 + "a", f"a: {'9' * 5000}",
    f"a: {'1_' * 5000}1",
    "a: [|\n b]", "a: {>\n\n b: c}", "a: 2001-12-14\n  21:59:43",
    "a: " + "9" * 40, "- -" + "9" * 40, "a: b\n\n\n  - c\n", "a:\n|\n  x\n", "a:\n  b:\n  >-  # c\n    x\n", "a:\n\n|",
    "? a\n  - b\n", "a: 1\n? b\n  - c\n", "- ? a\n    - b\n",
    "a: " + "[" * 200_000, "a: " + "{b: " * 100_000, "a: " + '["]", ' * 6_000,
    "a: 'x", "2026-12-31: a", "a: -0x1", "a: 01",
]  # fmt: skip
AGREED = [
    "a: '2026-12-31'", 'a: "012"', "a: 'yes'", "a: 1.0.0", "a: 1.5", "a: -3", "a: +12", "a: true", "a: ~", "a: NULL",
    "a: |\n  x\n\n   y\n", "a: >-\n  x\n  y\n", "a: {b: [1, 2], c: }", "a: [x, 'y', \"z\"]", "a: Hello, world!",
    "a: http://x/y?z=1#t", "a: x # comment", "a: 'it''s'", 'a: "\\u263a \\n"', "a: ünï", "a: 🎉", "a: no way",
    "a: 3 * 4 & 5", "a:\r\n  b: 1\r\n", "---\na: 1\n", "a: 127.0.0.1", "a: 0", "a: 0.5", "- a\n- b: 1\n  c: 2\n",
    "a: \"''\"", "a: |\n  b\n", "a: >+\n  b\n\n", "a: |2\n    b\n", "a: ['?', 'c']\n", "a: 5\nb_1: gpt_4_1\n",
    "a: 5\nb: gpt-4-0613 at 08:00, $1,000\nc: []\n",
    "a: 5\nb: $1,000\nc: [d]\n",
    "a: why? b\n", "a: |\n  | a | b |\n  > c\n", "a: 12345678901234567890", "a: |\n  x\n\n  - y\n",
]  # fmt: skip


@pytest.mark.parametrize("text", DIFFERING)
def test_ambiguous_yaml_is_left_to_the_careful_reader(text: str) -> None:
    assert read_fast(text) is UNKNOWN


@pytest.mark.parametrize("text", AGREED)
def test_both_readers_agree_on_unambiguous_yaml(text: str) -> None:
    assert agrees(text)


ODD = """
yes no on off true false null ~ 1 0 -1 +1 01 0x1 0o7 0b1 1e3 1.5e3 .5 1. 1_0 1:30 2026-01-02 2026-1-2 .inf 1.0.0 'a' "b"
'' "" a -a ?a :a a: a:b a#b #a &a *a !a %a @a `a |a >a [a] {a} - ? : , ] } = << --- ... [] {} [1,012] {a:1} [?] [|]
_1 1_ 1_0.5 0X1 -01 +01 00 1,000 012.5 "''" '""' "a\\nb" a,b $1,000 08:00 1e400 a\u00a0b \x7f \x1b
"""
BLOCKS = ["|", ">", "|-", ">+", "|2", ">1-", "| #c", "|+1"]
SCALARS = st.one_of(
    st.sampled_from(ODD.split()),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(str),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12),
    st.text(max_size=6),
)
KEYS = st.one_of(
    st.sampled_from(["a", "b", "kind", "spec", "yes", "1", "'c'", '"d"', "e f", "?", "-", "on"]), SCALARS
)


@st.composite
def yaml_texts(draw: Any, depth: int = 3) -> str:
    """Generate texts like YAML: mappings, lists, blocks, comments, odd scalars."""
    lines = []
    indent = 0
    for _ in range(draw(st.integers(1, 8))):
        form = draw(st.integers(0, 7))
        pad = " " * indent
        key, scalar = draw(KEYS), draw(SCALARS)
        if form <= 2:
            lines.append(f"{pad}{key}: {scalar}")
        elif form == 3:
            lines.append(f"{pad}{key}:")
            indent += draw(st.sampled_from([1, 2, 4]))
        elif form == 4:
            lines.append(f"{pad}- {scalar}")
        elif form == 5:
            inner = draw(
                st.sampled_from(
                    [f"{pad}  {scalar}\n\n{pad}   {draw(SCALARS)}", f"{pad}  {scalar}", "", " \n"]
                )
            )
            lines.append(f"{pad}{key}: {draw(st.sampled_from(BLOCKS))}\n{inner}")
        elif form == 6:
            lines.append(f"{pad}{key}: [{scalar}, {draw(SCALARS)}, {{{draw(KEYS)}: {draw(SCALARS)}}}]")
        else:
            lines.append(draw(st.sampled_from([f"{pad}# {scalar}", "", f"{pad}{scalar}", "---", "..."])))
        if draw(st.integers(0, 3)) == 0:
            indent = max(0, indent - draw(st.sampled_from([1, 2, 4])))
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n", " \n"]))


@given(yaml_texts())
@example("a: >\n  x\n\n\n   y\n")
@example("a: 'x\n\n  y'")
@example("a: x\n\n  y")
@example("? a\n: b\n")
@example("{a: 1, b}")
@example('{"a":1}')
@example("a: [b: c]")
@example("a:\n- b\n- c\n")
@example("a: x:y")
@example("a: - b")
def test_the_readers_agree_on_generated_text(text: str) -> None:
    agrees(text)


@given(st.data())
def test_the_readers_agree_on_a_manifest_with_a_slip_in_it(data: Any) -> None:
    at = data.draw(st.integers(0, len(PLUGIN)))
    end = data.draw(st.integers(at, min(len(PLUGIN), at + 6)))
    slip = data.draw(st.text(st.sampled_from("abz019 -:#'\"[]{}|>&*!%@?,.\n\t~_=eExo"), max_size=5))
    agrees(PLUGIN[:at] + slip + PLUGIN[end:])


def test_the_shipped_examples_are_read_by_the_fast_reader() -> None:
    for file in sorted((Path(__file__).parents[3] / "manifests").rglob("*.yaml")):
        for document in file.read_text(encoding="utf-8").split("\n---\n"):
            assert agrees(document + "\n"), file
