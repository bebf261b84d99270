"""Explanations of kinds and fields: types, limits, defaults, choices, examples."""

from __future__ import annotations

import json
import textwrap
from itertools import zip_longest
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from smarter._suggest import nearest
from smarter.errors import SmarterError
from smarter.kinds import Kind
from smarter.kinds.fields import Schema, resolve
from smarter.kinds.names import either_kind
from smarter.manifest.schema.descriptions import TYPES, describe, types_of

_LEAST = 24  # columns that a summary needs to stand on the line of its field
_WIDTH = 88
_UPDATE = {
    "replace": "A change takes effect only when the resource is deleted and created anew.",
    "never": "A change never takes effect: the value stays as it was created.",
}
_READBACK = {
    "masked": "It comes back masked.",
    "resolved": "It comes back as the content of the named resource.",
    "lost": "It never comes back.",
    "camelCase": "Its words come back in camelCase.",
    "placeholder": "It comes back as a placeholder.",
    "caller": "It comes back with the caller's value.",
    "stale": "After a change the old value comes back for up to 60 seconds.",
    "folded": "Its keys come back in another spelling.",
}


class UnknownFieldError(SmarterError):
    """A kind has no field at a path; `suggestion` is the nearest one that it has."""

    def __init__(self, message: str, suggestion: Optional[str]) -> None:
        super().__init__(message)
        self.suggestion = suggestion
        self.hint = f"Did you mean {suggestion}?" if suggestion else None


class Child(NamedTuple):
    """A field below the explained one."""

    name: str
    type: str
    required: bool
    summary: str


class Explanation(NamedTuple):
    """The description of a kind or a field; `path` is empty for the kind itself."""

    kind: str
    path: Tuple[str, ...]
    type: str
    title: str
    description: str
    required: bool
    default: Any
    choices: Tuple[Tuple[Any, str], ...]
    examples: Tuple[Any, ...]
    notes: Tuple[str, ...]
    children: Tuple[Child, ...]

    def to_json(self) -> Dict[str, Any]:
        """Return JSON-able data, without empty fields."""
        plain = self._asdict()
        plain["path"] = ".".join(self.path)
        plain["choices"] = [{"value": value, "description": words} for value, words in self.choices]
        plain["children"] = [child._asdict() for child in self.children]
        return {key: value for key, value in plain.items() if value not in (None, (), [], "")}


def explain(kind: Kind, path: Sequence[str] = ()) -> Explanation:
    """Return the explanation of `kind`, or of its field at `path`.

    `path` is keys, such as `["spec", "prompt", "model"]`; `spec` may be left out, and items of lists have no key.

    Raises:
        UnknownFieldError: there is no such field.
    """
    found = _find(kind, tuple(path))
    if found is None and path and path[0] not in kind.schema.get("properties", {}):
        found = _find(kind, ("spec", *path))
    if found is None:
        raise _unknown(kind, tuple(path))
    return found


def _find(kind: Kind, path: Tuple[str, ...]) -> Optional[Explanation]:
    root = kind.schema
    schema: Schema = resolve(root, root)
    required = secret = read_only = False
    for part in path:
        schema = _fields_of(schema, root)
        if part not in schema.get("properties", {}):
            return None
        required = part in schema.get("required", ())
        schema = resolve(schema["properties"][part], root)
        secret = bool(schema.get("writeOnly", secret))
        read_only = bool(schema.get("readOnly", read_only))
    return Explanation(
        kind=kind.name,
        path=path,
        type=_type(schema, root),
        title=str(schema.get("title", "")),
        description=str(schema.get("description", "")),
        required=required,
        default=schema.get("default"),
        choices=_choices(schema),
        examples=tuple(schema.get("examples", ())),
        notes=tuple(_notes(schema, secret=secret, read_only=read_only)),
        children=tuple(_children(_fields_of(schema, root), root)),
    )


def _fields_of(schema: Schema, root: Schema) -> Schema:
    """Return the schema of the fields: for a list of mappings that of its items."""
    items = None if "properties" in schema else schema.get("items")
    return resolve(items, root) if isinstance(items, dict) and items else schema


def _type(schema: Schema, root: Schema) -> str:
    fields = _fields_of(schema, root)
    if fields is not schema and "properties" in fields:
        return "a list of mappings"
    if "properties" in schema:
        return TYPES["object"]
    return describe({key: value for key, value in schema.items() if key != "enum"}, root)


def _choices(schema: Schema) -> Tuple[Tuple[Any, str], ...]:
    described = zip_longest(schema.get("enum", ()), schema.get("enumDescriptions", ()), fillvalue="")
    return tuple((value, words) for value, words in described if value is not None)


def _notes(schema: Schema, *, secret: bool, read_only: bool) -> List[str]:
    notes = []
    kinds = schema.get("x-smarter-references", ())
    if read_only:
        notes.append("The platform sets it: the value in a manifest is ignored.")
    if kinds:
        notes.append(f"Names a resource: {either_kind(kinds)}.")
    elif secret:
        notes.append("Secret: write ${env:NAME}; it is masked in every output.")
    if schema.get("deprecated"):
        instead = schema.get("x-smarter-replaced-by")
        notes.append(f"An old field: write {instead} instead." if instead else "An old field.")
    if "x-smarter-since" in schema:
        notes.append(f"Only platforms of dialect {schema['x-smarter-since']} and newer have it.")
    if schema.get("x-smarter-operational"):
        notes.append("When a manifest leaves it out, the platform's value is kept.")
    update = _UPDATE.get(str(schema.get("x-smarter-update")))
    notes.extend([update] if update else [])
    readback = schema.get("x-smarter-readback", ())
    words = [readback] if isinstance(readback, str) else readback
    notes.extend(_READBACK[word] for word in words if word in _READBACK)
    return notes


def _children(schema: Schema, root: Schema) -> List[Child]:
    needed = schema.get("required", ())
    children = []
    for name, below in schema.get("properties", {}).items():
        resolved = resolve(below, root)
        summary = str(resolved.get("description", "")).split(". ")[0].rstrip(".")
        children.append(Child(name, _short_type(resolved, root), name in needed, summary))
    return children


def _short_type(schema: Schema, root: Schema) -> str:
    named = [TYPES[name] for name in types_of(schema) if name != "null"]
    if "const" in schema:
        return describe(schema, root)
    if schema.get("enum"):
        return "choice"
    return " or ".join(named) or "any value"


def _unknown(kind: Kind, path: Tuple[str, ...]) -> UnknownFieldError:
    """Return the error for the unknown part of the path, with the known fields."""
    parts = path if path[0] in kind.schema.get("properties", {}) else ("spec", *path)
    for depth in range(len(parts)):
        above = _find(kind, parts[:depth])
        if _find(kind, parts[: depth + 1]) is None and above is not None:
            place = ".".join((kind.name, *parts[:depth]))
            names = [child.name for child in above.children]
            if not names:
                return UnknownFieldError(f"{place} has no fields.", place)
            near = nearest(parts[depth], names)
            message = f"{place} has no field `{parts[depth]}`; it has {', '.join(names)}."
            return UnknownFieldError(message, f"{place}.{near}" if near else None)
    raise AssertionError("the path exists")


def render(explained: Explanation, window: Optional[int] = None) -> str:
    """Return the explanation for a terminal of `window` columns; None for no limit."""
    place = ".".join((explained.kind, *explained.path))
    lines = [place, ""]
    width = min(_WIDTH, window or _WIDTH)
    lines.extend(textwrap.wrap(explained.description, width, initial_indent="  ", subsequent_indent="  "))
    if explained.path:
        facts = [("type", explained.type), ("required", "yes" if explained.required else "no")]
        facts.extend([("default", _value(explained.default))] if explained.default is not None else [])
        facts.extend([("example", _value(explained.examples[0]))] if explained.examples else [])
        lines.append("")
        for name, value in facts:
            room = width if name == "type" else None  # an example is to be copied as it is
            lines.extend(_row(f"  {name + ':':<10} ", value, room))
    if explained.choices:
        widest = max(len(_value(value)) for value, _ in explained.choices)
        lines.extend(["", "  choices:"])
        lines.extend(f"    {_value(value):<{widest}}  {words}".rstrip() for value, words in explained.choices)
    if explained.notes:
        lines.append("")
        for note in explained.notes:
            lines.extend(textwrap.wrap(note, width, initial_indent="  - ", subsequent_indent="    "))
    if explained.children:
        lines.extend(["", "  fields (* required):"])
        names = [child.name + ("*" if child.required else "") for child in explained.children]
        widest = max(map(len, names))
        kinds = max(len(child.type) for child in explained.children)
        for name, child in zip(names, explained.children):
            lines.extend(_row(f"    {name:<{widest}}  {child.type:<{kinds}}  ", child.summary, window))
    return "\n".join(lines) + "\n"


def _row(head: str, text: str, window: Optional[int]) -> List[str]:
    """Return the text behind its head, wrapped; below it if the room is too narrow."""
    if window is None or len(head) + len(text) <= window:
        return [(head + text).rstrip()]
    if window - len(head) >= _LEAST:
        return textwrap.wrap(text, window, initial_indent=head, subsequent_indent=" " * len(head))
    return [head.rstrip(), *textwrap.wrap(text, window, initial_indent=" " * 8, subsequent_indent=" " * 8)]


def _value(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
