"""The page of the Python client, from its public names and their docstrings."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from functools import cached_property
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Tuple

import smarter
from reference import types
from reference.markdown import code, first_line, prose, table
from smarter.resources.signatures import _without_signature

INTRODUCTION = """\
# The Python client

Everything here is importable from `smarter`. [Types](types.md) has what the methods take and answer. Every method of
`Smarter` is there in `AsyncSmarter` too, under the same name, to be awaited.

Further arguments of most methods: `extra_headers`, `extra_query`, `extra_body`, `timeout` and `max_retries`, for that
one call.

"""

ERRORS = """
## Errors

Everything that the library raises on purpose is a `SmarterError`. `str(error)` is a sentence or two and never holds a
secret; what a program branches on stands in attributes; `error.hint`, where there is one, says what to do next.

"""

CONSTANTS = {
    "AsyncClient": "`AsyncSmarter` by the name that openai-python gives it.",
    "Client": "`Smarter` by the name that openai-python gives it.",
    "DEFAULT_MAX_RETRIES": "The number of retries after a temporary failure, unless given.",
    "DEFAULT_TIMEOUT": "The `Timeout` of a request, unless given: ten minutes, five seconds to connect.",
    "NOT_GIVEN": "The value of an argument that was not given, where None has a meaning.",
    "not_given": "`NOT_GIVEN` by the name that openai-python gives it.",
    "omit": "`NOT_GIVEN` by the name that openai-python gives it: leaves a default header or query parameter out.",
    "Omit": "The type of `omit`: `NotGiven`.",
    "Timeout": "`httpx.Timeout`: limits for connecting, reading, writing and waiting for a connection, in seconds.",
    "types": "The [types](types.md) of arguments and responses.",
    "VERSION": "`__version__` by the name that openai-python gives it.",
    "__version__": "The version of this library.",
}
VIEWS = {"with_raw_response", "with_streaming_response"}


class Place(NamedTuple):
    """An object of the client: how one gets at it, and its class."""

    path: str
    type: type


def page() -> str:
    """Return the text of the page."""
    parts = [INTRODUCTION, "## The client\n\n", about_class("Smarter", smarter.Smarter), "\n"]
    seen: Dict[type, str] = {}
    for place in places():
        text = (
            f"The same as `{seen[place.type]}`.\n"
            if place.type in seen
            else about_class("", place.type, seen)
        )
        parts.append(f"## {place.path}\n\n{text}\n")
        seen.setdefault(place.type, place.path)
    parts += [ERRORS, error_table(), "\n", "".join(about_error(name) for name in errors())]
    parts.append("## Other names\n\n")
    for name in others():
        parts.append(f"### `{name}`\n\n{about(name)}\n")
    return "".join(parts)


def places() -> List[Place]:
    """Return the objects below a client, in the order of its class, then those of the kinds' collections."""
    client = smarter.Smarter(api_key="reference", base_url="http://127.0.0.1:9")
    found = list(_below("client", client))
    from smarter.resources._sync import chatbots, kind_resources, prompt_stream, resource

    found.insert(1, Place("client.resources.KIND", kind_resources.KindResources))
    found.insert(2, Place("client.resources.chatbots", chatbots.Chatbots))
    found.insert(3, Place("A resource", resource.Resource))
    found.insert(4, Place("A chatbot", chatbots.Chatbot))
    found.insert(5, Place("A stream of a prompt", prompt_stream.PromptStream))
    client.close()
    return found


def _below(path: str, holder: Any) -> Iterator[Place]:
    for name, member in vars(type(holder)).items():
        if isinstance(member, cached_property) and name not in VIEWS:
            inner = getattr(holder, name)
            yield Place(f"{path}.{name}", type(inner))
            yield from _below(f"{path}.{name}", inner)


def about_class(name: str, subject: type, seen: Mapping[type, str] = {}, level: str = "###") -> str:
    """Return the section of a class: docstring, constructor if it has a `name`, members beyond the classes `seen`."""
    parts = []
    if name and "__init__" in vars(subject):
        parts.append(f"```python\n{name}{signature(subject.__init__)}\n```\n\n")
    parts.append(prose(subject.__doc__ or "") + "\n")
    bases = [base for base in public_classes(subject) if base in seen]
    if bases:
        parts.append(f"All of {' and '.join(seen[base] for base in bases)}, and:\n\n")
    told = {member for base in bases for member in dir(base)}
    rows = [
        (code(member), first_line(text))
        for member, text in attributes(subject)
        if member not in VIEWS and member not in told
    ]
    if rows:
        parts.append(table(("attribute", "what it is"), rows) + "\n")
    for method, function in methods(subject):
        if method not in told or method in vars(subject):
            parts.append(f"{level} {about_method(method, function)}")
    return "".join(parts)


def about_method(name: str, function: Any) -> str:
    """Return the section of a method: its signature and docstring."""
    if function.__name__ != name:
        return f"`{name}`\n\nThe same as `{function.__name__}`.\n\n"
    call = signature(function)
    shown = (
        f"[{call[1 : call.index(')')]}]{call[call.index(')') + 1 :]}"
        if name == "__getitem__"
        else f"{name}{call}"
    )
    title = "[ ]" if name == "__getitem__" else name
    return f"`{title}`\n\n```python\n{shown}\n```\n\n{prose(inspect.getdoc(function) or '')}\n"


def public_classes(subject: type) -> Iterator[type]:
    """Return a class and its bases from this package, itself first."""
    for base in subject.__mro__:
        if base.__module__.startswith("smarter.") and (base is subject or base.__name__ != "BaseModel"):
            yield base


def attributes(subject: type) -> List[Tuple[str, str]]:
    """Return the public properties of a class, with their docstrings."""
    found: Dict[str, str] = {}
    for base in public_classes(subject):
        for name, member in vars(base).items():
            if not name.startswith("_") and isinstance(member, (property, cached_property)):
                found.setdefault(name, inspect.getdoc(member) or "")
    return list(found.items())


def methods(subject: type) -> List[Tuple[str, Any]]:
    """Return the public methods of a class; inherited ones come last."""
    found: Dict[str, Any] = {}
    for base in public_classes(subject):
        for name, member in vars(base).items():
            plain = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
            public = name == "__getitem__" or not name.startswith("_")
            if public and inspect.isfunction(plain):
                found.setdefault(name, plain)
    return list(found.items())


def plain_signature(function: Any) -> inspect.Signature:
    """Return the signature as the source has it, arguments of a TypedDict under its name."""
    late = getattr(function, "__signature__", None)
    return inspect.signature(function if late is None else _without_signature(function))


def signature(function: Any) -> str:
    """Return a signature as source text, one parameter a line if there are many."""
    parts: List[str] = []
    starred = False
    for parameter in plain_signature(function).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        starred = starred or star == "*"
        note = "" if parameter.annotation is parameter.empty else f": {annotation(parameter.annotation)}"
        given = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        if given and not note:
            given = given.replace(" ", "")
        parts.append(f"{star}{parameter.name}{note}{given}")
    returned = plain_signature(function).return_annotation
    arrow = "" if returned in (inspect.Signature.empty, "None", None) else f" -> {annotation(returned)}"
    line = f"({', '.join(parts)}){arrow}"
    if len(line) <= 80:
        return line
    return "(\n" + "".join(f"    {part},\n" for part in parts) + f"){arrow}"


def annotation(given: Any) -> str:
    """Return an annotation as it is written in the source."""
    text = given if isinstance(given, str) else getattr(given, "__name__", str(given))
    text = re.sub(r"\[\(('[^()]*')\)\]", r"[\1]", text)  # as Python 3.8 shows a Literal
    return re.sub(r"\b(typing|smarter(\.\w+)+)\.", "", text)


def errors() -> List[str]:
    """Return the public errors, each base before its subclasses."""
    names = [name for name in smarter.__all__ if is_error(name)]
    return sorted(names, key=lambda name: lineage(name))


def is_error(name: str) -> bool:
    found = getattr(smarter, name)
    return inspect.isclass(found) and issubclass(found, smarter.SmarterError)


def lineage(name: str) -> List[str]:
    """Return the public errors from the top of the tree down to one."""
    return [
        base.__name__
        for base in reversed(getattr(smarter, name).__mro__)
        if base.__name__ in smarter.__all__ and issubclass(base, smarter.SmarterError)
    ]


def error_table() -> str:
    rows = []
    for name in errors():
        depth = len(lineage(name)) - 1
        rows.append(("&nbsp;&nbsp;" * depth + code(name), first_line(getattr(smarter, name).__doc__ or "")))
    return table(("error", "when"), rows)


def about_error(name: str) -> str:
    """Return the attributes of an error, if its docstring names any."""
    text = inspect.cleandoc(getattr(smarter, name).__doc__ or "")
    return f"### {name}\n\n{prose(text)}\n" if "\n\n" in text else ""


def others() -> List[str]:
    """Return the public names that are neither a client nor an error."""
    return [name for name in smarter.__all__ if name != "Smarter" and not is_error(name)]


def about(name: str) -> str:
    """One public name."""
    found = getattr(smarter, name)
    if name == "AsyncSmarter":
        return "`Smarter` for asynchronous programs: the same names, to be awaited, and `async with`.\n"
    if name in CONSTANTS:
        return f"{CONSTANTS[name]}\n"
    if inspect.isfunction(found):
        return f"```python\n{name}{signature(found)}\n```\n\n{prose(inspect.getdoc(found) or '')}"
    if hasattr(found, "__total__"):
        source = textwrap.dedent(inspect.getsource(found))
        (node,) = ast.parse(source).body
        return types.about_class(node, source)
    return about_class(name, found, level="####")
