"""The page of types, from `smarter/types`: a list entry for each."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from typing import Dict, Iterator, List, NamedTuple, Tuple

from reference.markdown import clause, code, first_line

INTRODUCTION = """\
# Types

Import them from `smarter.types`. Arguments (`...Param`, `...Params`) are `TypedDict`s, so plain dicts will do.
Responses are pydantic models with `to_dict()` and `to_json()`.

Fields follow the description. A `?` marks those that may be missing; in a response they then read as None. A field
without a type is a string. Types as in OpenAI's API are listed by name only; editors and `help()` describe them.

The specs of manifests are `TypedDict`s in `smarter.types.specs`, such as `ChatbotSpec`; see [kinds](kinds.md).

"""

MODULES = (
    ("Resources and the platform", "smarter.types.shared"),
    ("Replies of chatbots", "smarter.types.replies"),
    ("Events of a streamed prompt", "smarter.types.prompt_events"),
    ("Files", "smarter.types.files"),
    ("Chat: arguments", "smarter.types.chat_params"),
    ("Chat: responses", "smarter.types.chat"),
    ("Events of a streamed chat completion", "smarter.types.completion_events"),
    ("Responses: arguments", "smarter.types.responses_params"),
    ("Responses: results", "smarter.types.responses"),
    ("Fine-tuning", "smarter.types.fine_tuning"),
    ("Models", "smarter.types.models"),
)


# Modules with the types of OpenAI's API, which its own reference describes.
OPENAI = ("chat_params", "chat", "responses_params", "responses", "fine_tuning", "models")


class Field(NamedTuple):
    """One field of a type, in the source's form."""

    name: str
    type: str
    meaning: str
    required: bool


def page() -> str:
    """Return the text of the page."""
    parts = [INTRODUCTION]
    for title, module in MODULES:
        found = [*definitions(module)]
        if module.rpartition(".")[2] in OPENAI:
            text = ", ".join(code(name) for name, _ in found) + ".\n"
        else:
            text = "".join(f"- {code(name)}: {about}\n" for name, about in found)
        parts.append(f"## {title}\n\n{text}\n")
    return "".join(parts)


def definitions(module: str) -> Iterator[Tuple[str, str]]:
    """Yield every public type of a module, in the order of its source, with its text."""
    source = inspect.getsource(importlib.import_module(module))
    private: Dict[str, List[Field]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            inherited = [field for base in node.bases for field in private.get(text_of(base, source), ())]
            every = [*inherited, *fields(node, source)]
            if node.name.startswith("_"):
                private[node.name] = every
            else:
                yield node.name, about_class(node, every)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            # Type variables, which are calls, are omitted.
            if name[0].isupper() and not isinstance(node.value, ast.Call):
                yield name, about_alias(node.value, source)


def about_class(node: ast.ClassDef, every: List[Field]) -> str:
    """Return a class on one line: docstring, fields, and those of private bases."""
    text = " ".join((ast.get_docstring(node) or "").split())
    shown = ", ".join(map(about_field, every))
    return f"{text} {shown}" if shown else text


def about_field(field: Field) -> str:
    """Return a field with its type and, in parentheses, its meaning."""
    kind = plain_type(field.type)
    text = code(field.name + ("" if field.required else "?") + ("" if kind == "str" else f": {kind}"))
    return f"{text} ({clause(field.meaning)})" if field.meaning else text


def plain_type(text: str) -> str:
    """Return an annotation in few words: choices as `"a"|"b"`, mappings as `dict`."""
    text = re.sub(r"\b(Dict|Mapping)\[str, \w+\]", "dict", text)
    text = re.sub(r"\bLiteral\[([^]]*)\]", lambda found: found.group(1).replace(", ", "|"), text)
    while True:
        shorter = re.sub(r"\bUnion\[((?:[^][]|\[[^][]*\])*)\]", _union, text)
        shorter = re.sub(r"\bOptional\[((?:[^][]|\[(?:[^][]|\[[^][]*\])*\])*)\]", r"\1", shorter)
        if shorter == text:
            return text
        text = shorter


def _union(found: re.Match[str]) -> str:
    return "|".join(part for part in found.group(1).split(", ") if part != "None")


def about_alias(value: ast.AST, source: str) -> str:
    """Return the entry of an alias of a type or a union."""
    if isinstance(value, ast.Subscript):
        inner = value.slice
        inner = getattr(inner, "value", inner)  # Python 3.8 wraps it
        if isinstance(inner, ast.Tuple):
            return "One of " + ", ".join(code(text_of(part, source)) for part in inner.elts) + "."
    return f"The same as {code(text_of(value, source))}."


def fields(node: ast.ClassDef, source: str) -> List[Field]:
    """Return the fields of a class, each with the string that follows it."""
    found: List[Field] = []
    optional = any(word.arg == "total" for word in node.keywords)
    mapping = any(text_of(base, source).endswith(("TypedDict", "Options", "Params")) for base in node.bases)
    for position, item in enumerate(node.body):
        if not (isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)):
            continue
        given = text_of(item.annotation, source)
        wrapped = given.startswith("Required[")
        following = node.body[position + 1] if position + 1 < len(node.body) else None
        found.append(
            Field(
                item.target.id,
                given[len("Required[") : -1] if wrapped else given,
                string(following),
                wrapped or (not optional if mapping else item.value is None),
            )
        )
    return found


def string(node: object) -> str:
    """Return a bare string, which documents the statement above it."""
    if (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ):
        return first_line(node.value.value)
    return ""


def text_of(node: ast.AST, source: str) -> str:
    """Return the source of a node, on one line."""
    return " ".join((ast.get_source_segment(source, node) or "").split())
