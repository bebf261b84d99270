"""Conversion between items of the responses API and chat messages."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from smarter.local.openai_api.base import invalid_type, invalid_value, missing, new_id

ROLES = ["assistant", "system", "developer", "user"]
TYPES = ["message", "function_call", "function_call_output"]


def input_items(given: Any) -> List[Dict[str, Any]]:
    """Return the input as items with ids. Raises OpenAIError.

    A text is one user message.
    """
    if isinstance(given, str):
        given = [{"role": "user", "content": given}]
    if not isinstance(given, list):
        raise invalid_type("input", "one of a string or array of input items", given)
    return [_item(item, f"input[{index}]") for index, item in enumerate(given)]


def _item(item: Any, where: str) -> Dict[str, Any]:
    if not isinstance(item, dict):
        raise invalid_type(where, "an object", item)
    kind = item.get("type") or "message"
    if kind not in TYPES:
        raise invalid_value(f"{where}.type", kind, TYPES)
    if kind != "message":
        needed = ("call_id", "name", "arguments") if kind == "function_call" else ("call_id", "output")
        for key in needed:
            if not isinstance(item.get(key), str):
                raise missing(f"{where}.{key}")
        return {"id": new_id("fc_", 24), **item}
    role = item.get("role")
    if role not in ROLES:
        raise invalid_value(f"{where}.role", role, ROLES) if role else missing(f"{where}.role")
    content = item.get("content")
    word = "output_text" if role == "assistant" else "input_text"
    if isinstance(content, str):
        content = [{"type": word, "text": content}]
    if not isinstance(content, list):
        raise invalid_type(f"{where}.content", "one of a string or array of content parts", content)
    return {"id": new_id("msg_", 24), "status": "completed", **item, "type": "message", "content": content}


def messages_of(items: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Return items as chat messages."""
    messages: List[Dict[str, Any]] = []
    for item in items:
        if item["type"] == "function_call":
            function = {"name": item["name"], "arguments": item["arguments"]}
            call = {"id": item["call_id"], "type": "function", "function": function}
            messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        elif item["type"] == "function_call_output":
            messages.append({"role": "tool", "tool_call_id": item["call_id"], "content": item["output"]})
        else:
            messages.append({"role": item["role"], "content": [_part(part) for part in item["content"]]})
    return messages


def _part(part: Any) -> Dict[str, Any]:
    if not isinstance(part, dict):
        raise invalid_type("input.content", "an object", part)
    if part.get("type") == "input_image":
        return {"type": "image_url", "image_url": {"url": part.get("image_url")}}
    return {"type": "text", "text": str(part.get("text", ""))}


def output_items(message: Mapping[str, Any], cut: bool = False) -> List[Dict[str, Any]]:
    """Return a model's message as output items."""
    status = "incomplete" if cut else "completed"
    items: List[Dict[str, Any]] = []
    if message.get("content"):
        part = {"type": "output_text", "annotations": [], "logprobs": [], "text": message["content"]}
        head = {"id": new_id("msg_", 24), "type": "message", "status": status, "role": "assistant"}
        items.append({**head, "content": [part]})
    for call in message.get("tool_calls") or []:
        head = {"id": new_id("fc_", 24), "type": "function_call", "status": status, "call_id": call["id"]}
        items.append({**head, **call["function"]})
    return items


def chat_tools(tools: Any) -> List[Dict[str, Any]]:
    """Return the function tools for chat completions.

    Raises OpenAIError for tools that OpenAI itself runs.
    """
    if not isinstance(tools, list):
        raise invalid_type("tools", "an array of objects", tools)
    offered = []
    for index, tool in enumerate(tools):
        if not isinstance(tool, dict):
            raise invalid_type(f"tools[{index}]", "an object", tool)
        if tool.get("type") != "function":
            raise invalid_value(f"tools[{index}].type", tool.get("type"), ["function"])
        if not tool.get("name"):
            raise missing(f"tools[{index}].name")
        about = {key: tool[key] for key in ("name", "description", "parameters", "strict") if key in tool}
        offered.append({"type": "function", "function": about})
    return offered


def chat_tool_choice(choice: Any) -> Any:
    """Return the tool choice for chat completions."""
    if isinstance(choice, dict) and "name" in choice:
        return {"type": "function", "function": {"name": choice["name"]}}
    return choice


def chat_format(form: Mapping[str, Any]) -> Any:
    """Return the text format for chat completions."""
    if form.get("type") == "json_schema" and "schema" in form:
        return {"type": "json_schema", "json_schema": {key: form[key] for key in form if key != "type"}}
    return dict(form)
