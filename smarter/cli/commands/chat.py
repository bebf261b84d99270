"""`smarter chat`: send prompts to a chatbot."""

from __future__ import annotations

import contextlib
import shlex
import sys
from typing import TYPE_CHECKING, Any, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.turns import Turn
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio, turn_view
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import of_exception
from smarter.cli.param_types import name_of
from smarter.cli.session import Session
from smarter.errors import NotFoundError, SmarterError

if TYPE_CHECKING:
    from smarter.types.replies import Reply

_HELP = "/new starts a new conversation, /tools shows tool calls, /quit or Ctrl-D ends.\n"
_STOPPED = "\nstopped; the platform may still complete this turn. Ctrl-C at the prompt, or /quit, ends.\n"


@session_command(
    "smarter --context local chat bike_shop 'When are you open?'",
    "echo 'When are you open?' | smarter --context local chat bike_shop",
)
@click.argument("chatbot", type=name_of("chatbot"))
@click.argument("words", nargs=-1, metavar="[PROMPT]...")
@click.option("--session", "session_key", metavar="KEY", help="Continue this conversation.")
@flags.output("text", "jsonl")
def command(session: Session, chatbot: str, words: Tuple[str, ...], session_key: Optional[str]) -> int:
    """Send a prompt from arguments or stdin to a chatbot, or chat on a terminal.

    The reply goes to stdout. Called plugins go to stderr; with -v, so do their results, the system role, tokens and
    time. -o jsonl prints the events of the turn as they come.
    """
    name = _name_of(session, chatbot)
    if words or not sys.stdin.isatty():
        text = " ".join(words) if words not in ((), ("-",)) else stdio.read_text().strip()
        if not text:
            raise click.UsageError("The prompt is empty: pass PROMPT, or write it to stdin.")
        turn = Turn(session, _found(session, name, words), text, session_key)
        turn.run()
        if session.output_format in ("json", "yaml"):
            emit(session, [turn.data()], "turns")
        return exit_codes.DONE
    if not session.for_people:
        raise click.UsageError(f"-o {session.output_format} needs a prompt.")
    _converse(session, _found(session, name), session_key)
    return exit_codes.DONE


def _name_of(session: Session, word: str) -> str:
    """Return the name in `NAME` or `KIND/NAME`; raise `UsageError` for a wrong kind."""
    head, slash, name = word.partition("/")
    if not slash:
        return word
    kind = session.kinds.get(head)
    if kind.canonical != session.kinds.get("chatbot").canonical:
        raise click.UsageError(f"{kind.plural} take no prompts; use chatbot/NAME.")
    if not name:
        raise click.UsageError(f"{word} has no name; use chatbot/NAME.")
    return name


def _found(session: Session, name: str, words: Tuple[str, ...] = ()) -> Any:
    """Return the chatbot; suggest the right line for `chat chatbot bike_shop Hello`."""
    try:
        return session.client(patient=True).resources.chatbots.get(name)
    except NotFoundError as error:
        from smarter.cli.name_cache import name_missing

        kind = session.kinds.find(name)
        if words and kind is not None and kind.canonical == session.kinds.get("chatbot").canonical:
            error.hint = shlex.join(["smarter", "chat", f"chatbot/{words[0]}", *words[1:]])
        else:
            name_missing(error, session.place, "chat", session.kinds.get("chatbot"), name)
        raise


def _ask(session: Session) -> str:
    """Read a prompt. `> ` goes to the terminal, never into a file of replies."""
    with session.pause_progress():
        if sys.stdout.isatty():
            return input("> ").strip()
        stdio.write_message("> ")
        return input().strip()


def _converse(session: Session, chatbot: Any, session_key: Optional[str]) -> None:
    """Run the conversation to the end of input; report failed prompts and go on."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  arrow keys and history in input()
    stdio.write_message(_HELP)
    last: Optional[Reply] = None
    while True:
        try:
            text = _ask(session)
        except EOFError:
            stdio.write_message("\n")
            return
        except KeyboardInterrupt:
            stdio.write_message("\n")  # keep the typed text on its own line
            raise
        if text in ("/quit", "/exit"):
            return
        if text == "/new":
            session_key, last = None, None
        elif text == "/tools":
            stdio.write_result(_calls(last) or "none\n")
        elif text.startswith("/"):
            stdio.write_message(_HELP)
        elif text:
            turn = Turn(session, chatbot, text, session_key)
            session_key = turn.session_key
            try:
                turn.run()
            except SmarterError as error:
                stdio.write_message(of_exception(error).to_text())
            except KeyboardInterrupt:
                stdio.write_message(_STOPPED)
            else:
                stdio.write_result("\n")
            last = turn.reply or last


def _calls(reply: Optional[Reply]) -> str:
    calls = reply.tool_calls if reply is not None else []
    return "".join(turn_view.call_text(call.name, call.arguments) + "\n" for call in calls)
