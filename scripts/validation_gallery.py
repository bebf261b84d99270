"""Write the gallery of findings at the end of docs/validation.md.

python scripts/validation_gallery.py [--check]

`--check` writes nothing and exits 1 if the page is stale.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import List, Tuple

from smarter.kinds import load_kinds
from smarter.manifest import Options, validate
from smarter.manifest.reporters import text

PAGE = Path(__file__).resolve().parent.parent / "docs" / "validation.md"

HEADING = "## Gallery\n\n"

PLUGIN = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata:
  name: faq
  description: Answers questions.
  version: 1.0.0
  pluginClass: static
spec:
  selector: {directive: always}
  prompt:
    systemRole: You help.
  data:
    staticData: {hours: 9 to 5}
"""
SECRET = """\
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: key, description: A key., version: 1.0.0}
spec:
  config:
    value: ${env:KEY}
"""

GALLERY: Tuple[Tuple[str, str], ...] = (
    ("A misspelt field", PLUGIN.replace("systemRole", "systemRol")),
    ("An unknown field", PLUGIN.replace("    systemRole", "    colour: red\n    systemRole")),
    ("A missing field", PLUGIN.replace("    systemRole: You help.\n", "    provider: openai\n")),
    ("A wrong type", PLUGIN.replace("version: 1.0.0", "version: 1.0")),
    ("A value that is not allowed", PLUGIN.replace("directive: always", "directive: allways")),
    ("An unknown kind", PLUGIN.replace("kind: Plugin", "kind: Plugn")),
    ("A name that the platform rewrites", PLUGIN.replace("name: faq", "name: Sales-FAQ")),
    ("A secret in clear text", SECRET.replace("${env:KEY}", "only-for-trying")),
    ("A variable that is not set", SECRET),
    ("A duplicate key", PLUGIN.replace("  name: faq\n", "  name: faq\n  name: fag\n")),
    ("A colon in a text", PLUGIN.replace("Answers questions.", "Answers: questions.")),
    (
        "Values that versions of YAML read differently",
        PLUGIN.replace("9 to 5", "9 to 5, since: 2026-01-31, open: yes"),
    ),
    ("A duplicate resource", PLUGIN + "---\n" + PLUGIN),
)


def page() -> str:
    """Return the text of the page with a new gallery."""
    above = PAGE.read_text(encoding="utf-8").split(HEADING)[0]
    parts: List[str] = [above, HEADING]
    for title, manifest in GALLERY:
        parts.append(f"{title}:\n\n```text\n{findings(manifest)}```\n\n")
    return "".join(parts).rstrip("\n") + "\n"


def findings(manifest: str) -> str:
    """Return the output of `smarter validate` on a terminal, without its last line."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "it.yaml").write_text(manifest, encoding="utf-8")
        os.chdir(folder)
        try:
            report = validate(["it.yaml"], load_kinds(), Options({}))
        finally:
            os.chdir(before)
    return text.show(report.findings, window=120)


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(
            0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE.name} is stale: run {sys.argv[0]}"
        )
    PAGE.write_text(page(), encoding="utf-8")
