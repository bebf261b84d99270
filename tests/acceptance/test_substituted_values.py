"""A value that came from a variable is printed by no command: not in findings, and not in tables."""

from __future__ import annotations

from tests.acceptance.conftest import Command

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
    # Rows of a list do not tell what was substituted, but a password in a URL is one.
    assert "canary-pw" not in smarter("get", "apiconnections").out
    assert "canary-pw" not in smarter("get", "all", "-o", "wide").out
