"""The manifest API's routes: who may ask, how the request is read, which verb answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Tuple

from smarter.local import verbs
from smarter.local.envelopes import Refusal, detail, no_broker, refusal, success
from smarter.local.http import Reply, Request, Route, html_reply
from smarter.local.kinds import KINDS, LocalKind

if TYPE_CHECKING:
    from smarter.local.platform import Platform

BASE = "/api/v1/cli/"
GETTABLE = ("describe",)
BOTH = "GET, POST, HEAD, OPTIONS"


def wire_name(kind: LocalKind, dialect: str) -> str:
    """The kind as this dialect's wire names it."""
    return "Chatbot" if kind.name == "LLMClient" and dialect == "P10" else kind.name


def kind_in_url(word: str, dialect: str) -> Optional[LocalKind]:
    """The kind that a word in a URL means: any case, one trailing s, underscores; a hyphen is not understood."""
    folded = word.replace("_", "").lower()
    for kind in KINDS.values():
        name = wire_name(kind, dialect).lower()
        if folded in (name, name + "s"):
            return kind
    return None


def kind_in_manifest(word: Any, dialect: str) -> Optional[LocalKind]:
    """The kind that a manifest's `kind` means: exactly its name."""
    for kind in KINDS.values():
        if word == wire_name(kind, dialect):
            return kind
    return None


def authenticated(
    view: Callable[[Platform, Request, str, str], Reply],
) -> Callable[[Platform, Request], Reply]:
    """A view of the manifest API: key first, then method, then the view with verb and caller; refusals become answers."""

    def answer(platform: Platform, request: Request) -> Reply:
        verb, _, rest = request.path[len(BASE) :].partition("/")
        thing = rest.strip("/") or "None"
        try:
            caller = platform.caller(request)
            if caller is None:
                raise Refusal(
                    403,
                    "SmarterAPIV1CLIViewErrorNotAuthenticated",
                    "Smarter api v1 command-line interface error: authentication failed",
                )
            allowed = BOTH if verb in GETTABLE else "POST, OPTIONS"
            if request.method not in allowed.split(", "):
                return detail(405, f'Method "{request.method}" not allowed.', allowed)
            return view(platform, request, verb, caller)
        except Refusal as problem:
            return refusal(
                problem,
                verb,
                getattr(problem, "thing", thing),
                f"http://{request.headers.get('host', '')}{request.path}",
            )

    return answer


@authenticated
def apply(platform: Platform, request: Request, verb: str, caller: str) -> Reply:
    """One manifest in the body, JSON or YAML."""
    manifest = read_body(request)
    if isinstance(manifest, Reply):
        return manifest
    if not isinstance(manifest, dict) or not manifest:
        raise Refusal(
            500,
            "APIV1CLIViewManifestNotFoundError",
            "Smarter api v1 command-line interface error: No YAML manifest provided.",
        )
    kind = kind_in_manifest(manifest.get("kind"), platform.dialect)
    thing = str(manifest.get("kind"))
    try:
        if kind is None:
            raise no_broker(thing)
        return verbs.apply(verbs.Call(platform, request, verb, kind, thing, caller, ""), manifest)
    except Refusal as problem:
        problem.thing = thing  # type: ignore[attr-defined]
        raise


def read_body(request: Request) -> Any:
    """The manifest in a request's body, or the reply that refuses the body."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == "application/json":
        try:
            return json.loads(request.body.decode("utf-8")) if request.body.strip() else None
        except ValueError as problem:
            return detail(400, f"JSON parse error - {problem}")
    if media == "application/x-yaml":
        return _read_yaml(request.body)
    return detail(415, f'Unsupported media type "{request.headers.get("content-type", "")}" in request.')


def _read_yaml(body: bytes) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(body.decode("utf-8"))
    except YAMLError as problem:
        raise Refusal(500, type(problem).__name__, str(problem)) from None


_NAMED: Dict[str, Callable[[verbs.Call], Reply]] = {
    "describe": verbs.describe,
    "delete": verbs.delete,
    "deploy": verbs.deploy,
    "undeploy": verbs.undeploy,
    "logs": verbs.logs,
}


@authenticated
def named(platform: Platform, request: Request, verb: str, caller: str) -> Reply:
    """A verb on one resource: the kind in the path, the name in the query."""
    word = request.path[len(BASE) + len(verb) :].strip("/")
    kind = kind_in_url(word, platform.dialect)
    if kind is None:
        raise no_broker(word)
    thing = wire_name(kind, platform.dialect)
    call = verbs.Call(platform, request, verb, kind, thing, caller, request.query.get("name", ""))
    try:
        return _NAMED[verb](call)
    except Refusal as problem:
        problem.thing = thing  # type: ignore[attr-defined]
        raise


@authenticated
def whoami(platform: Platform, request: Request, verb: str, caller: str) -> Reply:
    """The caller, their account, the environment."""
    data = {
        "user": {"username": caller},
        "account": {"accountNumber": platform.account_number},
        "environment": "local",
    }
    return success("whoami", "None", data=data)


def add_slash(platform: Platform, request: Request) -> Reply:
    """The framework's redirect to the path with its slash, for every method."""
    return Reply(301, [("Content-Type", "text/html; charset=utf-8"), ("Location", request.path + "/")])


def not_found(platform: Platform, request: Request) -> Reply:
    """The framework's page for a path that is none."""
    return html_reply(404, "Not Found")


_VERBS = "|".join(_NAMED)
ROUTES: List[Route] = [
    ("*", re.compile(rf"{BASE}apply/"), apply),
    ("*", re.compile(rf"{BASE}whoami/"), whoami),
    ("*", re.compile(rf"{BASE}(?:{_VERBS})/[^/]+/"), named),
    ("*", re.compile(rf"{BASE}(?:apply|whoami|(?:{_VERBS})/[^/]+)"), add_slash),
]
