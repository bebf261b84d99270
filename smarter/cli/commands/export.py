"""`smarter export`: write live resources as manifests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Dict, Optional, Sequence, Tuple

import click

from smarter._files import content_digest, file_name, write_atomic
from smarter._yaml import dump
from smarter.cli import flags
from smarter.cli.actions.file_references import with_files
from smarter.cli.actions.targets import members, wanted
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import CliError
from smarter.cli.param_types import require_value
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Collected, Exported
    from smarter.kinds import Kind
    from smarter.manifest import Resource
    from smarter.platform import Platform


@session_command(
    "smarter --context local export chatbot/bike_shop",
    "smarter --context local export chatbots,plugins -d manifests/",
)
@flags.targets("[KIND | KIND/NAME]...", required=False)
@flags.files(help="Export the live state of these manifests' resources. Repeatable.")
@flags.set_name("Export the members of this apply set.")
@click.option(
    "-d",
    "--directory",
    metavar="DIR",
    type=click.Path(),
    callback=require_value,
    help="Write one file a resource, and the content of files, to this folder.",
)
@flags.output()
@flags.parallelism()
def command(
    session: Session,
    words: Tuple[str, ...],
    paths: Tuple[str, ...],
    set_name: Optional[str],
    directory: Optional[str],
    parallelism: int,
) -> int:
    """Write live resources as manifests, without defaults and without secrets.

    Without arguments, everything that can be found is exported. A secret is written as `${env:NAME:-${keep}}`: applied
    to another platform, it comes from the variable; on this one the live value stays. `${keep}` alone stands for values
    that the platform does not show.
    """
    from smarter import engine

    platform = session.platform()
    named, kinds = wanted(words, session.kinds)
    described = session.load(paths, resolve=False).resources if paths else []
    hints = [(resource.kind, resource.name) for resource in described] + members(platform, set_name)
    if not words:
        if hints or paths or set_name:
            named = hints
        else:
            kinds = engine.exportable(session.kinds, platform.dialect().name)
    found = engine.collect(
        platform,
        named,
        kinds,
        [(kind.canonical, name) for kind, name in hints],
        parallelism=parallelism,
    )
    if directory is not None:
        _write(session, platform, Path(directory), found.exported)
    texts = (manifest_text(_without_content(each)) for each in found.exported)
    manifests = "" if directory is not None else "---\n".join(texts)
    results = [_result(each) for each in found.exported]
    summary = {"exported": len(results), "missing": len(found.missing)}
    if session.output_format == "json":
        emit(session, results, summary)
    else:  # text is YAML already
        stdio.write_data(manifests)
    _report_gaps(session, found, directory)
    _report_needs(session, found, set_name)
    if directory is not None:
        _report_stale(Path(directory), found, [kind.plural for kind in kinds])
        _report_twice(session, Path(directory), found, described)
    if not found.missing:
        return exit_codes.DONE
    return exit_codes.PARTIAL if found.exported else exit_codes.ERROR


def manifest_text(exported: Exported) -> str:
    """Return one exported manifest as YAML, with its comments."""
    return dump(exported.manifest, exported.comments, exported.remarks)


def _without_content(each: Exported, folder: Optional[Path] = None) -> Exported:
    """Return the manifest of an export without the file's content (`${keep}`).

    The content of a document is never given back. Its path stays if that very file is in `folder`.
    """
    from smarter.manifest.resource import KEEP

    if each.filename is None:
        return each
    path = ("spec", "path")
    note = f"{each.filename}; export -d DIR writes its content"
    if each.content is None:
        file = None if folder is None else folder / each.filename
        if file is not None and file.is_file() and content_digest(file) in each.comments[path]:
            return replace(each, comments={key: text for key, text in each.comments.items() if key != path})
        note = f"{each.filename}, {each.comments[path]}; to apply it to another platform, write its path here"
    spec = {**each.manifest["spec"], "path": KEEP}
    return replace(each, manifest={**each.manifest, "spec": spec}, comments={**each.comments, path: note})


def _result(each: Exported) -> Dict[str, object]:
    comments = {".".join(path): text for path, text in each.comments.items()}
    return {
        "kind": each.kind.name,
        "name": each.name,
        "manifest": each.manifest,
        "comments": comments,
        "remarks": list(each.remarks),
        "set": each.set_name,
        "variables": {name: ".".join(map(str, path)) for path, name in each.variables.items()},
    }


def _file_of(kind: Kind, name: str) -> str:
    """Return a resource's file in its kind's folder; a document keeps its folders."""
    parts = name.split("/") if kind.served == "files" else [name]
    return "/".join(map(file_name, parts))


def _target(folder: Path, each: Exported) -> Path:
    """Return the file of an exported manifest."""
    return folder / file_name(each.kind.plural) / f"{_file_of(each.kind, each.name)}.yaml"


def _write(session: Session, platform: Platform, folder: Path, exported: Sequence[Exported]) -> None:
    """Write a file for each resource, by kind, and the content of uploaded files."""
    texts: Dict[str, str] = {}
    for each in exported:
        name = _file_of(each.kind, each.name)
        target = _target(folder, each)
        target.parent.mkdir(parents=True, exist_ok=True)
        if each.filename is not None and each.content is not None:
            beside = f"{name}/{file_name(Path(each.filename).name)}"
            (target.parent / name).mkdir(exist_ok=True)
            (target.parent / beside).write_bytes(platform.download(each.content))
            spec = {**each.manifest["spec"], "path": beside}
            each = replace(each, manifest={**each.manifest, "spec": spec})
        else:
            each = _without_content(each, target.parent)
        each = with_files(session, each, target, texts)
        write_atomic(target, manifest_text(each).encode("utf-8", "surrogatepass"))
        if session.output_format != "json":
            stdio.write_result(f"{session.label(each.kind.name, each.name)} written to {target}\n")


def _report_gaps(session: Session, found: Collected, directory: Optional[str]) -> None:
    from smarter.cli.name_cache import hint_for_missing

    if found.incomplete:
        kinds = ", ".join(sorted(kind.plural for kind in found.incomplete))
        stdio.write_message(
            f"note: this platform cannot list {kinds}; there may be more than other resources refer to\n"
        )
    files = [each for each in found.exported if each.filename is not None]
    if (
        any(each.content is not None for each in files)
        and directory is None
        and session.output_format != "json"
    ):
        stdio.write_message("note: use -d DIR to write the content of files too\n")
    documents = sum(each.content is None for each in files)
    if documents:
        stdio.write_message(
            f"note: the platform does not give the content of documents back ({documents} exported); their manifests "
            "name the files that they came from\n"
        )
    for kind, name in found.missing:
        failure = CliError(
            "not-found",
            f"{session.label(kind.name, name)} not found",
            session.line(hint_for_missing(session.place, "export", kind, name)),
            exit_codes.ERROR,
        )
        stdio.write_message(failure.to_text())


def _report_needs(session: Session, found: Collected, set_name: Optional[str]) -> None:
    """Name the variables and sets needed on another platform besides manifests."""
    if session.output_format == "json":
        return
    variables = sorted({name for each in found.exported for name in each.variables.values()})
    if variables:
        stdio.write_message(f"note: to apply this to another platform, set {', '.join(variables)}\n")
    for name in sorted(
        {each.set_name for each in found.exported if each.set_name not in (None, set_name)}, key=str
    ):
        line = session.line(f"export --set {name} -d DIR")
        stdio.write_message(f"note: some belong to the set {name}; to restore it as a set: {line}\n")


def _report_stale(directory: Path, found: Collected, whole: Sequence[str]) -> None:
    """Name exported files of missing resources, and stale ones of `whole` kinds."""
    written = {(each.kind.plural, _file_of(each.kind, each.name)) for each in found.exported}
    gone = {(kind.plural, _file_of(kind, name)) for kind, name in found.missing}
    incomplete = {kind.plural for kind in found.incomplete}
    for plural in sorted({*whole, *(plural for plural, _ in gone)}):
        for file in sorted((directory / plural).rglob("*.yaml")):
            resource = (plural, file.relative_to(directory / plural).as_posix()[: -len(".yaml")])
            if resource in gone or (plural in whole and plural not in incomplete and resource not in written):
                stdio.write_message(f"note: {file} is stale: the platform has no such resource\n")


def _report_twice(session: Session, directory: Path, found: Collected, described: Sequence[Resource]) -> None:
    """Name the manifests of `-f` beside the exported file of the same resource."""
    written = {each.identity: _target(directory, each) for each in found.exported}
    for resource in described:
        target, file = written.get(resource.identity), Path(resource.file)
        within = directory.resolve() in file.resolve().parents
        if target is not None and within and file.resolve() != target.resolve():
            label = session.label(resource.kind.name, resource.name)
            stdio.write_message(f"note: {file} describes {label}, too: remove it, or {target}\n")
