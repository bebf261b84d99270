"""`smarter edit`: change one resource in an editor."""

from __future__ import annotations

import shutil
import sys
import tempfile
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, List, Optional, Sequence, Tuple

import click

from smarter._files import file_name
from smarter.cli import flags
from smarter.cli.actions.targets import parse_one
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, plan_view, stdio
from smarter.cli.output.emit import emit_document
from smarter.cli.session import Session
from smarter.errors import ConfigurationError, GuardError, ManifestError, NotFoundError, UnsupportedError

if TYPE_CHECKING:
    from smarter.engine import Exported, Plan
    from smarter.kinds import Kind
    from smarter.manifest import Resource
    from smarter.platform import Platform

_HEAD = """\
# Edit, save, and close the editor: the difference is applied. A file without a manifest changes nothing.
# ${keep} leaves a value as the platform has it.
"""
_LOST = "# {} is left out: the platform does not show it. A change resets it, unless you write its value.\n"
_WRONG = "# error: "


@session_command("smarter --context local edit chatbot bike_shop")
@flags.one_target()
@flags.yes()
@flags.output()
def command(session: Session, words: Tuple[str, ...], yes: bool) -> int:
    """Edit one resource in $VISUAL or $EDITOR, and apply the changes.

    Invalid text is opened again with its errors as comments, and is kept if you give up. Fields that the platform does
    not show are left out; a change that resets one names it and asks. Asks for confirmation on a terminal.
    """
    kind, name = parse_one(words, session.kinds)
    platform = session.platform()
    before = _read(session, platform, kind, name)
    # Messages name this file: after a failure it stays, with the files beside it that it names.
    folder = Path(tempfile.mkdtemp(prefix="smarter-edit-"))
    file = folder / file_name(f"{before.kind.singular}-{before.name}.yaml")
    code = None
    try:
        code = _edit(session, platform, before, file, yes)
        return code
    finally:
        if code == exit_codes.DONE or not file.exists():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            stdio.write_message(f"note: your text is kept in {file}\n")


def _edit(session: Session, platform: Platform, before: Exported, file: Path, yes: bool) -> int:
    plan = _edited(session, platform, before, file, _start(platform, before, file))
    if plan is None or not _changes(plan, before):
        stdio.write_message("no changes\n")
        emit_document(session, plan_view.outcomes_document("edit", []))
        return exit_codes.DONE
    return _apply(session, platform, before, plan, yes)


def _read(session: Session, platform: Platform, kind: Kind, name: str) -> Exported:
    from smarter import engine
    from smarter.cli.name_cache import hint_for_missing

    found = engine.collect(platform, [(kind, name)])
    if found.missing:
        hint = hint_for_missing(session.place, "edit", kind, name)
        raise NotFoundError(f"{session.label(kind.name, name)} not found", hint=f"smarter {hint}")
    exported = found.exported[0]
    if exported.filename is not None and exported.content is None:
        raise UnsupportedError(
            f"{session.label(kind.name, name)} cannot be edited: the platform does not give its content back",
            kind=kind.name,
            verb="edit",
            hint="Edit the file and its manifest, and apply them.",
        )
    return exported


def _start(platform: Platform, exported: Exported, file: Path) -> str:
    from smarter.cli.commands.export import manifest_text
    from smarter.kinds.paths import take
    from smarter.manifest.resource import KEEP

    if exported.filename is not None and exported.content is not None:
        (file.parent / file_name(Path(exported.filename).name)).write_bytes(
            platform.download(exported.content)
        )
    shown = deepcopy(exported.manifest)
    for path in exported.lost:
        take(shown, path)
    names = [".".join(path) for path in exported.lost]
    remarks = tuple(remark for remark in exported.remarks if remark.split(" ")[0] not in names)
    text = (
        _HEAD
        + "".join(map(_LOST.format, names))
        + manifest_text(replace(exported, manifest=shown, remarks=remarks))
    )
    for name in exported.variables.values():
        # An edit keeps the live value, also where the variable happens to be set.
        text = text.replace(f"${{env:{name}:-{KEEP}}}  # on another platform, set {name}", KEEP)
        text = text.replace(f"${{env:{name}:-{KEEP}}}", KEEP)
    file.write_text(text, encoding="utf-8")
    return text


def _edited(session: Session, platform: Platform, before: Exported, file: Path, text: str) -> Optional[Plan]:
    """Open the editor until the file is valid; return its plan, None if unchanged.

    Raises:
        ManifestError: the file was refused, and not changed when it was opened again.
    """
    from smarter import engine

    refused: Optional[ManifestError] = None
    wrong = text  # with the lines that `refused` names
    while True:
        with session.pause_progress():
            _open(file)
        after = file.read_text(encoding="utf-8")
        if after == text or all(not line.strip() or line[0] == "#" for line in after.splitlines()):
            if refused is None:
                return None
            file.write_text(wrong, encoding="utf-8")
            raise refused
        try:
            bundle = session.load([str(file)], resolve=True)
            _same(bundle.resources, before)
            plan = engine.plan(platform, bundle.resources)
            engine.check_keepable(plan.steps)
        except ManifestError as error:
            if not flags.at_terminal():
                raise
            refused, wrong, text = error, after, _with_errors(after, error)
            file.write_text(text, encoding="utf-8")
            continue
        return None if plan.empty else plan


def _open(file: Path) -> None:
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        raise ConfigurationError(
            f"The editor failed: {error.format_message()}.", hint="Set EDITOR to a command, such as nano."
        ) from None


def _with_errors(text: str, error: ManifestError) -> str:
    """Return the text below its errors, without earlier errors."""
    before = text.splitlines()
    lines = [line for line in before if not line.startswith(_WRONG)]
    wrong = [each for each in error.findings if each.severity == "error"]
    down = len(wrong) + len(lines) - len(before)  # lines by which the text moves down
    comments = [f"{_WRONG}line {each.line + down}: {each.message}" for each in wrong]
    return "\n".join([*(comments or [f"{_WRONG}{error}"]), *lines]) + "\n"


def _same(resources: Sequence[Resource], before: Exported) -> None:
    """Raise `ManifestError` if the edit is of another resource."""
    if [each.identity for each in resources] != [before.identity]:
        raise ManifestError(
            "An edit cannot change the kind or the name of the resource.",
            hint="`smarter apply -f` creates another one.",
        )


def _resets(plan: Plan, before: Exported) -> List[str]:
    """Return the fields hidden by the platform and not set by the edit."""
    desired = plan.steps[0].desired
    return [".".join(path) for path in before.lost if not desired.mentions(path)]


def _changes(plan: Plan, before: Exported) -> List[str]:
    """Return the changed fields, without those reset by every write."""
    resets = _resets(plan, before)
    changes = [change.path for change in plan.steps[0].changes]
    return [
        path for path in changes if not any(path == each or path.startswith(f"{each}.") for each in resets)
    ]


def _apply(session: Session, platform: Platform, before: Exported, plan: Plan, yes: bool) -> int:
    from smarter.cli.actions.execute import carry_out

    live = plan.steps[0].live
    if live is None or live.modified != before.modified:
        raise GuardError(
            f"{session.label(before.kind.name, before.name)} was changed while you edited it.",
            hint="Run `smarter edit` again.",
        )
    stdio.write_message(plan_view.plan_text(plan.steps, session.label, stdio.Paint(sys.stderr)))
    resets = ", ".join(_resets(plan, before))
    if resets:
        stdio.write_message(f"warning: this resets {resets}, which the platform does not show\n")
    if not yes and flags.at_terminal():
        flags.require_confirmation(f"Apply this, and reset {resets}?" if resets else "Apply this?")
    elif not yes and resets:
        raise flags.cannot_confirm(f"The edit would reset {resets}", "Write the value, or pass --yes.")
    return carry_out(session, platform, plan)
