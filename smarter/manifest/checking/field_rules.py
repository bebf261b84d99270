"""Rules across fields, beyond JSON Schema (`x-smarter-rules`)."""

from __future__ import annotations

import operator
import re
from typing import Any, Callable, Dict, Iterable, Iterator, Mapping, Tuple

from smarter.kinds.fields import schema_at
from smarter.kinds.paths import values_at
from smarter.manifest.findings import ERROR, Finding, PathParts
from smarter.manifest.resource import Resource

Rule = Mapping[str, Any]
# A finding of a rule: the path, the message, the hint.
Violation = Tuple[PathParts, str, str]

_COMPARISONS: Mapping[str, Tuple[Callable[[Any, Any], bool], str]] = {
    "<": (operator.lt, "less than"),
    "<=": (operator.le, "at most"),
    ">=": (operator.ge, "at least"),
    "==": (operator.eq, "equal to"),
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def check_rules(resource: Resource, value: Any) -> Iterator[Finding]:
    """Yield a finding for each broken rule; `value` has its substitutions made."""
    for rule in resource.kind.schema.get("x-smarter-rules", ()):
        for path, message, hint in _RULES[rule["rule"]](resource, value, rule):
            yield resource.document.finding(rule["rule"], ERROR, message, path, hint=hint)


def _compare(resource: Resource, value: Any, rule: Rule) -> Iterator[Violation]:
    left_path, right_path = _path(rule["left"]), _path(rule["right"])
    left, right = (_number(resource, value, path) for path in (left_path, right_path))
    if right is not None and "least" in rule:
        right = max(right, rule["least"])
    holds, words = _COMPARISONS[rule["holds"]]
    if left is not None and right is not None and not holds(left, right):
        if left_path in resource.tainted or right_path in resource.tainted:
            message = f"{rule['left']} must be {words} {rule['right']}"
        else:
            message = f"{rule['left']} is {left}, but must be {words} {rule['right']} ({right})"
        yield left_path, message, f"Change {left_path[-1]} or {right_path[-1]}."


def _number(resource: Resource, value: Any, path: PathParts) -> Any:
    """Return the number at `path`, or the field's default; None if there is neither."""
    given = [found for _, found in values_at(value, path) if found is not None]
    found = given[0] if given else schema_at(resource.kind.schema, path).get("default")
    return found if type(found) in (int, float) else None


def _unique(resource: Resource, value: Any, rule: Rule) -> Iterator[Violation]:
    seen: Dict[str, PathParts] = {}
    for path, name in values_at(value, (*_path(rule["list"]), "*", rule["key"])):
        if not isinstance(name, str):
            continue
        if name in seen:
            shown = _shown(resource, path, name)
            yield path, f"{rule['key']} `{shown}` is listed twice", "Keep one of them."
        seen[name] = path


# Only the empty text is searched, so that no pattern of a manifest can take long.
def _matches_nothing(resource: Resource, value: Any, rule: Rule) -> Iterator[Violation]:
    if not _applies(value, rule["when"]):
        return
    for path, pattern in values_at(value, _path(rule["path"])):
        try:
            empty = isinstance(pattern, str) and pattern and re.search(pattern, "") is not None
        except (re.error, RecursionError, OverflowError):
            continue  # The schema's format `regex` reports it.
        if empty:
            message = f"{rule['path']} matches the empty text, so that it matches everything"
            yield path, message, "Write a pattern that needs at least one character."


def _applies(value: Any, condition: Rule) -> bool:
    """Return whether a field has the value of a condition, in any case."""
    given = [text for _, text in values_at(value, _path(condition["path"])) if isinstance(text, str)]
    return any(text.casefold() == condition["is"] for text in given)


def _placeholders(resource: Resource, value: Any, rule: Rule) -> Iterator[Violation]:
    listed = [found for _, found in values_at(value, _path(rule["parameters"]))]
    if not all(found is None or isinstance(found, list) for found in listed):
        return  # The schema's type reports it, and none of them is known.
    parameters = _names(value, rule["parameters"])
    for path, text in values_at(value, _path(rule["text"])):
        for name in dict.fromkeys(_PLACEHOLDER.findall(text) if isinstance(text, str) else ()):
            if name in parameters:
                continue
            if path in resource.tainted:  # the name may be a part of the secret
                message, declared = "a placeholder is not a declared parameter", "it"
            else:
                message, declared = f"`{{{name}}}` is not a declared parameter", f"`{name}`"
            yield path, message, f"Declare {declared} in {rule['parameters']}."
    tested = _names(value, rule["values"])
    for name, place in parameters.items() if tested else ():
        if name not in tested:
            shown = _shown(resource, place, name)
            path = _path(rule["values"])
            yield path, f"The parameter `{shown}` has no test value", f"Add one for `{shown}`."


def _skill(resource: Resource, value: Any, rule: Rule) -> Iterator[Violation]:
    from smarter.kinds.skill_document import find_document_problems, find_file_problem, find_url_problem

    # What breaks a pattern of the schema is reported by it.
    schema = resource.kind.schema
    path, files_path = _path(rule["path"]), _path(rule["files"])
    for _, text in values_at(value, path):
        if isinstance(text, str) and text and re.search(schema_at(schema, path)["pattern"], text):
            for problem in find_document_problems(text):
                yield path, f"{rule['path']}: {problem}", "See https://agentskills.io/specification."
    url_path = _path(rule["url"])
    for _, url in values_at(value, url_path):
        if isinstance(url, str) and re.search(schema_at(schema, url_path)["pattern"], url):
            problem = find_url_problem(url)
            if problem:
                yield (
                    url_path,
                    f"{rule['url']}: {problem}",
                    "Write such as https://github.com/OWNER/REPOSITORY.",
                )
    legal = schema_at(schema, files_path)["propertyNames"]["pattern"]
    for place, files in values_at(value, files_path):
        for name, content in files.items() if isinstance(files, dict) else ():
            known = isinstance(name, str) and re.search(legal, name)
            problem = find_file_problem(name, content, files) if known else ""
            if problem:
                yield (*place, name), f"{rule['files']}: {problem}", "Change the path or the file."


def _names(value: Any, path: str) -> Dict[str, PathParts]:
    """Return the names in a list, with the place of each."""
    found = values_at(value, (*_path(path), "*", "name"))
    return {name: place for place, name in found if isinstance(name, str)}


def _shown(resource: Resource, path: PathParts, text: str) -> str:
    """Return a text for a message; one with a secret as the manifest writes it."""
    if path not in resource.tainted:
        return text
    return next((str(written) for _, written in values_at(resource.document.value, path)), "(secret)")


def _path(text: str) -> PathParts:
    return tuple(text.split("."))


_RULES: Mapping[str, Callable[[Resource, Any, Rule], Iterable[Violation]]] = {
    "field-comparison": _compare,
    "repeated-item": _unique,
    "empty-match": _matches_nothing,
    "placeholder": _placeholders,
    "skill": _skill,
}
