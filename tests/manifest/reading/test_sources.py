"""Manifests in files, folders, globs and stdin are found once, in fixed order."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from smarter.kinds import KindTable
from smarter.manifest import Bundle, Options, load, validate
from tests.manifest.conftest import PLUGIN, SECRET, Load, Write


def named(name: str) -> str:
    return PLUGIN.replace("name: faq", f"name: {name}")


def names(bundle: Bundle) -> list:
    return [resource.name for resource in bundle.resources]


def test_a_folder_is_read_recursively_in_sorted_order(write: Write, tmp_path: Path, kinds: KindTable) -> None:
    for name in ("b.yaml", "a.yml", "sub/c.yaml", "sub/d.txt", ".hidden.yaml", ".git/e.yaml"):
        write(named(Path(name).stem.lstrip(".")), name)
    bundle = load([tmp_path], kinds, environ={})
    assert names(bundle) == ["a", "b", "c"]
    assert bundle.findings == []


def test_a_file_named_twice_is_read_once(write: Write, tmp_path: Path, kinds: KindTable) -> None:
    file = write(PLUGIN)
    bundle = load([file, tmp_path, tmp_path / ".." / tmp_path.name / "it.yaml"], kinds, environ={})
    assert names(bundle) == ["faq"]
    assert not bundle.errors


def test_a_glob_is_expanded_and_one_that_matches_nothing_is_an_error(
    write: Write, tmp_path: Path, kinds: KindTable
) -> None:
    write(named("one"), "x/one.yaml")
    write(named("two"), "y/two.yaml")
    assert names(load([str(tmp_path / "*" / "*.yaml")], kinds, environ={})) == ["one", "two"]
    (finding,) = load([str(tmp_path / "*.yml")], kinds, environ={}).findings
    assert (finding.rule, finding.severity) == ("missing", "error")


def test_standard_input_is_read_for_a_dash(kinds: KindTable) -> None:
    bundle = load(["-"], kinds, stdin=io.BytesIO(PLUGIN.encode()), environ={})
    assert names(bundle) == ["faq"]
    assert bundle.resources[0].file == "<stdin>"


def test_one_file_may_contain_several_documents(loaded: Load) -> None:
    bundle = loaded(
        named("one") + "---\n# only a comment\n---\n" + named("two") + "...\n---\n" + named("three")
    )
    assert names(bundle) == ["one", "two", "three"]
    assert [r.position(("metadata", "name"))[0] for r in bundle.resources] == [4, 22, 39]


def test_a_malformed_document_does_not_hide_the_others(loaded: Load) -> None:
    bundle = loaded(named("one") + "---\na: b: c\n---\n" + named("two"))
    assert names(bundle) == ["one", "two"]
    (finding,) = bundle.findings
    assert (finding.rule, finding.line, finding.column) == ("yaml-syntax", 17, 5)


def test_json_is_read_with_positions(loaded: Load) -> None:
    text = '{"apiVersion": "smarter.sh/v1",\n\t"kind": "Secret",\n "metadata": {"name": "k"}, "spec": {}}'
    bundle = loaded(text, "it.json")
    assert {(f.path, f.line, f.column) for f in bundle.findings} == {
        ("metadata.description", 3, 2),
        ("metadata.version", 3, 2),
        ("spec.config", 3, 29),
    }


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('{"a": 1,}', 1, 9), ('{"a" 1}', 1, 6), ('{"a": [1, 2}', 1, 12), ('{"a": 1} x', 1, 10), ('{\n"a', 2, 1)],
)
def test_malformed_json_is_an_error_at_its_position(loaded: Load, text: str, line: int, column: int) -> None:
    (finding,) = loaded(text, "it.json").findings
    assert (finding.rule, finding.line, finding.column) == ("json-syntax", line, column)


def test_a_missing_path_an_empty_folder_and_a_folder_without_manifests_are_errors(
    write: Write, tmp_path: Path, kinds: KindTable
) -> None:
    (tmp_path / "empty").mkdir()
    write("services: {}\n", "foreign/compose.yaml")
    for path, rule in (("nothing.yaml", "missing"), ("empty", "empty"), ("foreign", "empty")):
        bundle = load([tmp_path / path], kinds, environ={})
        assert bundle.errors, path
        assert rule in {finding.rule for finding in bundle.findings}


def test_yaml_of_other_tools_is_skipped_with_a_note(write: Write, tmp_path: Path, kinds: KindTable) -> None:
    write(PLUGIN, "ours.yaml")
    write("apiVersion: v1\nkind: Secret\nmetadata: {name: a, name: b}\n", "k8s.yaml")
    write("- hosts: all\n", "playbook.yaml")
    write("{{ if .Values.x }}\na: b: c\n{{ end }}\n", "helm.yaml")
    bundle = load([tmp_path], kinds, environ={})
    assert names(bundle) == ["faq"]
    assert [(Path(f.file).name, f.rule, f.severity) for f in bundle.findings] == [
        ("helm.yaml", "not-ours", "note"),
        ("k8s.yaml", "not-ours", "note"),
        ("playbook.yaml", "not-ours", "note"),
    ]


def test_files_of_other_tools_can_be_skipped_silently(write: Write, tmp_path: Path, kinds: KindTable) -> None:
    files = [
        write("- a\n", "a.yaml"),
        write("{{ x }}\na: b: c", "b.yaml"),
        write("words", "c.yaml"),
        write("{}", "d.json"),
    ]
    assert validate(files, kinds, Options({}, only_ours=True)).findings == []
    assert len({finding.file for finding in validate(files, kinds, Options({})).findings}) == 4
    ours = [
        write("apiVersion: smarter.sh/v1\nkind: x: y\n", "e.yaml"),
        write("apiVersion: smarter.sh/v1", "f.yaml"),
    ]
    found = validate([*files, *ours], kinds, Options({}, only_ours=True)).findings
    assert [finding.rule for finding in found] == ["yaml-syntax", "unknown-kind"]


def test_a_link_out_of_the_folder_is_refused(write: Write, tmp_path: Path, kinds: KindTable) -> None:
    secret = write(SECRET, "outside/secret.yaml")
    write(PLUGIN, "in/plugin.yaml")
    (tmp_path / "in" / "link.yaml").symlink_to(secret)
    bundle = load([tmp_path / "in"], kinds, environ={})
    assert [f.rule for f in bundle.findings] == ["file-outside"]
    assert names(bundle) == ["faq"]


def test_text_in_another_encoding_is_an_error_at_its_place(tmp_path: Path, kinds: KindTable) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("kind: Plugin\nx: café\n".encode("latin-1"))
    (finding,) = load([file], kinds, environ={}).findings
    assert (finding.rule, finding.line, finding.column) == ("encoding", 2, 7)


def test_a_byte_order_mark_and_utf_16_are_read(tmp_path: Path, kinds: KindTable) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        file = tmp_path / f"{encoding}.yaml"
        file.write_bytes(PLUGIN.encode(encoding))
        bundle = load([file], kinds, environ={})
        assert names(bundle) == ["faq"]
        assert bundle.findings == []


def test_dangling_links_are_reported_and_do_not_stop_the_rest(
    write: Write, tmp_path: Path, kinds: KindTable
) -> None:
    write(PLUGIN)
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "folder.yaml").symlink_to(".", target_is_directory=True)
    for given in (str(tmp_path), str(tmp_path / "*.yaml")):
        bundle = load([given], kinds, environ={})
        assert names(bundle) == ["faq"]
        assert {(f.rule, Path(f.file).name) for f in bundle.findings if f.severity == "error"} == {
            ("unreadable", "gone.yaml"), ("unreadable", "loop.yaml"),
        }  # fmt: skip
    for name in ("gone.yaml", "loop.yaml"):
        assert [f.rule for f in validate([tmp_path / name], kinds, Options({})).findings] == ["unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_in_a_folder_is_not_read(write: Write, tmp_path: Path, kinds: KindTable) -> None:
    write(PLUGIN)
    os.mkfifo(tmp_path / "pipe.yaml")
    for given in (str(tmp_path), str(tmp_path / "*.yaml")):
        assert validate([given], kinds, Options({})).manifests == 1


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="needs /dev/fd")
def test_a_pipe_that_the_user_names_is_read_once(kinds: KindTable) -> None:
    """The shell's `<(...)` cannot be read again to find a position."""
    read, write = os.pipe()
    text = PLUGIN + "---\n" + PLUGIN + "---\n" + SECRET.replace("kind: Secret", "kind: ApiConnection")
    os.write(
        write,
        text.replace("config:\n    value: ${env:KEY}", "connection: {baseUrl: http://x, apiKey: k}").encode(),
    )
    os.close(write)
    try:
        found = validate([f"/dev/fd/{read}"], kinds, Options({})).findings
    finally:
        os.close(read)
    assert {"duplicate-resource", "unresolved-reference"} <= {finding.rule for finding in found}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_byte_order_mark_sets_the_encoding(tmp_path: Path, kinds: KindTable, encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("e") else ""
    for name in ("it.yaml", "it.json"):
        text = PLUGIN if name == "it.yaml" else json.dumps(kinds.get("Plugin").schema["examples"][0])
        (tmp_path / name).write_bytes((mark + text).encode(encoding))
        report = validate([tmp_path / name], kinds, Options({}))
        assert (report.manifests, report.findings) == (1, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_utf_16_without_a_byte_order_mark_is_named(tmp_path: Path, kinds: KindTable, encoding: str) -> None:
    (tmp_path / "it.yaml").write_bytes(PLUGIN.encode(encoding))
    (finding,) = validate([tmp_path / "it.yaml"], kinds, Options({})).findings
    assert finding.rule == "encoding"
    assert "UTF-16" in finding.message


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a: 1\nb: \xc3\xa9\xff", 2, 5), (b"\xef\xbb\xbfa: \xff", 1, 4), (b"a: 1\rb: 2\r\nc: \xff", 3, 4),
        ("\ufeffa: \U0001f60a\n".encode("utf-16-le") + b"b\0\x00\xd8", 2, 2),
    ],
)  # fmt: skip
def test_undecodable_bytes_are_located_in_characters(
    tmp_path: Path, kinds: KindTable, data: bytes, line: int, column: int
) -> None:
    (tmp_path / "it.yaml").write_bytes(data)
    (finding,) = validate([tmp_path / "it.yaml"], kinds, Options({})).findings
    assert (finding.rule, finding.line, finding.column) == ("encoding", line, column)


def test_a_file_named_by_two_links_is_read_once(write: Write, tmp_path: Path, kinds: KindTable) -> None:
    file = write(PLUGIN, "a/it.yaml")
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "c.yaml").symlink_to(file)
    given = [file, tmp_path / "b" / "it.yaml", tmp_path / "c.yaml"]
    assert names(load(given, kinds, environ={})) == ["faq"]
