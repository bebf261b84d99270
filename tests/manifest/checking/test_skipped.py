"""Skipped files that are probably manifests: a warning; with `strict` an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from smarter.kinds import KindTable
from smarter.manifest import Options, validate
from smarter.manifest.checking.policy import Policy

CHATBOT = "kind: Chatbot\nmetadata:\n  name: helper\nspec:\n  config: {}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", CHATBOT.replace("config: {}", "config: {")),
        ("a.yaml", CHATBOT.replace("name: helper", "name: a: b")),
        ("a.yaml", CHATBOT.replace("kind: Chatbot\n", "")),
        ("a.yaml", CHATBOT.replace("Chatbot", "Chatbto")),
        ("a.json", '{"kind": "Chatbot", "metadata": {"name": "helper"}, "spec": {"config": {}}'),
        ("a.json", '{\n  "kind": "Chatbot",\n  "metadata": {"name": "helper"}\n  "spec": {}\n}\n'),
        ("a.yaml", "apiVersion: smarter.sh/v1\n" + CHATBOT + "---\n" + CHATBOT.replace("{}", "{")),
    ],
)
def test_a_skipped_file_similar_to_a_manifest_is_a_warning(
    tmp_path: Path, kinds: KindTable, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    for strict, severity in ((False, "warning"), (True, "error")):
        found = validate([str(tmp_path)], kinds, Options({}, policy=Policy(strict=strict))).findings
        assert [each.severity for each in found if each.rule == "skipped-manifest"] == [severity], found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "name: build\non: push\njobs: [\n"),
        ("a.yaml", "kind: secret\nname: a\n"),
        ("a.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Values.name }}\nspec: {}\n"),
        ("a.yaml", "apiVersion: pkg.crossplane.io/v1\nkind: Provider\nmetadata: {name: a}\nspec: {}\n"),
        ("a.json", '{"compilerOptions": {"strict": true,}}'),
    ],
)
def test_files_of_other_tools_are_a_note_even_if_broken(
    tmp_path: Path, kinds: KindTable, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = validate([str(tmp_path)], kinds, Options({}, policy=Policy(strict=True))).findings
    assert {(each.rule, each.severity) for each in found} <= {("not-ours", "note")}
