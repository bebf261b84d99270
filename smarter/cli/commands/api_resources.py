"""`smarter api-resources`: list the kinds and their verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, Optional

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import Columns, emit_table
from smarter.cli.session import Session
from smarter.errors import UnsupportedError

if TYPE_CHECKING:
    from smarter.kinds import Kind
    from smarter.platform import Platform

_VERBS = ("list", "describe", "apply", "delete", "deploy", "undeploy", "logs", "prompt")

# Quirks that users must know; the engine handles the others.
_QUIRKS = {"create-only": "once", "creates-duplicate": "adds a duplicate each time"}


@session_command("smarter --context local api-resources", "smarter api-resources --dialect 0.36 -o name")
@flags.dialect()
@flags.output("table", "wide", "name")
def command(session: Session, dialect: Optional[str]) -> None:
    """List the kinds of resources, their short names and supported verbs."""
    if dialect:
        spoken = dialect
        kinds = [kind for kind in session.kinds.all() if kind.is_served(dialect)]
    else:
        platform = session.platform()
        spoken, kinds = platform.dialect().name, platform.served()
        kinds = [kind for kind in kinds if kind.served == "manifest" or _keeps_files(platform, kind)]
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
        for kind, verbs in ((kind, verbs_of(kind, spoken)) for kind in kinds)
    ]
    columns: Columns = {
        "NAME": "plural",
        "SHORT": lambda kind: ",".join(kind.aliases),
        "KIND": "name",
        "VERBS": lambda kind: _shown(verbs_of(kind, spoken)),
    }
    emit_table(session, kinds, columns, results=results, names="plural", dialect=spoken)


def verbs_of(kind: Kind, dialect: str) -> Dict[str, str]:
    """Return the verbs of a kind in a dialect, with their quirks."""
    verbs = {verb: kind.verb(verb, dialect) for verb in _VERBS}
    if verbs["describe"] == "no":  # both read the live resource first
        verbs.update(apply="no", delete="no")
    return {verb: how for verb, how in verbs.items() if how not in ("no", "named")}


def _shown(verbs: Dict[str, str]) -> str:
    words = [f"{verb} ({_QUIRKS[how]})" if how in _QUIRKS else verb for verb, how in verbs.items()]
    return ", ".join(words) or "none"


def _keeps_files(platform: Platform, kind: Kind) -> bool:
    """Return whether the platform has a files API."""
    try:
        platform.read(kind, "any")
    except UnsupportedError:
        return False
    return True
