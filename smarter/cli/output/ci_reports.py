"""Reports of outcomes for CI: names, JUnit, GitHub annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Dict, List, Sequence

if TYPE_CHECKING:
    from smarter.engine import Outcome

Label = Callable[[str, str], str]


def names(verb: str, outcomes: Sequence[Outcome], label: Label) -> str:
    """Return `plugin/faq` lines for the resources that did not fail."""
    fine = (each for each in outcomes if each.action not in ("failed", "skipped"))
    return "".join(f"{label(each.kind, each.name)}\n" for each in fine)


def junit(verb: str, outcomes: Sequence[Outcome], label: Label) -> str:
    """Return JUnit XML with one test case a resource."""
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
    """Return workflow commands: errors at manifests, warnings for skips, or notices."""
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
