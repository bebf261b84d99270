"""The pages of kinds, one each and one for all of them, from the schemas."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from ruamel.yaml import YAML

from reference.markdown import code, table
from smarter.kinds import DIALECTS as DIALECTS_BY_NAME
from smarter.kinds import Kind, load_kinds
from smarter.kinds.dialects import since_words
from smarter.kinds.fields import resolve

# Oldest first; newer forms with the same behaviour share a column.
DIALECTS = tuple(reversed(tuple(DIALECTS_BY_NAME)))

INDEX = """\
# Kinds

In a manifest a kind has exactly one spelling; commands accept any usual one: `Chatbot`, `chatbots`, `cb`.
`smarter api-resources` lists the kinds of your [platform](../platform.md), `smarter explain KIND` the fields of one.

"""

VERBS = """
## Verbs

Platforms support different verbs for each kind; an unsupported one ends with exit code 6. Words in the tables of the
kinds:

"""

QUIRKS = {
    "yes": "supported",
    "-": "not supported",
    "create-only": "creates; a second apply fails",
    "creates-duplicate": "every apply creates another one; requires `--allow-duplicates`",
    "all": "lists every resource",
    "named": "lists only resources whose names are known",
    "answers-500": "deletes, although the platform answers with an error",
    "needs-identity": "the platform requires a second name, which `smarter` sends",
}

MARKS = """\
## Fields

A field in **bold** is required. `[]` stands for the items of a list. An omitted field gets the platform's default; a
plan shows every such reset. Remarks in *italics*:

"""

REMARKS = {
    "secret": "masked in every output",
    "read-only": "set by the platform; never sent",
    "names a ...": "the name of a resource of that kind, which is applied first and deleted last",
    "replace": "the platform accepts an update and ignores it, so a change is delete and create; the plan says so",
    "fixed": "the platform keeps the value of the creation",
    "kept": "a manifest that omits the field keeps its live value",
    "not shown": "the platform never returns it; compared by a digest",
    "platform 0.15 or newer": "older platforms do not have the field",
    "old": "an old spelling",
}

COMMON = """
## Fields of every kind

"""
SECTIONS = ("metadata", "spec", "status")


class Row(NamedTuple):
    """One field of a table."""

    path: str
    kind: str
    meaning: str


def pages() -> Dict[str, str]:
    """Return every page by its name below `docs/reference/`."""
    kinds = load_kinds().all()
    common = common_rows(kinds)
    made = {f"kinds/{kind.singular}.md": page(kind, kinds, common) for kind in kinds}
    return {"kinds.md": index(kinds, common), **made}


def rows_of(kind: Kind, section: str) -> List[Row]:
    """Return a row for every field of a section."""
    schema = kind.schema["properties"].get(section)
    if schema is None:
        return []
    return list(walk(schema, kind.schema, section, {}, section in kind.schema.get("required", ())))[1:]


def common_rows(kinds: Sequence[Kind]) -> List[Row]:
    """Return fields of `metadata` and `status` with one meaning in most kinds."""
    counted = Counter(row for kind in kinds for name in ("metadata", "status") for row in rows_of(kind, name))
    return sorted((row for row, count in counted.items() if count > len(kinds) / 2), key=section_of)


def section_of(row: Row) -> str:
    """Return the section of a field: `metadata`, `spec` or `status`."""
    return row.path.strip("*`").split(".", 1)[0]


def index(kinds: Sequence[Kind], common: Sequence[Row]) -> str:
    """Return the page that links the others."""
    entries = []
    for kind in kinds:
        notes = [*map(code, kind.aliases), *(text for text in [since(kind)] if text)]
        known = f" ({', '.join(notes)})" if notes else ""
        link = f"[{kind.name}](kinds/{kind.singular}.md)"
        entries.append(f"- {link}{known}: {kind.schema['description']}\n")
    used = {how for kind in kinds for dialect in DIALECTS for how in verbs(kind, dialect).values()}
    unknown = used - set(QUIRKS)
    assert not unknown, f"scripts/reference/kinds.py has no words for {unknown}"
    return (
        INDEX
        + "".join(entries)
        + VERBS
        + "".join(f"- `{word}`: {text}\n" for word, text in QUIRKS.items() if word in used)
        + "\n"
        + MARKS
        + "".join(f"- *{word}*: {text}\n" for word, text in REMARKS.items())
        + COMMON
        + "".join(f"- {row.path}: {' '.join(row.kind.split())}. {row.meaning}\n" for row in common)
    )


def since(kind: Kind) -> str:
    """Return the platforms that have the kind, if not all have it."""
    found = served(kind)
    return "" if len(found) == len(columns(kind)) else ", ".join(found)


def page(kind: Kind, kinds: Sequence[Kind], common: Sequence[Row]) -> str:
    """Return the page of one kind: an example, the verbs, the fields."""
    parts = [f"# {kind.name}\n"]
    example = (kind.schema.get("examples") or [None])[0]
    if example is not None:
        parts.append(f"```yaml\n{dumped(example)}```\n")
    parts += [
        f"{kind.schema['description']}\n",
        f"On the command line also {', '.join(code(word) for word in spellings(kind))}. "
        "[Kinds](../kinds.md#verbs) explains the tables.\n",
        abilities(kind),
    ]
    twin = twin_of(kind, kinds)
    if twin is not None:
        return "\n".join([*parts, f"The fields are those of [{twin.name}]({twin.singular}.md).\n"])
    for section in SECTIONS:
        rows = rows_of(kind, section)
        shared = [row for row in rows if row in common]
        own = [row for row in rows if row not in common]
        if rows:
            parts.append(f"## {section}\n")
        if own:
            parts.append(table(("field", "type", "meaning"), own))
        if shared:
            paths = [row.path.strip("*`").split(".", 1)[1] for row in shared]
            names = ", ".join(code(path) for path in paths if "[]" not in path)
            also = "Also " if own else ""
            parts.append(f"{also}{names}, as [every kind](../kinds.md#fields-of-every-kind).\n")
    return "\n".join(parts)


def twin_of(kind: Kind, kinds: Sequence[Kind]) -> Optional[Kind]:
    """Return the kind that this one spells canonically, if all fields are the same."""
    for other in kinds:
        spelling = other is not kind and other.canonical == kind.canonical == kind.name
        if spelling and all(rows_of(other, section) == rows_of(kind, section) for section in SECTIONS):
            return other
    return None


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
    """Return each column's (title, dialect); equal neighbours share one."""
    found: List[Tuple[str, str]] = []
    for dialect in DIALECTS:
        if found and verbs(kind, found[-1][1]) == verbs(kind, dialect):
            first = DIALECTS_BY_NAME[found[-1][1]]
            last = DIALECTS_BY_NAME[dialect].versions.split(" ")[-1]
            start = first.versions.split(" ")[0] if first.first != (0, 0) else ""
            found[-1] = (
                (f"{start} or newer" if start else "all")
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
    """Return each verb's behaviour on platforms of `dialect`, `-` if unsupported."""
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
        else "No platform supports a verb for it.\n"
    )


def walk(
    schema: Mapping[str, Any], root: Mapping[str, Any], path: str, outer: Mapping[str, Any], required: bool
) -> Iterator[Row]:
    """Yield a row for a field and each below; `outer` holds inherited keywords."""
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
    """Return a JSON type in words."""
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
    """Return limits in words: `0 to 1`, `at most 50 characters`."""
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
    """Return `manifest` as YAML."""
    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(manifest, stream)
    return stream.getvalue()
