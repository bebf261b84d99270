"""Entry point: run one command line and map its result to an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import Callable, NoReturn, Sequence

from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session

_COMPLETE = "_SMARTER_COMPLETE"


def main(ready: Callable[[], object] = bool) -> NoReturn:
    """Run the process's arguments and exit; call `ready` once Ctrl-C is caught."""
    instruction = os.environ.get(_COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete

        from smarter.cli.root import root

        sys.exit(shell_complete(root, {}, "smarter", _COMPLETE, instruction))
    code = run(sys.argv[1:], ready)
    if not stdio.flush() and code in (exit_codes.DONE, exit_codes.FOUND):
        code = exit_codes.ERROR  # the reader must not take half a result for a whole one
    # After Ctrl-C the engine has finished or reported its requests, but its threads may still wait for a response:
    # the platform takes up to minutes for an apply of a chatbot. An ordinary exit joins them, so that the user presses
    # Ctrl-C again. Buffers are flushed above; tests/acceptance/test_interrupt.py kills every step of an apply.
    if code == exit_codes.INTERRUPTED:
        os._exit(code)
    if hasattr(gc, "freeze"):
        gc.freeze()  # a last garbage collection would only delay the exit
    sys.exit(code)


def run(args: Sequence[str], ready: Callable[[], object] = bool) -> int:
    """Run one command line; report errors and return the exit code."""
    stdio.prepare()
    session = Session()
    try:
        if _validates_paths_only(args):
            from smarter.cli.actions.validate import validate_paths

            ready()
            session.words.append("validate")
            return validate_paths(session, args[1:])
        return _invoke(args, session, ready)
    except BrokenPipeError:
        return exit_codes.DONE  # the reader of a help page, which click itself prints, has left
    except (Exception, KeyboardInterrupt) as error:
        return _report(error, args, session)
    finally:
        session.close()


# click takes half the time of validating a file, which editors and hooks do all day. There is nothing to parse in
# `smarter validate PATH...`, so it goes without. A word that is not a path that exists is click's, with its messages.
# Both ways share the rest (tests/cli/test_main.py).
def _validates_paths_only(args: Sequence[str]) -> bool:
    return args[:1] == ["validate"] and all(path[:1] != "-" and os.access(path, os.F_OK) for path in args[1:])


def _invoke(args: Sequence[str], session: Session, ready: Callable[[], object]) -> int:
    import click

    from smarter.cli.root import root

    ready()
    try:
        with root.make_context("smarter", list(args), obj=session) as ctx:
            return root.invoke(ctx) or exit_codes.DONE
    except click.exceptions.Exit as stop:
        return stop.exit_code


def _report(error: BaseException, args: Sequence[str], session: Session) -> int:
    from smarter.cli.output import error_report, plan_view
    from smarter.cli.root import root

    failure = error_report.of_exception(error, args, session.line, root)
    findings = getattr(error, "findings", ())
    if wants_json(args):
        stdio.write_document(plan_view.failure_document(session.verb, failure, findings))
    elif findings:
        stdio.write_message(plan_view.findings_text(findings, stdio.Paint(sys.stderr)))
    stdio.write_message(failure.to_text())
    if session.verbose > 1:
        import traceback

        # Frames alone: the texts of exceptions could hold what must not be shown.
        stdio.write_message("".join(traceback.format_tb(error.__traceback__)))
    return exit_codes.of_error(session.verb, failure.exit_code)


def wants_json(args: Sequence[str]) -> bool:
    """Return whether the command line asks for JSON, by its words: it may not parse."""
    words = list(args)[: args.index("--")] if "--" in args else args
    pairs = zip(words, words[1:])
    return not {"-ojson", "-o=json", "--output=json"}.isdisjoint(words) or any(
        flag in ("-o", "--output") and value == "json" for flag, value in pairs
    )
