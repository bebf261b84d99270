"""Write the REST methods: `python scripts/generate_rest.py OPENAPI [--check]`.

`OPENAPI` is the platform's OpenAPI 3.1 document, which its Python SDK's source archive holds. `--check` writes nothing
and exits 1 if a committed module is outdated.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.generate_sync import formatted  # noqa: E402

TYPES = ROOT / "smarter/types/rest"
METHODS = ROOT / "smarter/resources/_async/rest"
HEADER = (
    "# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.\n"
)
# jedi follows this call to the names of the options.
SPELT_OUT = "        if TYPE_CHECKING:\n            call_options(**options)\n"
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


class Group(NamedTuple):
    """A property of the client: the operations below one path of the API.

    Attributes:
        prefix: beginning of its operations' ids; the rest of an id is the method.
        word: one resource of it in a sentence.
        collections: beginnings of ids after `prefix` that are a property of their own -> (its name, its word).
    """

    prefix: str
    word: str
    collections: Mapping[str, Tuple[str, str]] = {}


GROUPS: Dict[str, Group] = {
    "accounts": Group("account", "account"),
    "contacts": Group("contact", "account contact"),
    "guardrails": Group("guardrail", "guardrail"),
    "history": Group(
        "history",
        "chat session",
        {
            "session": ("sessions", "chat session"),
            "tool_call": ("tool_calls", "tool call"),
            "plugin_usage": ("plugin_usage", "plugin usage"),
        },
    ),
    "journal": Group("journal", "journal entry"),
    "llm_clients": Group(
        "llmclient",
        "chatbot",
        {
            "apikey": ("api_keys", "API key"),
            "customdomain": ("custom_domains", "custom domain"),
            "extension": ("extensions", "extension"),
            "plugin": ("plugins", "plugin"),
        },
    ),
    "llm_hosts": Group("llmhost", "LLM host"),
    "mcp_clients": Group("mcpclient", "MCP client"),
    "orchestrators": Group("orchestrator", "orchestrator"),
    "plugins": Group("plugin", "plugin"),
    "providers": Group("provider", "provider", {"model": ("models", "model")}),
    "proxies": Group("proxy", "proxy"),
    "secrets": Group("secret", "secret"),
    "user_profiles": Group("user_profile", "user profile"),
    "users": Group("user", "user"),
    "vectorsearches": Group("vectorsearch", "vector search"),
    "vectorstores": Group(
        "vectorstore",
        "vectorstore",
        {"document": ("documents", "document"), "snapshot": ("snapshots", "snapshot")},
    ),
}

# Ids with another method than the rest of the id. An empty name leaves the operation to hand-written code.
RENAMED = {
    "llmclient_prompt": "",
    "mcpclient_tool_call": "call_tool",
    "provider_model": "model_retrieve",
    "provider_models": "model_list",
    "vectorstore_add_documents": "",
    "vectorstore_create_snapshot": "snapshot_create",
    "vectorstore_delete_document": "document_delete",
    "vectorstore_documents": "document_list",
    "vectorstore_restore": "snapshot_restore",
    "vectorstore_snapshots": "snapshot_list",
}
# Classes of hand-written methods that a generated class begins with -> its methods that send requests.
EXTRAS = {
    ("vectorstores", "documents"): ("AsyncDocumentUploads", ["add_files", "upload", "add_text", "add_url"]),
    ("proxies", ""): ("AsyncProxyCalls", ["request"]),
    ("llm_clients", ""): ("AsyncPromptCalls", ["prompt"]),
}
# Hand-written methods that send several requests; the last one is the operation.
SEVERAL_REQUESTS = {("llm_clients", "", "prompt")}
# openai-python's names for the same things.
ALIASES = {"vector_stores": "vectorstores"}
COLLECTION_ALIASES = {("vectorstores", "documents"): "files"}
# A repeated request repeats the effect of these, or starts a second session.
UNSAFE = {"llmclient_config", "mcpclient_tool_call", "vectorstore_create_snapshot"}
# Names of resources in examples. tests/docs/test_docstring_examples.py makes resources of these names.
EXAMPLE_NAMES = {
    "accounts": "embedded_platform",
    "guardrails": "no_card_numbers",
    "llm_clients": "bike_shop",
    "llm_hosts": "small_model",
    "mcp_clients": "calendar",
    "orchestrators": "help_desk",
    "plugins": "faq",
    "providers": "acme",
    "proxies": "openai",
    "secrets": "warehouse_key",
    "user_profiles": "admin",
    "vectorsearches": "handbook",
    "vectorstores": "workshop_handbook",
}
EXAMPLE_ARGUMENTS = {
    "evaluate": ['text="4111 1111 1111 1111"'],
    "search": ['query="How long are refunds possible?"'],
    "call_tool": ['"find_events"', '{"day": "2026-12-24"}'],
    "discover": ['q="qwen"'],
    "discover_manifest": ['repository="Qwen/Qwen2.5-0.5B-Instruct"'],
}
EXAMPLE_RESULTS = {
    "call_tool": "result",
    "delete": "deleted",
    "deploy": "deployed",
    "discover": "found",
    "discover_manifest": "manifest",
    "evaluate": "verdict",
    "refresh": "refreshed",
    "restore": "restored",
    "search": "results",
    "undeploy": "undeployed",
}
# The platform's prefixes of schema names, longest first -> ours.
PREFIXES = {
    "VectorsearchApi": "Vectorsearch",
    "VectorstoreApi": "Vectorstore",
    "OrchestratorApi": "Orchestrator",
    "PromptHistoryApi": "History",
    "PromptChatApi": "Chat",
    "SAMJournalApi": "Journal",
    "MCPClientApi": "MCPClient",
    "LLMClientApi": "LLMClient",
    "GuardrailApi": "Guardrail",
    "ProviderApi": "Provider",
    "LLMHostApi": "LLMHost",
    "AccountApi": "Account",
    "PluginApi": "Plugin",
    "SecretApi": "Secret",
    "ProxyApi": "Proxy",
}
# Any manifest, and any JSON: data, not models.
PLAIN = {"SAMManifest": "Dict[str, Any]", "JsonValue": "Any"}


class Operation(NamedTuple):
    """One operation of the API, with the method that calls it."""

    id: str
    verb: str
    path: str
    group: str
    collection: str
    method: str
    spec: Mapping[str, Any]


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield the operations outside the manifest API, in the document's order."""
    for path, verbs in document["paths"].items():
        for verb, spec in verbs.items():
            if verb in ("get", "post", "put", "patch", "delete") and not path.startswith("/cli/"):
                yield operation(spec["operationId"], verb.upper(), path, spec)


def operation(identifier: str, verb: str, path: str, spec: Mapping[str, Any]) -> Operation:
    """Return the operation with its group, collection and method."""
    fitting = [name for name, group in GROUPS.items() if identifier.startswith(group.prefix + "_")]
    assert fitting, f"no group for {identifier}"
    name = max(fitting, key=lambda each: len(GROUPS[each].prefix))
    rest = RENAMED.get(identifier, identifier[len(GROUPS[name].prefix) + 1 :])
    for beginning, (collection, _) in GROUPS[name].collections.items():
        if rest.startswith(beginning + "_"):
            return Operation(identifier, verb, path, name, collection, rest[len(beginning) + 1 :], spec)
    return Operation(identifier, verb, path, name, "", rest, spec)


def class_name(schema: str) -> str:
    """Return `VectorstoreDocument` for `VectorstoreApiDocument`."""
    for theirs, ours in PREFIXES.items():
        if schema.startswith(theirs):
            rest = schema[len(theirs) :]
            return rest if rest.startswith(ours) else ours + rest
    return schema


def snake(name: str) -> str:
    """`sizeBytes` -> `size_bytes`; a name that Python reserves gets a `_`."""
    found = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")
    return f"{found}_" if keyword.iskeyword(found) else found


def sentence(word: str, text: str) -> str:
    """Return a name in words: `vectorstore documents` for `VectorstoreDocuments`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text).lower() or word


class Models:
    """The models of one module of types, inner ones first."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self.schemas = schemas
        self.texts: Dict[str, str] = {}

    def type_of(self, schema: Mapping[str, Any]) -> str:
        """Return the annotation of a value, and add the models that it names."""
        if "$ref" in schema:
            return self.named(schema["$ref"].rpartition("/")[2])
        if "enum" in schema:
            return f"Literal[{', '.join(map(repr, schema['enum']))}]"
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            inner = [self.type_of(each) for each in choices if each.get("type") != "null"]
            text = inner[0] if len(set(inner)) == 1 else f"Union[{', '.join(dict.fromkeys(inner))}]"
            return f"Optional[{text}]" if len(inner) < len(choices) else text
        if schema.get("type") == "array":
            return f"List[{self.type_of(schema.get('items', {}))}]"
        if schema.get("type") == "object":
            values = schema.get("additionalProperties")
            return f"Dict[str, {self.type_of(values) if isinstance(values, dict) else 'Any'}]"
        if schema.get("format") == "date-time":
            return "datetime"
        return SCALARS.get(str(schema.get("type")), "Any")

    def named(self, name: str) -> str:
        """Return the annotation of a named schema: its class, or its value's type."""
        if name in PLAIN:
            return PLAIN[name]
        schema = self.schemas[name]
        if "properties" not in schema:
            return self.type_of(schema)
        found = class_name(name)
        if found not in self.texts:
            self.texts[found] = ""  # Recursive models end here.
            self.texts[found] = self.model(found, schema)
            self.texts[found] = self.texts.pop(found)  # After its inner models.
        return found

    def model(self, name: str, schema: Mapping[str, Any]) -> str:
        """Return the text of a class."""
        lines = [f"class {name}(BaseModel):", f'    """Answer of the API: {sentence("", name)}."""', ""]
        required = set(schema.get("required", ()))
        for key, value in schema["properties"].items():
            typed, attribute = self.type_of(value), snake(key)
            needed = key in required
            if not needed and not typed.startswith("Optional[") and typed != "Any":
                typed = f"Optional[{typed}]"
            alias = "" if attribute == key else f'alias="{key}"'
            if alias:
                default = f" = Field({alias})" if needed else f" = Field(None, {alias})"
            else:
                default = "" if needed else " = None"
            lines.append(f"    {attribute}: {typed}{default}")
        return "\n".join(lines)


class Method(NamedTuple):
    """A method's text, its models, and the model of a list's named items."""

    text: str
    models: Set[str]
    is_list: bool = False
    named: str = ""


def items_of(
    schema: Mapping[str, Any], schemas: Mapping[str, Any]
) -> Optional[Tuple[str, Mapping[str, Any]]]:
    """Return (key, item schema) of a response that is a list; "" for a plain array."""
    if schema.get("type") == "array":
        return "", schema["items"]
    target = schemas.get(schema.get("$ref", "").rpartition("/")[2], {})
    lists = [
        (key, value) for key, value in target.get("properties", {}).items() if value.get("type") == "array"
    ]
    if len(lists) == 1 and set(target["properties"]) <= {lists[0][0], "pagination"}:
        return lists[0][0], lists[0][1]["items"]
    return None


def answer_of(each: Operation) -> Mapping[str, Any]:
    """Return the schema of a successful response."""
    success = next(body for status, body in each.spec["responses"].items() if status.startswith("2"))
    schema: Mapping[str, Any] = success["content"]["application/json"]["schema"]
    return schema


def describe(each: Operation) -> str:
    """Return the first line of a method's docstring."""
    group = GROUPS[each.group]
    words = dict(group.collections.values())
    one = words.get(each.collection, group.word)
    owner = f" of a {group.word}" if each.collection and each.group != "history" else ""
    fixed = {
        "list": f"List the {plural(one)}{owner}.",
        "retrieve": f"Return {article(one)} {one}{owner}.",
        "delete": f"Delete {article(one)} {one}{owner}.",
        "create": f"Create {article(one)} {one}{owner}.",
        "deploy": f"Deploy {article(one)} {one}.",
        "undeploy": f"Undeploy {article(one)} {one}.",
        "status": f"Check the status of {article(one)} {one} now.",
        "logs": f"Return the recent log of {article(one)} {one}.",
        "plan": f"Return the deployment plan of {article(one)} {one}.",
        "events": f"List the latest events of {article(one)} {one}.",
        "tools": f"Return the tools of {article(one)} {one}.",
        "refresh": f"Reconnect {article(one)} {one} and refresh its catalog.",
        "call_tool": f"Call a tool of {article(one)} {one}.",
        "evaluate": f"Evaluate a text with {article(one)} {one}, without recording an event.",
        "search": f"Search {article(one)} {one}.",
        "restore": f"Replace the data of a {group.word} with a snapshot.",
        "config": f"Return the chat configuration of {article(one)} {one}.",
        "discover": "Search a catalog of models to host.",
        "discover_manifest": "Draft a manifest for a model of a catalog.",
        "report": f"Summarise the {plural(one)}.",
    }
    return fixed[each.method]


def docstring(each: Operation, has_find: bool, item: Optional[Mapping[str, Any]] = None) -> str:
    """Return a method's docstring and example; `item` is the schema of a list's item."""
    return with_example(describe(each), example(each, has_find, item))


def with_example(first: str, lines: Sequence[str]) -> str:
    """Return a docstring of one line and an example."""
    shown = "".join(f"            {line}\n" for line in lines)
    return f'        """{first}\n\n        Example:\n{shown}        """\n'


def example(each: Operation, has_find: bool, item: Optional[Mapping[str, Any]]) -> List[str]:
    """Return an example's lines: find the resource by name, then call the method."""
    group = GROUPS[each.group]
    holder = f"client.{each.group}"
    lines, path = [], [part for part in re.findall(r"\{(\w+)\}", each.path) if part != "tool_name"]
    arguments: List[str] = []
    if path and path[0].endswith("name"):
        arguments.append(f'"{EXAMPLE_NAMES[each.group]}"')
        path = path[1:]
    elif path and has_find:
        owner = variable(group.word)
        lines.append(f'>>> {owner} = await {holder}.find("{EXAMPLE_NAMES[each.group]}")')
        arguments.append(f"{owner}.id")
        path = path[1:]
    if each.collection:
        holder += f".{each.collection}"
    word = dict(group.collections.values()).get(each.collection, group.word)
    result = EXAMPLE_RESULTS.get(
        each.method, variable(word) if each.method in ("create", "retrieve") else each.method
    )
    if item is not None:
        key = next((key for key in ("name", "id", "key") if key in item.get("properties", {})), "")
        value = f"each.{key}" if key else "each"
        lines.append(f">>> {key or 'item'}s = [{value} async for each in {listing(holder, each, arguments)}]")
        return lines
    indent = ">>> "
    if path:  # Its id is in the list, which may be empty.
        lines.append(f">>> async for each in {listing(holder, each, arguments, 'list')}:")
        arguments.append(
            "each.name" if path[-1].endswith("name") else f"each.{'key' if path[-1] == 'key' else 'id'}"
        )
        indent = "...     "
    arguments += EXAMPLE_ARGUMENTS.get(each.method, [])
    return [*lines, f"{indent}{result} = await {holder}.{each.method}({', '.join(arguments)})"]


def listing(holder: str, each: Operation, arguments: Sequence[str], method: str = "") -> str:
    """Return the call of a list."""
    return f"{holder}.{method or each.method}({', '.join(arguments)})"


def variable(word: str) -> str:
    """`MCP client` -> `mcp_client`."""
    return word.lower().replace(" ", "_")


def article(word: str) -> str:
    """Return `a` or `an`."""
    return "an" if re.match(r"[aeio]|LLM|MCP|API", word) else "a"


def plural(word: str) -> str:
    """Return the plural of a word."""
    if word.endswith("y") and not word.endswith("ey"):
        return f"{word[:-1]}ies"
    return word if word == "plugin usage" else word + ("es" if word.endswith("ch") else "s")


def method(each: Operation, models: Models, has_find: bool) -> Method:
    """Return an operation's method; `has_find` tells if its group has a `find`."""
    spec = each.spec
    answer = answer_of(each)
    body = spec.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    arguments: List[str] = []
    in_path: List[str] = []
    path_text = each.path.strip("/") + ("/" if each.path.endswith("/") else "")
    for parameter in spec.get("parameters", ()):
        if parameter["in"] == "path":
            name = path_argument(each, parameter["name"])
            arguments.append(
                f"{name}: {'str' if name.endswith('name') or name == 'key' else 'Union[int, str]'}"
            )
            path_text = path_text.replace(f"{{{parameter['name']}}}", f"{{{name}}}")
            in_path.append(f"{name}={name}")
    keywords, query, fields = [], [], []
    in_query: Set[str] = set()
    for parameter in spec.get("parameters", ()):
        if parameter["in"] == "query":
            name = snake(parameter["name"])
            typed = models.type_of(parameter["schema"])
            needed = parameter.get("required", False)
            keywords.append(argument(name, typed, needed))
            query.append(f'"{parameter["name"]}": {name}')
            in_query.add(parameter["name"])
    whole_body = None
    if body is not None:
        target = models.schemas.get(body.get("$ref", "").rpartition("/")[2], body)
        if target.get("properties"):
            needed_keys = set(target.get("required", ()))
            for key, value in target["properties"].items():
                if key in in_query:
                    continue
                keywords.append(argument(snake(key), models.type_of(value), key in needed_keys))
                fields.append(f'"{key}": {snake(key)}')
        else:
            arguments.append("arguments: Mapping[str, Any]")
            whole_body = "arguments"
    keywords.sort(key=lambda text: "= None" in text)
    path = f'rest_path("{path_text}", {", ".join(in_path)})' if in_path else f'"{path_text}"'
    parts = [f'"{each.verb}"', path, "options"]
    if query:
        parts.append(f"query=given({{{', '.join(query)}}})")
    if fields:
        parts.append(f"body=given({{{', '.join(fields)}}})")
    elif whole_body:
        parts.append(f"body={whole_body}")
    request = f"call({', '.join(parts)})"
    if each.id in UNSAFE:
        request = f"once({request})"
    signature = ", ".join(
        ["self", *arguments, *(["*", *keywords] if keywords else []), "**options: Unpack[CallOptions]"]
    )
    listed = items_of(answer, models.schemas) if each.method in ("list", "events") else None
    if listed:
        key, item = listed
        typed = models.type_of(item)
        target = models.schemas.get(item.get("$ref", "").rpartition("/")[2], {})
        text = (
            f"    def {each.method}({signature}) -> AsyncPaginator[{typed}]:\n"
            f"{docstring(each, has_find, target)}{SPELT_OUT}"
            f"        request = {request}\n"
            f"        return async_list_of(self._client, request, {typed}, {key!r})\n"
        )
        named = typed if is_named_list(each, models) else ""
        return Method(text, names_in(typed), True, named)
    typed = models.type_of(answer)
    used = names_in(typed) | {name for text in keywords for name in names_in(text)}
    cast = f"typed({typed})"
    text = (
        f"    async def {each.method}({signature}) -> {typed}:\n"
        f"{docstring(each, has_find)}{SPELT_OUT}"
        f"        request = {request}\n"
        f"        return await self._client.request(request, {cast})\n"
    )
    return Method(text, used)


def is_named_list(each: Operation, models: Models) -> bool:
    """Tell if an operation lists the group's own resources, with their names."""
    if each.method != "list" or each.collection:
        return False
    listed = items_of(answer_of(each), models.schemas)
    name = listed[1].get("$ref", "").rpartition("/")[2] if listed else ""
    return "name" in models.schemas.get(name, {}).get("properties", {})


def path_argument(each: Operation, name: str) -> str:
    """Return the argument for a part of the path: `id` is the group's own."""
    return (
        f"{GROUPS[each.group].prefix.replace('llm', 'llm_').replace('mcp', 'mcp_')}_id"
        if name == "id"
        else name
    )


def argument(name: str, typed: str, needed: bool) -> str:
    """Return a keyword argument; None leaves an optional one out."""
    if needed:
        return f"{name}: {typed}"
    return f"{name}: {typed if typed.startswith('Optional[') else f'Optional[{typed}]'} = None"


def names_in(text: str) -> Set[str]:
    """Return the class names in an annotation."""
    return set(re.findall(r"\b[A-Z]\w+", text)) - {
        "List",
        "Dict",
        "Optional",
        "Union",
        "Any",
        "Literal",
        "Mapping",
    }


def modules(document: Mapping[str, Any]) -> Dict[Path, str]:
    """Return the text of every generated module."""
    made: Dict[Path, str] = {}
    found = list(operations(document))
    for group in GROUPS:
        models = Models(document["components"]["schemas"])
        # The group's own class has its collections, even where it has no operation.
        holders: Dict[str, List[Method]] = {"": []}
        has_find = any(is_named_list(each, models) for each in found if each.group == group)
        for each in found:
            if each.group == group and each.method:
                holders.setdefault(each.collection, []).append(method(each, models, has_find))
            elif each.group == group:
                models.type_of(answer_of(each))
        made[TYPES / f"{group}.py"] = types_module(group, models)
        made[METHODS / f"{group}.py"] = methods_module(group, holders, models)
    made[METHODS / "api.py"] = api_module()
    return formatted(made)


def types_module(group: str, models: Models) -> str:
    """Return the module of a group's models."""
    names = ", ".join(f'"{name}"' for name in sorted(models.texts))
    return (
        f'{HEADER}"""Models of the REST API: {group}."""\n\nfrom __future__ import annotations\n\n'
        "from datetime import datetime\nfrom typing import Any, Dict, List, Optional, Union\n\n"
        "from pydantic import Field\nfrom typing_extensions import Literal\n\n"
        "from smarter.client.base_model import BaseModel\n\n"
        f"__all__ = [{names}]\n\n\n" + "\n\n\n".join(models.texts.values()) + "\n"
    )


def find_method(group: str, methods: List[Method]) -> str:
    """Return the method that finds a resource by its name."""
    typed = next(each.named for each in methods if each.named)
    word = GROUPS[group].word
    shown = [f'>>> {variable(word)} = await client.{group}.find("{EXAMPLE_NAMES[group]}")']
    return (
        f"    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[{typed}]:\n"
        f"{with_example(f'Return the {word} of this name, or None if the list has none.', shown)}"
        "        async for each in self.list(**options):\n"
        "            if each.name == name:\n                return each\n        return None\n"
    )


def camel(name: str) -> str:
    """`mcp_clients` -> `MCPClients`."""
    fixed = {"llm": "LLM", "mcp": "MCP", "api": "API"}
    return "".join(fixed.get(part, part.capitalize()) for part in name.split("_"))


# Suffix of a view -> (wrapper of a method, wrapper of a list, word for its responses).
VIEWS = {
    "WithRawResponse": ("async_to_raw", "async_to_recorded", "raw"),
    "WithStreamingResponse": ("async_to_streamed", "async_to_recorded_stream", "streamed"),
}
IMPORTS = """
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Union

from typing_extensions import Literal, Unpack

from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator
from smarter.client.parsing import typed
from smarter.client._async.raw_methods import (
    async_to_raw,
    async_to_recorded,
    async_to_recorded_stream,
    async_to_streamed,
)
from smarter.resources._async.base import AsyncAPIGroup, AsyncAPIResource
from smarter.resources._async.rest.lists import async_list_of
from smarter.resources.rest import given, once, rest_path
"""


def methods_module(group: str, holders: Mapping[str, List[Method]], models: Models) -> str:
    """Return a group's module of methods; the formatter removes unused imports."""
    classes: List[str] = []
    for collection in sorted(holders, reverse=True):
        inner = [] if collection else [each for each in holders if each]
        classes += resource_classes(group, collection, holders[collection], inner)
    used = {model for methods in holders.values() for each in methods for model in each.models}
    wanted = sorted(used & set(models.texts))
    imports = [f"from smarter.types.rest.{group} import {', '.join(wanted)}"] if wanted else []
    imports += [
        f"from smarter.resources._async.rest.extras import {base}"
        for (of, _), (base, _) in EXTRAS.items()
        if of == group
    ]
    first = f'"""`client.{group}`: methods of the platform\'s REST API."""'
    typing_only = "if TYPE_CHECKING:\n    from smarter.types.arguments import call_options\n"
    return "\n".join([HEADER + first, IMPORTS, *imports, "", typing_only, "", "\n\n\n".join(classes), ""])


def resource_name(group: str, collection: str) -> str:
    """Return the class name of the methods of a group, or of a collection in it."""
    return f"Async{camel(group)}{camel(collection)}Collection" if collection else f"Async{camel(group)}"


def resource_classes(group: str, collection: str, methods: List[Method], inner: List[str]) -> List[str]:
    """Return the two view classes of a group or collection, and its own class."""
    name, owner = resource_name(group, collection), collection or group
    base, extra = EXTRAS.get((group, collection), ("AsyncAPIResource", []))
    recorded = {defined(each) for each in methods if each.is_list}
    recorded.update(each for each in extra if (group, collection, each) in SEVERAL_REQUESTS)
    names = [*map(defined, methods), *extra]
    holders = {each: each for each in inner}
    holders.update(
        (alias, each) for (of, each), alias in COLLECTION_ALIASES.items() if of == group and each in inner
    )
    parts = [
        f"    @cached_property\n    def {attribute}(self) -> {resource_name(group, each)}:\n"
        f'        """{title(each)}."""\n'
        f"        return {resource_name(group, each)}(self._client)\n"
        for attribute, each in holders.items()
    ]
    parts += [each.text for each in methods]
    if any(each.named for each in methods):
        parts.append(find_method(group, methods))
        names.append("find")
        recorded.add("find")
    if not names:
        base = "AsyncAPIGroup"
    classes: List[str] = []
    for view, (plain, listed, when) in VIEWS.items() if names else ():
        lines = [
            f"        self.{each} = {listed if each in recorded else plain}({owner}.{each})" for each in names
        ]
        head = f'class {name}{view}:\n    """Methods of `{name}` with {when} responses."""\n'
        classes.append("\n".join([head, f"    def __init__(self, {owner}: {name}) -> None:", *lines]))
    views = f"[{', '.join(name + view for view in VIEWS)}]" if names else ""
    first = f'class {name}({base}{views}):\n    """{title(owner)}, over the platform\'s REST API."""\n'
    return [*classes, "\n".join([first, *parts])]


def title(name: str) -> str:
    """Return the words of a property's name: `llm_clients` is `LLM clients`."""
    words = re.sub(r"\b(llm|mcp|api)\b", lambda found: found.group().upper(), name.replace("_", " "))
    return words[0].upper() + words[1:]


def api_module() -> str:
    """Return the module of the client's properties, one a group."""
    imports = "".join(
        f"    from smarter.resources._async.rest.{group} import {resource_name(group, '')}\n"
        for group in GROUPS
    )
    properties = "".join(
        f"    @cached_property\n    def {name}(self) -> {resource_name(group, '')}:\n"
        f'        """{title(name)}, over the REST API of newer platforms."""\n'
        f"        from smarter.resources._async.rest.{group} import {resource_name(group, '')}\n\n"
        f"        return {resource_name(group, '')}(self)\n\n"
        for name, group in [*((group, group) for group in GROUPS), *ALIASES.items()]
    )
    return (
        f'{HEADER}"""Properties of the client for the REST API of newer platforms."""\n\n'
        "from __future__ import annotations\n\nfrom functools import cached_property\n"
        "from typing import TYPE_CHECKING\n\nfrom smarter.client._async.client import AsyncBaseClient\n\n"
        f"if TYPE_CHECKING:\n{imports}\n\nclass AsyncRestAPI(AsyncBaseClient):\n"
        f'    """Client with the methods of the REST API, each imported at its first use."""\n\n{properties}'
    )


def defined(each: Method) -> str:
    """Return the name of a method from its text."""
    found = re.search(r"def (\w+)\(", each.text)
    assert found
    return found.group(1)


def main(arguments: List[str]) -> int:
    """Write or check the modules; return 1 if a checked one is stale."""
    check = "--check" in arguments
    source = next(each for each in arguments if not each.startswith("-"))
    stale = []
    for path, text in modules(json.loads(Path(source).read_text(encoding="utf-8"))).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path.relative_to(ROOT)} {'is stale' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
