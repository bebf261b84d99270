"""`smarter explain`: what a kind or a field is."""

from __future__ import annotations

from typing import Optional

import click

from smarter.cli import codes, options, output
from smarter.cli.failure import Misuse
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(
    cls=Verb,
    examples=[
        "smarter explain plugin",
        "smarter explain plugin.spec.prompt.temperature",
        "smarter explain secret -o json",
    ],
)
@click.argument("target", metavar="KIND[.FIELD]...", type=options.TargetWord())
@click.option(
    "--dialect", type=click.Choice(["P10", "P14", "P15"]), help="As platforms of this dialect have it."
)
@options.output_format(["text", "json"])
@click.pass_context
def command(ctx: click.Context, target: str, dialect: Optional[str], output_format: str) -> int:
    """Say what a kind or a field of it is: its type, its limits, its default, what it means, and an example."""
    from smarter.manifest.explain import UnknownFieldError, explain, render

    session: Session = ctx.obj
    word, *path = target.split(".")
    kind = session.kinds.get(word)
    try:
        explained = explain(kind.on(dialect) if dialect else kind, path)
    except UnknownFieldError as error:
        hint = f"smarter explain {error.suggestion}" if error.suggestion else None
        raise Misuse(str(error), ctx, hint) from None
    if output_format == "json":
        output.write_document(output.document("explain", [explained.to_json()], {"found": 1}))
    else:
        from smarter.cli.view import window_width

        output.say(render(explained, window_width()))
    return codes.DONE
