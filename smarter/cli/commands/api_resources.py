"""`smarter api-resources`: the kinds, and what the platform can do with each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, Optional

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.kinds import Kind
    from smarter.platform import Platform

_VERBS = ("list", "describe", "apply", "delete", "deploy", "undeploy", "logs", "prompt")

# Quirks that people should know of; the others are taken care of.
_TOLD = {"create-only": "once", "creates-duplicate": "makes another each time"}


@click.command(
    cls=Command,
    examples=["smarter --context local api-resources", "smarter api-resources --dialect 0.36 -o name"],
)
@flags.dialect()
@flags.output_format(["table", "json", "name"], default="table")
@click.pass_obj
def command(session: Session, dialect: Optional[str], output_format: str) -> int:
    """List the kinds of resources, how they are spelt, and the verbs that this platform has for them."""
    from smarter.cli.output import resource_view
    from smarter.cli.output.text_table import table

    if dialect:
        spoken = dialect
        kinds = [kind for kind in session.kinds.all() if kind.served != "manifest" or dialect in kind.wire]
    else:
        platform = session.platform()
        spoken, kinds = platform.dialect().name, platform.served()
        kinds = [kind for kind in kinds if kind.served == "manifest" or _keeps_files(platform, kind)]
    rows = [(kind, verbs_of(kind, spoken)) for kind in kinds]
    if output_format == "json":
        results = [
            {
                "kind": kind.name,
                "canonical": kind.canonical,
                "name": kind.plural,
                "aliases": list(kind.aliases),
                "served": kind.served,
                "verbs": list(verbs),
                "quirks": {verb: how for verb, how in verbs.items() if how not in ("yes", "all")},
            }
            for kind, verbs in rows
        ]
        stdio.write_document(stdio.document("api-resources", results, {"found": len(rows)}, dialect=spoken))
    elif output_format == "name":
        stdio.write_result("".join(f"{kind.plural}\n" for kind, _ in rows))
    else:
        cells = [[kind.plural, ",".join(kind.aliases), kind.name, _shown(verbs)] for kind, verbs in rows]
        stdio.write_result(table(["NAME", "SHORT", "KIND", "VERBS"], cells, resource_view.window_width()))
    return exit_codes.DONE


def verbs_of(kind: Kind, dialect: str) -> Dict[str, str]:
    """What can be done with a kind there, each verb with how it goes."""
    verbs = {verb: kind.verb(verb, dialect) for verb in _VERBS}
    if verbs["describe"] == "no":  # they look first at what is there
        verbs.update(apply="no", delete="no")
    return {verb: how for verb, how in verbs.items() if how not in ("no", "named")}


def _shown(verbs: Dict[str, str]) -> str:
    words = [f"{verb} ({_TOLD[how]})" if how in _TOLD else verb for verb, how in verbs.items()]
    return ", ".join(words) or "none"


def _keeps_files(platform: Platform, kind: Kind) -> bool:
    """Whether the platform has a files API at all."""
    from smarter.errors import UnsupportedError

    try:
        platform.read(kind, "any")
    except UnsupportedError:
        return False
    return True
