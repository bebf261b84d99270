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
from reference.markdown import clause, code, entry, example, first_line
from smarter.resources.signatures import _without_signature

INTRODUCTION = """\
# The Python client

Import all names from `smarter`. `AsyncSmarter` has the methods of `Smarter`, to be awaited.

[Python](../how-to/python.md) shows the main methods at work; `help()` has an example of every one, and editors show the
types of arguments, which signatures leave out here. `...` is the default of an argument that is not sent unless given.
`**options` are, for one call: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `max_retries` and
`idempotency_key`; `**params` also has the fields of its [type](types.md). Setting `client.timeout`, `api_key`,
`base_url` or `max_retries` does not change its copies.

"""

ERRORS = """
## Errors

Every error of this library is a `SmarterError`. `str(error)` is short and holds no secret. Programs branch on
attributes; `error.hint` says what to do next.

"""

# Methods with examples on the page, by object; docs/how-to/python.md shows others.
EXAMPLES = {
    "The client": ("copy",),
    "client.manifests": ("export",),
    "client.chat.completions": ("parse", "stream"),
    "client.fine_tuning.jobs": ("create",),
    "CursorPage": ("iter_pages",),
    "pydantic_function_tool": ("pydantic_function_tool",),
}
REST = "over the REST API of newer platforms"

CONSTANTS = {
    "AsyncClient": "openai-python's name of `AsyncSmarter`.",
    "Client": "openai-python's name of `Smarter`.",
    "DEFAULT_MAX_RETRIES": "The number of retries after a temporary failure, unless given.",
    "DEFAULT_TIMEOUT": "The `Timeout` of a request, unless given: ten minutes, five seconds to connect.",
    "NOT_GIVEN": "The value of an argument that was not given, where None has a meaning.",
    "not_given": "openai-python's name of `NOT_GIVEN`.",
    "omit": "openai-python's name of `NOT_GIVEN`: leaves a default header or query parameter out.",
    "Omit": "The type of `omit`: `NotGiven`.",
    "Timeout": "`httpx.Timeout`: limits for connecting, reading, writing and waiting for a connection, in seconds.",
    "types": "The [types](types.md) of arguments and responses.",
    "VERSION": "openai-python's name of `__version__`.",
    "__version__": "The version of this library.",
}
VIEWS = {"with_raw_response", "with_streaming_response"}


class Place(NamedTuple):
    """An object of the client: its expression, and its class."""

    path: str
    type: type


def page() -> str:
    """Return the text of the page."""
    parts = [INTRODUCTION, "## The client\n\n", about_class("The client", smarter.Smarter, {}), "\n"]
    seen: Dict[type, str] = {}
    for place in places():
        text = (
            f"The same as `{seen[place.type]}`.\n"
            if place.type in seen
            else about_class(place.path, place.type, seen)
        )
        parts.append(f"## {place.path}\n\n{text}\n")
        seen.setdefault(place.type, place.path)
    parts += [ERRORS, "".join(about_error(name) for name in errors()), "\n"]
    parts.append("## Other names\n\n")
    classes = [name for name in others() if inspect.isclass(getattr(smarter, name)) and name not in CONSTANTS]
    listed = [name for name in others() if name not in classes]
    brief = [f"- {about(name)}" for name in listed if not inspect.isfunction(getattr(smarter, name))]
    functions = [f"- {about(name)}" for name in listed if inspect.isfunction(getattr(smarter, name))]
    shown = [examples(name, {name: getattr(smarter, name)}) for name in listed]
    shown_classes = {kind: path for kind, path in seen.items() if kind.__name__ in classes}
    sections = []
    for name in sorted(classes, key=lambda each: (len(getattr(smarter, each).__mro__), each)):
        text = about_public_class(name, shown_classes)
        long = "\n" in text.rstrip("\n")
        (sections if long else brief).append(f"\n### {name}\n\n{text}" if long else f"- `{name}`: {text}")
        shown_classes.setdefault(getattr(smarter, name), code(name))
    parts += [*brief, *functions, *shown, *sections]
    return "".join(parts)


def places() -> List[Place]:
    """Return the objects below a client in its order, then the kinds' collections."""
    client = smarter.Smarter(api_key="reference", base_url="http://127.0.0.1:9")
    found = list(_below("client", client))
    from smarter.resources._sync import chatbots, kind_resources, prompt_stream, resource

    found.insert(1, Place("client.resources.KIND", kind_resources.KindResources))
    found.insert(2, Place("client.resources.chatbots", chatbots.Chatbots))
    found.insert(3, Place("A resource", resource.Resource))
    found.insert(4, Place("A chatbot", chatbots.Chatbot))
    found.insert(5, Place("A streamed prompt", prompt_stream.PromptStream))
    client.close()
    return found


def _below(path: str, holder: Any) -> Iterator[Place]:
    for name, member in vars(type(holder)).items():
        if isinstance(member, cached_property) and name not in VIEWS:
            inner = getattr(holder, name)
            yield Place(f"{path}.{name}", type(inner))
            yield from _below(f"{path}.{name}", inner)


def about_class(title: str, subject: type, seen: Mapping[type, str]) -> str:
    """Return a class's section: docstring, then members beyond classes in `seen`."""
    bases = [base for base in public_classes(subject) if base in seen]
    known = {member for base in bases for member in dir(base)}
    text = entry(subject.__doc__ or "", indent="")
    if bases:
        text += f"\nAll of {' and '.join(seen[base] for base in bases)}, and:\n"
    rest, items = [], []
    for member, about_it in attributes(subject):
        line = first_line(about_it)
        if REST in line:
            rest.append(code(member))
        elif member not in VIEWS and member not in known:
            items.append(f"- {code(member)}: {noun(line)}\n")
    if rest:
        items.append(
            f"- {', '.join(rest)}: the REST API of newer platforms ([methods](../api-coverage.md))\n"
        )
    own = {
        method: function
        for method, function in methods(subject)
        if method not in known or method in vars(subject)
    }
    items += [about_method(method, function) for method, function in own.items()]
    apart = "" if "\n- " in text else "\n"
    listed = f"{apart}{''.join(items)}" if items else ""
    return text + listed + examples(title, own)


def examples(title: str, functions: Mapping[str, Any]) -> str:
    """Return the examples that the page shows of an object, in one block of code."""
    wanted = [name for name in EXAMPLES.get(title, ()) if name in functions]
    texts = [example(inspect.getdoc(functions[name]) or "") for name in wanted]
    return "\n```pycon\n" + "\n".join(texts) + "```\n" if texts else ""


def noun(sentence: str) -> str:
    """Return the description of a property without its verb."""
    return clause(re.sub(r"^Return (the |an? )?|^Tell (if|whether) ", "", sentence))


def about_method(name: str, function: Any) -> str:
    """Return the list entry of a method: its signature and docstring."""
    if function.__name__ != name:
        return f"- `{name}`: the same as `{function.__name__}`\n"
    call = signature(function)
    shown = (
        f"[{call[1 : call.index(')')]}]{call[call.index(')') + 1 :]}"
        if name == "__getitem__"
        else name + call
    )
    return f"- **{code(shown)}**: {entry(inspect.getdoc(function) or '')}"


def public_classes(subject: type) -> Iterator[type]:
    """Yield a class and its bases from this package, itself first."""
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
    """Return the signature as in the source, with a TypedDict under its name."""
    late = getattr(function, "__signature__", None)
    return inspect.signature(function if late is None else _without_signature(function))


def signature(function: Any) -> str:
    """Return a signature without types, except of a TypedDict with further arguments."""
    parts: List[str] = []
    starred = False
    for parameter in plain_signature(function).parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        starred = starred or star == "*"
        further = re.search(r"Unpack\[(\w+)\]", annotation(parameter.annotation))
        note = f": {further.group(1)}" if further and further.group(1) != "CallOptions" else ""
        default = "..." if parameter.default is smarter.NOT_GIVEN else repr(parameter.default)
        given = "" if parameter.default is parameter.empty else f"={default}"
        parts.append(f"{star}{parameter.name}{note}{given}")
    plain = plain_signature(function)
    returned = plain.return_annotation
    if returned in (inspect.Signature.empty, "None", None):
        return f"({', '.join(parts)})"
    own = plain.parameters.get("self")  # the type variable of a method that returns its own object
    arrow = " -> Self" if own is not None and returned == own.annotation else f" -> {annotation(returned)}"
    return f"({', '.join(parts)}){arrow}"


def annotation(given: Any) -> str:
    """Return an annotation as it is written in the source."""
    text = given if isinstance(given, str) else getattr(given, "__name__", str(given))
    text = re.sub(r"\[\(('[^()]*')\)\]", r"[\1]", text)  # the form of a Literal in Python 3.8
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


def about_error(name: str) -> str:
    """Return the list entry of an error, below that of its base."""
    indent = "    " * (len(lineage(name)) - 1)
    return f"{indent}- **`{name}`**: {entry(getattr(smarter, name).__doc__ or '', indent + '    ')}"


def others() -> List[str]:
    """Return the public names that are neither a client nor an error."""
    return [name for name in smarter.__all__ if name != "Smarter" and not is_error(name)]


def about(name: str) -> str:
    """Return the list entry of a public name that is not a class."""
    found = getattr(smarter, name)
    if name in CONSTANTS:
        return f"`{name}`: {CONSTANTS[name]}\n"
    return f"**{code(name + signature(found))}**: {entry(inspect.getdoc(found) or '')}"


def about_public_class(name: str, seen: Mapping[type, str]) -> str:
    """Return the section of a public class."""
    found = getattr(smarter, name)
    twin = name[len("Async") :]
    if name == "AsyncSmarter":
        return "`Smarter` for asynchronous programs: the same names, to be awaited, and `async with`.\n"
    if name.startswith("Async") and twin in smarter.__all__:
        return f"`{twin}` of an `AsyncSmarter`; its methods are awaited.\n"
    if found in seen:
        return f"See *{seen[found]}*.\n"
    if hasattr(found, "__total__"):
        source = textwrap.dedent(inspect.getsource(found))
        (node,) = ast.parse(source).body
        assert isinstance(node, ast.ClassDef)
        return types.about_class(node, types.fields(node, source)) + "\n"
    return names_only(about_class(name, found, seen), name)


def names_only(text: str, name: str) -> str:
    """Return a class's section with its attributes, if many, in one entry."""
    found = re.findall(r"^- (`\w+`): .*\n", text, re.MULTILINE)
    if len(found) < 6:
        return text
    first = text.index(f"- {found[0]}: ")
    rest = re.sub(r"^- `\w+`: .*\n", "", text[first:], flags=re.MULTILINE)
    return f"{text[:first]}- {', '.join(found)}: `help({name})` describes them\n{rest}"
