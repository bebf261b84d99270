"""Outcomes for machines that are not ours: names, JUnit for CI servers, annotations for GitHub, YAML."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Sequence

if TYPE_CHECKING:
    from smarter.engine import Outcome

Label = Callable[[str, str], str]


def yaml(document: Dict[str, Any]) -> str:
    """A document as YAML."""
    from ruamel.yaml import YAML

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment,unused-ignore]
    text = io.StringIO()
    writer.dump(document, text)
    return text.getvalue()


def names(verb: str, outcomes: Sequence[Outcome], label: Label) -> str:
    """`plugin/faq`, one line a resource that is as it should be."""
    fine = (each for each in outcomes if each.action not in ("failed", "skipped"))
    return "".join(f"{label(each.kind, each.name)}\n" for each in fine)


def junit(verb: str, outcomes: Sequence[Outcome], label: Label) -> str:
    """One test case a resource, in the XML that CI servers read."""
    from smarter.manifest.reporters.junit import Case, suite_document

    cases: List[Case] = []
    for each in outcomes:
        case = Case(label(each.kind, each.name))
        if each.action in ("failed", "skipped") and each.error is not None:
            case = case._replace(
                outcome="failure" if each.action == "failed" else "skipped",
                message=" ".join(each.error.message.split()),
                text=each.error.hint or "",
            )
        else:
            case = case._replace(output=each.action)
        cases.append(case)
    return suite_document(verb, cases)


def github(verb: str, outcomes: Sequence[Outcome], label: Label) -> str:
    """Workflow commands: an error for each failure at its manifest, a warning for what was skipped, else a notice."""
    from smarter.manifest.reporters.github import annotation

    lines: List[str] = []
    for each in outcomes:
        if each.action == "unchanged":
            continue
        severity = {"failed": "error", "skipped": "warning"}.get(each.action, "note")
        message = each.error.message if each.error and severity != "note" else each.action
        resource = each.step.desired.resource
        lines.append(
            annotation(
                severity, message, title=label(each.kind, each.name),
                file=resource.file if resource else None, line=resource.position(())[0] if resource else None,
            )
        )  # fmt: skip
    return "".join(lines)


FORMS: Dict[str, Callable[[str, Sequence[Outcome], Label], str]] = {
    "name": names,
    "junit": junit,
    "github": github,
}
