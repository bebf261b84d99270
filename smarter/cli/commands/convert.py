"""`smarter convert`: rewrite manifests to the form of a platform version."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

import click

from smarter._files import write_atomic
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.param_types import PlatformVersion
from smarter.cli.session import Session
from smarter.errors import ManifestError


@session_command("smarter convert -f manifests/ --to 0.36")
@flags.files("Convert these files and folders, in place. Repeatable.", required=True)
@click.option(
    "--to",
    "dialect",
    metavar="VERSION",
    type=PlatformVersion(),
    required=True,
    help="The version: 0.14, 0.25 or 0.36.",
)
@click.option("--dry-run", is_flag=True, help="Print the files that would be converted without writing them.")
@flags.output("text", "name")
def command(session: Session, paths: Tuple[str, ...], dialect: str, dry_run: bool) -> int:
    """Rewrite manifests to the form of a platform version. Comments stay.

    smarter itself takes either form and sends what the platform takes.
    """
    if "-" in paths:
        raise click.UsageError(
            "convert rewrites files in place, and cannot rewrite stdin: name files with -f PATH."
        )
    from smarter.engine.export.convert import convert
    from smarter.manifest import load
    from smarter.manifest.findings import ERROR
    from smarter.manifest.reading.sources import decode, encoding_of

    bundle = load(list(paths), session.kinds)
    files = dict.fromkeys(resource.file for resource in bundle.resources)
    # A kind that only the platform knows has no other form, whatever its sections are called.
    passed = ("unknown-kind", "unknown-field")
    errors = [each for each in bundle.findings if each.severity == ERROR and each.rule not in passed]
    unread = {found.file: found for found in reversed(errors)}
    results: List[Dict[str, Any]] = []
    failed = False
    for file, found in sorted(unread.items()):
        if file not in files:
            stdio.write_message(f"error: {file}:{found.line}: {found.message}\n")
            failed = True
    for file in files:
        try:
            with open(file, "rb") as opened:
                data = opened.read()
            mark, encoding = encoding_of(data)
            before = decode(data)
            after = convert(before, session.kinds, dialect)
            if after != before and not dry_run:
                write_atomic(file, mark + after.encode(encoding))
        except (ManifestError, OSError) as error:
            stdio.write_message(f"error: {file}: {getattr(error, 'strerror', None) or error}\n")
            failed = True
            continue
        results.append({"file": file, "action": "converted" if after != before else "unchanged"})
    converted = [str(each["file"]) for each in results if each["action"] == "converted"]
    would = "would be " if dry_run else ""
    text = "".join(f"{file} {would}converted\n" for file in converted)
    if not text and not failed:
        text = "Nothing to convert.\n"
    emit(session, results, "files", text, names=converted)
    return exit_codes.PARTIAL if failed else exit_codes.DONE
