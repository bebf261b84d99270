"""`/openapi.json`: the embedded platform's routes, from its route tables."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Reply, Request, json_reply
from smarter.local.manifest_api.routes import BASE, KIND_VERBS, PLAIN_VERBS

# The elements of the patterns in the route tables: optional groups, choices, parameters.
_OPTIONAL = re.compile(r"\((?:\?:)?([^()]*)\)\?")
_CHOICE = re.compile(r"\((?:\?:)?([a-z/-]+(?:\|[a-z/-]+)*)\)")
_PARAMETER = re.compile(r"\([^()]*\)")
_NAMES = re.compile(r"\{([a-z_0-9]+)\}")
_UNGUARDED = ("/healthz", "/", "/docs", "/openapi.json")


def routes(tables: Sequence[Tuple[str, bool, Sequence[Route]]]) -> List[Route]:
    """Return the route of the description of `tables`.

    Each has a tag, a flag for newer platforms alone, and routes.
    """

    def describe(platform: BasePlatform, request: Request) -> Reply:
        """GET /openapi.json: this description; needs no key."""
        return json_reply(200, document(platform, [*tables, ("Page", False, own)]))

    own: List[Route] = [("GET", re.compile(r"/openapi\.json"), describe)]
    return own


def document(platform: BasePlatform, tables: Sequence[Tuple[str, bool, Sequence[Route]]]) -> Dict[str, Any]:
    """Return the OpenAPI document of the routes of this platform in its dialect."""
    paths: Dict[str, Dict[str, Any]] = {}
    kinds = sorted(platform.spoken.wire_name(kind) for kind in platform.kinds.values())
    for path, method, text in _manifest_operations(platform):
        paths.setdefault(path, {})[method] = _operation("Manifests", path, method, text, kinds)
    # The path by name of prompts that this dialect lacks: it was `chat` up to 0.13.
    hidden = ("/_local/", f"{BASE}{'prompt' if platform.dialect == 'P10' else 'chat'}/")
    for tag, only_newer, table in tables:
        if only_newer and not platform.spoken.newer:
            continue
        for method, pattern, view in table:
            lines = (view.__doc__ or "").strip().splitlines()
            text = lines[0] if lines else ""
            for path in expand(pattern.pattern, text):
                if path.startswith(hidden):
                    continue
                word = (method if method != "*" else "POST").lower()
                paths.setdefault(path, {}).setdefault(word, _operation(tag, path, word, text))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Smarter, embedded platform",
            "version": platform.spoken.version,
            "description": "The routes that this platform serves; others of a real platform answer 501.",
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(["Manifests", *(tag for tag, _, _ in tables)])],
        "security": [{"key": []}],
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`Token KEY`; routes outside /api/v1/cli/ take `Bearer KEY` too",
                }
            }
        },
        "paths": dict(sorted(paths.items())),
    }


def expand(pattern: str, text: str = "") -> List[str]:
    """Return a pattern's paths, one for each choice; `text` names the parameters."""
    path = pattern.replace("(?:/api)?", "/api").replace("\\.", ".").replace("/?", "/")
    optional = _OPTIONAL.search(path)
    if optional:
        rest = path[optional.end() :]
        return [
            found
            for choice in ("", optional.group(1))
            for found in expand(path[: optional.start()] + choice + rest, text)
        ]
    choice = _CHOICE.search(path)
    if choice:
        before, after = path[: choice.start()], path[choice.end() :]
        return [found for word in choice.group(1).split("|") for found in expand(before + word + after, text)]
    names = iter(_NAMES.findall(text))
    used: List[str] = []

    def name(_: Any) -> str:
        found = next(names, "id")
        while found in used:
            found += "_2"
        used.append(found)
        return f"{{{found}}}"

    return [_PARAMETER.sub(name, path)]


def _manifest_operations(platform: BasePlatform) -> Iterator[Tuple[str, str, str]]:
    spoken = platform.spoken
    for verb in (*PLAIN_VERBS, *KIND_VERBS):
        if verb not in spoken.without:
            kind, on_kind = ("{kind}/", " on one kind") if verb in KIND_VERBS else ("", "")
            path = f"{BASE}{spoken.words.get(verb, verb)}/{kind}"
            yield path, "post", f"verb: The verb {verb}{on_kind}."


def _summary(path: str, method: str, text: str) -> str:
    """Return the summary of a view: its docstring's first line, or a made one."""
    head, colon, rest = text.partition(": ")
    if colon and (method.upper() in head or path.startswith(BASE)):
        return rest[:1].upper() + rest[1:]
    words = [part for part in path.split("/") if part and not part.startswith("{")]
    if method == "get":
        return f"Retrieve one of {words[-1]}." if path.rstrip("/").endswith("}") else f"List {words[-1]}."
    return f"{words[-1].capitalize()}." if method == "post" else f"{method.capitalize()} one of {words[-1]}."


def _operation(tag: str, path: str, method: str, text: str, kinds: Sequence[str] = ()) -> Dict[str, Any]:
    operation: Dict[str, Any] = {
        "tags": [tag],
        "operationId": re.sub(r"[^a-z0-9]+", "_", f"{method}{path}".lower()).strip("_"),
        "summary": _summary(path, method, text),
        "responses": {"200": {"description": "Done."}},
    }
    schemas = {"kind": {"type": "string", "enum": list(kinds)}}
    parameters: List[Dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": schemas.get(name, {"type": "string"})}
        for name in _NAMES.findall(path)
    ]
    if path.startswith(BASE) and "{kind}" in path:
        parameters.append({"name": "name", "in": "query", "schema": {"type": "string"}})
    if parameters:
        operation["parameters"] = parameters
    if method in ("post", "put", "patch"):
        media = "multipart/form-data" if path.endswith(("/files", "/documents/")) else "application/json"
        operation["requestBody"] = {"content": {media: {"schema": {}}}}
    if path in _UNGUARDED:
        operation["security"] = []
    return operation
