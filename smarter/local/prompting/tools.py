"""Tools of a chatbot: its selected plugins and the platform's functions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional

from smarter.local.base_platform import BasePlatform
from smarter.local.contract.kinds import EXTENSIONS
from smarter.local.contract.name_rewrites import hashed_id
from smarter.local.prompting import functions, plugin_api, plugin_sql
from smarter.local.record_columns import times
from smarter.local.rest_api.document_store import DocumentStore
from smarter.local.rest_api.vectorstores import search_documents
from smarter.local.store import Record


class ToolError(Exception):
    """A tool failed; the model gets the error and the conversation goes on."""


@dataclass(frozen=True)
class Tool:
    """A tool: its definition in OpenAI's form, and a function that runs it."""

    name: str
    description: str
    parameters: Dict[str, Any]
    run: Callable[[Mapping[str, Any]], Any]
    plugin: Optional[Record] = None

    def definition(self) -> Dict[str, Any]:
        """Return the tool as a chat-completions request offers it."""
        function = {"name": self.name, "description": self.description, "parameters": self.parameters}
        return {"type": "function", "function": function}

    def call(self, arguments: str) -> str:
        """Run the tool with the model's arguments (JSON); return JSON.

        An error is part of the result.
        """
        try:
            given = json.loads(arguments or "{}")
            if not isinstance(given, dict):
                raise ToolError("the arguments are not a JSON object")
            result = self.run(given)
        except (
            Exception
        ) as error:  # whatever a plugin runs into is the model's to hear, not the end of the prompt
            result = {"error": str(error) or type(error).__name__}
        return json.dumps(result, indent=2, ensure_ascii=False, default=str)


def attached(platform: BasePlatform, chatbot: Mapping[str, Any]) -> List[Record]:
    """Return the existing plugins that a chatbot names, in its order."""
    by_name = {
        record.name: record for record in platform.resources() if "selector" in record.manifest["spec"]
    }
    names = chatbot["spec"].get("plugins") or []
    return [by_name[name] for name in names if name in by_name]


def selected(plugin: Record, said: str) -> bool:
    """Tell whether a plugin applies: always, or by its search terms.

    Under the directive `llm` it always applies; the model chooses whether to call it.
    """
    selector = plugin.manifest["spec"]["selector"]
    if selector.get("directive") != "search_terms":
        return True
    return any(str(term).lower() in said.lower() for term in selector.get("searchTerms") or [])


def plugin_tool(platform: BasePlatform, plugin: Record) -> Tool:
    """Return a plugin as a tool: its SQL, its API request, or its static data."""
    spec = plugin.manifest["spec"]
    data = spec.get("sqlData") or spec.get("apiData") or spec.get("data") or {}
    topics = data.get("staticData") or {}
    parameters = _parameters(data)
    if "sqlData" not in spec and "apiData" not in spec:
        choice = {"type": "string", "enum": [str(topic) for topic in topics]}
        parameters = {
            "type": "object",
            "properties": {"inquiry_type": choice},
            "required": ["inquiry_type"],
        }

    def run(given: Mapping[str, Any]) -> Any:
        if "sqlData" in spec:
            connection = _spec_of(platform, "SqlConnection", spec.get("connection"))["connection"]
            return plugin_sql.run(data, connection, given)
        if "apiData" in spec:
            connection = _spec_of(platform, "ApiConnection", spec.get("connection"))["connection"]
            name = connection.get("apiKey")
            key = str(_spec_of(platform, "Secret", name)["config"]["value"]) if name else None
            return plugin_api.run(data, connection, key, given)
        return _topic(topics, given)

    described = str(data.get("description") or plugin.manifest["metadata"].get("description") or "").strip()
    return Tool(f"smarter_plugin_{plugin.id:010d}", described, parameters, run, plugin)


def shown_plugin(platform: BasePlatform, plugin: Record) -> Dict[str, Any]:
    """Return the description of a plugin in a list of calls."""
    metadata = plugin.manifest["metadata"]
    return {
        "id": plugin.id,
        **times(plugin.created, plugin.modified),
        "name": plugin.name,
        "userProfile": platform.profile,
        **{
            key: metadata.get(key) for key in ("description", "pluginClass", "version", "annotations", "tags")
        },
        "manifestUrl": f"/plugin/plugins/{hashed_id(plugin.id)}/",
        "ready": True,
        "kind": plugin.kind,
    }


def function_tools(chatbot: Mapping[str, Any]) -> List[Tool]:
    """Return the platform's functions of a chatbot (`functions`, `extensions`)."""
    spec = chatbot["spec"]
    names = [EXTENSIONS.get(name, name) for name in spec.get("functions") or spec.get("extensions") or []]
    return [Tool(name, *functions.FUNCTIONS[name]) for name in names if name in functions.FUNCTIONS]


def vectorsearch_tools(platform: BasePlatform) -> List[Tool]:
    """Return a tool for each enabled Vectorsearch of an active store.

    All chatbots may search them.
    """
    found = []
    for record in platform.resources("Vectorsearch") if platform.spoken.newer else ():
        config = record.manifest["spec"].get("config") or {}
        store = platform.store.get("Vectorstore", str(config.get("vectorstore_name")))
        if (
            config.get("is_enabled", True)
            and store is not None
            and store.manifest["spec"].get("isActive", True)
        ):
            found.append(_search_tool(platform, record, store, config))
    return found


def _search_tool(platform: BasePlatform, record: Record, store: Record, config: Mapping[str, Any]) -> Tool:
    described = str(record.manifest["metadata"].get("description") or f"Search {store.name}.")
    query = {"type": "string", "description": "What to search for, in the words of the user."}
    wanted = dict(config.get("metadata_filter") or {})

    def run(given: Mapping[str, Any]) -> Any:
        documents = DocumentStore(platform, store)
        if documents.status != "ready":
            raise ToolError(f"the vectorstore {store.name} is {documents.status}")
        threshold = config.get("score_threshold")
        results = search_documents(
            documents, str(given["query"]), int(config.get("k") or 4), wanted, threshold
        )
        return [{key: result[key] for key in ("text", "metadata", "score")} for result in results]

    parameters = {"type": "object", "properties": {"query": query}, "required": ["query"]}
    return Tool(f"search_{record.name}", described, parameters, run)


def _topic(topics: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    topic = given.get("inquiry_type")
    for name, data in topics.items():
        if str(name) == topic:
            return data
    raise ToolError(f"there is no {topic!r} among {', '.join(map(str, topics)) or 'nothing'}")


def _spec_of(platform: BasePlatform, kind: str, name: Any) -> Any:
    manifest = platform.resource(kind, str(name))
    if manifest is None:
        raise ToolError(f"the {kind} {name!r} does not exist")
    return manifest["spec"]


def _parameters(data: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the parameters of an SQL or API plugin as JSON Schema."""
    properties: Dict[str, Any] = {}
    rows = data.get("parameters") or []
    for row in rows:
        about = {"type": row.get("type") or "string", "description": row.get("description") or ""}
        if row.get("enum"):
            about["enum"] = row["enum"]
        properties[row["name"]] = about
    return {
        "type": "object",
        "properties": properties,
        "required": [row["name"] for row in rows if row.get("required")],
    }
