"""Validation of manifests without a platform, as `smarter validate` runs it.

This module does not import click: most runs have paths to check and no flags to parse (see `smarter/cli/main.py`).
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, List, NamedTuple, Optional, Sequence, Tuple

from smarter._suggest import nearest
from smarter._text import escape_controls
from smarter.cli.actions.server_validate import with_server_findings
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit_document
from smarter.cli.session import Session
from smarter.errors import UnsupportedError

if TYPE_CHECKING:
    from smarter.kinds import KindTable
    from smarter.manifest import Finding, Options, Report
    from smarter.manifest.checking.cross_references import Lookup
    from smarter.manifest.checking.policy import Policy
    from smarter.platform import Platform


class Flags(NamedTuple):
    """The flags of `smarter validate`."""

    strict: bool = False
    need_env: bool = False
    all_files: bool = False
    only_ours: bool = False
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    exclude: Sequence[str] = ()
    dialect: Optional[str] = None
    server: bool = False
    live: bool = False
    fixing: bool = False


def validate_paths(session: Session, paths: Sequence[str], flags: Flags = Flags()) -> int:
    """Check manifests (default: the project's), print findings, return the exit code."""
    from smarter.manifest import Options, validate

    chosen = [*paths] or session.project_paths() or [os.curdir]
    dialect, lookup = flags.dialect, None
    if flags.live or flags.server:
        platform = session.platform()
        dialect = dialect or platform.dialect().name
        lookup = _lookup(platform) if flags.live else None
        if flags.server:
            platform.require_validate()
    environ = {**session.dotenv, **os.environ}
    wanted = Options(
        environ,
        need_env=flags.need_env,
        all_files=flags.all_files,
        only_ours=flags.only_ours,
        dialect=dialect,
        policy=_policy(flags),
        allowed=session.allowed,
        variables=session.variables(),
    )
    stdin = sys.stdin.buffer if "-" in chosen else None
    failed = False
    if flags.fixing:
        report, failed = _fix(chosen, session.kinds, wanted, stdin, lookup)
    else:
        report = validate(chosen, session.kinds, wanted, stdin, lookup)
    if flags.server:
        report = with_server_findings(session, report, chosen, wanted)
    _print(session, report, chosen)
    return exit_codes.FOUND if report.errors or failed else exit_codes.DONE


def _policy(flags: Flags) -> Policy:
    from smarter.manifest.checking.policy import OFF, discover

    for rule in (*flags.select, *flags.ignore):
        from smarter.manifest.checking.rules import RULES  # late: few runs name a rule

        if rule not in RULES:
            import click

            guess = nearest(rule, list(RULES))
            raise click.UsageError(f"unknown rule {rule!r}." + (f" Did you mean {guess!r}?" if guess else ""))
    policy = discover(os.getcwd())
    if flags.exclude:  # patterns of settings are relative to their file, those of flags to the working folder
        policy = policy._replace(
            exclude=(*policy.exclude, *flags.exclude), exclude_from=policy.exclude_from or os.getcwd()
        )
    return policy._replace(
        strict=policy.strict or flags.strict,
        select=frozenset(flags.select) or policy.select,
        severities={**policy.severities, **dict.fromkeys(flags.ignore, OFF)},
    )


def _fix(
    paths: List[str], kinds: KindTable, wanted: Options, stdin: Optional[IO[Any]], lookup: Optional[Lookup]
) -> Tuple[Report, bool]:
    """Print each fix; return the new report and whether a file stayed unfixed."""
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
        stdio.write_bytes(reporter(session.output_format)(report).encode("utf-8", "backslashreplace"))
        return
    from smarter.manifest.reporters import text

    skipped = [finding for finding in report.findings if _is_skip(finding, paths)]
    if not session.verbose:
        report = report._replace(findings=[each for each in report.findings if not _is_skip(each, paths)])
    window = stdio.columns(sys.stdout)
    stdio.write_result(text.render(report, stdio.Paint(sys.stdout), window))
    if skipped and not session.verbose:
        stdio.write_message(f"{text.count_skipped(skipped)}\n")
    if report.manifests == 0 and not report.errors:
        stdio.write_message(f"warning: no Smarter manifests in {', '.join(paths)}\n")


def _is_skip(finding: Finding, paths: List[str]) -> bool:
    """Return whether the finding only notes a file skipped in a folder."""
    return (
        finding.rule in ("not-ours", "excluded") and finding.severity == "note" and finding.file not in paths
    )


def _lookup(platform: Platform) -> Lookup:
    """Return a lookup of references on the platform, which reads each resource once."""
    from smarter.engine.graph.references import serves

    @lru_cache(maxsize=None)
    def exists(word: str, name: str) -> Optional[bool]:
        try:
            return platform.read(platform.kinds.get(word), name) is not None
        except UnsupportedError:
            return None

    def look(kinds: Tuple[str, ...], name: str) -> Optional[bool]:
        """Return whether one of `kinds` has this name, None if the platform cannot tell."""
        served = [word for word in kinds if serves(platform, word)]
        if any(exists(word, name) for word in served):
            return True
        return None if any(exists(word, name) is None for word in served) else False

    return look
