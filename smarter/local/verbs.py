"""The verbs of the manifest API: apply, describe, delete, deploy, undeploy, logs."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, List, Optional

from smarter.local.envelopes import Refusal, no_broker, success
from smarter.local.fields import Invalid
from smarter.local.http import Reply, Request
from smarter.local.kinds import FUNCTIONS, KINDS, LocalKind
from smarter.local.manifests import kept, pick, put, read_manifest
from smarter.local.readback import llm_client_status, shown_manifest, status
from smarter.local.store import Record
from smarter.local.words import tail_mask, timestamp

if TYPE_CHECKING:
    from smarter.local.platform import Platform

# How long the platform goes on showing what it has read, in seconds.
CACHE = 60.0


@dataclass
class Call:
    """One request to the manifest API: who asks what of which kind. `thing` is the kind as the wire names it."""

    platform: Platform
    request: Request
    verb: str
    kind: LocalKind
    thing: str
    caller: str
    name: str

    @property
    def now(self) -> float:
        return self.platform.clock()

    @property
    def origin(self) -> str:
        return f"http://{self.request.headers.get('host', 'localhost')}"

    def find(self, name: Optional[str] = None, kind: Optional[str] = None) -> Optional[Record]:
        """A resource that the caller may see: their own, else the administrator's."""
        store = self.platform.store
        kind, name = kind or self.kind.name, self.name if name is None else name
        return store.get(kind, name, self.caller) or store.get(kind, name, self.platform.administrator)


def apply(call: Call, manifest: Dict[str, Any]) -> Reply:
    """Create a resource, or replace it whole."""
    kind, platform = call.kind, call.platform
    try:
        wanted = read_manifest(kind, manifest)
    except Invalid:
        raise no_broker(call.thing) from None
    with platform.store.write():
        _check(call, wanted)
        record = save(call, wanted)
        remember(call, record.name)
    data = {
        "data": manifest,
        "manifest": {**_masked(kind, wanted), "kind": call.thing, "status": None},
        "name": record.name,
        "kind": call.thing,
    }
    written = pick(manifest, ("metadata", "name"))
    return success("apply", call.thing, f"{call.thing} {written} applied successfully", data)


def save(call: Call, wanted: Dict[str, Any]) -> Record:
    """Keep a normalised manifest as a new resource or over the old one, with all that an update leaves out."""
    kind, platform, now = call.kind, call.platform, call.now
    manifest = kept(kind, wanted)
    name = manifest["metadata"]["name"]
    old = platform.store.get(kind.name, name, call.caller)
    if old is None:
        number = platform.store.next_id(kind.model)
        record = Record(kind.name, name, call.caller, number, manifest, now, now, {}, 0.0, {})
    else:
        for path in kind.frozen:
            put(manifest, path, copy.deepcopy(pick(old.manifest, path)))
        shown, until = old.shown, old.shown_until
        if now >= until:
            shown = {".".join(path): pick(old.manifest, path) for path in kind.stale}
            until = now + CACHE
        record = Record(
            kind.name, name, call.caller, old.id, manifest, old.created, now, shown, until, old.extra
        )
    platform.store.put(record)
    return record


def _check(call: Call, wanted: Dict[str, Any]) -> None:
    """Refuse what the platform refuses because of what else there is."""
    if call.kind.name == "LLMClient":
        _check_functions(call, wanted)
        config = wanted["spec"]["config"]
        if config["subdomain"] is not None or config["customDomain"] is not None:
            raise Refusal(500, "SAMLLMClientBrokerError", "subdomain and customDomain cannot be applied")
    for reference in call.kind.references:
        value = pick(wanted, reference.path)
        for name in [value] if isinstance(value, str) else value or []:
            if not any(call.find(name, kind) for kind in reference.kinds):
                what = "API Key" if reference.kinds == ("SmarterAuthToken",) else reference.kinds[0]
                raise Refusal(reference.status, reference.error, f"{what} {name} not found")


def _check_functions(call: Call, wanted: Dict[str, Any]) -> None:
    functions = wanted["spec"]["functions"]
    if functions is None:
        old = call.find(wanted["metadata"]["name"])
        if old is not None and old.manifest["spec"]["functions"]:
            raise Refusal(500, "SAMLLMClientBrokerError", "functions are attached and the manifest has none")
    for name in functions or []:
        if name not in FUNCTIONS:
            text = f"Function {name} not found. Valid functions are: {list(FUNCTIONS)}"
            raise Refusal(404, "SAMBrokerErrorNotFound", text, plain=True)


def _masked(kind: LocalKind, manifest: Dict[str, Any]) -> Dict[str, Any]:
    result = copy.deepcopy(manifest)
    for path in kind.masked:
        value = pick(result, path)
        if isinstance(value, str):
            put(result, path, tail_mask(value))
    return result


def remember(call: Call, name: str, deleted: bool = False) -> None:
    """Let the cache know a name for a minute."""
    call.platform.store.remember(call.kind.name, name, call.caller, call.now + CACHE, deleted)


def recall(call: Call) -> Optional[str]:
    """What the cache knows of the name asked for: "live", "deleted" or None."""
    return call.platform.store.remembered(call.kind.name, call.name, call.caller, call.now)


def describe(call: Call) -> Reply:
    """A resource as a manifest with a status."""
    kind, platform = call.kind, call.platform
    record = call.find()
    if record is None:
        if kind.describe_deleted is not None and recall(call) == "deleted":
            code, error = kind.describe_deleted
            raise Refusal(code, error, f"{call.thing} {call.name} not found")
        raise no_broker(call.thing)
    manifest = shown_manifest(platform.store, kind, record, call.now)
    manifest["kind"] = call.thing
    manifest["status"] = status(kind, record, platform.account_number)
    if kind.name == "LLMClient":
        manifest["spec"]["plugins"] = manifest["spec"]["plugins"] or []
        manifest["spec"]["functions"] = manifest["spec"]["functions"] or []
        manifest["status"].update(
            llm_client_status(record, platform.account_number, call.origin, platform.domain)
        )
    if kind.name == "Secret":
        manifest["status"]["last_accessed"] = timestamp(call.now)
    remember(call, record.name)
    verb = kind.described_as
    done = "described" if verb == "describe" else "applied"
    allow = "GET, POST, HEAD, OPTIONS"
    return success(verb, call.thing, f"{call.thing} {call.name} {done} successfully", manifest, allow)


def delete(call: Call) -> Reply:
    """Remove a resource and what depends on it."""
    kind, platform = call.kind, call.platform
    with platform.store.write():
        record = call.find()
        if record is None:
            if kind.delete_deleted is not None and recall(call) == "deleted":
                code, error = kind.delete_deleted
                raise Refusal(code, error, f"{call.thing} not ready")
            raise no_broker(call.thing, for_manifest=False)
        for gone in _with_dependants(call, record):
            platform.store.remove(gone)
            _detach(call, gone)
            platform.store.remember(gone.kind, gone.name, gone.owner, call.now + CACHE, deleted=True)
    if kind.name == "LLMClient":
        raise Refusal(500, "SAMLLMClientBrokerError", f"Failed to delete {call.thing} {call.name}")
    return success("delete", call.thing, f"{call.thing} {call.name} deleted successfully")


def _with_dependants(call: Call, record: Record) -> List[Record]:
    """The record and what the platform deletes with it, those that name it, those that name these."""
    gone = [record]
    for one in gone:
        for other in call.platform.store.all():
            local = KINDS.get(other.kind)
            if local is None or other in gone:
                continue
            for reference in local.references:
                if reference.cascade and one.kind in reference.kinds:
                    if pick(other.manifest, reference.path) == one.name:
                        gone.append(other)
                        break
    return gone


def _detach(call: Call, gone: Record) -> None:
    """Take a deleted resource out of the lists that name it."""
    for other in call.platform.store.all("LLMClient"):
        names = other.manifest["spec"].get("plugins")
        if gone.kind in ("Plugin", "SqlPlugin", "ApiPlugin") and names and gone.name in names:
            other.manifest["spec"]["plugins"] = [name for name in names if name != gone.name]
            call.platform.store.put(other)


def deploy(call: Call) -> Reply:
    """Put a chatbot on the air."""
    return _set_deployed(call, True)


def undeploy(call: Call) -> Reply:
    """Take a chatbot off the air; the answer says "deployed", as the real one does."""
    return _set_deployed(call, False)


def _set_deployed(call: Call, deployed: bool) -> Reply:
    _needs(call)
    record = call.find()
    if record is None:
        raise no_broker(call.thing, for_manifest=False)
    put(record.manifest, ("spec", "config", "deployed"), deployed)
    call.platform.store.put(record)
    return success("deploy", call.thing, f"{call.thing} {call.name} deployed successfully")


def logs(call: Call) -> Reply:
    """Nothing: the platform keeps no logs."""
    _needs(call)
    if call.find() is None:
        raise no_broker(call.thing, for_manifest=False)
    return success("logs", call.thing, f"{call.thing} {call.name} successfully retrieved logs")


def _needs(call: Call) -> None:
    if call.verb in call.kind.unimplemented:
        raise Refusal(501, "SAMBrokerErrorNotImplemented", f"{call.verb} not implemented")
