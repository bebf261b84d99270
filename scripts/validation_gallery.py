"""Writes docs/validation.md: inputs, the findings of `smarter validate`, and the rules. `--check` only compares.

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

Every finding names file, line, column and field, what is wrong and what to do. On a terminal the line is
shown with a caret, with secrets masked. `-o` writes `text`, `json` ([its schema](validate-output.schema.json)),
`github`, `sarif`, `junit` or `tap`. Formats for services (`github`, `sarif`, `junit`) name files from the top of
the repository, in whatever folder a job runs; the others as they were given. `--fix` fixes what is certain and
keeps comments and layout; SARIF has the same fixes. `--env` makes an unset variable an error, `--dialect P14`
reports what that generation of the platform does not support, `--live` looks references up on the platform.

## Which files

In folders, `.yaml`, `.yml` and `.json` files are read. Hidden files are left out, and so is what `.gitignore` or
`exclude` names, `node_modules`, `build`, `vendor`, and virtual environments; `-v` lists them. A path that you
name is always read. A link beside its file is one manifest; a link out of the folder is an error.

## YAML

Manifests are YAML 1.2. Dates are text as they are written. Where `ryaml` can be installed (CPython 3.10 and
newer, on Linux with glibc, macOS on ARM and Windows) it reads what every reader reads alike, ten times as
quickly; a reader of our own does the rest.

The [YAML test suite](https://github.com/yaml/yaml-test-suite) (402 cases; `python -m
tests.manifest.reading.yaml_suite`):

| result | cases |
| --- | ---: |
| valid, read as the suite says | 276 |
| valid, refused: tags other than those of plain types, which could make a reader construct objects | 16 |
| valid, refused: keys that are lists or mappings, which JSON does not have | 15 |
| valid, refused: two empty keys in one mapping | 1 |
| invalid, refused | 89 |
| invalid, accepted with the value that was meant: lines in brackets or quotes with too little indentation | 5 |
| another value, or a crash | 0 |

## Advice

Mistakes that people make, generated from the schema of each kind (`python -m tests.manifest.checking.mutations`).
A finding is right if it is the first one, on the line of the mistake, and names the field, type, section or number
of columns:

| mistake | named right |
| --- | ---: |
| misspelt field | 98 % of 926 |
| wrong type | 99 % of 290 |
| section a level too high or too low | 99 % of 97 |
| indentation off by one | 97 % of 524 |
| list item that continues the text above | 6 of 6 |

## Silencing

`# smarter: ignore=RULE` at the end of a line silences that line, on a line of its own the next one. For a
repository:

```toml title="pyproject.toml"
[tool.smarter]
ignore = ["ambiguous-date"]
exclude = ["drafts/", "*.tmpl.yaml"]
strict = true

[tool.smarter.severity]
clear-secret = "error"
```

`.smarter.yaml` takes the same keys. `--select RULE`, `--ignore RULE` and `--exclude PATTERN` do it for one run.
Errors that make a manifest unusable cannot be silenced.

## pre-commit

`.pre-commit-hooks.yaml` has the hooks `smarter-validate` and `smarter-fix`. They skip files that are not
Smarter manifests (`--only-ours`).

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
