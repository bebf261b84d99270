"""`smarter plan`: show what apply would do, and save it."""

from __future__ import annotations

import errno
import os
from typing import Any, Optional, Tuple

import click

from smarter._files import write_atomic
from smarter.cli import flags
from smarter.cli.actions import plan_request
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.session import Session
from smarter.errors import ConfigurationError


@session_command(
    "smarter --context local plan -f manifests/quickstart/",
    "smarter --context local plan -f manifests/quickstart/ --out plan.json",
    "smarter --context local plan -f manifests/quickstart/ -o markdown",
    needs=("paths",),
)
@flags.positional_files(parts=True)
@flags.files()
@plan_request.shaping()
@click.option(
    "--out", metavar="FILE", type=click.Path(), help="Save the plan for `smarter apply --plan FILE`."
)
@flags.output("text", "markdown")
@flags.quiet()
@flags.parallelism()
def command(
    session: Session, /, paths: Tuple[str, ...], out: Optional[str], parallelism: int, **shape: Any
) -> int:
    """Show what apply would create, update, reset, replace and delete.

    Sends no write. A saved plan holds no secrets. Exits 0 if there is nothing to do, 1 if there is.
    """
    wanted = plan_request.shape_of(session, paths, shape)
    planned = plan_request.make(session, wanted, parallelism)
    if out is not None:
        _save(planned, wanted, out)
    exit_code = plan_request.report(session, planned)
    if out is not None:
        stdio.write_message(f"saved to {out}\n")
    return exit_code


def _save(planned: plan_request.Planned, wanted: plan_request.Shape, out: str) -> None:
    import json

    from smarter.engine import plan_file

    text = json.dumps(plan_file.document(planned.plan, planned.platform.base_url, wanted._asdict()), indent=2)
    try:
        os.stat(os.path.dirname(out) or ".")  # a folder with a typing error is not created
        write_atomic(out, f"{text}\n".encode("utf-8", "backslashreplace"))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise OSError(error.errno, error.strerror, out) from None  # no fault of the command line
        raise ConfigurationError(f"Cannot write the plan to {out}: {error.strerror}.") from None
