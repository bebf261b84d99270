"""`smarter export`: what is on the platform, as manifests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Dict, Iterator, List, Optional, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.error_report import CliError
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Collected, Exported
    from smarter.kinds import Kind, KindTable
    from smarter.platform import Platform

Named = List[Tuple["Kind", str]]


@click.command(
    cls=Command,
    examples=[
        "smarter --context local export chatbot/bike_shop",
        "smarter --context local export chatbots,plugins -d manifests/",
    ],
)
@click.argument("words", nargs=-1, metavar="[KIND | KIND/NAME]...", type=flags.TargetWord())
@flags.files(help="Export what these manifests describe, as it is on the platform. Repeatable.")
@flags.set_name("Export the members of this apply set.")
@click.option(
    "-d",
    "--directory",
    metavar="DIR",
    type=click.Path(),
    help="Write a file a resource, and the content of files.",
)
@flags.output_format(["text", "json"])
@flags.parallelism()
@click.pass_obj
def command(
    session: Session,
    words: Tuple[str, ...],
    paths: Tuple[str, ...],
    set_name: Optional[str],
    directory: Optional[str],
    output_format: str,
    parallelism: int,
) -> int:
    """Write what is on the platform as manifests that a person could have written: without defaults, without secrets.

    Without a name everything that can be found is exported. Where a value is a secret, or the platform does not show it
    truly, stands `${keep}`, which leaves it as it is.
    """
    from smarter import engine

    platform = session.platform()
    named, kinds = _wanted(words, session.kinds)
    hints = _described(session, paths) + _members(platform, set_name)
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
    if output_format == "json":
        stdio.write_document(
            stdio.document(
                "export",
                [_result(each) for each in found.exported],
                {"exported": len(found.exported), "missing": len(found.missing)},
            )
        )
    elif directory is None:
        stdio.write_result("---\n".join(_texts(found.exported)))
    else:
        _write(session, platform, Path(directory), found.exported)
    _say_what_is_not(session, found, directory, output_format)
    return exit_codes.ERROR if found.missing else exit_codes.DONE


def _wanted(words: Sequence[str], kinds: KindTable) -> Tuple[Named, List[Kind]]:
    """What the words name: resources, and kinds of which all are meant. `chatbot demo` names one resource."""
    named: Named = []
    whole: Dict[str, Kind] = {}
    before: Optional[Kind] = None
    for word in words:
        head, _, name = word.partition("/")
        if name:
            named.append((kinds.get(head), name))
        elif before is not None and kinds.find(word) is None and "," not in word:
            whole.pop(before.canonical, None)
            named.append((before, word))
        else:
            for part in filter(None, word.split(",")):
                before = kinds.get(part)
                whole[before.canonical] = before
    return named, list(whole.values())


def _described(session: Session, paths: Sequence[str]) -> Named:
    if not paths:
        return []
    bundle = session.load(paths, resolve=False)
    return [(resource.kind, resource.name) for resource in bundle.resources]


def _members(platform: Platform, set_name: Optional[str]) -> Named:
    from smarter import engine
    from smarter.errors import NotFoundError

    if set_name is None:
        return []
    known = engine.read_set(platform, set_name)
    if not known.stored:
        raise NotFoundError(f"There is no set {set_name}.", hint="smarter sets")
    return [(engine.by_people(platform.kinds, kind), name) for kind, name in sorted(known.members)]


def _texts(exported: Sequence[Exported]) -> Iterator[str]:
    from smarter.cli.output.manifest_yaml import manifest_text

    return (manifest_text(each) for each in exported)


def _result(each: Exported) -> Dict[str, object]:
    comments = {".".join(path): text for path, text in each.comments.items()}
    return {
        "kind": each.kind.name,
        "name": each.name,
        "manifest": each.manifest,
        "comments": comments,
        "remarks": list(each.remarks),
    }


def _write(session: Session, platform: Platform, folder: Path, exported: Sequence[Exported]) -> None:
    """One file a resource, in a folder a kind; of uploaded files the content too."""
    from dataclasses import replace

    from smarter.cli.output.manifest_yaml import manifest_text

    for each in exported:
        target = folder / each.kind.plural / f"{each.name}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        if each.filename is not None and each.content is not None:
            beside = f"{each.name}/{Path(each.filename).name}"
            (target.parent / each.name).mkdir(exist_ok=True)
            (target.parent / beside).write_bytes(platform.download(each.content))
            spec = {**each.manifest["spec"], "path": beside}
            each = replace(each, manifest={**each.manifest, "spec": spec})
        target.write_text(manifest_text(each), encoding="utf-8")
        stdio.write_result(f"{session.label(each.kind.name, each.name)} written to {target}\n")


def _say_what_is_not(
    session: Session, found: Collected, directory: Optional[str], output_format: str
) -> None:
    if found.incomplete:
        kinds = ", ".join(sorted(kind.plural for kind in found.incomplete))
        stdio.write_message(
            f"note: The platform cannot list {kinds}; there may be more than what others refer to.\n"
        )
    files = [each for each in found.exported if each.filename is not None]
    if files and directory is None and output_format == "text":
        stdio.write_message("note: The content of files is written with -d DIR.\n")
    for kind, name in found.missing:
        failure = CliError(
            "not-found",
            f"There is no {session.label(kind.name, name)}.",
            session.line(f"get {kind.plural}"),
            exit_codes.ERROR,
        )
        stdio.write_message(failure.to_text())
