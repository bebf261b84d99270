"""The page of validation rules, from their table."""

from __future__ import annotations

from smarter.manifest.checking.rules import RULES

INTRODUCTION = """\
# Validation rules

The rules of `smarter validate`. Errors stop an apply; warnings and notes do not. Choose rules with `--select` and
`--ignore`, or silence one: `# smarter: ignore=RULE` on a line, or `ignore` in `.smarter.yaml` or in `[tool.smarter]` of
`pyproject.toml`. Rules that are *always on* find manifests that cannot be read or applied. `smarter validate --fix`
mends *mendable* findings, if only one fix is possible.

"""


def page() -> str:
    """Return the text of the page."""
    entries = []
    for rule in RULES.values():
        marks = [word for word, holds in (("always on", rule.firm), ("mendable", rule.fixable)) if holds]
        entries.append(
            f"- **`{rule.id}`** ({', '.join([rule.severity, *marks])}): {rule.title}. {rule.text}\n"
        )
    return INTRODUCTION + "".join(entries)
