"""`smarter get`: list resources, or show some of them."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.failure import Failure
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(
    cls=Verb,
    examples=["smarter --context local get chatbots", "smarter --context local get plugin faq -o yaml"],
)
@click.argument("kind", metavar="KIND")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@options.output_format(["table", "json", "yaml", "name"], default="table")
@click.pass_obj
def command(session: Session, kind: str, names: Tuple[str, ...], output_format: str) -> int:
    """List the resources of a kind, or show those that are named.

    KIND is any usual spelling: chatbot, chatbots, Chatbot, cb.
    """
    from smarter import engine
    from smarter.cli import reading, view
    from smarter.cli.table import table

    chosen = session.kinds.get(kind)
    platform = session.platform()
    wanted: List[str] = list(names)
    rows: List[Mapping[str, Any]] = []
    complete = True
    if not wanted:
        listing = platform.list(chosen)
        complete = listing.complete
        rows = sorted(listing.rows, key=view.name_of)
        wanted = [view.name_of(row) for row in rows]
    missing: List[str] = []
    manifests: List[Dict[str, Any]] = []
    if names or output_format in ("json", "yaml"):
        lives = reading.read_all(platform, chosen, wanted)
        missing = [name for name, live in zip(wanted, lives) if live is None]
        found = [live for live in lives if live is not None]
        rows = [view.live_row(live) for live in found]
        manifests = [engine.shown(live) for live in found]

    if not complete:
        output.note(f"warning: there may be more {chosen.plural} than the platform lists\n")
    failure = _not_found(chosen.singular, missing) if missing else None
    if output_format == "json":
        results = [
            {"kind": chosen.name, "name": view.name_of(row), "manifest": manifest}
            for row, manifest in zip(rows, manifests)
        ]
        more: Dict[str, Any] = {"error": failure.to_json()} if failure else {}
        output.write_document(
            output.document("get", results, {"found": len(rows)}, complete=complete, **more)
        )
    elif output_format == "yaml":
        output.say(view.yaml_text(manifests))
    elif output_format == "name":
        output.say("".join(f"{view.kind_reference(chosen, view.name_of(row))}\n" for row in rows))
    elif rows:
        titles, cells = view.columns(rows)
        output.say(table(titles, cells, view.window_width()))
    elif not failure:
        output.note(f"no {chosen.plural}\n")
    if failure:
        output.note(failure.to_text())
        return failure.exit_code
    return codes.DONE


def _not_found(word: str, names: List[str]) -> Failure:
    listed = ", ".join(f"{word}/{name}" for name in names)
    return Failure("not-found", f"There is no {listed}.", f"smarter get {word}", codes.ERROR)
