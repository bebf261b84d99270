"""Routes of the manifest API: verbs, methods and authentication."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Tuple

from smarter.local import accounts
from smarter.local.base_platform import BasePlatform, Route
from smarter.local.contract.fields import Invalid
from smarter.local.contract.kinds import LocalKind
from smarter.local.contract.name_rewrites import timestamp
from smarter.local.contract.newer_rules import broken_rules
from smarter.local.http.messages import Reply, Request, html_reply, json_reply
from smarter.local.manifest_api import verbs
from smarter.local.manifest_api.apply import apply
from smarter.local.manifest_api.call import Call
from smarter.local.manifest_api.envelopes import (
    Refusal,
    bad_request,
    detail,
    no_broker,
    not_authenticated,
    refusal,
    success,
)
from smarter.local.manifest_api.ingest import read_manifest, unknown_manifest_keys
from smarter.local.manifest_api.listing import get
from smarter.local.manifest_api.request_body import Unreadable, read_body
from smarter.local.manifest_api.schemas import example_manifest, json_schema

BASE = "/api/v1/cli/"
POST = "POST, OPTIONS"
BOTH = "GET, POST, HEAD, OPTIONS"


class KindVerb(NamedTuple):
    """A verb on a kind: its view and methods.

    Without a key the verbs that are not `guarded` look for a broker, and fail at that.
    """

    answer: Callable[[Call], Reply]
    methods: str
    guarded: bool = True


def _json_schema(call: Call) -> Reply:
    schema = call.platform.schemas.get(call.kind.name) or json_schema(call.kind, call.thing)
    message = f"{call.thing} example manifest successfully generated"
    return success("example_manifest", call.thing, message, schema, BOTH)


def _example_manifest(call: Call) -> Reply:
    if call.request.method != "POST":
        return Reply(405, [("Content-Type", "text/html; charset=utf-8"), ("Allow", BOTH)])
    message = f"{call.thing} example manifest successfully generated"
    data = example_manifest(call.kind, call.thing)
    if call.platform.spoken.newer:
        made = timestamp(call.now)
        data["status"] = {
            "recordLocator": "abc123def456",
            "created": made,
            "modified": made,
            "dependencies": None,
        }
    return success(call.kind.exampled_as, call.thing, message, data, BOTH)


KIND_VERBS: Mapping[str, KindVerb] = {
    "describe": KindVerb(verbs.describe, BOTH),
    "get": KindVerb(get, POST),
    "delete": KindVerb(verbs.delete, POST),
    "deploy": KindVerb(verbs.deploy, POST),
    "undeploy": KindVerb(verbs.undeploy, POST),
    "logs": KindVerb(verbs.logs, POST),
    "json-schema": KindVerb(_json_schema, BOTH, guarded=False),
    "example-manifest": KindVerb(_example_manifest, BOTH, guarded=False),
}


def manifest_api(platform: BasePlatform, request: Request) -> Reply:
    """Answer a request below `/api/v1/cli/`."""
    path = request.path[len(BASE) :]
    word, _, rest = path.partition("/")
    verb = platform.spoken.verb(word)
    argument = rest[:-1] if rest.endswith("/") else rest
    if verb in KIND_VERBS:
        routed = bool(argument) and "/" not in argument
    else:
        routed = verb in PLAIN_VERBS and not rest and verb not in platform.spoken.without
    if not routed:
        return html_reply(404, "Not Found")
    if not path.endswith("/"):
        return Reply(301, [("Content-Type", "text/html; charset=utf-8"), ("Location", f"{request.path}/")])
    try:
        if verb in KIND_VERBS:
            return _on_kind(platform, request, KIND_VERBS[verb], verb, argument)
        return _on_none(platform, request, verb)
    except Unreadable as problem:
        return detail(problem.status, problem.text)
    except Refusal as problem:
        return refusal(
            problem, verb.replace("-", "_"), f"http://{request.headers.get('host', '')}{request.path}"
        )


def _on_kind(platform: BasePlatform, request: Request, verb: KindVerb, word: str, argument: str) -> Reply:
    kind = platform.spoken.kind_in_url(argument)
    thing = platform.spoken.wire_name(kind) if kind else platform.spoken.thing_of_unknown(argument)
    newer = platform.spoken.newer
    methods = POST if newer else verb.methods
    caller = ""
    if verb.guarded:
        caller = _caller(platform, request, thing.lower() if kind else thing)
    elif platform.caller(request) is None and not (newer or platform.default_switches):
        raise no_broker(thing, for_manifest=False)
    if request.method not in methods.split(", "):
        return detail(405, f'Method "{request.method}" not allowed.', methods)
    if request.method == "OPTIONS":
        return _options(word, methods)
    body = read_body(request) if request.body else None
    if kind is None and newer:
        raise bad_request("None", "Could not find broker for <-- Missing --> manifest.")
    if kind is None:
        raise no_broker(thing, unknown=True)
    call = Call(platform, request, word, kind, thing, caller, request.query.get("name", ""), body)
    try:
        reply = verb.answer(call)
    except Refusal as problem:
        problem.thing = thing
        raise
    return Reply(reply.status, reply.headers) if request.method == "HEAD" else reply


def _on_none(platform: BasePlatform, request: Request, verb: str) -> Reply:
    caller = _caller(platform, request, "None")
    if request.method not in POST.split(", "):
        return detail(405, f'Method "{request.method}" not allowed.', POST)
    if request.method == "OPTIONS":
        return _options(verb, POST)
    return PLAIN_VERBS[verb](platform, request, caller)


def _caller(platform: BasePlatform, request: Request, thing: str) -> str:
    caller = platform.caller(request)
    # Asking for YAML is answered as if there were no key: the framework has no renderer for it.
    if caller is None or "yaml" in request.headers.get("accept", ""):
        raise not_authenticated(thing)
    return caller


def _options(verb: str, methods: str) -> Reply:
    data = {
        "name": f"Api V1 Cli {verb.title()} Api",
        "description": f"The '{verb}' command of the manifest API.",
        "renders": ["application/json"],
        "parses": ["application/json", "application/x-yaml", "application/x-www-form-urlencoded"],
    }
    return json_reply(200, data, [("Allow", methods)])


def _posted(platform: BasePlatform, request: Request) -> Tuple[LocalKind, str, Dict[str, Any]]:
    """Return the kind of the posted manifest, that kind's word, and the manifest.

    Raises Refusal.
    """
    if platform.spoken.newer:
        return _posted_to_newer(platform, request)
    manifest = read_body(request)
    if manifest == {"": ""}:
        raise no_broker("None", unknown=True)
    if not isinstance(manifest, dict) or not manifest:
        text = "Smarter api v1 command-line interface error: No YAML manifest provided."
        raise Refusal(500, "APIV1CLIViewManifestNotFoundError", text)
    word = manifest.get("kind")
    kind = platform.spoken.kind_in_manifest(word)
    if kind is None:
        raise no_broker(word if isinstance(word, str) else "None")
    return kind, str(word), manifest


def _posted_to_newer(platform: BasePlatform, request: Request) -> Tuple[LocalKind, str, Dict[str, Any]]:
    """Return the same as `_posted`, with the refusals of newer platforms."""
    try:
        manifest = read_body(request)
    except Refusal as problem:
        raise bad_request("None", problem.text) from None
    if not isinstance(manifest, dict) or not manifest:
        raise bad_request("None", "No manifest provided.")
    word = manifest.get("kind")
    kind = platform.spoken.kind_in_manifest(word)
    if kind is None:
        raise bad_request("None", f"Could not find broker for {word} manifest.")
    for key in ("metadata", "spec"):
        if not isinstance(manifest.get(key), dict):
            raise bad_request(kind.name, f"missing required key: {key}")
    return kind, str(word), manifest


def _apply(platform: BasePlatform, request: Request, caller: str) -> Reply:
    kind, thing, manifest = _posted(platform, request)
    try:
        return apply(Call(platform, request, "apply", kind, thing, caller), manifest)
    except Refusal as problem:
        problem.thing = thing
        raise


def _validate(platform: BasePlatform, request: Request, caller: str) -> Reply:
    """Return whether the model of the posted manifest accepts it (newer platforms).

    Unknown keys count only in models that refuse them; references are not looked up.
    """
    errors: List[Dict[str, Any]] = []
    thing = "None"
    try:
        manifest = read_body(request)
        if not isinstance(manifest, dict) or not manifest:
            raise Invalid("no manifest was posted")
        kind = platform.spoken.kind_in_url(str(manifest.get("kind")))
        if kind is None:
            errors.append(_error(["kind"], f"{manifest.get('kind')} is not a kind", "invalid_kind"))
        else:
            thing = platform.spoken.wire_name(kind)
            for path in unknown_manifest_keys(kind, manifest, strict_only=True):
                errors.append(_error(path.split("."), "Extra inputs are not permitted", "extra_forbidden"))
            spec = read_manifest(kind, {**manifest, "kind": kind.name})["spec"]
            errors += [
                _error(path.split("."), text, "value_error") for path, text in broken_rules(kind.name, spec)
            ]
    except Invalid as problem:
        where, _, text = str(problem).partition(" ")
        place = where.split(".") if "." in where else []
        errors.append(_error(place, text if place else str(problem), "invalid_manifest"))
    except (Refusal, Unreadable) as problem:
        errors.append(_error([], problem.text, "invalid_manifest"))
    message = "Manifest is invalid" if errors else "Manifest is valid"
    return success("validate", thing, message, {"valid": not errors, "errors": errors})


def _error(loc: List[str], message: str, type_name: str) -> Dict[str, Any]:
    return {"loc": loc, "message": message, "type": type_name}


def _resources(platform: BasePlatform, request: Request, caller: str) -> Reply:
    """Return the served kinds (newer platforms); `metadata.command` is "version"."""
    rows = []
    for kind in platform.kinds.values():
        name = platform.spoken.wire_name(kind)
        plural = _PLURALS.get(name, f"{name}s")
        row = {"Singular": name, "Plural": plural, "APIKind": name, "Display": name, "DisplayPlural": plural}
        rows.append({**row, "Deployable": name == "Prompt"})
    return success("version", "None", data=rows)


_PLURALS = {"Vectorsearch": "Vectorsearches", "Proxy": "Proxies"}


def _status(platform: BasePlatform, request: Request, caller: str) -> Reply:
    data: Dict[str, Any] = {"infrastructures": {"sqlite": {"version": sqlite3.sqlite_version}}}
    if platform.spoken.newer:
        data["compute"] = {"machine": "embedded", "system": "embedded"}
    return success("status", "None", data=data)


def _version(platform: BasePlatform, request: Request, caller: str) -> Reply:
    # Newer platforms give a placeholder, so that a client must tell the dialect by `resources/` and a schema.
    newer = platform.spoken.newer
    api: Dict[str, Any] = {"version": _PLACEHOLDER if newer else platform.spoken.version}
    if newer:
        api["python"] = {}
    return success("version", "None", data={"api": api, "cli": {"version": "embedded"}})


_PLACEHOLDER = "9999.9999.9999.dev9999"


PLAIN_VERBS: Mapping[str, Callable[[BasePlatform, Request, str], Reply]] = {
    "apply": _apply,
    "whoami": lambda platform, _, caller: success(
        "whoami", "None", data=accounts.whoami(platform.store, caller)
    ),
    "status": _status,
    "version": _version,
    "validate": _validate,
    "resources": _resources,
}
# Prompting has its own paths here, and its own module.
ROUTES: List[Route] = [("*", re.compile(rf"{BASE}(?!(?:prompt|chat)/).*"), manifest_api)]
