"""`smarter chat`: send prompts to a chatbot."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.types.replies import Reply

_HELP = "/new starts a new conversation, /tools shows the tool calls, /quit or Ctrl-D ends.\n"


@click.command(
    cls=Command,
    examples=[
        "smarter --context local chat bike_shop 'When are you open?'",
        "echo 'When are you open?' | smarter --context local chat bike_shop",
    ],
)
@click.argument("chatbot", type=flags.NameOf("chatbot"))
@click.argument("words", nargs=-1, metavar="[PROMPT]...")
@click.option("--session", "session_key", metavar="KEY", help="Continue this conversation.")
@flags.output()
@click.pass_obj
def command(session: Session, chatbot: str, words: Tuple[str, ...], session_key: Optional[str]) -> int:
    """Send a prompt from the command line or stdin to a chatbot, or start a conversation on a terminal."""
    name = _name_of(session, chatbot)
    chatbots = session.client(patient=True).resources.chatbots
    if words or not sys.stdin.isatty():
        text = " ".join(words) if words else sys.stdin.read().strip()
        if not text:
            raise click.UsageError("The prompt is empty: pass PROMPT, or write it to stdin.")
        reply = chatbots.prompt(name, text, session=session_key)
        emit(session, [_result(text, reply)], "turns", str(reply).rstrip("\n") + "\n")
        return exit_codes.DONE
    if not session.for_people:
        raise click.UsageError(f"-o {session.output_format} needs a prompt.")
    _converse(session, chatbots, name, session_key)
    return exit_codes.DONE


def _name_of(session: Session, word: str) -> str:
    """Return the name in `NAME` or `KIND/NAME`; raise `click.UsageError` for a kind that takes no prompts."""
    head, slash, name = word.partition("/")
    if not slash:
        return word
    kind = session.kinds.get(head)
    if kind.canonical != session.kinds.get("chatbot").canonical:
        raise click.UsageError(f"{kind.plural} take no prompts; use chatbot/NAME.")
    return name


def _result(text: str, reply: Reply) -> Dict[str, Any]:
    result: Dict[str, Any] = {"prompt": text, "reply": str(reply), "session": reply.session}
    if reply.usage is not None:
        result["usage"] = reply.usage.to_dict()
    if reply.tool_calls:
        result["toolCalls"] = [call.to_dict() for call in reply.tool_calls]
    return result


def _ask(session: Session) -> str:
    """Read a prompt. `> ` goes to the terminal, never into a file of replies."""
    with session.pause_progress():
        if sys.stdout.isatty():
            return input("> ").strip()
        stdio.write_message("> ")
        return input().strip()


def _converse(session: Session, chatbots: Any, chatbot: str, session_key: Optional[str]) -> None:
    """Run the conversation until the end of the input; report failed prompts and go on."""
    import contextlib

    from smarter.cli.output.error_report import of_exception
    from smarter.errors import SmarterError

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  arrow keys and history in input()
    chatbots.get(chatbot)  # report an unknown name before the first prompt
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
            calls = last.tool_calls if last is not None else []
            stdio.write_result(
                "".join(f"{call.function_name} {call.function_args}\n" for call in calls) or "none\n"
            )
        elif text.startswith("/"):
            stdio.write_message(_HELP)
        elif text:
            try:
                reply: Reply = chatbots.prompt(chatbot, text, session=session_key)
            except SmarterError as error:
                stdio.write_message(of_exception(error).to_text())
                continue
            last, session_key = reply, reply.session
            stdio.write_result(f"{reply}\n\n")
