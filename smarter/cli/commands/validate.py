"""`smarter validate`: check manifests without a platform."""

from __future__ import annotations

import sys
from typing import Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter validate manifests/quickstart/"])
@click.argument("more", nargs=-1, metavar="[PATH]...", type=options.ManifestPath())
@options.files(required=False)
@options.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, more: Tuple[str, ...], paths: Tuple[str, ...], output_format: str) -> int:
    """Check manifests: files, folders, `-` for stdin. Needs no platform, no key and no network.

    Errors exit 1; warnings and notes do not.
    """
    from smarter.cli import render
    from smarter.manifest import load

    chosen = [*paths, *more]
    if not chosen:
        raise click.UsageError("Name a file or a folder.")
    stdin = sys.stdin.buffer if "-" in chosen else None
    bundle = load(chosen, session.kinds, stdin=stdin)
    summary = render.count((found.severity for found in bundle.findings), render.SEVERITIES)
    if output_format == "json":
        results = [found.to_json() for found in bundle.findings]
        output.write_document(output.document("validate", results, summary))
    else:
        output.say(render.findings_text(bundle.findings, output.Paint(sys.stdout)))
        found = ", ".join(
            f"{number} {word}{'s' * (number != 1)}" for word, number in summary.items() if number
        )
        checked = render.summary_line({"": len(bundle.resources)}).split(":")[0]
        output.say(f"{checked}: {found or 'nothing to complain of'}\n")
    return codes.FOUND if bundle.errors else codes.DONE
