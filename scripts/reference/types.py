"""The page of types, read from the source of `smarter/types`: what methods take and what they answer."""

from __future__ import annotations

import ast
import importlib
import inspect
from typing import Dict, Iterator, List, NamedTuple, Tuple

from reference.markdown import code, first_line, prose, table

INTRODUCTION = """\
# Types

What methods take are `TypedDict`s, so that plain dicts do; what they answer are pydantic models, with `to_dict()` and
`to_json()`. All can be imported from `smarter.types`. A field in **bold** must be there. What a manifest's
`spec` may say is a `TypedDict` too, `ChatbotSpec` and its like in `smarter.types.specs`, made from the schemas that
[the kinds' pages](kinds.md) show.

"""

MODULES = (
    ("Resources and the platform", "smarter.types.shared"),
    ("What a chatbot replies", "smarter.types.replies"),
    ("Events of a streamed prompt", "smarter.types.prompt_events"),
    ("Files", "smarter.types.files"),
    ("Chat: arguments", "smarter.types.chat_params"),
    ("Chat: answers", "smarter.types.chat"),
    ("Events of a streamed chat completion", "smarter.types.completion_events"),
    ("Responses: arguments", "smarter.types.responses_params"),
    ("Responses: answers", "smarter.types.responses"),
    ("Fine-tuning", "smarter.types.fine_tuning"),
    ("Models", "smarter.types.models"),
)


class Field(NamedTuple):
    """One field of a type, as its class writes it."""

    name: str
    type: str
    meaning: str
    required: bool


def page() -> str:
    """Return the text of the page."""
    parts = [INTRODUCTION]
    for title, module in MODULES:
        parts.append(f"## {title}\n\n")
        for name, text in definitions(module):
            parts.append(f"### {name}\n\n{text}\n")
    return "".join(parts)


def definitions(module: str) -> Iterator[Tuple[str, str]]:
    """Every public type of a module, in the order of its source, with its text."""
    source = inspect.getsource(importlib.import_module(module))
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, about_class(node, source)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            # A type variable, a call, is nothing to look up.
            if name[0].isupper() and not isinstance(node.value, ast.Call):
                yield name, about_alias(node.value, source)


def about_class(node: ast.ClassDef, source: str) -> str:
    """Return the section of a class: its docstring and the table of its fields."""
    text = prose(ast.get_docstring(node) or "")
    rows = [
        (f"**{code(f.name)}**" if f.required else code(f.name), code(f.type), f.meaning)
        for f in fields(node, source)
    ]
    return f"{text}\n{table(('field', 'type', 'meaning'), rows)}" if rows else text


def about_alias(value: ast.AST, source: str) -> str:
    """Another name for a type, or for one of several."""
    if isinstance(value, ast.Subscript):
        inner = value.slice
        inner = getattr(inner, "value", inner)  # Python 3.8 wraps it
        if isinstance(inner, ast.Tuple):
            return "One of " + ", ".join(code(text_of(part, source)) for part in inner.elts) + ".\n"
    return f"The same as {code(text_of(value, source))}.\n"


def fields(node: ast.ClassDef, source: str) -> List[Field]:
    """Return the fields of a class, each with the string that follows it."""
    found: List[Field] = []
    optional = any(word.arg == "total" for word in node.keywords)
    mapping = any(text_of(base, source) in ("TypedDict", "CallOptions") for base in node.bases)
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


def documented() -> Dict[str, str]:
    """Every public type with the first line of what the page says of it."""
    return {name: text.split("\n")[0] for _, module in MODULES for name, text in definitions(module)}
