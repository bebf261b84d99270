"""The page of validation rules, from their table."""

from __future__ import annotations

from reference.markdown import code, table
from smarter.manifest.checking.rules import RULES

INTRODUCTION = """\
# Validation rules

What `smarter validate` looks for. Errors stop an apply; warnings and notes do not. `--select` and `--ignore` choose
rules for one run, `# smarter: ignore=RULE` on a line silences one there, and `ignore` in `.smarter.yaml` or
`[tool.smarter]` of `pyproject.toml` for a whole repository. *Always on* are those whose manifests cannot be read or
applied at all. `smarter validate --fix` mends what is *mendable*, where the right thing is certain.

"""


def page() -> str:
    """Return the text of the page."""
    rows = []
    for rule in RULES.values():
        marks = [word for word, holds in (("always on", rule.firm), ("mendable", rule.fixable)) if holds]
        rows.append((code(rule.id), rule.severity, f"{rule.title}. {rule.text}", ", ".join(marks)))
    return INTRODUCTION + table(("rule", "severity", "what it means", ""), rows)
