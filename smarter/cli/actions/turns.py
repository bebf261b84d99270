"""One turn of a chat, shown while it happens."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Dict, Optional

from smarter.cli.output import stdio, turn_view
from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.cli.session import Session
    from smarter.types.prompt_events import PromptEvent
    from smarter.types.replies import Reply


class Turn:
    """One prompt to a chatbot, shown as its events come.

    Attributes:
        session_key: the conversation, also if the turn is interrupted.
        reply: the whole reply, once it is there.
    """

    def __init__(self, session: Session, chatbot: Any, text: str, session_key: Optional[str]) -> None:
        self.reply: Optional[Reply] = None
        self._session = session
        self._chatbot = chatbot
        self._text = text
        self._stream = chatbot.stream(text, session=session_key)
        self.session_key: str = self._stream.session
        self._seconds = 0.0
        self._unfinished = False

    def run(self) -> None:
        """Send the prompt and show what happens, in the session's format.

        Raises:
            SmarterError: the prompt failed. The lines of `-o jsonl` end with it.
        """
        began = time.monotonic()
        self._wait_for("waiting for the reply")
        try:
            with self._stream as events:
                for event in events:
                    self._seconds = time.monotonic() - began
                    self._show(event)
        except SmarterError as error:
            if self._session.output_format == "jsonl":
                stdio.write_json_line({"type": "error", "message": str(error)})
            raise
        finally:
            self._end_line()

    def data(self) -> Dict[str, Any]:
        """Return the finished turn as a result of `-o json`."""
        assert self.reply is not None
        return turn_view.turn_data(self._text, self.reply, self._seconds)

    def _show(self, event: PromptEvent) -> None:
        if event.type == "done":
            self.reply = event.reply
        if self._session.output_format == "jsonl":
            data = self.data() if event.type == "done" else event.to_dict(mode="json", exclude_unset=False)
            stdio.write_json_line({"type": event.type, **data})
        elif self._session.for_people:
            self._write(event)

    def _write(self, event: PromptEvent) -> None:
        if event.type == "progress":
            self._wait_for(event.message)
        elif event.type == "tool_call":
            self._wait_for(f"waiting for {event.name}")
            self._remark(turn_view.call_line(event.name, event.plugin, event.arguments))
        elif event.type == "tool_result" and self._session.verbose:
            self._remark(turn_view.indented(f"{event.name} gave", str(event.content)))
        elif event.type == "guardrail":
            done = event.disposition or event.action or "triggered"
            self._remark(f"guardrail {event.name}: {event.stage or 'text'} {done}\n")
        elif event.type == "text":
            stdio.write_result(event.text)
            self._unfinished = not event.text.endswith("\n")
        elif event.type == "done":
            self._end_line()
            if self._session.verbose:
                # The client shows the specs of all platforms in the flat form.
                role = (self._chatbot.spec.get("config") or {}).get("defaultSystemRole")
                self._remark(turn_view.trace(event.reply, str(role or ""), self._seconds))

    def _wait_for(self, text: str) -> None:
        """Show `text` as what the command waits for."""
        if self._session.waiting is not None and text:
            self._session.waiting.text = text

    def _remark(self, text: str) -> None:
        """Write about the reply to stderr: stdout has the reply alone."""
        self._end_line()
        stdio.write_message(stdio.Paint(sys.stderr)(text.rstrip("\n"), "dim") + "\n")

    def _end_line(self) -> None:
        if self._unfinished:
            stdio.write_result("\n")
            self._unfinished = False
