"""What a chatbot answers."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from smarter.client.base_model import BaseModel


class ReplyMessage(BaseModel):
    """One line of the conversation. `role` is one of OpenAI's, or the platform's own `smarter`."""

    role: str
    content: Any = None


class ReplyUsage(BaseModel):
    """Tokens used by the model's last turn."""

    prompt_tokens: Optional[int] = None
    completion_tokens: Optional[int] = None
    total_tokens: Optional[int] = None


class ToolCallMade(BaseModel):
    """A tool that the chatbot called while it answered."""

    function_name: Optional[str] = None
    function_args: Any = None
    smarter_plugin: Optional[Dict[str, Any]] = None


class ReplyChoice(BaseModel):
    """The reply proper."""

    index: Optional[int] = None
    finish_reason: Optional[str] = None
    message: Optional[ReplyMessage] = None


class ReplySettings(BaseModel):
    """What the model was asked with, and the tools that were called."""

    model: Optional[str] = None
    temperature: Optional[float] = None
    max_completion_tokens: Optional[int] = None
    input_text: Optional[str] = None
    tool_calls: Optional[List[ToolCallMade]] = None


class ReplyContext(BaseModel):
    """What the platform did around the model."""

    plugins: Optional[List[Any]] = None
    tools: Optional[List[Any]] = None
    messages: Optional[List[ReplyMessage]] = None


class Reply(BaseModel):
    """A chatbot's reply; `str(reply)` is its text.

    The whole answer of the platform is in the fields; the properties are what one usually wants of it.
    """

    id: Optional[str] = None
    created: Optional[int] = None
    model: Optional[str] = None
    choices: List[ReplyChoice] = []
    usage: Optional[ReplyUsage] = None
    metadata: Optional[ReplySettings] = None
    smarter: Optional[ReplyContext] = None
    session: Optional[str] = None
    """The session that this turn belongs to: give it to the next `prompt(..., session=...)` to go on."""

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """What the chatbot says."""
        message = self.choices[0].message if self.choices else None
        return message.content if message is not None and isinstance(message.content, str) else ""

    @property
    def messages(self) -> List[ReplyMessage]:
        """The transcript of this turn, the platform's own remarks (role `smarter`) included."""
        return (self.smarter.messages if self.smarter is not None else None) or []

    @property
    def tool_calls(self) -> List[ToolCallMade]:
        """The tools called while answering."""
        return (self.metadata.tool_calls if self.metadata is not None else None) or []

    @property
    def plugins(self) -> List[Any]:
        """The names of the plugins that took part."""
        return (self.smarter.plugins if self.smarter is not None else None) or []
