"""`smarter explain`: describe a kind or a field."""

from __future__ import annotations

import sys
from typing import Optional

import click

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import UsageError
from smarter.cli.param_types import TARGET_WORD
from smarter.cli.session import Session


@session_command(
    "smarter explain plugin",
    "smarter explain plugin.spec.prompt.temperature",
    "smarter explain secret -o json",
)
@click.argument("target", metavar="KIND[.FIELD]...", type=TARGET_WORD)
@flags.dialect()
@flags.ignored("--recursive")
@flags.pager()
@flags.output()
def command(session: Session, target: str, dialect: Optional[str]) -> None:
    """Describe a kind or a field: type, limits, default, meaning, and an example."""
    from smarter.manifest.schema.explain import UnknownFieldError, explain, render

    word, *path = target.split(".")
    kind = session.kinds.get(word)
    try:
        explained = explain(kind.for_dialect(dialect) if dialect else kind, path)
    except UnknownFieldError as error:
        hint = f"smarter explain {error.suggestion or '--help'}"
        raise UsageError(str(error), hint=hint) from None
    emit(session, [explained.to_json()], "found", lambda: render(explained, stdio.columns(sys.stdout)))
