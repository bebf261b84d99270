"""A plan as Markdown for a pull request: losses come first, one block a resource."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Mapping, Optional, Sequence

from smarter.cli.output.plan_view import (
    PLAN_ACTIONS,
    Label,
    PlannedOrphan,
    PlannedStep,
    change_rows,
    count,
    inventory_text,
    shared_notes,
)

if TYPE_CHECKING:
    from smarter.engine.plan import InventoryChange

# GitHub takes 65,536 characters a comment; the rest is for the text that a pipeline adds.
MOST_BYTES = 60_000
# Losses come first, then changes, then new resources.
_ORDER = ("delete", "replace", "reset", "update", "create")
_LOSING = ("delete", "replace", "reset")


def plan_markdown(
    steps: Sequence[PlannedStep],
    label: Label,
    *,
    title: str = "Plan",
    platform: Optional[str] = None,
    orphans: Sequence[PlannedOrphan] = (),
    inventory: Optional[InventoryChange] = None,
    most_bytes: int = MOST_BYTES,
) -> str:
    """Return the page of a plan, of at most `most_bytes` bytes of UTF-8.

    Where not all resources fit, whole ones are left out from the end, the harmless ones, and the page says how many.
    """
    planned = sorted(
        (step for step in steps if step.action != "none"), key=lambda step: _ORDER.index(step.action)
    )
    shared = shared_notes(planned)
    head = _head(planned, steps, label, title, platform)
    if inventory is not None and not planned:
        head = head.replace("**No changes**", f"**1 change: {_line(inventory_text(inventory))}**", 1)
    tail = "".join(f"\n> **{number} resources**: {_line(note)}\n" for note, number in shared.items())
    if orphans:
        rows = "".join(f"- {_code(label(each.kind, each.name))}: {_line(each.text)}\n" for each in orphans)
        tail += f"\n<details><summary><b>orphans</b>: {len(orphans)}</summary>\n\n{rows}\n</details>\n"
    blocks = [_block(step, label, shared) for step in planned]
    shown = len(blocks)
    while shown and _size(head, *blocks[:shown], _left_out(planned[shown:], label), tail) > most_bytes:
        shown -= 1
    return "".join([head, *blocks[:shown], _left_out(planned[shown:], label), tail])


def _size(*parts: str) -> int:
    return sum(len(part.encode("utf-8", "surrogatepass")) for part in parts)


def _head(
    planned: Sequence[PlannedStep],
    steps: Sequence[PlannedStep],
    label: Label,
    title: str,
    platform: Optional[str],
) -> str:
    """Return the title, the counts, and a line for each resource with losses."""
    counts = count((step.action for step in steps), PLAN_ACTIONS)
    parts = [f"{counts[action]} to {action}" for action in _ORDER if counts[action]]
    total = f"**{', '.join(parts)}**" if parts else "**No changes**"
    where = f" on `{platform}`" if platform else ""
    lines = [f"### {_text(title)}", "", f"{total}{where}; {counts['none']} unchanged.", ""]
    losing = [step for step in planned if step.action in _LOSING]
    if losing:
        lines.append("> [!CAUTION]")
        lines += [
            f"> - **{step.action}** {_code(label(step.kind, step.name))}{_losses(step)}" for step in losing
        ]
        lines.append("")
    return "\n".join(lines) + "\n"


def _losses(step: PlannedStep) -> str:
    """Return the losses that a deletion, a replacement or a reset causes."""
    if step.action == "reset":
        return f": {', '.join(_code(change.path) for change in step.changes)} back to the default"
    notes = "; ".join(_line(note) for note in step.notes)
    return f": {notes}" if notes else ""


def _block(step: PlannedStep, label: Label, shared: Mapping[str, int]) -> str:
    """Return one resource as a block that opens and closes."""
    rows = [
        f"{sign} {line}".rstrip()
        for change in step.changes
        for sign, line in change_rows(change, step.action)
    ]
    notes = [note for note in step.notes if note not in shared]
    summary = f"<b>{step.action}</b> <code>{html.escape(label(step.kind, step.name))}</code>"
    if not (rows or notes or step.warnings):
        return ""  # A deletion: its line in the head says all.
    lines = [f"<details><summary>{summary}</summary>", ""]
    if rows:
        fence = _fence(rows)
        lines += [f"{fence}diff", *rows, fence, ""]
    lines += [f"- note: {_line(text)}" for text in notes]
    lines += [f"- warning: {_line(text)}" for text in step.warnings]
    return "\n".join([*lines, "", "</details>", ""]) + "\n"


def _left_out(steps: Sequence[PlannedStep], label: Label) -> str:
    if not steps:
        return ""
    counts = count((step.action for step in steps), ())
    parts = ", ".join(f"{number} to {action}" for action, number in counts.items())
    more = "1 more resource is" if len(steps) == 1 else f"{len(steps)} more resources are"
    return f"\n**{more} not shown here** ({parts}); the output of `smarter plan` in the job's log has all of them.\n"


def _fence(rows: Sequence[str]) -> str:
    """Return a fence longer than any run of backticks in the rows."""
    longest = max((len(run) for row in rows for run in re.findall("`+", row)), default=0)
    return "`" * max(3, longest + 1)


def _code(text: str) -> str:
    return f"`{text}`" if "`" not in text else f"<code>{html.escape(text)}</code>"


def _line(text: str) -> str:
    """Return a text on one line that Markdown shows unchanged."""
    return _text(" ".join(text.split()))


def _text(text: str) -> str:
    """Return a text that Markdown shows unchanged."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!@])", r"\\\1", text)
