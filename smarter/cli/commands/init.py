"""`smarter init`: write a new manifest."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

import click

from smarter._files import write_atomic
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import UsageError
from smarter.cli.param_types import TARGET_WORD
from smarter.cli.session import Session


@session_command("smarter init plugin faq", "smarter init chatbot sales_bot --file manifests/sales_bot.yaml")
@click.argument("kind", metavar="KIND", type=TARGET_WORD)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--file", "file", metavar="FILE", type=click.Path(), help="Write to FILE instead of stdout.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@click.option(
    "--schemas",
    metavar="FOLDER",
    type=click.Path(),
    help="Folder written by `smarter schema export`, for editors.  [default: the nearest .smarter/schemas]",
)
@flags.output()
def command(
    session: Session,
    kind: str,
    name: Optional[str],
    file: Optional[str],
    force: bool,
    schemas: Optional[str],
) -> None:
    """Write a valid manifest of KIND with a comment for each field.

    Optional fields are commented out. The first line names its exported schema for editors, if there is one.
    """
    from smarter.kinds import fold_name
    from smarter.manifest.schema.scaffold import scaffold

    chosen = session.kinds.get(kind)
    if name is not None and fold_name(name) != name:
        better = fold_name(name)
        hint = f"smarter init {kind} {better}" if better else "smarter init --help"
        raise UsageError(f"The name {name!r} is not valid: the platform would change it.", hint=hint)
    if file is not None and os.path.exists(file) and not force:
        hint = f"smarter init {kind} {name or ''} --file {file} --force"
        raise UsageError(f"{file} exists already.", hint=hint)
    folder = os.path.dirname(file or "") or os.curdir
    made_of = _some_file(folder, file) if chosen.served == "files" else None
    text = scaffold(chosen, name, _schema_url(schemas, folder, session, kind), made_of)
    if file is not None:
        write_atomic(file, text.encode())
    made = {"kind": chosen.name, "name": name, "action": "created"}
    result = {**made, "file": file} if file is not None else {**made, "manifest": text}
    emit(session, [result], "created", "" if file is not None else text)
    if file is not None and session.for_people:
        stdio.write_message(f"wrote {file}\n")


def _exported(folder: str, name: str) -> Optional[str]:
    """Return the schema in the nearest `.smarter/schemas` of the folder or above."""
    start = Path(folder).absolute()
    for parent in (start, *start.parents):
        schema = parent / ".smarter" / "schemas" / name
        if schema.is_file():
            return str(schema)
    return None


def _some_file(folder: str, manifest: Optional[str]) -> Optional[str]:
    """Return a file beside the manifest for its `path`: data, else the manifest."""
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    files = [name for name in names if name[0] != "." and os.path.isfile(os.path.join(folder, name))]
    files.sort(key=lambda name: name.endswith((".yaml", ".yml")))
    return files[0] if files else os.path.basename(manifest or "") or None


def _schema_url(schemas: Optional[str], folder: str, session: Session, kind: str) -> Optional[str]:
    """Return the exported schema's path relative to the manifest, or None."""
    from smarter.manifest.schema.editor_schemas import file_of

    name = file_of(session.kinds.get(kind))
    target = os.path.join(schemas, name) if schemas is not None else _exported(folder, name)
    if target is None:
        return None
    relative = os.path.relpath(target, folder).replace(os.sep, "/")
    return relative if relative.startswith("..") else f"./{relative}"
