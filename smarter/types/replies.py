"""Replies of chatbots."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from smarter._notebook import inert_markdown
from smarter.client.base_model import BaseModel, objects_of


class ReplyMessage(BaseModel):
    """A message of a conversation; `role` is OpenAI's, or the platform's `smarter`."""

    role: str
    content: Any = None


class ReplyUsage(BaseModel):
    """Tokens used by the model's last turn."""

    prompt_tokens: Optional[int] = None
    completion_tokens: Optional[int] = None
    total_tokens: Optional[int] = None


class ToolCallMade(BaseModel):
    """A tool that the chatbot called."""

    function_name: Optional[str] = None
    function_args: Any = None
    smarter_plugin: Optional[Dict[str, Any]] = None
    result: Any = None
    """Result of the tool as text, if the platform shows it."""

    @property
    def name(self) -> str:
        """Return the name of the plugin, or of a function that is not a plugin's."""
        return self.plugin or str(self.function_name or "")

    @property
    def plugin(self) -> Optional[str]:
        """Return the name of the plugin behind the tool, if the platform reports it."""
        found = self.smarter_plugin.get("name") if isinstance(self.smarter_plugin, dict) else None
        return found if isinstance(found, str) else None

    @property
    def arguments(self) -> Dict[str, Any]:
        """Return the arguments; {} if the model sent something else than an object."""
        made = self.function_args
        if isinstance(made, str):
            try:
                made = json.loads(made)
            except ValueError:
                return {}
        return made if isinstance(made, dict) else {}

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.name}({given})"


class ReplyChoice(BaseModel):
    """The message of the reply, and the reason for its end."""

    index: Optional[int] = None
    finish_reason: Optional[str] = None
    message: Optional[ReplyMessage] = None


class ReplySettings(BaseModel):
    """Settings of the model, and the tools that it called."""

    model: Optional[str] = None
    temperature: Optional[float] = None
    max_completion_tokens: Optional[int] = None
    input_text: Optional[str] = None
    tool_calls: Optional[List[ToolCallMade]] = None


class ReplyContext(BaseModel):
    """Plugins, tools and transcript of the platform."""

    plugins: Optional[List[Any]] = None
    tools: Optional[List[Any]] = None
    guardrails: Optional[List[Any]] = None
    messages: Optional[List[ReplyMessage]] = None


class Reply(BaseModel):
    """A chatbot's reply; `str(reply)` is its text.

    The fields hold the whole response of the platform; the properties are shortcuts.
    """

    id: Optional[str] = None
    created: Optional[int] = None
    model: Optional[str] = None
    choices: List[ReplyChoice] = []
    usage: Optional[ReplyUsage] = None
    metadata: Optional[ReplySettings] = None
    smarter: Optional[ReplyContext] = None
    session: Optional[str] = None
    """Session of this turn: `prompt(..., session=reply.session)` continues it."""

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        calls = f", tool_calls={self.tool_calls!r}" if self.tool_calls else ""
        return f"Reply({self.text!r}{calls}, session={self.session!r})"

    def _repr_markdown_(self) -> str:
        """Show the text and the plugins in a notebook."""
        lines = [f"- called `{call!r}`" for call in self.tool_calls]
        return inert_markdown("\n".join([self.text, *(["", *lines] if lines else [])]))

    @property
    def text(self) -> str:
        """Return the text of the reply."""
        first = objects_of(self.choices, ReplyChoice)[:1]
        messages = objects_of([each.message for each in first], ReplyMessage)
        return "".join(each.content for each in messages if isinstance(each.content, str))

    @property
    def messages(self) -> List[ReplyMessage]:
        """Return the turn's transcript, with the platform's remarks (`smarter`)."""
        return objects_of(getattr(self.smarter, "messages", None), ReplyMessage)

    @property
    def tool_calls(self) -> List[ToolCallMade]:
        """Return the tools that the chatbot called."""
        return objects_of(getattr(self.metadata, "tool_calls", None), ToolCallMade)

    def called(self, name: str, **arguments: Any) -> bool:
        """Tell if the plugin or function `name` was called, with at least `arguments`.

        For tests: `assert reply.called("faq", inquiry_type="prices")`.

        Example:
            >>> reply = client.resources.chatbots.prompt("bike_shop", "What does a new chain cost?")
            >>> called = reply.called("faq", inquiry_type="prices")
        """
        return any(
            name in (call.plugin, call.function_name) and arguments.items() <= call.arguments.items()
            for call in self.tool_calls
        )

    @property
    def plugins(self) -> List[Any]:
        """Return the names of the plugins that took part."""
        return objects_of(getattr(self.smarter, "plugins", None), object)

    @property
    def tools(self) -> List[Any]:
        """The names of the chatbot's tools, if the platform reports them."""
        return objects_of(getattr(self.smarter, "tools", None), object)

    @property
    def guardrails(self) -> List[Any]:
        """The guardrails that acted on this turn, on platforms from 0.27 on."""
        return objects_of(getattr(self.smarter, "guardrails", None), object)
