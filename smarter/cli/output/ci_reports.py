"""Outcomes for machines that are not ours: names, JUnit for CI servers, annotations for GitHub, YAML."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Sequence
from xml.sax.saxutils import escape

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
    from smarter.manifest.reporters.junit import attribute, clean

    cases: List[str] = []
    for each in outcomes:
        name = attribute(label(each.kind, each.name))
        head = f'  <testcase classname="smarter.{verb}" name={name} time="0"'
        if each.action in ("failed", "skipped") and each.error is not None:
            tag = "failure" if each.action == "failed" else "skipped"
            message = attribute(" ".join(each.error.message.split()))
            hint = escape(clean(each.error.hint or ""))
            cases.append(f"{head}>\n    <{tag} message={message}>{hint}</{tag}>\n  </testcase>")
        else:
            cases.append(f"{head}>\n    <system-out>{escape(each.action)}</system-out>\n  </testcase>")
    failed = sum(each.action == "failed" for each in outcomes)
    skipped = sum(each.action == "skipped" for each in outcomes)
    counts = f'tests="{len(outcomes)}" failures="{failed}" errors="0" skipped="{skipped}"'
    head, body = '<?xml version="1.0" encoding="utf-8"?>', "\n".join(cases)
    return f'{head}\n<testsuite name="smarter {verb}" {counts} time="0">\n{body}\n</testsuite>\n'


def github(verb: str, outcomes: Sequence[Outcome], label: Label) -> str:
    """Workflow commands: an error for each failure at its manifest, a warning for what was skipped, else a notice."""
    lines: List[str] = []
    for each in outcomes:
        title = label(each.kind, each.name)
        resource = each.step.desired.resource
        place = f"file={_property(resource.file)},line={resource.position(())[0]}," if resource else ""
        if each.action in ("failed", "skipped"):
            level = "error" if each.action == "failed" else "warning"
            text = each.error.message if each.error else each.action
            lines.append(f"::{level} {place}title={_property(title)}::{_message(text)}\n")
        elif each.action != "unchanged":
            lines.append(f"::notice {place}title={_property(title)}::{_message(each.action)}\n")
    return "".join(lines)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


FORMS: Dict[str, Callable[[str, Sequence[Outcome], Label], str]] = {
    "name": names,
    "junit": junit,
    "github": github,
}
