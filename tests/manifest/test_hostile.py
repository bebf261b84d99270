"""Validation of any file ends soon, reports a result, and raises no exception."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, List

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarter.kinds import KindTable
from smarter.manifest import Options, validate
from smarter.manifest.reading import documents as documents_module
from tests.manifest.conftest import PLUGIN, SECRET
from tests.manifest.invariants import check_invariants
from tests.manifest.reading.test_fast_yaml import yaml_texts

quietly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def findings(kinds: KindTable, folder: Path, data: bytes, name: str = "it.yaml") -> Any:
    (folder / name).write_bytes(data)
    return validate([folder / name], kinds, Options({})).findings


@quietly
@given(st.binary(max_size=200))
def test_any_bytes_are_validated_without_a_crash(kinds: KindTable, tmp_path: Path, data: bytes) -> None:
    for name in ("it.yaml", "it.json"):
        for finding in findings(kinds, tmp_path, data, name):
            assert finding.line >= 1
            assert finding.column >= 1


@quietly
@given(yaml_texts())
def test_any_text_similar_to_yaml_is_validated_without_a_crash(
    kinds: KindTable, tmp_path: Path, text: str
) -> None:
    findings(kinds, tmp_path, text.encode("utf-8", "surrogatepass"))


@quietly
@given(st.data())
def test_a_manifest_with_typos_is_validated_without_a_crash(
    kinds: KindTable, tmp_path: Path, data: Any
) -> None:
    text = data.draw(st.sampled_from([PLUGIN, SECRET, PLUGIN + "---\n" + SECRET]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, min(len(text), at + 12)))
        text = (
            text[:at]
            + data.draw(st.text(max_size=6) | st.sampled_from(["{", "[", "- ", ": ", "${env:", "!!"]))
            + text[end:]
        )
    findings(kinds, tmp_path, text.encode("utf-8", "surrogatepass"))


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "metadata", "spec", "name", "config", "path"]), inner)
    ),
)


@quietly
@given(SHAPES)
def test_a_manifest_of_any_shape_is_validated_without_a_crash(
    kinds: KindTable, tmp_path: Path, value: Any
) -> None:
    import json

    for kind in ("Plugin", "Chatbot", "Secret", "File", "Budget"):
        whole = {
            "apiVersion": "smarter.sh/v1",
            "kind": kind,
            "metadata": value,
            "spec": value,
            "status": value,
        }
        findings(kinds, tmp_path, json.dumps(whole).encode(), "it.json")


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (BOMB, "yaml-bomb"), ("a: &a {b: *a}", "yaml-bomb"),
        ("a: &a [" + "x, " * 20_000 + "]\nb: [" + "*a, " * 50 + "]", "yaml-bomb"),
        ("[" * 5_000, "too-deep"), ("{a: " * 5_000, "too-deep"), ("- " * 5_000 + "x", "too-deep"),
        ("\n".join(" " * n + "a:" for n in range(300)), "too-deep"),
        ("a: !!python/object/new:os.system [echo]", "yaml-tag"),
        ("a: " + "9" * 200_000, "yaml-number"), ("? " * 3_000, "too-deep"),
    ],
)  # fmt: skip
def test_a_text_that_would_cost_much_is_refused_at_once(
    kinds: KindTable, tmp_path: Path, text: str, rule: str
) -> None:
    began = time.process_time()
    found = findings(
        kinds, tmp_path, ("apiVersion: smarter.sh/v1\nkind: Plugin\n---\n# smarter.sh\n" + text).encode()
    )
    assert rule in {finding.rule for finding in found}
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "value", ["1" + ":1" * 5_000, "!" * 5_000, "*" + "a" * 5_000, "{" + "k" * 5_000 + "x: 1}", ".inf"]
)
def test_messages_shorten_long_names_and_values(kinds: KindTable, tmp_path: Path, value: str) -> None:
    text = PLUGIN.replace("systemRole:", "y" * 5_000 + ": 1\n    systemRole:").replace("9 to 5", value)
    found = findings(kinds, tmp_path, text.encode())
    assert found
    assert all(len(f"{finding.message} {finding.hint}") < 500 for finding in found)


def test_many_comments_are_read_at_once(kinds: KindTable, tmp_path: Path) -> None:
    text = "# smarter: ignore=unknown-field\n" * 20_000 + "\n" * 200_000
    began = time.process_time()
    found = findings(kinds, tmp_path, (PLUGIN.replace("spec:", f"{text}colour: red\nspec:")).encode())
    assert found == []
    assert time.process_time() - began < 10


def test_deep_json_is_refused(kinds: KindTable, tmp_path: Path) -> None:
    assert [f.rule for f in findings(kinds, tmp_path, b"[" * 100_000, "it.json")] == ["too-deep"]


def test_many_aliases_with_a_small_expansion_are_accepted(kinds: KindTable, tmp_path: Path) -> None:
    text = PLUGIN.replace("{hours: 9 to 5}", "{x: &x [1, 2], list: [" + "*x, " * 20_000 + "]}")
    assert findings(kinds, tmp_path, text.encode()) == []


def test_a_document_that_is_too_large_is_refused(
    kinds: KindTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents_module, "DOCUMENT_CHARACTERS", 100)
    assert [f.rule for f in findings(kinds, tmp_path, PLUGIN.encode())] == ["too-large"]


def test_a_file_without_end_is_refused(kinds: KindTable, monkeypatch: pytest.MonkeyPatch) -> None:
    from smarter.manifest.reading import sources

    monkeypatch.setattr(sources, "FILE_BYTES", 1_000)
    (finding,) = validate(["/dev/zero"], kinds, Options({})).findings
    assert finding.rule == "too-large"


def test_a_document_that_names_much_that_is_elsewhere_is_read_again_once(
    kinds: KindTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: List[str] = []
    careful = documents_module._read

    def counted(source: Any, *rest: Any) -> Any:
        read.append(source.name)
        return careful(source, *rest)

    monkeypatch.setattr(documents_module, "_read", counted)
    names = "".join(f"  - plugin_{number}\n" for number in range(300))
    text = (
        "apiVersion: smarter.sh/v1\nkind: Chatbot\nmetadata: {name: a, description: x, version: 1.0.0}\n"
        "spec:\n  config: {provider: openai}\n  plugins:\n"
    )
    assert len(findings(kinds, tmp_path, (text + names).encode())) == 300
    assert len(read) <= 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("9 to 5", "yes"),
        ("systemRole", "systemRol"),
        ("name: faq", "name: A-B"),
        ("[help]", "[help"),
    ],
)
def test_fast_and_careful_validation_report_the_same(
    kinds: KindTable, tmp_path: Path, old: str, new: str
) -> None:
    check_invariants((PLUGIN.replace(old, new, 1) + "---\n" + SECRET).encode(), kinds, tmp_path / "it.yaml")
