"""The pages of kinds, one each and one for all of them, from the schemas."""

from __future__ import annotations

import io
import json
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Sequence, Tuple

from ruamel.yaml import YAML

from reference.markdown import code, table
from smarter.kinds import DIALECTS as DIALECTS_BY_NAME
from smarter.kinds import Kind, load_kinds
from smarter.kinds.dialects import since_words
from smarter.kinds.fields import resolve

# Oldest first; the newer forms that do the same share a column.
DIALECTS = tuple(reversed(tuple(DIALECTS_BY_NAME)))

INDEX = """\
# Kinds

What a manifest can describe, from the schemas that the command itself reads. A kind may be written in any usual
spelling (`chatbot`, `chatbots`, `Chatbot`, `cb`) on the command line; in a manifest `kind` has exactly one.

Platforms are named by their versions ([platform](../platform.md)). `smarter api-resources` lists what yours supports.

"""

VERBS = """
## What a platform can do

Not every platform can do everything with every kind. What one cannot do ends in exit code 6 and a sentence; the words
below are for what it does in its own way.

"""

QUIRKS = {
    "yes": "as one would think",
    "-": "not at all",
    "create-only": "it can be created; a second apply fails",
    "creates-duplicate": "every apply makes another one, so that it takes `--allow-duplicates`",
    "all": "every resource is listed",
    "named": "only those whose names are known",
    "answers-500": "it is done although the platform answers with an error",
    "needs-identity": "the platform wants a second name, which `smarter` sends along",
}

MARKS = """\
## How to read the tables

A field in **bold** is required. `[]` stands for the entries of a list. The default is what the platform makes of a
field that is left out; a plan says so before an apply resets one. The remarks:

"""

REMARKS = {
    "secret": "masked in every output",
    "read-only": "the platform's own; never sent",
    "names a ...": "holds the name of a resource of that kind, which is applied before and deleted after",
    "replace": "the platform accepts an update and ignores it, so that a change is delete and create; the plan says so",
    "fixed": "the platform keeps what it was created with",
    "kept": "keeps its live value when a manifest does not mention it",
    "not shown": "never comes back from the platform; known by a digest",
    "platform 0.15 or newer": "older platforms do not have the field",
    "old": "an old spelling",
}


class Row(NamedTuple):
    """One field of a table."""

    path: str
    kind: str
    meaning: str


def pages() -> Dict[str, str]:
    """Every page by its name below `docs/reference/`."""
    kinds = load_kinds().all()
    made = {f"kinds/{kind.singular}.md": page(kind) for kind in kinds}
    return {"kinds.md": index(kinds), **made}


def index(kinds: Sequence[Kind]) -> str:
    """Return the page that links the others."""
    rows = [
        (
            f"[{kind.name}](kinds/{kind.singular}.md)",
            str(kind.schema["description"]),
            ", ".join(code(word) for word in spellings(kind)),
            ", ".join(served(kind)),
        )
        for kind in kinds
    ]
    used = {how for kind in kinds for dialect in DIALECTS for how in verbs(kind, dialect).values()}
    unknown = used - set(QUIRKS)
    assert not unknown, f"scripts/reference/kinds.py has no words for {unknown}"
    return (
        INDEX
        + table(("kind", "what it is", "also written", "platforms"), rows)
        + VERBS
        + table(("word", "meaning"), [(code(word), text) for word, text in QUIRKS.items() if word in used])
        + "\n"
        + MARKS
        + table(("remark", "meaning"), [(code(word), text) for word, text in REMARKS.items()])
    )


def page(kind: Kind) -> str:
    """Return the page of one kind."""
    parts = [
        f"# {kind.name}\n",
        f"{kind.schema['description']}\n",
        f"On the command line also {', '.join(code(word) for word in spellings(kind))}. "
        "See [kinds](../kinds.md) for how to read this page.\n",
        abilities(kind),
    ]
    example = (kind.schema.get("examples") or [None])[0]
    if example is not None:
        parts.append(f"## Example\n\n```yaml\n{dumped(example)}```\n")
    for section in ("metadata", "spec", "status"):
        schema = kind.schema["properties"].get(section)
        if schema is not None:
            rows = list(walk(schema, kind.schema, section, {}, section in kind.schema.get("required", ())))
            parts.append(f"## {section}\n\n{table(('field', 'type', 'meaning'), rows[1:])}")
    return "\n".join(parts)


def spellings(kind: Kind) -> List[str]:
    """Return the other names of a kind."""
    words = dict.fromkeys((kind.singular, kind.plural, *kind.aliases))
    return [word for word in words if word != kind.name]


def served(kind: Kind) -> List[str]:
    """Return the platforms that have the kind."""
    return [
        title for title, dialect in columns(kind) if any(how != "-" for how in verbs(kind, dialect).values())
    ]


def columns(kind: Kind) -> List[Tuple[str, str]]:
    """Return the (title, dialect) of each column; neighbours with equal content share one."""
    found: List[Tuple[str, str]] = []
    for dialect in DIALECTS:
        if found and verbs(kind, found[-1][1]) == verbs(kind, dialect):
            first = DIALECTS_BY_NAME[found[-1][1]]
            last = DIALECTS_BY_NAME[dialect].versions.split(" ")[-1]
            start = first.versions.split(" ")[0] if first.first != (0, 0) else ""
            found[-1] = (
                f"{start} or newer"
                if last == "newer"
                else f"{last} or older"
                if not start
                else f"{start} to {last}",
                found[-1][1],
            )
        else:
            found.append((DIALECTS_BY_NAME[dialect].versions, dialect))
    return found


def verbs(kind: Kind, dialect: str) -> Dict[str, str]:
    """Each verb with how it goes on platforms of `dialect`, `-` where it does not."""
    return {
        verb: kind.verb(verb, dialect).replace("no", "-", kind.verb(verb, dialect) == "no")
        for verb in kind.verbs
    }


def abilities(kind: Kind) -> str:
    """Return the table of verbs and platforms."""
    shown = columns(kind)
    by = {dialect: verbs(kind, dialect) for _, dialect in shown}
    rows = [(verb, *(by[dialect][verb] for _, dialect in shown)) for verb in kind.verbs]
    return (
        table(("verb", *(title for title, _ in shown)), rows)
        if rows
        else "No platform can do anything with it by manifest.\n"
    )


def walk(
    schema: Mapping[str, Any], root: Mapping[str, Any], path: str, outer: Mapping[str, Any], required: bool
) -> Iterator[Row]:
    """Yield a row for a field and for each below it; `outer` holds the inherited keywords."""
    field = resolve(schema, root)
    inherited = {
        key: field.get(key, outer.get(key))
        for key in ("readOnly", "writeOnly", "x-smarter-readback", "x-smarter-update", "x-smarter-since")
    }
    shown = f"**{code(path)}**" if required else code(path)
    marks = remarks({**field, **{k: v for k, v in inherited.items() if v is not None}}, outer)
    text = str(field.get("description", ""))
    kind = type_of(field, root) + default(field)
    yield Row(shown, kind, f"{text} *{'; '.join(marks)}*" if marks else text)
    below, where = field, path
    if isinstance(field.get("items"), Mapping):
        below, where = resolve(field["items"], root), f"{path}[]"
    for name, child in below.get("properties", {}).items():
        yield from walk(child, root, f"{where}.{name}", inherited, name in below.get("required", ()))


def remarks(field: Mapping[str, Any], outer: Mapping[str, Any]) -> List[str]:
    """Return the special traits of a field, without those of its parent."""
    marks = []
    if field.get("writeOnly"):
        marks.append("secret")
    if field.get("readOnly") and not outer.get("readOnly"):
        marks.append("read-only")
    names = field.get("x-smarter-references") or (field.get("items") or {}).get("x-smarter-references")
    if names:
        marks.append("names a " + " or ".join(names))
    updates = {"replace": "replace", "never": "fixed"}
    if field.get("x-smarter-update") and field.get("x-smarter-update") != outer.get("x-smarter-update"):
        marks.append(updates[field["x-smarter-update"]])
    if field.get("x-smarter-operational"):
        marks.append("kept")
    readback = field.get("x-smarter-readback")
    if "lost" in ([readback] if isinstance(readback, str) else readback or ()):
        marks.append("not shown")
    if field.get("x-smarter-since") and field.get("x-smarter-since") != outer.get("x-smarter-since"):
        marks.append(since_words(field["x-smarter-since"]))
    if field.get("deprecated"):
        instead = field.get("x-smarter-replaced-by")
        marks.append(f"old: write {instead}" if instead else "old")
    return marks


def type_of(field: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """Return the type of a field in words, with its choices and limits."""
    if "const" in field:
        return code(json.dumps(field["const"]).strip('"'))
    if "enum" in field:
        return " or ".join(code("null" if word is None else str(word)) for word in field["enum"])
    union = field.get("anyOf") or field.get("oneOf")
    if union and "type" not in field:
        return " or ".join(dict.fromkeys(type_of(resolve(part, root), root) for part in union))
    given = field.get("type", "anything")
    words = [given] if isinstance(given, str) else list(given)
    plain = [name_of(word, field, root) for word in words if word != "null"]
    text = " or ".join(plain) + limits(field)
    return f"{text} or null" if "null" in words else text


def name_of(word: str, field: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """One JSON type in words."""
    if word == "array":
        items = field.get("items")
        inner = type_of(resolve(items, root), root) if isinstance(items, Mapping) and items else "anything"
        return f"list of {inner}"
    return {"object": "mapping", "boolean": "`true` or `false`"}.get(word, word)


def limits(field: Mapping[str, Any]) -> str:
    """Return the limits of a value, in parentheses."""
    found = [
        bounds(field.get("minimum"), field.get("maximum"), ""),
        bounds(field.get("minLength"), field.get("maxLength"), " characters"),
        bounds(field.get("minItems"), field.get("maxItems"), " entries"),
        f"more than {field['exclusiveMinimum']}" if "exclusiveMinimum" in field else "",
        code(field["pattern"]) if "pattern" in field and len(field["pattern"]) <= 40 else "",
    ]
    said = ", ".join(text for text in found if text)
    return f" ({said})" if said else ""


def bounds(low: Any, high: Any, unit: str) -> str:
    """`0 to 1`, `at least 1 characters`, `at most 50 characters`."""
    if low is not None and high is not None:
        return f"{low} to {high}{unit}"
    if low is not None:
        return "" if unit and low == 1 else f"at least {low}{unit}"
    return f"at most {high}{unit}" if high is not None else ""


def default(field: Mapping[str, Any]) -> str:
    """Return the default as JSON, or nothing for null."""
    given = field.get("default")
    return "" if given is None else f"; default {code(json.dumps(given, ensure_ascii=False))}"


def dumped(manifest: Any) -> str:
    """`manifest` as YAML."""
    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(manifest, stream)
    return stream.getvalue()
