"""`smarter validate` by hand, in pipes and in unusual folders."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import Command, program
from tests.manifest.conftest import PLUGIN, SECRET

NAMED = PLUGIN.replace("name: faq", "name: Sales-FAQ")


def test_fix_changes_files_and_only_reports_findings_of_stdin(bare: Command) -> None:
    (bare.folder / "it.yaml").write_text(NAMED.replace("Sales", "Shop"), encoding="utf-8")
    ran = bare("validate", "--fix", "--strict", "-", "it.yaml", stdin=NAMED)
    assert ran.code == 1
    assert ran.out.startswith("<stdin>:4:9: error: the platform stores the name `Sales-FAQ`")
    assert ran.out.endswith("2 manifests: 1 error\n")
    assert ran.err.startswith("fixed it.yaml:4: ")
    again = bare("validate", "--fix", "--strict", "it.yaml")
    assert (again.code, again.err) == (0, "")


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="needs bash")
@pytest.mark.parametrize("flag", ["", "--fix"])
def test_a_pipe_of_the_shell_is_read_once(bare: Command, flag: str) -> None:
    import subprocess

    (bare.folder / "it.yaml").write_text(NAMED + "---\n" + NAMED, encoding="utf-8")
    script = f"{' '.join(program())} validate {flag} <(cat it.yaml)"
    done = subprocess.run(
        ["/bin/bash", "-c", script], cwd=bare.folder, env=bare.environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert "duplicate Plugin" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_long_line_is_shown_around_its_place(bare: Command) -> None:
    from tests.acceptance.terminal import Terminal

    text = json.dumps({
        "apiVersion": "smarter.sh/v1", "kind": "Secret",
        "metadata": {"name": "k", "description": "x" * 500, "version": None},
        "spec": {"config": {"value": "hush" * 200, "expiration_date": "never"}},
    })  # fmt: skip
    (bare.folder / "it.json").write_text(text, encoding="utf-8")
    environ = {**bare.environment(), "NO_COLOR": "1"}
    shown = Terminal([*program(), "validate", "it.json"], str(bare.folder), environ).end().replace("\r", "")
    lines = shown.splitlines()
    at = next(i for i, line in enumerate(lines) if "[pattern]" in line)
    above, below = lines[at + 1 : at + 3]
    assert len(above) <= 100
    assert above[below.index("^") : below.rindex("^") + 1] == '"never"'
    assert "hush" not in shown


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names of any bytes")
@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit", "tap"])
def test_file_names_of_any_bytes_are_written_in_every_format(bare: Command, form: str) -> None:
    for name in (b"bad\xff.yaml", b"new\nline.yaml", b"\x1b[31m.yaml"):
        Path(os.fsdecode(os.fsencode(bare.folder) + b"/" + name)).write_text(SECRET, encoding="utf-8")
    ran = bare("validate", "-o", form, ".")
    assert (ran.code, ran.err) == (1, "")
    assert re.search("[\x00-\x08\x0b-\x1f\x7f]", ran.out) is None or form == "github"


@pytest.mark.parametrize("form", ["json", "github", "sarif", "junit", "tap"])
def test_machine_readable_output_is_utf_8_on_any_terminal(bare: Command, form: str) -> None:
    (bare.folder / "it.yaml").write_text(
        PLUGIN.replace("    systemRole", "    größe: 1\n    systemRole"), encoding="utf-8"
    )
    ran = bare("validate", "-o", form, "it.yaml", env={"PYTHONIOENCODING": "ascii"})
    assert (ran.code, ran.err) == (0, "")
    assert "größe" in ran.out
