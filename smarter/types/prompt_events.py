"""Events of a streamed prompt; `type` names the event."""

from __future__ import annotations

from typing import Any, Dict, Optional, Union

from typing_extensions import Literal

from smarter.client.base_model import BaseModel
from smarter.types.replies import Reply, ReplyUsage


class PromptProgressEvent(BaseModel):
    """Another step of the platform, such as a request to the model."""

    type: Literal["progress"] = "progress"
    step: str
    """The platform's name of the step: `llm_request`, `tool_responded`, ..."""
    message: str = ""
    """A sentence for people."""


class _ToolEvent(BaseModel):
    name: str
    """Name of the plugin, or of a function without a plugin."""
    plugin: Optional[str] = None
    function_name: Optional[str] = None


class PromptToolCallEvent(_ToolEvent):
    """The model calls a tool."""

    type: Literal["tool_call"] = "tool_call"
    arguments: Dict[str, Any] = {}


class PromptToolResultEvent(_ToolEvent):
    """The result of a tool, for the model."""

    type: Literal["tool_result"] = "tool_result"
    content: Any = None


class PromptGuardrailEvent(BaseModel):
    """A guardrail acted on the turn. The platform may add fields."""

    type: Literal["guardrail"] = "guardrail"
    name: Optional[str] = None
    stage: Optional[str] = None
    """`input` or `output`: the prompt or the reply."""
    action: Optional[str] = None
    disposition: Optional[str] = None
    """The action taken: `blocked`, `redacted`, ..."""


class PromptTextEvent(BaseModel):
    """Text of the reply. Platforms up to 0.36 send it in one piece."""

    type: Literal["text"] = "text"
    text: str


class PromptUsageEvent(ReplyUsage):
    """Tokens used by the model's last turn, in the fields of `ReplyUsage`."""

    type: Literal["usage"] = "usage"


class PromptDoneEvent(BaseModel):
    """The last event: the whole reply."""

    type: Literal["done"] = "done"
    reply: Reply


PromptEvent = Union[
    PromptProgressEvent,
    PromptToolCallEvent,
    PromptToolResultEvent,
    PromptGuardrailEvent,
    PromptTextEvent,
    PromptUsageEvent,
    PromptDoneEvent,
]
