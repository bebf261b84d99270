"""`smarter validate`: check manifests without a platform."""

from __future__ import annotations

from typing import Any, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.validate import Flags, validate_paths
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.session import Session


def _list_rules(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value:
        return
    from smarter.manifest.checking.rules import RULES

    for rule in RULES.values():
        marks = [rule.severity, *(["fixable"] if rule.fixable else [])]
        stdio.write_result(f"{rule.id} ({', '.join(marks)})\n    {rule.title}. {rule.text}\n")
    ctx.exit()


@session_command(
    "smarter validate manifests/quickstart/",
    "smarter validate --strict -o github manifests/",
    "smarter validate --fix manifests/",
)
@flags.positional_files()
@flags.files()
@flags.output("text", "github", "sarif", "junit", "tap")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--env", "need_env", is_flag=True, help="Treat unset variables as errors.")
@click.option("--all-files", is_flag=True, help="Treat YAML that is not a Smarter manifest as an error.")
@click.option(
    "--only-ours",
    is_flag=True,
    help="Silently skip files that are not Smarter manifests, even if named.",
)
@click.option("--select", metavar="RULE", multiple=True, help="Check this rule only. Repeatable.")
@click.option("--ignore", metavar="RULE", multiple=True, help="Do not check this rule. Repeatable.")
@click.option(
    "--exclude",
    metavar="PATTERN",
    multiple=True,
    help="Leave out files and folders that match, as in .gitignore. Repeatable.",
)
@flags.dialect()
@click.option("--server", is_flag=True, help="Let the platform check the manifests too (0.15 or newer).")
@click.option("--live", is_flag=True, help="Look up references on the platform.")
@click.option("--fix", "fixing", is_flag=True, help="Fix findings that have one certain fix, in place.")
@click.option(
    "--list-rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="List the rules.",
)
def command(session: Session, /, paths: Tuple[str, ...], **given: Any) -> int:
    """Check manifests: files, folders, patterns, `-` (stdin). Default: this folder.

    Needs no platform, no key and no network. Exits 1 if there are errors.
    """
    return validate_paths(session, [*paths, *session.more_paths], Flags(**given))
