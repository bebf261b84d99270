"""Writes docs/validation.md: inputs, what `smarter validate` finds in them, and the rules. `--check` only compares.

python scripts/validation_gallery.py [--check]
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import List, Tuple

from smarter.kinds import load_kinds
from smarter.manifest import Options, validate
from smarter.manifest.checking.rules import RULES
from smarter.manifest.reporters import text

PAGE = Path(__file__).resolve().parent.parent / "docs" / "validation.md"

HEAD = """\
# Validation

`smarter validate [PATH...]` checks manifests before anything is sent: files, folders, patterns, `-` for
standard input; YAML and JSON, several documents a file. It needs no network, no key and no platform. Errors
exit 1; warnings and notes exit 0, unless `--strict` makes warnings errors; a wrong flag or path exits 2.

Every finding names file, line, column and field, says what is wrong and what to do. On a terminal the line is
shown with a caret, secrets left out. `-o` writes `text`, `json` ([its schema](validate-output.schema.json)),
`github`, `sarif`, `junit` or `tap`. `--fix` mends what is certain and leaves comments and layout alone. `--env`
makes an unset variable an error, `--dialect P14` tells what that generation of the platform does not know,
`--live` asks the platform for what the manifests refer to.

YAML is read by the rules of YAML 1.2, dates as text. Where `ryaml` can be installed (CPython 3.10 and newer, on
Linux with glibc, macOS on ARM and Windows) what is right is read by it, at ten times the speed; elsewhere by
ruamel.yaml alone.

## Silencing

`# smarter: ignore=RULE` at the end of a line silences that line, on a line of its own the next one. For a
repository:

```toml title="pyproject.toml"
[tool.smarter]
ignore = ["ambiguous-date"]
strict = true

[tool.smarter.severity]
clear-secret = "error"
```

The same keys stand in `.smarter.yaml`. `--select RULE` and `--ignore RULE` do it for one run. Errors that make
a manifest unusable cannot be silenced.

## pre-commit

`.pre-commit-hooks.yaml` has the hooks `smarter-validate` and `smarter-fix`. They pass over YAML of others
without a word (`--only-ours`).

## Gallery

"""

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
    ("A slip of the finger", PLUGIN.replace("systemRole", "systemRol")),
    ("A field that the platform drops", PLUGIN.replace("    systemRole", "    colour: red\n    systemRole")),
    ("A field that is missing", PLUGIN.replace("    systemRole: You help.\n", "    provider: openai\n")),
    ("A value of another type", PLUGIN.replace("version: 1.0.0", "version: 1.0")),
    ("A choice that is none", PLUGIN.replace("directive: always", "directive: allways")),
    ("A kind that does not exist", PLUGIN.replace("kind: Plugin", "kind: Plugn")),
    ("A name that the platform rewrites", PLUGIN.replace("name: faq", "name: Sales-FAQ")),
    ("A secret in clear text", SECRET.replace("${env:KEY}", "only-for-trying")),
    ("A variable that is not set", SECRET),
    ("A key that stands twice", PLUGIN.replace("  name: faq\n", "  name: faq\n  name: fag\n")),
    ("A colon in a text", PLUGIN.replace("Answers questions.", "Answers: questions.")),
    (
        "Scalars that readers of YAML disagree about",
        PLUGIN.replace("9 to 5", "9 to 5, since: 2026-01-31, open: yes"),
    ),
    ("One resource defined twice", PLUGIN + "---\n" + PLUGIN),
)


def page() -> str:
    parts: List[str] = [HEAD]
    for title, manifest in GALLERY:
        parts.append(f"### {title}\n\n```text\n{manifest}```\n\n```text\n{findings(manifest)}```\n\n")
    parts.append("## Rules\n\n| rule | severity | what it means |\n| --- | --- | --- |\n")
    for rule in RULES.values():
        words = f"{rule.title}. {rule.text}".replace("|", "\\|")
        parts.append(f"| `{rule.id}` | {rule.severity}{', `--fix`' if rule.fixable else ''} | {words} |\n")
    return "".join(parts)


def findings(manifest: str) -> str:
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "it.yaml").write_text(manifest, encoding="utf-8")
        os.chdir(folder)
        try:
            report = validate(["it.yaml"], load_kinds(), Options({}))
        finally:
            os.chdir(before)
    return text.render(report, window=120)


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(
            0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE.name} is stale: run {sys.argv[0]}"
        )
    PAGE.write_text(page(), encoding="utf-8")
