"""`smarter validate`: check manifests without a platform."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Any, List, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit_document
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.kinds import KindTable
    from smarter.manifest import Finding, Options, Report
    from smarter.manifest.checking.cross_references import Lookup


def _list_rules(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value:
        return
    from smarter.manifest.checking.rules import RULES

    for rule in RULES.values():
        marks = [rule.severity, *(["fixable"] if rule.fixable else [])]
        stdio.write_result(f"{rule.id} ({', '.join(marks)})\n    {rule.title}. {rule.text}\n")
    ctx.exit()


@click.command(
    cls=Command,
    examples=[
        "smarter validate manifests/quickstart/",
        "smarter validate --strict -o github manifests/",
        "smarter validate --fix manifests/",
    ],
)
@click.argument("more", nargs=-1, metavar="[PATH]...", type=flags.ManifestPath())
@flags.files(required=False)
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
@click.option("--fix", "fixing", is_flag=True, help="Fix what is certain, in place.")
@click.option(
    "--list-rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="List the rules.",
)
@click.pass_obj
def command(
    session: Session,
    more: Tuple[str, ...],
    paths: Tuple[str, ...],
    strict: bool,
    need_env: bool,
    all_files: bool,
    only_ours: bool,
    select: Tuple[str, ...],
    ignore: Tuple[str, ...],
    exclude: Tuple[str, ...],
    dialect: Optional[str],
    server: bool,
    live: bool,
    fixing: bool,
) -> int:
    """Check manifests: files, folders, patterns, `-` for stdin. Default: the working folder.

    Needs no platform, no key and no network. Exits 1 if there are errors.
    """
    from smarter.manifest import Options, validate

    chosen = [*paths, *more] or session.project_paths() or [os.curdir]
    lookup = None
    if live or server:
        platform = session.platform()
        dialect = dialect or platform.dialect().name
        lookup = _Lookup(session, platform) if live else None
        if server:
            platform.require_validate()
    environ = {**session.dotenv, **os.environ}
    policy = _policy(strict, select, ignore, exclude)
    wanted = Options(
        environ,
        need_env=need_env,
        all_files=all_files,
        only_ours=only_ours,
        dialect=dialect,
        policy=policy,
        allowed=session.allowed,
        variables=session.variables(),
    )
    stdin = sys.stdin.buffer if "-" in chosen else None
    failed = False
    if fixing:
        report, failed = _fix(chosen, session.kinds, wanted, stdin, lookup)
    else:
        report = validate(chosen, session.kinds, wanted, stdin, lookup)
    if server:
        from smarter.cli.actions.server_validate import with_server_findings

        report = with_server_findings(session, report, chosen, wanted)
    _print(session, report, chosen)
    return exit_codes.FOUND if report.errors or failed else exit_codes.DONE


def _policy(strict: bool, select: Tuple[str, ...], ignore: Tuple[str, ...], exclude: Tuple[str, ...]) -> Any:
    from smarter.manifest.checking.policy import OFF, discover

    for rule in (*select, *ignore):
        from smarter.manifest.checking.rules import RULES

        if rule not in RULES:
            from smarter._suggest import nearest

            guess = nearest(rule, list(RULES))
            raise click.UsageError(f"unknown rule {rule!r}." + (f" Did you mean {guess!r}?" if guess else ""))
    policy = discover(os.getcwd())
    if exclude:  # patterns of settings are relative to their file, those of flags to the working folder
        policy = policy._replace(
            exclude=(*policy.exclude, *exclude), exclude_from=policy.exclude_from or os.getcwd()
        )
    return policy._replace(
        strict=policy.strict or strict,
        select=frozenset(select) or policy.select,
        severities={**policy.severities, **dict.fromkeys(ignore, OFF)},
    )


def _fix(
    paths: List[str], kinds: KindTable, wanted: Options, stdin: Optional[IO[Any]], lookup: Optional[Lookup]
) -> Tuple[Report, bool]:
    """Fix, print each fix, and return the report of the fixed files and whether one could not be written."""
    from smarter._text import escape_controls
    from smarter.manifest.autofix import fix

    done = fix(paths, kinds, wanted, stdin, lookup)
    for finding in done.fixed:
        stdio.write_message(f"fixed {escape_controls(f'{finding.file}:{finding.line}: {finding.message}')}\n")
    for file, reason in done.failed.items():
        stdio.write_message(f"error: cannot fix {escape_controls(file)}: {reason}\n")
    return done.report, bool(done.failed)


def _print(session: Session, report: Report, paths: List[str]) -> None:
    from smarter.manifest.reporters import reporter

    if session.output_format == "yaml":
        import json

        emit_document(session, json.loads(reporter("json")(report)))
        return
    if not session.for_people:
        # The formats prescribe UTF-8, whatever the terminal's encoding is.
        stdio.say_bytes(reporter(session.output_format)(report).encode("utf-8", "backslashreplace"))
        return
    from smarter.manifest.reporters import text

    skipped = [finding for finding in report.findings if _is_skip(finding, paths)]
    if not session.verbose:
        report = report._replace(findings=[each for each in report.findings if not _is_skip(each, paths)])
    window = stdio.columns(sys.stdout) if sys.stdout.isatty() else None
    stdio.write_result(text.render(report, stdio.Paint(sys.stdout), window))
    if skipped and not session.verbose:
        stdio.write_message(f"{text.count_skipped(skipped)}\n")
    if report.manifests == 0 and not report.errors:
        stdio.write_message(f"warning: no Smarter manifests in {', '.join(paths)}\n")


def _is_skip(finding: Finding, paths: List[str]) -> bool:
    """Return whether a finding is only about a file that was found in a folder and skipped."""
    return (
        finding.rule in ("not-ours", "excluded") and finding.severity == "note" and finding.file not in paths
    )


class _Lookup:
    """Lookup of references on the platform, each one once."""

    def __init__(self, session: Session, platform: Any) -> None:
        self.session = session
        self.platform = platform
        self.known: Any = {}

    def __call__(self, kinds: Tuple[str, ...], name: str) -> Optional[bool]:
        """Return whether one of `kinds` has this name, None if the platform cannot tell."""
        from smarter.engine.graph.references import serves
        from smarter.errors import UnsupportedError

        doubtful = False
        for word in kinds:
            if not serves(self.platform, word):  # no resource of such a kind can exist there
                continue
            if (word, name) not in self.known:
                try:
                    self.known[word, name] = (
                        self.platform.read(self.session.kinds.get(word), name) is not None
                    )
                except UnsupportedError:
                    self.known[word, name] = None
            if self.known[word, name]:
                return True
            doubtful = doubtful or self.known[word, name] is None
        return None if doubtful else False
