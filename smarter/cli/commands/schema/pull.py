"""`smarter schema pull`: fetch the schemas of kinds that are not built in."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit
from smarter.cli.param_types import TARGET_WORD
from smarter.cli.session import Session
from smarter.errors import UnknownKindError, UnsupportedError


@session_command("smarter --context local schema pull plugin")
@click.argument("kinds", nargs=-1, metavar="[KIND]...", type=TARGET_WORD)
@click.option("--all", "everything", is_flag=True, help="Fetch every kind that the platform lists.")
@flags.output()
def command(session: Session, kinds: Tuple[str, ...], everything: bool) -> None:
    """Fetch and keep schemas of kinds that are not built in, for the context.

    Afterwards these kinds are validated, explained and applied like any other, offline too. Built-in schemas and those
    in $SMARTER_SCHEMAS are more detailed, and are not replaced.
    """
    from smarter.kinds import load_kinds

    if bool(kinds) == everything:
        raise click.UsageError("Name kinds or pass --all.")
    platform, known = session.platform(), load_kinds()
    words = list(kinds) or _all(platform)
    results: List[Dict[str, Any]] = []
    for word in words:
        shipped = known.find(word)
        if shipped is not None:
            results.append({"kind": shipped.name, "action": "known"})
            continue
        schema = platform.served_schema(word)
        if schema is None:
            raise UnknownKindError(
                f"The platform has no kind {word!r}.",
                word=word,
                hint="`smarter api-resources` lists its kinds.",
            )
        file = platform.schemas.put(schema)
        results.append({"kind": schema["x-smarter-kind"]["name"], "action": "pulled", "file": str(file)})
    pulled = sum(each["action"] == "pulled" for each in results)
    lines = (
        f"{each['kind']} {each['action']}{' to ' + each['file'] if 'file' in each else ''}\n"
        for each in results
    )
    emit(session, results, {"pulled": pulled, "known": len(results) - pulled}, "".join(lines))


def _all(platform: Any) -> List[str]:
    rows = platform.served_kinds()
    if rows is None:
        raise UnsupportedError(
            f"Platform {platform.dialect().versions} does not list its kinds.",
            hint="Name them: `smarter schema pull KIND`.",
        )
    return [str(row["APIKind"]) for row in rows]
