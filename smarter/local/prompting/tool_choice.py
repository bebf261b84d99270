"""Choice of a tool by the built-in model, by the words of the message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

from smarter.local.http.messages import parsed


@dataclass(frozen=True)
class Call:
    """A call of a tool, with its arguments."""

    name: str
    arguments: Dict[str, Any]


def choose_call(payload: Mapping[str, Any]) -> Optional[Call]:
    """Return the tool call for a chat-completions request, or None for text.

    In each turn it calls one tool: the one `tool_choice` names, or the first whose required arguments the
    message gives. An argument is given by `name=value`, by a word of its enum, or, where it is required, by
    the first quoted text or number. A required `query` is the whole message.
    """
    functions = [
        tool["function"] for tool in payload.get("tools") or [] if isinstance(tool.get("function"), dict)
    ]
    choice = payload.get("tool_choice")
    messages = list(payload["messages"])
    if not functions or choice == "none" or not messages or messages[-1]["role"] != "user":
        return None
    said = _said(messages[-1])
    forced = choice["function"]["name"] if isinstance(choice, dict) else None
    for function in functions:
        if forced in (None, function["name"]):
            arguments = _arguments(function.get("parameters") or {}, said)
            if arguments is not None:
                return Call(function["name"], arguments)
    if forced or choice == "required":
        function = next((item for item in functions if item["name"] == forced), functions[0])
        return Call(function["name"], instance(function.get("parameters") or {}))
    return None


_FORMATS = {
    "date": "2030-01-01",
    "date-time": "2030-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "PT0S",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "a@example.com",
    "uri": "https://example.com",
    "ipv4": "192.0.2.1",
}


def instance(
    schema: Mapping[str, Any], root: Optional[Mapping[str, Any]] = None, seen: Tuple[str, ...] = ()
) -> Any:
    """Return the plainest value of a JSON Schema: defaults, first choices.

    Only required properties are filled. `seen` are the references above, which would be followed without end.
    """
    root = schema if root is None else root
    reference = schema.get("$ref")
    if isinstance(reference, str):
        found: Any = root
        for part in reference.lstrip("#/").split("/"):
            found = found.get(part) if isinstance(found, dict) else None
        return instance(found, root, (*seen, reference)) if found and reference not in seen else None
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("enum", "examples"):
        if schema.get(key):
            return schema[key][0]
    for key in ("anyOf", "oneOf"):
        if schema.get(key):
            known = [each for each in schema[key] if each.get("$ref") not in seen]
            return instance((known or schema[key])[0], root, seen)
    if len(schema.get("allOf") or ()) == 1:
        return instance(schema["allOf"][0], root, seen)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: instance(properties.get(name, {}), root, seen) for name in schema.get("required", [])}
    if kind == "array":
        first = [instance(each, root, seen) for each in schema.get("prefixItems") or ()]
        missing = int(schema.get("minItems", 0)) - len(first)
        return [*first, *([instance(schema.get("items") or {}, root, seen)] * missing)]
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), "text").ljust(int(schema.get("minLength", 0)), "x")
    plain = {"boolean": False, "null": None}
    least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    return plain.get(kind, least)


def _said(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content or ""


def _arguments(schema: Mapping[str, Any], said: str) -> Optional[Dict[str, Any]]:
    found = {}
    for name, about in schema.get("properties", {}).items():
        required = name in schema.get("required", [])
        value = _argument(name, about, said, required)
        if value is not None:
            found[name] = value
        elif required:
            return None
    return found


def _argument(name: str, about: Mapping[str, Any], said: str, required: bool) -> Any:
    choices: List[Any] = about.get("enum") or []
    for knows in (_mentions, _means):
        for choice in choices:
            if knows(said, str(choice)):
                return choice
    kind = about.get("type", "string")
    written = re.search(
        rf"\b{re.escape(name)}\s*[=:]\s*(\[.*?\]|\{{.*?\}}|\"[^\"]*\"|'[^']*'|[^\s,;]+)", said, re.I
    )
    if written:
        return _typed(written.group(1).rstrip(".?!"), kind)
    if choices or not required:
        return None
    if kind in ("number", "integer"):
        digits = re.search(r"-?\d[\d,]*\.?\d*", said)
        return _typed(digits.group(0).replace(",", "").rstrip("."), kind) if digits else None
    if name == "query" and kind == "string":
        return said
    quoted = re.search(r"[\"“`]([^\"“”`]+)[\"”`]|(?<!\w)'([^']+)'(?!\w)", said)
    if not quoted:
        return None
    text = quoted.group(1) or quoted.group(2)
    return [text] if kind == "array" else text


def _mentions(said: str, choice: str) -> bool:
    """Tell whether the message has the words of a choice, in their order.

    The words of `couponCodes` are coupon and codes.
    """
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", choice).replace("_", " ").replace("-", " ").split()
    pattern = r"[\s_-]*".join(re.escape(word) for word in words)
    return bool(words) and re.search(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])", said, re.I) is not None


# Words by which people ask about a topic without naming it. A topic is known by any of its words.
_ASKED_BY = (
    (
        {"hour", "hours", "opening", "schedule", "times"},
        "open opens opening close closes closed when sunday sundays",
    ),
    (
        {"price", "prices", "pricing", "cost", "costs", "fee", "fees"},
        "cost costs price prices much expensive pay",
    ),
    ({"address", "location", "place", "directions"}, "where address located find"),
    ({"phone", "telephone", "contact"}, "call phone number reach"),
    ({"lends", "loans", "lend", "loan"}, "lend lends borrow loan"),
)


def _means(said: str, choice: str) -> bool:
    """Tell whether the message asks about a choice without naming it."""
    asked = set(re.findall(r"[a-z]+", said.lower()))
    words = set(re.findall(r"[a-z]+", re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", choice).lower()))
    return any(words & topic and asked & set(asked_by.split()) for topic, asked_by in _ASKED_BY)


def _typed(text: str, kind: str) -> Any:
    bare = text.strip("\"'")
    return bare if kind == "string" else parsed(text, bare)
