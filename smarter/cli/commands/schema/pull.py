"""`smarter schema pull`: the schemas of kinds that only the platform knows."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(
    cls=Command,
    examples=["smarter --context local schema pull plugin"],
)
@click.argument("kinds", nargs=-1, metavar="[KIND]...", type=flags.TargetWord())
@click.option("--all", "everything", is_flag=True, help="Every kind that the platform says it serves.")
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, kinds: Tuple[str, ...], everything: bool, output_format: str) -> int:
    """Fetch the schemas of kinds that this program has none of, and keep them for the context.

    From then on such a kind is checked, explained and applied like any other, without a platform too. Kinds whose
    schema ships with this program, or lies in $SMARTER_SCHEMAS, stay as they are: those schemas say more.
    """
    from smarter.errors import UnknownKindError
    from smarter.kinds import load_kinds

    if bool(kinds) == everything:
        raise click.UsageError("Name kinds, or pass --all.")
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
                f"The platform serves no kind {word!r}.",
                word=word,
                hint="`smarter api-resources` lists what it serves.",
            )
        file = platform.schemas.put(schema)
        results.append({"kind": schema["x-smarter-kind"]["name"], "action": "pulled", "file": str(file)})
    pulled = sum(each["action"] == "pulled" for each in results)
    if output_format == "json":
        stdio.write_document(
            stdio.document("schema.pull", results, {"pulled": pulled, "known": len(results) - pulled})
        )
    else:
        for each in results:
            stdio.write_result(
                f"{each['kind']} {each['action']}{' to ' + each['file'] if 'file' in each else ''}\n"
            )
    return exit_codes.DONE


def _all(platform: Any) -> List[str]:
    from smarter.errors import UnsupportedError

    rows = platform.served_kinds()
    if rows is None:
        raise UnsupportedError(
            f"Platform {platform.dialect().versions} does not list the kinds that it serves.",
            hint="Name them: `smarter schema pull KIND`.",
        )
    return [str(row["APIKind"]) for row in rows]
