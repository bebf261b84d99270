"""Scaffolds: valid manifests with comments, optional fields commented out."""

from __future__ import annotations

import copy
import textwrap
from typing import Any, Dict, Iterator, List, Optional

from smarter._yaml import dump
from smarter.kinds import Kind
from smarter.kinds.fields import Schema, resolve

_WIDTH = 100


def scaffold(
    kind: Kind, name: Optional[str] = None, schema_url: Optional[str] = None, path: Optional[str] = None
) -> str:
    """Return the schema's example of `kind` as YAML, with a comment on each field.

    Args:
        name: the resource's name, in place of the example's.
        path: the file, for a kind that is made of one.
        schema_url: where editors find the schema; without it no line names the schema.
    """
    example = copy.deepcopy(kind.schema["examples"][0])
    if name is not None:
        example["metadata"]["name"] = name
        identity = kind.identity
        if identity is not None and identity in example["metadata"]:
            example["metadata"][identity] = name
    if path is not None and kind.served == "files":
        example["spec"]["path"] = path
    head = [f"# yaml-language-server: $schema={schema_url}"] if schema_url else []
    head += _comment(kind.schema.get("description", ""), 0)
    return "\n".join([*head, *_fields(kind.schema, example, kind.schema, 0)]) + "\n"


def _fields(schema: Schema, value: Dict[str, Any], root: Schema, indent: int) -> Iterator[str]:
    """Yield a mapping's fields in the schema's order, then missing ones as comments."""
    properties = {name: resolve(child, root) for name, child in schema.get("properties", {}).items()}
    pad = " " * indent
    given = [name for name in value if not _may_name_what_is_missing(name, properties[name], schema)]
    for name in sorted(given, key=list(properties).index):
        yield from _field(name, value[name], properties[name], root, indent)
    for name, child in properties.items():
        if name in given or child.get("readOnly") or child.get("deprecated") or "x-smarter-since" in child:
            continue
        yield from _comment(child.get("description", ""), indent)
        example = value.get(name, (child.get("examples") or [child.get("default")])[0])
        yield from (f"{pad}# {line}" for line in _entry(name, example, 0))


def _may_name_what_is_missing(name: str, child: Schema, schema: Schema) -> bool:
    """Return whether a field is an optional list of resources, not needed to apply."""
    is_list = "array" in str(child.get("type", ""))
    return is_list and bool(child.get("x-smarter-references")) and name not in schema.get("required", ())


def _field(name: str, value: Any, schema: Schema, root: Schema, indent: int) -> Iterator[str]:
    if indent:
        yield from _comment(schema.get("description", ""), indent)
    if isinstance(value, dict) and schema.get("properties"):
        yield f"{' ' * indent}{name}:"
        yield from _fields(schema, value, root, indent + 2)
    else:
        yield from _entry(name, value, indent)


def _entry(name: str, value: Any, indent: int) -> Iterator[str]:
    """Yield the lines of `name: value`."""
    yield from (f"{' ' * indent}{line}" if line else "" for line in dump({name: value}).splitlines())


def _comment(words: str, indent: int) -> List[str]:
    pad = " " * indent + "# "
    return textwrap.wrap(words, _WIDTH, initial_indent=pad, subsequent_indent=pad, break_long_words=False)
