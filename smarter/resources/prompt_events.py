"""Typed events of a prompt, from the platform's events or whole replies. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Iterator, List, Mapping, Optional

from smarter.client.base_model import construct
from smarter.types.prompt_events import (
    PromptDoneEvent,
    PromptEvent,
    PromptGuardrailEvent,
    PromptProgressEvent,
    PromptTextEvent,
    PromptToolCallEvent,
    PromptToolResultEvent,
    PromptUsageEvent,
)
from smarter.types.replies import Reply, ReplyUsage, ToolCallMade

# Name of the function that is a plugin's tool: a word that the operator may change, and the plugin's number.
_PLUGIN_FUNCTION = re.compile(r"\w+_plugin_(\d{10})")


def plugin_number(call: ToolCallMade) -> Optional[int]:
    """Return the plugin's number in an unnamed call; None for any other call."""
    found = _PLUGIN_FUNCTION.fullmatch(call.function_name or "")
    return int(found.group(1)) if found and call.plugin is None else None


def progress_event(data: Mapping[str, Any], announced: List[ToolCallMade]) -> PromptProgressEvent:
    """Return the event for a step; its sentence names `announced` calls' plugins."""
    message = str(data.get("message") or "")
    for call in announced:
        message = message.replace(call.function_name or call.name, call.name)
    return PromptProgressEvent(step=str(data.get("type") or ""), message=message)


def requested_call(data: Mapping[str, Any]) -> Optional[ToolCallMade]:
    """Return the call that a step of the platform announces, or None."""
    name = data.get("function") or data.get("tool")
    if data.get("type") != "tool_requested" or not isinstance(name, str):
        return None
    return ToolCallMade(function_name=name, function_args=data.get("arguments"))


def call_event(call: ToolCallMade) -> PromptToolCallEvent:
    """Return the event for a call."""
    return PromptToolCallEvent(
        name=call.name, plugin=call.plugin, function_name=call.function_name, arguments=call.arguments
    )


def reply_events(reply: Reply, announced: List[ToolCallMade]) -> Iterator[PromptEvent]:
    """Yield the events of a whole reply, without those for the `announced` calls.

    The platform shows the results of tools only with the reply.
    """
    known = Counter(call.function_name for call in announced)
    for call in reply.tool_calls:
        if known[call.function_name]:
            known[call.function_name] -= 1
        else:
            yield call_event(call)
        if call.result is not None:
            yield PromptToolResultEvent(
                name=call.name, plugin=call.plugin, function_name=call.function_name, content=call.result
            )
    for each in reply.guardrails:
        about = each if isinstance(each, Mapping) else {"name": str(each)}
        yield construct(PromptGuardrailEvent, {**about, "type": "guardrail"})
    if reply.text:
        yield PromptTextEvent(text=reply.text)
    if isinstance(reply.usage, ReplyUsage):
        yield construct(PromptUsageEvent, {**reply.usage.to_dict(), "type": "usage"})
    yield PromptDoneEvent(reply=reply)
