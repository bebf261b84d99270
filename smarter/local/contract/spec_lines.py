"""The grammar in which the specs are written: one line a field.

A line is `path: type [limits] [=default]`; `!` after the path means required, `?` nullable, `[]` each item of a list,
and `{a,b}` several fields of one type. A type is one of those of `Field`, a list of `_ITEMS`, `objects` (a list), or
choices joined by `|`; the fields of an `object` follow. Limits are `low..high`, `>low`, `length..most`, `items..most`
and `nonempty`; `~word` is a pattern of `_PATTERNS`, or choices of `_CHOICES`; `@word` is a step of `_STEPS`, which
rewrites a value. `anycase` choices are found in any case. `strict` objects refuse unknown keys already when validated.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from smarter.local.contract.fields import Field, Invalid, read_fields
from smarter.local.contract.name_rewrites import snake

Fields = Mapping[str, Field]

_LABEL = r"[a-z0-9\u00a1-\uffff]([a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
_PATTERNS: Mapping[str, str] = {
    "domain": rf"(?i)(\*\.)?{_LABEL}(\.{_LABEL})*\.?",
    "hostdomain": rf"(?i){_LABEL}(\.{_LABEL})+\.?",
    "hostname": r"(?i)(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    "https": r"https://[^\s/]+\S*",
    "image": r"[a-z0-9][a-z0-9._/:@-]*",
    "index": r"[a-z0-9]([a-z0-9-]*[a-z0-9])?",
    "language": r"(?i)[a-z]{2}(-[a-z]{2,4})?",
    "letters": r"(?i)[a-z]{2}",
    "name": r"[A-Za-z0-9_-]+",
    "path": r"/.*",
    "plain": r"[^\s\"'`$;&|<>]+",
    "quantity": r"[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?",
    "region": r"(?i)[a-z]{2}|all",
    "snake": r"[a-z0-9]+(_[a-z0-9]+)*",
    "url": r"(?i)https?://[^\s/]+\S*|ftps?://[^\s/]+\S*",
    "types": r"(?i)(jpe?g|png|gif|svg|webp|avif|bmp|ico)(\|(jpe?g|png|gif|svg|webp|avif|bmp|ico))*",
}
_CHOICES: Mapping[str, str] = {
    "category": "harassment|harassment/threatening|hate|hate/threatening|illicit|illicit/violent|self-harm"
    "|self-harm/intent|self-harm/instructions|sexual|sexual/minors|violence|violence/graphic",
    "detector": "credit_card|us_ssn|email|phone_number|ip_address|iban|aws_access_key|private_key|api_key|jwt"
    "|password_assignment",
    "flag": "IGNORECASE|MULTILINE|DOTALL",
}


def _url(value: str) -> str:
    if not value.lower().startswith(("http://", "https://")):
        raise Invalid("a URL must begin with http:// or https://")
    return value


_STEPS: Mapping[str, Callable[[Any], Any]] = {
    # A name is looked up in another form than it is stored in: `FastFood` is `fast_food` here.
    "reference": snake,
    "slashes": lambda value: f"/{value.strip('/')}/" if value.strip("/") else "/",
    "text": str,
    "upper": str.upper,
    "url": _url,
}
_ITEMS = {
    "strings": Field(),
    "references": Field(steps=(snake,)),
    "mappings": Field("mapping"),
}


_FLAGS = {"strict": "strict", "anycase": "any_case", "nonempty": "nonempty"}
_LENGTHS = {"length": "longest", "items": "most"}
_VALUES: Mapping[str, Callable[[str], Any]] = {"bool": "true".__eq__, "int": int, "number": float}


def _field(name: str, words: List[str], nested: Fields) -> Field:
    """Return the field of one line; `nested` are its object's or its items' fields."""
    made: Dict[str, Any] = {"required": "!" in name, "nullable": "?" in name, "type": "string"}
    first, *rest = words
    if "|" in first:
        made["choices"] = tuple(filter(None, first.split("|")))
    elif first == "objects":
        made.update(type="list", items=Field("object", fields=nested))
    elif first in _ITEMS:
        made.update(type="list", items=_ITEMS[first])
    else:
        made.update(type=first, fields=nested)
    for word in rest:
        if word.startswith("~") and "items" in made:
            made["items"] = Field(**_form(word[1:]))
        else:
            made.update(_limit(word, made["type"]))
    if not made["required"] and not made["nullable"] and "default" not in made:
        made["default"] = _empty(made)
    return Field(**made)


def _form(word: str) -> Dict[str, Any]:
    """Return the form that a text must have: a pattern, or one of several choices."""
    if word in _CHOICES:
        return {"choices": tuple(_CHOICES[word].split("|")), "any_case": True}
    return {"pattern": _PATTERNS[word]}


def _empty(made: Dict[str, Any]) -> Any:
    """Return the default of a field that may be left out and may not be null."""
    if made["type"] != "object":
        return {"mapping": {}, "list": []}.get(made["type"])
    return None if any(one.required for one in made["fields"].values()) else read_fields(made["fields"], {})


def _limit(word: str, type_name: str) -> Dict[str, Any]:
    if word in _FLAGS:
        return {_FLAGS[word]: True}
    if word.startswith("~"):
        return _form(word[1:])
    if word.startswith("@"):
        return {"steps": (_STEPS[word[1:]],)}
    if word.startswith("="):
        return {"default": _VALUES.get(type_name, str)(word[1:])}
    if word.startswith(">"):
        return {"above": _number(word[1:])}
    low, _, high = word.partition("..")
    if low in _LENGTHS:
        return {_LENGTHS[low]: int(high)}
    return {"low": _number(low), "high": _number(high)}


def _number(text: str) -> Optional[float]:
    return (float if "." in text else int)(text) if text else None


def read_lines(lines: str) -> Fields:
    """Return the fields of a block of lines."""
    rows = []
    for line in re.sub(r"\n[ \t]*\|", "|", lines).split("\n"):
        path, _, words = line.strip().replace("[]", "").partition(": ")
        before, _, several = path.partition("{")
        names, _, after = several.partition("}")
        if words:
            rows += [(f"{before}{name}{after}", words.split()) for name in names.split(",")]
    return _level(rows)


def _level(rows: List[Tuple[str, List[str]]]) -> Fields:
    fields: Dict[str, Field] = {}
    for path, words in rows:
        name = path.rstrip("!?")
        if "." not in name:
            below = [(other[len(name) + 1 :], more) for other, more in rows if other.startswith(f"{name}.")]
            fields[name] = _field(path, words, _level(below))
    return fields


def exact_case(fields: Fields) -> Fields:
    """Return `fields` with choices that are found in their own case only."""
    return {
        name: replace(
            one,
            any_case=False,
            fields=exact_case(one.fields),
            items=None if one.items is None else exact_case({"": one.items})[""],
        )
        for name, one in fields.items()
    }
