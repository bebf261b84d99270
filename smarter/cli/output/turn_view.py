"""A chat's turn as text and as data: plugins, their results, tokens, time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

if TYPE_CHECKING:
    from smarter.types.replies import Reply

_SELECTED = re.compile(r"Smarter selected this plugin: (\S+)")
_SETTINGS = (
    ("model", "{}"),
    ("temperature", "temperature {}"),
    ("max_completion_tokens", "at most {} tokens"),
)


def call_text(name: str, arguments: Mapping[str, Any]) -> str:
    """Return a call as people read it: `faq: inquiry_type='prices'`."""
    given = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    return f"{name}: {given}" if given else name


def call_line(name: str, plugin: Optional[str], arguments: Mapping[str, Any]) -> str:
    """Return the line about a call: `called plugin faq: inquiry_type='prices'`."""
    return f"called {'plugin' if plugin else 'function'} {call_text(name, arguments)}\n"


def indented(title: str, text: str) -> str:
    """Return a value below its title, or on the title's line if it has one line."""
    if "\n" not in text.strip():
        return f"{title}: {text.strip()}\n"
    return f"{title}:\n" + "".join(f"  {line}".rstrip() + "\n" for line in text.strip().splitlines())


def trace(reply: Reply, role: str, seconds: float) -> str:
    """Return what `-v` shows of a turn after its text.

    Args:
        role: the chatbot's own system role, masked, also for platforms that do not tell the one that the model saw.
    """
    about = reply.metadata
    settings = [
        form.format(value)
        for name, form in _SETTINGS
        for value in [getattr(about, name, None) if about is not None else None]
        if value is not None
    ]
    usage = _usage(reply)
    tokens = f"{usage.prompt_tokens} prompt + {usage.completion_tokens} reply" if usage is not None else ""
    return "".join(
        [
            indented("system role", _with_mask(system_role(reply), role) or "none"),
            indented("model", ", ".join(settings) or reply.model or "unknown"),
            indented("selected plugins", ", ".join(selected_plugins(reply)) or "none"),
            indented("tokens", f"{tokens} = {usage.total_tokens}" if usage is not None else "unknown"),
            indented("time", f"{seconds:.1f} s"),
            indented("session", reply.session or "unknown"),
        ]
    )


# Newer platforms return the system role as the model saw it, with texts of variables and of plugins. The chatbot's own
# role is masked, so that its unmasked ends tell where it stands in
# the other. Held by tests/acceptance/test_substituted_values.py.
def _with_mask(seen: str, own: str) -> str:
    """Return the model's system role, masked like the chatbot's own.

    What may be a part of a secret is left out: all between the first and the last text that both have.
    """
    from smarter.engine import SECRET

    if SECRET not in own or not seen:
        return seen or own
    before, after = own.split(SECRET)[0], own.rsplit(SECRET)[-1]
    start, end = seen.find(before), seen.rfind(after)
    if not after or start < 0 or end < start + len(before):
        return own
    return seen[:start] + own + seen[end + len(after) :]


def system_role(reply: Reply) -> str:
    """Return the model's system role, plugins' parts included; empty if unknown."""
    context: Any = reply.smarter
    first = getattr(context, "first_iteration", None)
    request = first.get("request") if isinstance(first, dict) else None
    messages = request.get("messages") if isinstance(request, dict) else None
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and message.get("role") == "system":
            return str(message.get("content") or "")
    return ""


def selected_plugins(reply: Reply) -> List[str]:
    """Return the plugins offered to the model; 0.14 names these in remarks only."""
    remarks = [str(each.content) for each in reply.messages if each.role == "smarter"]
    chosen = [found.group(1) for found in map(_SELECTED.match, remarks) if found]
    return chosen or [str(each) for each in reply.plugins]


def _usage(reply: Reply) -> Any:
    """Return the counts of tokens; None if the answer has no object of them."""
    return reply.usage if hasattr(reply.usage, "to_dict") else None


def turn_data(prompt: str, reply: Reply, seconds: float) -> Dict[str, Any]:
    """Return a turn as a result of `-o json`."""
    found: Dict[str, Any] = {"prompt": prompt, "reply": str(reply), "session": reply.session}
    usage = _usage(reply)
    if usage is not None:
        found["usage"] = usage.to_dict()
    if reply.tool_calls:
        found["toolCalls"] = [
            {
                "name": call.name,
                "plugin": call.plugin,
                "function": call.function_name,
                "arguments": call.arguments,
                "result": call.result,
            }
            for call in reply.tool_calls
        ]
    if reply.guardrails:
        found["guardrails"] = reply.guardrails
    found["plugins"] = selected_plugins(reply)
    found["seconds"] = round(seconds, 3)
    return found
