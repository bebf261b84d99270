"""Plans, outcomes and findings as text and JSON."""

from __future__ import annotations

import sys
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    Union,
)

from smarter._text import count_of
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.error_report import EXIT_CODES, advice
from smarter.cli.output.invisible import reveal, reveal_lines
from smarter.cli.output.long_lines import count_equal, cut_long_lines

if TYPE_CHECKING:
    from smarter.cli.output.error_report import CliError
    from smarter.engine import Change, Orphan, Outcome, Step
    from smarter.engine.plan import InventoryChange
    from smarter.engine.plan_file import SavedOrphan, SavedStep
    from smarter.manifest import Finding

Label = Callable[[str, str], str]
PlannedStep = Union["Step", "SavedStep"]
PlannedOrphan = Union["Orphan", "SavedOrphan"]

PLAN_ACTIONS = ("create", "update", "reset", "replace", "delete", "none")
OUTCOME_ACTIONS = ("created", "updated", "unchanged", "deleted", "skipped", "failed")
SEVERITIES = ("error", "warning", "note")

# The counts of a summary, by verb; a document that ends in an error has them all at 0.
_COUNTED: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("adopt", "apply", "delete", "edit"), OUTCOME_ACTIONS),
    **dict.fromkeys(("diff", "plan", "show"), PLAN_ACTIONS),
    "validate": SEVERITIES,
}
# The colour of an action or a severity.
_COLOURS = {
    **dict.fromkeys(("create", "created"), "green"),
    **dict.fromkeys(("update", "updated", "reset", "replace", "warning"), "yellow"),
    **dict.fromkeys(("delete", "deleted", "failed", "error"), "red"),
    "skipped": "dim",
    "note": "cyan",
}
# The exit codes of a failed resource's error that say more than "some resources failed".
_OF_RESOURCE = {
    word: code
    for word, code in EXIT_CODES.items()
    if code in (exit_codes.KEY, exit_codes.GUARD, exit_codes.UNSUPPORTED, exit_codes.INTERRUPTED)
}
_SIGNS = {"create": "+", "update": "~", "reset": "~", "replace": "±", "delete": "-"}
# Why a field changes, if the manifest was not edited.
_CAUSES = {
    "reset": "left out of the manifest: back to its default",
    "drift": "changed on the platform since it was applied",
}
_SHORT = 60  # characters up to which before and after stand on one line


def count(words: Iterable[str], counted: Sequence[str]) -> Dict[str, int]:
    """Count each of `counted` in `words`, in the order of `counted`."""
    summary = dict.fromkeys(counted, 0)
    for word in words:
        summary[word] = summary.get(word, 0) + 1
    return summary


def summary_line(summary: Mapping[str, int], noun: str = "resource") -> str:
    """Return `3 resources: 1 created, 2 unchanged`, without zeros."""
    parts = ", ".join(f"{number} {word}" for word, number in summary.items() if number)
    return f"{count_of(sum(summary.values()), noun)}{': ' + parts if parts else ''}\n"


def entry(each: Union[PlannedStep, Outcome]) -> Dict[str, Any]:
    """Return an item of `results`, with the documented fields only."""
    changes = [
        {"path": c.path, "before": c.before, "after": c.after, **({"absent": c.absent} if c.absent else {})}
        for c in each.changes
    ]
    shown: Dict[str, Any] = {"kind": each.kind, "name": each.name, "action": each.action, "changes": changes}
    problem = getattr(each, "error", None)
    if problem is not None:
        shown["error"] = problem.to_json()
    return shown


def remarks(entries: Sequence[Union[PlannedStep, Outcome]]) -> Dict[str, Any]:
    """Return notes and warnings about resources for the top of a document.

    A note that became a warning is listed as the warning only.
    """
    said = [
        {"kind": each.kind, "name": each.name, "severity": severity, "message": " ".join(text.split())}
        for each in entries
        for severity, texts in (("note", each.notes), ("warning", each.warnings))
        for text in texts
        if severity == "warning" or text not in each.warnings
    ]
    return {"remarks": said} if said else {}


# --- plans


def plan_document(verb: str, steps: Sequence[PlannedStep], **more: Any) -> Dict[str, Any]:
    """Return the JSON of `diff` and `plan`."""
    summary = count((step.action for step in steps), PLAN_ACTIONS)
    return stdio.document(verb, [entry(step) for step in steps], summary, **remarks(steps), **more)


def plan_text(steps: Sequence[PlannedStep], label: Label, paint: stdio.Paint) -> str:
    """Return every step that changes something, with its fields before and after.

    A note that several resources share stands once, at the end.
    """
    blocks: List[str] = []
    planned = [step for step in steps if step.action != "none"]
    shared = shared_notes(planned)
    for step in planned:
        head = f"{_SIGNS[step.action]} {label(step.kind, step.name)} {step.action}"
        lines = [paint(head, _COLOURS[step.action])]
        for change in step.changes:
            lines.extend("    " + line for line in _change_lines(change, step.action, paint))
        lines.extend(f"    {paint('note: ' + text, 'dim')}" for text in step.notes if text not in shared)
        blocks.append("\n".join(lines) + "\n")
    blocks += [paint(f"note: {number} resources: {text}", "dim") + "\n" for text, number in shared.items()]
    return "".join(blocks)


def orphans_text(orphans: Sequence[PlannedOrphan], label: Label, paint: stdio.Paint) -> str:
    """Return lines `? file/guide orphan: ...` for remaining, undescribed members."""
    return "".join(
        f"{paint(f'? {label(each.kind, each.name)} orphan', 'yellow')}: {each.text}\n" for each in orphans
    )


def shared_notes(steps: Sequence[PlannedStep]) -> Dict[str, int]:
    """Return the notes that more than three steps have, with their number."""
    counts = count((note for step in steps for note in step.notes), ())
    return {note: number for note, number in counts.items() if number > 3}


def plan_summary(summary: Mapping[str, int], inventory: Optional[InventoryChange] = None) -> str:
    """Return `2 differences: 1 create, 1 update` and the set inventory's change."""
    differing = {action: number for action, number in summary.items() if action != "none"}
    if not any(differing.values()):
        return f"1 difference: {inventory_text(inventory)}\n" if inventory else "no differences\n"
    written = f"the inventory of the set {inventory.set_name} will be written\n" if inventory else ""
    return summary_line(differing, "difference") + written


def inventory_text(change: InventoryChange) -> str:
    """Return `the inventory of the set shop loses plugin/faq`."""
    parts = [("gains", change.added), ("loses", change.removed)]
    told = " and ".join(f"{verb} {', '.join(names)}" for verb, names in parts if names)
    return f"the inventory of the set {change.set_name} {told or 'is written again'}"


def rehearsed(steps: Sequence[Step]) -> List[Outcome]:
    """Return the outcomes that the steps would have."""
    from smarter.engine.writes.outcome import DONE, Outcome

    return [Outcome(step, DONE[step.action], warnings=step.warnings) for step in steps]


def rehearsal_text(
    outcomes: Sequence[Outcome], label: Label, paint: stdio.Paint, *, unchanged: bool = False
) -> str:
    """Return `plugin/faq created (dry run)` lines and the summary."""
    shown = (each for each in outcomes if unchanged or each.action != "unchanged")
    lines = [*(outcome_line(each, label, paint) for each in shown), outcomes_summary(outcomes)]
    return "".join(f"{line[:-1]} (dry run)\n" for line in lines)


def _change_lines(change: Change, action: str, paint: stdio.Paint) -> List[str]:
    """Return a change as text: on one line where before and after are short."""
    if action not in ("create", "delete") and change.cause != "attach":
        before, after = _sides(change)
        if "\n" not in before + after and len(before) + len(after) <= _SHORT:
            before, after = reveal(before, after)
            return [f"{change.path}: {paint(before, 'red')} -> {paint(after, 'green')}{_cause(change)}"]
    colours = {"-": "red", "+": "green"}
    lines = []
    for sign, line in change_rows(change, action):
        if action in ("create", "delete"):
            text = f"{sign} {line}"
        elif line.startswith("  "):
            text = f"  {sign} {line[2:]}".rstrip()
        else:
            text = line
        lines.append(paint(text, colours[sign]) if sign in colours else text)
    return lines


def change_rows(change: Change, action: str) -> List[Tuple[str, str]]:
    """Return a change as (sign, line) rows, the field's path above its lines."""
    if change.cause == "attach":
        return [(" ", f"refers to {change.after} again, which is made anew")]
    if action == "create":
        return _field_rows(change.path, _shown(change.after), "+")
    if action == "delete":
        return _field_rows(change.path, _shown(change.before), "-")
    rows = _line_diff(*_sides(change))
    return [(" ", f"{change.path}:{_cause(change)}"), *((sign, f"  {line}") for sign, line in rows)]


def _sides(change: Change) -> Tuple[str, str]:
    """Return both values as text; `(removed)` differs from null."""
    before = "(not set)" if change.absent == "before" else _shown(change.before)
    return before, "(removed)" if change.absent == "after" else _shown(change.after)


def _cause(change: Change) -> str:
    return f" ({_CAUSES[change.cause]})" if change.cause in _CAUSES else ""


def _field_rows(path: str, text: str, sign: str) -> List[Tuple[str, str]]:
    if "\n" not in text:
        return [(sign, f"{path}: {text}")]
    return [(sign, f"{path}:"), *((sign, f"  {row}") for row in text.split("\n"))]


_CONTEXT = 3


def _line_diff(before: str, after: str) -> List[Tuple[str, str]]:
    """Return a diff as (sign, line): three lines of context, long lines cut."""
    import difflib

    # In long texts difflib takes frequent lines for changed ones, so that it gets the changed part alone.
    old, new = _changed_part(before.split("\n"), after.split("\n"))
    headed = list(difflib.unified_diff(old, new, n=_CONTEXT, lineterm=""))
    # Two rows name the files. Later ones that begin like those are lines of the texts, such as a removed `---`.
    rows = [(row[0], row[1:]) for row in headed[2:] if not row.startswith("@@")]
    return cut_long_lines(reveal_lines(rows))


def _changed_part(old: List[str], new: List[str]) -> Tuple[List[str], List[str]]:
    """Return two lists without their equal ends, but for the lines of context."""
    start = count_equal(old, new)
    end = count_equal(old[start:][::-1], new[start:][::-1])
    start, end = max(0, start - _CONTEXT), max(0, end - _CONTEXT)
    return old[start : len(old) - end], new[start : len(new) - end]


def _shown(value: Any) -> str:
    """Return a value for people: multi-line text unchanged, the rest as JSON."""
    import json  # at the top, it would be imported for the help of each command that shows plans

    if isinstance(value, str):
        if value.startswith("(secret"):
            return value
        return value.rstrip("\n") if "\n" in value.rstrip("\n") else json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, dict)) and value:
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= _SHORT else json.dumps(value, indent=2, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


# --- outcomes


def outcomes_document(verb: str, outcomes: Sequence[Outcome], **more: Any) -> Dict[str, Any]:
    """Return the JSON of `apply`, `delete` and `adopt`."""
    summary = count((outcome.action for outcome in outcomes), OUTCOME_ACTIONS)
    results = [entry(outcome) for outcome in outcomes]
    return stdio.document(verb, results, summary, **remarks(outcomes), **more)


def outcome_line(outcome: Outcome, label: Label, paint: stdio.Paint) -> str:
    """Return `plugin/faq created`."""
    action = paint(outcome.action, _COLOURS.get(outcome.action))
    return f"{label(outcome.kind, outcome.name)} {action}\n"


def remarks_text(
    severity: str, entries: Sequence[Union[PlannedStep, Outcome]], label: Label, paint: stdio.Paint
) -> str:
    """Return the notes or warnings of resources as lines: `note: chatbot/demo: ...`."""
    word = paint(severity, _COLOURS[severity])
    return "".join(
        f"{word}: {label(each.kind, each.name)}: {' '.join(text.split())}\n"
        for each in entries
        for text in (each.notes if severity == "note" else each.warnings)
    )


def problems_text(outcomes: Sequence[Outcome], label: Label, paint: stdio.Paint) -> str:
    """Return the errors of skipped and failed resources, failed ones last."""
    lines: List[str] = []
    for outcome in sorted(outcomes, key=lambda each: each.action == "failed"):
        problem = outcome.error
        if problem is None:
            continue
        word = paint(
            "error" if outcome.action == "failed" else outcome.action, _COLOURS.get(outcome.action, "red")
        )
        place = f" ({problem.path})" if problem.path else ""
        lines.append(
            f"{word}: {label(outcome.kind, outcome.name)}{place}: {' '.join(problem.message.split())}"
        )
        if problem.hint:
            lines.append(advice(problem.hint))
    return "".join(line + "\n" for line in lines)


def outcomes_summary(outcomes: Sequence[Outcome]) -> str:
    """Return `5 resources: 1 updated, 4 unchanged`."""
    return summary_line(count((outcome.action for outcome in outcomes), OUTCOME_ACTIONS))


def outcomes_exit_code(outcomes: Sequence[Outcome]) -> int:
    """Return 0 if nothing failed, else the code of the worst failure."""
    return exit_codes.worst(
        _OF_RESOURCE.get(each.error.code, exit_codes.PARTIAL) if each.error else exit_codes.PARTIAL
        for each in outcomes
        if each.action == "failed" or (each.error and each.action != "skipped")
    )


# --- findings and failures


def findings_text(findings: Sequence[Finding], paint: stdio.Paint) -> str:
    """Return findings as `smarter validate` prints them; with excerpts on a terminal."""
    from smarter.manifest.reporters.text import show

    return show(findings, paint, stdio.columns(sys.stderr) or 80 if paint.on else None)


def loaded_text(findings: Sequence[Finding], shown: Sequence[Finding], paint: stdio.Paint) -> str:
    """Return the findings to be shown, and the number of skipped files."""
    from smarter.manifest.reporters.text import count_skipped

    skipped = any(each.rule in ("not-ours", "excluded") for each in findings if each not in shown)
    return findings_text(shown, paint) + (f"note: {count_skipped(findings)}\n" if skipped else "")


def failure_document(verb: str, failure: CliError, findings: Sequence[Finding]) -> Dict[str, Any]:
    """Return the JSON of a command that did nothing: its error and its findings."""
    more: Dict[str, Any] = {"error": failure.to_json()}
    if findings:
        more["findings"] = [found.to_json() for found in findings]
    return stdio.document(verb, [], dict.fromkeys(_COUNTED.get(verb, ()), 0), **more)
