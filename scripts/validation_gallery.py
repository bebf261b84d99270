"""Write docs/validation.md: the page, and a gallery of what `smarter validate` finds. `--check` only compares.

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
from smarter.manifest.reporters import text

PAGE = Path(__file__).resolve().parent.parent / "docs" / "validation.md"

HEAD = """\
# Validation

`smarter validate [PATH...]` checks manifests before anything is sent, without network, key or platform:

```console
$ sed 's/systemRole/sytemRole/' manifests/quickstart/plugin.yaml | smarter validate -
<stdin>:15:5: error: unknown field `sytemRole` in spec.prompt. Did you mean `systemRole`? [unknown-field]
1 manifest: 1 error
```

Each finding names file, line, column and field, what is wrong and what to do; the word in brackets is its [rule](reference/rules.md).
Terminals also show the line and a caret, with secrets masked. Errors exit 1. Warnings and notes exit 0, unless `--strict` makes
warnings errors. A wrong flag or path exits 2.

| flag | effect |
| --- | --- |
| `-o` | `text`, `json` ([its schema](validate-output.schema.json)), `github`, `sarif`, `junit` or `tap`. `github`, `sarif` and `junit` name files from the top of the repository, in whatever folder a job runs |
| `--fix` | fixes what is certain; comments and layout stay. SARIF has the same fixes |
| `--env` | an unset variable is an error |
| `--dialect 0.14` | finds what that version of the platform does not support |
| `--live` | looks references up on the platform |
| `--select RULE`, `--ignore RULE`, `--exclude PATTERN` | for one run, what is [silenced](#silencing) |

## Which files

Paths are files, folders, patterns, or `-` for stdin; YAML and JSON, any number of documents a file. In folders, `.yaml`, `.yml` and `.json` files are read,
but not hidden ones, what `.gitignore` or `exclude` names, `node_modules`, `build`, `vendor`, and virtual environments; `-v` lists these. A
path that you name is always read. A link beside its file is one manifest; a link out of the folder is an error.

## Silencing

`# smarter: ignore=RULE` at the end of a line silences that line, on a line of its own the next one. For a
repository, in `pyproject.toml` or with the same keys in `.smarter.yaml`:

```toml title="pyproject.toml"
[tool.smarter]
ignore = ["ambiguous-date"]
exclude = ["drafts/", "*.tmpl.yaml"]
strict = true

[tool.smarter.severity]
clear-secret = "error"
```

Errors that make a manifest unusable cannot be silenced. [Editors and pre-commit](how-to/editors.md) run the same checks.

## Proofs

Mistakes generated from the schema of each kind (`python -m tests.manifest.checking.mutations`). A finding is right if it is the first one, on the line of the
mistake, and names the field, type, section or number of columns:

| mistake | named right |
| --- | ---: |
| misspelt field | 98 % of 926 |
| wrong type | 99 % of 290 |
| section a level too high or too low | 99 % of 97 |
| indentation off by one | 97 % of 524 |
| list item that continues the text above | 6 of 6 |

Manifests are YAML 1.2; dates are text as they are written. Where `ryaml` can be installed (CPython 3.10 and
newer, on Linux with glibc, macOS on ARM and Windows) it reads what every reader reads alike, ten times as
fast. The [YAML test suite](https://github.com/yaml/yaml-test-suite) (402 cases; `python -m tests.manifest.reading.yaml_suite`):

| result | cases |
| --- | ---: |
| valid, read as the suite says | 276 |
| valid, refused: tags other than those of plain types, which could make a reader construct objects | 16 |
| valid, refused: keys that are lists or mappings, which JSON does not have | 15 |
| valid, refused: two empty keys in one mapping | 1 |
| invalid, refused | 89 |
| invalid, accepted with the value that was meant: lines in brackets or quotes with too little indentation | 5 |
| another value, or a crash | 0 |

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
    """Return the text of the page."""
    parts: List[str] = [HEAD]
    for title, manifest in GALLERY:
        parts.append(f"{title}:\n\n```text\n{findings(manifest)}```\n\n")
    return "".join(parts).rstrip("\n") + "\n"


def findings(manifest: str) -> str:
    """Return what `smarter validate` prints about a manifest on a terminal, without the last line."""
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
