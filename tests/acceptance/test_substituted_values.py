"""A value that came from a variable is printed by no command: not in findings, and not in tables."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server

VALUES = {
    "PATH_OF_FILE": "canary-path",
    "URL": "https://user:canary-pw@h.example.com/",
    "TEXT": "canary-text",
}
FILE = """\
apiVersion: smarter.sh/v1
kind: File
metadata: {name: f, description: d, version: 1.0.0}
spec: {path: "${env:PATH_OF_FILE}", purpose: user_data}
"""
CONNECTION = """\
apiVersion: smarter.sh/v1
kind: ApiConnection
metadata: {name: c, description: "${env:TEXT}", version: 1.0.0}
spec: {connection: {baseUrl: "${env:URL}", authMethod: none, timeout: 10}}
"""


def test_a_missing_file_is_named_as_it_is_written(smarter: Command) -> None:
    (smarter.folder / "f.yaml").write_text(FILE, encoding="utf-8")
    # A similar file would be a hint to the value.
    (smarter.folder / "canary-pat").write_text("x", encoding="utf-8")
    for line in ("validate f.yaml", "validate f.yaml -o sarif", "diff -f f.yaml", "apply -f f.yaml"):
        for value in ("canary-path", "/canary-path", "../canary-path", "~/canary-path"):
            ran = smarter(*line.split(" "), env={"PATH_OF_FILE": value})
            assert ran.code != 0, ran
            assert "canary" not in ran.out + ran.err, ran
            assert "${env:PATH_OF_FILE}" in ran.out + ran.err, ran


def test_tables_mask_what_was_substituted(smarter: Command) -> None:
    (smarter.folder / "c.yaml").write_text(CONNECTION, encoding="utf-8")
    assert smarter("apply", "-f", "c.yaml", env=VALUES).code == 0
    for flags in ([], ["-o", "wide"], ["-o", "name"], ["--show-tags"], ["-o", "json"]):
        ran = smarter("get", "apiconnection", "c", *flags)
        assert ran.code == 0, ran
        assert "canary" not in ran.out, ran
    assert "(secret)" in smarter("get", "apiconnection", "c").out
    for line in ("apiconnections", "apiconnections -o wide", "all -o wide", "apiconnections --absolute"):
        ran = smarter("get", *line.split(" "))
        assert ran.code == 0, ran
        assert "canary" not in ran.out + ran.err, ran
    assert "(secret)" in smarter("get", "apiconnections").out


def test_a_long_list_shows_no_text_that_may_be_secret(
    smarter: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (smarter.folder / "c.yaml").write_text(CONNECTION, encoding="utf-8")
    assert smarter("apply", "-f", "c.yaml", env=VALUES).code == 0
    monkeypatch.setattr("smarter.cli.actions.collect._SHORT_LIST", 0)
    for flags in ([], ["-o", "wide"]):
        ran = smarter("get", "apiconnections", *flags)
        assert ran.code == 0, ran
        assert "canary" not in ran.out + ran.err, ran
        assert "the texts of apiconnections are left out" in ran.err
    assert "note" not in smarter("get", "apiconnections", "-o", "name").err


def test_named_resources_are_read_once_each(remote: Command, server: Server) -> None:
    """And none of the others: a platform may hold 10,000 of them."""
    names = ("one", "two", "three")
    (remote.folder / "c.yaml").write_text(
        "---\n".join(CONNECTION.replace("name: c,", f"name: {name},") for name in names), encoding="utf-8"
    )
    assert remote("apply", "-f", "c.yaml", env=VALUES).code == 0
    before = len(server.requests)
    assert "(secret)" in remote("get", "apiconnection", "one", "two").out
    asked = [path for path in server.requests[before:] if "/cli/" in path]
    assert len([path for path in asked if "/describe/" in path]) == 2, asked
    assert not [path for path in asked if "/get/" in path], asked
