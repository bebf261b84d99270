"""The verbs describe, delete, deploy, undeploy and logs."""

from __future__ import annotations

from typing import List

from smarter.kinds.paths import get
from smarter.local.http.messages import Reply
from smarter.local.manifest_api.call import CACHE, Call
from smarter.local.manifest_api.envelopes import Refusal, success
from smarter.local.manifest_api.ingest import put
from smarter.local.manifest_api.readback import dependents_of, described
from smarter.local.store import Record


def describe(call: Call) -> Reply:
    """Return a resource as a manifest with a status."""
    record = call.resolve()
    manifest = described(call, record)
    command = call.kind.described_as
    done = "described" if command == "describe" else "applied"
    allow = "GET, POST, HEAD, OPTIONS"
    return success(command, call.thing, f"{call.thing} {call.name} {done} successfully", manifest, allow)


def delete(call: Call) -> Reply:
    """Remove a resource and its dependents."""
    kind, store = call.kind, call.platform.store
    with store.write():
        record = call.resolve()
        if kind.identity is not None and call.request.query.get(kind.identity) != record.name:
            raise Refusal(404, "SAMBrokerErrorNotFound", f"Failed to delete {call.thing} None. Not found")
        if call.platform.spoken.newer:
            _refuse_if_needed(call, record)
        for gone in _with_dependents(call, record):
            store.remove(gone)
            _detach(call, gone)
            store.record_deletion(gone.kind, gone.name, call.caller, call.now + CACHE)
    if "delete" in kind.done_but:
        raise call.refuse(kind.done_but["delete"], "it is deleted all the same")
    return success("delete", call.thing, f"{call.thing} {call.name} deleted successfully")


def _refuse_if_needed(call: Call, record: Record) -> None:
    """Refuse to delete a resource that others depend on, as newer platforms do."""
    dependents = dependents_of(call, record)
    if dependents:
        names = ", ".join(f"{one['kind']} {one['name']}" for one in dependents)
        text = f"Cannot delete {call.thing} {call.name}: {len(dependents)} resources depend on it: {names}"
        raise Refusal(400, "SAMBrokerErrorDependencies", text)


# P14 cascades: deleting a Secret deletes the connections that name it and the plugins that name those;
# deleting a User deletes all that they own. `gone` grows while it is walked, so that each level finds the next one.
# Held by tests/local/conformance_cases.py.
def _with_dependents(call: Call, record: Record) -> List[Record]:
    """Return the record, all its dependents, and all that deleted users own."""
    gone = [record]
    for one in gone:
        hanging = [other for other, reference in call.references_to(one) if reference.cascade]
        gone += [other for other in (*hanging, *_owned_by(call, one)) if other not in gone]
    return gone


def _owned_by(call: Call, one: Record) -> List[Record]:
    if call.platform.kind_of(one).identity is None:
        return []
    return [other for other in call.platform.store.all() if other.owner == one.name]


def _detach(call: Call, gone: Record) -> None:
    """Remove a deleted resource from the lists that name it."""
    for other, reference in call.references_to(gone):
        names = get(other.manifest, reference.path)
        if isinstance(names, list) and not reference.cascade:
            put(other.manifest, reference.path, [name for name in names if name != gone.name])
            call.platform.store.put(other)


def deploy(call: Call) -> Reply:
    """Deploy a chatbot, or activate a user."""
    return _set_deployed(call, True, "deploy")


def undeploy(call: Call) -> Reply:
    """Undeploy a chatbot, or deactivate a user.

    The message says "deployed" of a chatbot, as the real platform's does.
    """
    return _set_deployed(call, False, call.kind.undeployed_as)


def _set_deployed(call: Call, deployed: bool, command: str) -> Reply:
    with call.platform.store.write():
        record = call.resolve()
        if call.kind.deployed is not None:
            put(record.manifest, call.kind.deployed, deployed)
            call.platform.store.put(record)
    return success(command, call.thing, f"{call.thing} {call.name} {command}ed successfully")


def logs(call: Call) -> Reply:
    """Return an empty response: the platform keeps no logs."""
    call.resolve()
    return success("logs", call.thing, f"{call.thing} {call.name} successfully retrieved logs")
