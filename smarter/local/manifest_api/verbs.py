"""What the verbs of the manifest API do: apply, describe, delete, deploy, undeploy, logs."""

from __future__ import annotations

import copy
import secrets
import uuid
from typing import Any, Dict, List

from smarter.local.contract.fields import Invalid
from smarter.local.contract.kinds import FUNCTIONS
from smarter.local.http.messages import Reply
from smarter.local.manifest_api.call import CACHE, Call
from smarter.local.manifest_api.envelopes import Refusal, no_broker, success
from smarter.local.manifest_api.ingest import kept, masked, pick, put, read_manifest, read_status
from smarter.local.manifest_api.readback import described
from smarter.local.manifest_api.sql_connectivity import reaches
from smarter.local.store import Record


def apply(call: Call, manifest: Dict[str, Any]) -> Reply:
    """Create a resource, or replace it whole. Answers with the manifest as it came, secrets in clear."""
    kind = call.kind
    try:
        wanted = read_manifest(kind, manifest)
        status = read_status(kind, manifest)
    except Invalid as problem:
        raise no_broker(call.thing, because=None if call.platform.strict_faithful else str(problem)) from None
    written = str(manifest["metadata"]["name"])
    call.name = wanted["metadata"]["name"]
    if "apply" in kind.refused:
        raise call.refuse(kind.refused["apply"], "is refused by the platform")
    with call.platform.store.write():
        if kind.create_only and call.find() is not None:
            raise Refusal(500, kind.error, f"Failed to apply {call.thing} {call.name}")
        _check(call, wanted)
        record = _save(call, wanted)
    data = {
        "data": manifest,
        "manifest": {**masked(kind, wanted), "kind": call.thing, "status": status},
        "name": record.name,
        "kind": call.thing,
    }
    return success("apply", call.thing, f"{call.thing} {written} applied successfully", data)


def _save(call: Call, wanted: Dict[str, Any]) -> Record:
    """Keep a normalised manifest as a new resource, or over the old one with all that an update leaves as it was."""
    kind, store, now = call.kind, call.platform.store, call.now
    manifest = kept(kind, wanted)
    name, owner = manifest["metadata"]["name"], call.caller
    if kind.creates_duplicate:
        manifest["metadata"]["accountNumber"] = owner = new_account_number()
    elif kind.shared:
        owner = name
    old = store.get(kind.name, name, owner)
    if old is None:
        extra = {**kind.extra, "keyId": str(uuid.uuid4())}
        record = Record(kind.name, name, owner, store.next_id(kind.model), manifest, now, now, {}, 0.0, extra)
    else:
        for path in kind.frozen:
            put(manifest, path, copy.deepcopy(pick(old.manifest, path)))
        shown, until = old.shown, old.shown_until
        if now >= until:
            shown = {".".join(path): pick(old.manifest, path) for path in kind.stale}
            until = now + CACHE
        record = Record(kind.name, name, owner, old.id, manifest, old.created, now, shown, until, old.extra)
    store.put(record)
    return record


def new_account_number() -> str:
    """Twelve digits in fours."""
    return "-".join(f"{secrets.randbelow(10000):04d}" for _ in range(3))


def _check(call: Call, wanted: Dict[str, Any]) -> None:
    """Refuse what the platform refuses because of what else there is."""
    _check_functions(call, wanted)
    for path in call.kind.unusable:
        if pick(wanted, path) is not None:
            raise Refusal(500, call.kind.error, f"{path[-1]} cannot be applied")
    for reference in call.kind.references:
        value = pick(wanted, reference.path)
        for name in [value] if isinstance(value, str) else value or []:
            if not any(call.find(name, kind) for kind in reference.kinds):
                raise Refusal(*reference.answer, f"{reference.kinds[0]} {name} not found")
    if call.kind.dials and not reaches(call.platform, wanted):
        raise Refusal(400, "SmarterValueError", "Failed to establish the database connection")


def _check_functions(call: Call, wanted: Dict[str, Any]) -> None:
    """Functions must be ones there are; once some are attached they cannot be left unmentioned."""
    functions = pick(wanted, ("spec", "functions"))
    old = call.find()
    if functions is None and old is not None and pick(old.manifest, ("spec", "functions")):
        raise Refusal(500, call.kind.error, "functions are attached and the manifest does not mention any")
    for name in functions or []:
        if name not in FUNCTIONS:
            text = f"Function {name} not found. Valid functions are: {list(FUNCTIONS)}"
            raise Refusal(404, "SAMBrokerErrorNotFound", text, plain=True)


def describe(call: Call) -> Reply:
    """A resource as a manifest with a status."""
    record = call.resolve()
    manifest = described(call, record)
    command = call.kind.described_as
    done = "described" if command == "describe" else "applied"
    allow = "GET, POST, HEAD, OPTIONS"
    return success(command, call.thing, f"{call.thing} {call.name} {done} successfully", manifest, allow)


def delete(call: Call) -> Reply:
    """Remove a resource and what depends on it."""
    kind, store = call.kind, call.platform.store
    with store.write():
        record = call.resolve()
        if kind.identity is not None and call.request.query.get(kind.identity) != record.name:
            raise Refusal(404, "SAMBrokerErrorNotFound", f"Failed to delete {call.thing} None. Not found")
        for gone in _with_dependants(call, record):
            store.remove(gone)
            _detach(call, gone)
            store.mourn(gone.kind, gone.name, call.caller, call.now + CACHE)
    if "delete" in kind.done_but:
        raise call.refuse(kind.done_but["delete"], "it is deleted all the same")
    return success("delete", call.thing, f"{call.thing} {call.name} deleted successfully")


def _with_dependants(call: Call, record: Record) -> List[Record]:
    """The record and what the platform deletes with it: what names it, what names that, and all that a user owns."""
    gone = [record]
    for one in gone:
        gone += [other for other in (*_hanging_on(call, one), *_owned_by(call, one)) if other not in gone]
    return gone


def _hanging_on(call: Call, one: Record) -> List[Record]:
    return [
        other
        for kind in call.platform.kinds.values()
        for reference in kind.references
        if reference.cascade and one.kind in reference.kinds
        for other in call.platform.store.all(kind.name)
        if pick(other.manifest, reference.path) == one.name
    ]


def _owned_by(call: Call, one: Record) -> List[Record]:
    if call.platform.kind_of(one).identity is None:
        return []
    return [other for other in call.platform.store.all() if other.owner == one.name]


def _detach(call: Call, gone: Record) -> None:
    """Take a deleted resource out of the lists that name it."""
    for kind in call.platform.kinds.values():
        for reference in kind.references:
            if reference.cascade or gone.kind not in reference.kinds:
                continue
            for other in call.platform.store.all(kind.name):
                names = pick(other.manifest, reference.path)
                if isinstance(names, list) and gone.name in names:
                    put(other.manifest, reference.path, [name for name in names if name != gone.name])
                    call.platform.store.put(other)


def deploy(call: Call) -> Reply:
    """Put a chatbot on the air, or let a user in."""
    return _set_deployed(call, True, "deploy")


def undeploy(call: Call) -> Reply:
    """Take a chatbot off the air, or shut a user out; of a chatbot the answer says "deployed", as the real one does."""
    return _set_deployed(call, False, call.kind.undeployed_as)


def _set_deployed(call: Call, deployed: bool, command: str) -> Reply:
    with call.platform.store.write():
        record = call.resolve()
        if call.kind.deployed is not None:
            put(record.manifest, call.kind.deployed, deployed)
            call.platform.store.put(record)
    return success(command, call.thing, f"{call.thing} {call.name} {command}ed successfully")


def logs(call: Call) -> Reply:
    """Nothing: the platform keeps no logs."""
    call.resolve()
    return success("logs", call.thing, f"{call.thing} {call.name} successfully retrieved logs")
