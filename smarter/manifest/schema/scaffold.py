"""Scaffolds: valid manifests to begin with, with comments, and optional fields commented out."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any, Dict, Iterator, List, Optional

from smarter.kinds import Kind
from smarter.kinds.fields import Schema, resolve
from smarter.manifest.reading.scalars import is_text_to_all
from smarter.manifest.reading.scalars import resolve as read_scalar

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z0-9/_$][A-Za-z0-9 _./$@+()?!'-]*\Z")


def scaffold(
    kind: Kind, name: Optional[str] = None, schema_url: Optional[str] = None, path: Optional[str] = None
) -> str:
    """Return the schema's example of `kind` as YAML, with a comment on each field.

    Args:
        name: the resource's name, in place of the example's.
        path: the file, for a kind that is made of one.
        schema_url: where editors find the schema; its own `$id` by default.
    """
    example = json.loads(json.dumps(kind.schema["examples"][0]))
    if name is not None:
        example["metadata"]["name"] = name
        identity = kind.identity
        if identity is not None and identity in example["metadata"]:
            example["metadata"][identity] = name
    if path is not None and kind.served == "files":
        example["spec"]["path"] = path
    url = schema_url or kind.schema["$id"]
    head = [f"# yaml-language-server: $schema={url}", *_comment(kind.schema.get("description", ""), 0)]
    return "\n".join([*head, *_fields(kind.schema, example, kind.schema, 0)]) + "\n"


def _fields(schema: Schema, value: Dict[str, Any], root: Schema, indent: int) -> Iterator[str]:
    """Yield the fields of a mapping in the schema's order, then those that `value` lacks, commented out."""
    properties = {name: resolve(child, root) for name, child in schema.get("properties", {}).items()}
    pad = " " * indent
    for name in sorted(value, key=list(properties).index):
        yield from _field(name, value[name], properties[name], root, indent)
    for name, child in properties.items():
        if name in value or child.get("readOnly") or child.get("deprecated") or "x-smarter-since" in child:
            continue
        yield from _comment(child.get("description", ""), indent)
        examples = child.get("examples") or ([child["default"]] if child.get("default") is not None else [])
        yield from (f"{pad}# {line}" for line in _entry(name, examples[0] if examples else None, 0))


def _field(name: str, value: Any, schema: Schema, root: Schema, indent: int) -> Iterator[str]:
    if indent:
        yield from _comment(schema.get("description", ""), indent)
    if isinstance(value, dict) and schema.get("properties"):
        yield f"{' ' * indent}{name}:"
        yield from _fields(schema, value, root, indent + 2)
    else:
        yield from _entry(name, value, indent)


def _entry(name: str, value: Any, indent: int) -> Iterator[str]:
    """Yield `name: value` in block style."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        yield f"{pad}{_scalar(name)}:"
        for key, below in value.items():
            yield from _entry(key, below, indent + 2)
    elif isinstance(value, list) and value:
        yield f"{pad}{_scalar(name)}:"
        for item in value:
            yield from _item(item, indent + 2)
    else:
        yield f"{pad}{_scalar(name)}: {_scalar(value)}"


def _item(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, dict) and value:
        for number, line in enumerate(line for key, below in value.items() for line in _entry(key, below, 0)):
            yield f"{pad}{'- ' if number == 0 else '  '}{line}"
    elif isinstance(value, list) and value:
        for number, line in enumerate(line for below in value for line in _item(below, 0)):
            yield f"{pad}{'- ' if number == 0 else '  '}{line}"
    else:
        yield f"{pad}- {_scalar(value)}"


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _plain(value):
        return value
    if isinstance(value, str) and re.match(r"\$\{[a-z]+:[^\s'\"{}]*\}\Z", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _plain(text: str) -> bool:
    """Return whether every reader takes unquoted `text` as this text."""
    shaped = _PLAIN.match(text) is not None and ": " not in text and not text.endswith(" ")
    return shaped and is_text_to_all(text) and read_scalar(text) == text


def _comment(words: str, indent: int) -> List[str]:
    pad = " " * indent + "# "
    return textwrap.wrap(words, _WIDTH, initial_indent=pad, subsequent_indent=pad, break_long_words=False)
