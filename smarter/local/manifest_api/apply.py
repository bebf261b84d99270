"""The apply verb, with the real platform's faults in writing."""

from __future__ import annotations

import copy
import secrets
import uuid
from dataclasses import replace
from typing import Any, Dict, Optional

from smarter.kinds.paths import get
from smarter.local.contract.fields import Invalid
from smarter.local.contract.kinds import EXTENSIONS, PROVIDERS
from smarter.local.contract.newer_rules import broken_rules
from smarter.local.http.messages import Reply
from smarter.local.manifest_api import plugin_rows
from smarter.local.manifest_api.call import CACHE, Call
from smarter.local.manifest_api.envelopes import Refusal, bad_request, no_broker, success
from smarter.local.manifest_api.ingest import (
    API_VERSION,
    kept,
    masked,
    names_at,
    put,
    read_manifest,
    read_status,
    unknown_manifest_keys,
)
from smarter.local.manifest_api.sql_connectivity import reaches
from smarter.local.store import Record


def apply(call: Call, manifest: Dict[str, Any]) -> Reply:
    """Create or replace a resource.

    The response holds the manifest as it was sent, secrets in clear.
    """
    kind = call.kind
    newer = call.platform.spoken.newer
    try:
        wanted = read_manifest(kind, manifest)
        status = read_status(kind, manifest)
    except Invalid as problem:
        if newer:
            raise bad_request(call.thing, str(problem)) from None
        raise no_broker(call.thing, because=None if call.platform.strict_faithful else str(problem)) from None
    if newer:
        _check_newer(call, manifest, wanted)
    written = str(manifest["metadata"]["name"])
    call.name = wanted["metadata"]["name"]
    if "apply" in kind.refused:
        raise call.refuse(kind.refused["apply"], "is refused by the platform")
    record = (
        _write_with_faults(call, wanted, manifest) if call.platform.write_faults else _write(call, wanted)
    )
    if newer:
        short = {"apiVersion": API_VERSION, "kind": call.thing, "name": record.name}
        return success("apply", call.thing, f"{call.thing} {record.name} applied successfully", short)
    data: Dict[str, Any] = {
        "data": manifest,
        "manifest": {**masked(kind, wanted), "kind": call.thing, "status": status},
        "name": record.name,
        "kind": call.thing,
    }
    if kind.has_data_row:
        data["orm_instance"] = plugin_rows.orm_instance(call.platform.store, record)
    return success("apply", call.thing, f"{call.thing} {written} applied successfully", data)


def _write(call: Call, wanted: Dict[str, Any]) -> Record:
    """Store a normalised manifest under the caller's name for it."""
    with call.platform.store.write():
        _check(call, wanted)
        old = _same_name(call, wanted)
        return _update(call, wanted, old) if old else _create(call, wanted, _next_id(call))


# Hard because three faults of 0.14.19 meet here: a second user's apply replaces the first user's resource, an apply
# that is refused for a missing reference leaves half a resource, and a plugin's two rows get their ids one after the
# other, so that the ids part when requests interleave. The store's lock must be free between the two rows, hence two
# transactions. Held by tests/local/test_plugin_rows.py.
def _write_with_faults(call: Call, wanted: Dict[str, Any], manifest: Dict[str, Any]) -> Record:
    """Store a manifest with the real platform's faults.

    It may replace another user's resource, leave half of one, or write into another plugin.
    """
    kind, store = call.kind, call.platform.store
    old: Optional[Record] = None
    try:
        with store.write():
            old = _same_name(call, wanted)
            _check(call, wanted)
            if kind.has_data_row and plugin_rows.has_empty_lists(manifest):
                raise Refusal(500, kind.error, f"Failed to apply {call.thing} {call.name}")
            if not kind.has_data_row:
                return _update(call, wanted, old) if old else _create(call, wanted, _next_id(call))
            number = old.id if old else plugin_rows.next_id(store, in_step=False)
            row_owner = plugin_rows.owner_of_row(store, number)
    except Refusal:
        _leave_half_made(call, wanted, old)
        raise
    if old is None:
        # The real platform writes a plugin's two rows one after the other. Another creation may come in between, and
        # take the id that was meant for the second row.
        call.platform.between_rows()
    with store.write():
        if old is None and _same_name(call, wanted) is not None:
            raise Refusal(500, kind.error, f"Failed to apply {call.thing} {call.name}: it exists")
        record = _write_plugin(call, wanted, old, number, row_owner)
        plugin_rows.mark_unreadable(record, manifest)
        store.put(record)
        return record


def _write_plugin(
    call: Call, wanted: Dict[str, Any], old: Optional[Record], number: int, row_owner: Optional[Record]
) -> Record:
    """Write plugin `number`, or the plugin whose data row has that id (`row_owner`)."""
    store = call.platform.store
    if row_owner is not None and row_owner.id != number:
        _overwrite(call, wanted, row_owner)
        if old is None:
            old = _create(call, wanted, number)
            plugin_rows.set_data_id(old, None)
        return old
    record = _create(call, wanted, number) if old is None else _update(call, wanted, old)
    if old is None or plugin_rows.data_id(old) is None:
        plugin_rows.set_data_id(record, plugin_rows.next_data_id(store))
    return record


def _overwrite(call: Call, wanted: Dict[str, Any], victim: Record) -> None:
    """Put a manifest's content into another plugin.

    That plugin keeps its name and, if it is of another kind, its data.
    """
    own = call.platform.kinds[victim.kind]
    content = copy.deepcopy(wanted)
    content["kind"] = victim.kind
    for key in ("name", "pluginClass"):
        content["metadata"][key] = victim.manifest["metadata"][key]
    if own is not call.kind:
        shared = {key: content["spec"][key] for key in ("selector", "prompt")}
        content["spec"] = {**copy.deepcopy(victim.manifest["spec"]), **shared}
    _update(call, content, victim)


def _leave_half_made(call: Call, wanted: Dict[str, Any], old: Optional[Record]) -> None:
    """Store half a resource, as the real platform does if a reference is missing."""
    kind, store = call.kind, call.platform.store
    if kind.half_made_without is None:
        return
    with store.write():
        if old is None:
            for path in kind.half_made_without:
                put(wanted, path, None)
            if not kind.has_data_row:
                _create(call, wanted, _next_id(call))
                return
            record = _create(call, wanted, plugin_rows.next_id(store, in_step=False))
            plugin_rows.set_data_id(record, None)
            store.put(record)
        elif kind.has_data_row and plugin_rows.data_id(old) is None:
            plugin_rows.next_data_id(store)  # it was taken for a row that is not kept


def _owner(call: Call, wanted: Dict[str, Any]) -> str:
    """Return the owner of the caller's resource; shared kinds have none."""
    return str(wanted["metadata"]["name"]) if call.kind.shared else call.caller


def _same_name(call: Call, wanted: Dict[str, Any]) -> Optional[Record]:
    """Return the resource that an apply replaces, or None.

    With the faults it may be another user's, and change hands.
    """
    kind, store = call.kind, call.platform.store
    if kind.creates_duplicate:
        return None
    name, owner = wanted["metadata"]["name"], _owner(call, wanted)
    found = store.get(kind.name, name, owner)
    if found is None and kind.per_account and call.platform.write_faults:
        found = store.get(kind.name, name)
        if found is not None and kind.per_account == "moves":
            store.remove(found)
            found.owner = owner
    return found


def _next_id(call: Call) -> int:
    if call.kind.has_data_row:
        return plugin_rows.next_id(call.platform.store, in_step=True)
    return call.platform.store.next_id(call.kind.model)


def _create(call: Call, wanted: Dict[str, Any], number: int) -> Record:
    """Store a normalised manifest as a new resource."""
    kind, now = call.kind, call.now
    manifest = kept(kind, wanted)
    owner = _owner(call, wanted)
    if kind.creates_duplicate:
        manifest["metadata"]["accountNumber"] = owner = new_account_number()
    extra = {**kind.extra, "keyId": str(uuid.uuid4())}
    record = Record(kind.name, manifest["metadata"]["name"], owner, number, manifest, now, now, extra=extra)
    call.platform.store.put(record)
    return record


def _update(call: Call, wanted: Dict[str, Any], old: Record) -> Record:
    """Store a normalised manifest over a resource, but for its frozen fields."""
    kind, now = call.platform.kind_of(old), call.now
    manifest = kept(kind, wanted)
    for path in kind.frozen:
        put(manifest, path, copy.deepcopy(get(old.manifest, path)))
    record = replace(old, manifest=manifest, modified=now)
    if now >= old.shown_until:
        record.shown = {".".join(path): get(old.manifest, path) for path in kind.stale}
        record.shown_until = now + CACHE
    call.platform.store.put(record)
    return record


def new_account_number() -> str:
    """Return twelve random digits in groups of four."""
    return "-".join(f"{secrets.randbelow(10000):04d}" for _ in range(3))


def _check(call: Call, wanted: Dict[str, Any]) -> None:
    """Refuse an apply because of other resources."""
    if call.kind.create_only and call.find() is not None:
        raise Refusal(500, call.kind.error, f"Failed to apply {call.thing} {call.name}")
    _check_functions(call, wanted)
    for path in call.kind.unusable:
        if get(wanted, path) is not None:
            if call.platform.spoken.newer:
                raise bad_request(call.thing, f"{'.'.join(path)} cannot be set by apply")
            raise Refusal(500, call.kind.error, f"{path[-1]} cannot be applied")
    for reference in call.kind.references:
        if reference.answer is None:
            continue
        for name in names_at(wanted, reference.path):
            if not any(call.find(name, kind) for kind in reference.kinds):
                raise Refusal(*reference.answer, f"{reference.kinds[0]} {name} not found")
    if not call.platform.spoken.newer and broken_rules(call.kind.name, wanted["spec"]):
        raise Refusal(500, call.kind.error, f"Failed to apply {call.thing} {call.name}")
    if call.kind.dials and not reaches(call.platform, wanted):
        raise Refusal(400, "SmarterValueError", "Failed to establish the database connection")


def _check_functions(call: Call, wanted: Dict[str, Any]) -> None:
    """Refuse unknown functions, and a manifest that omits attached ones."""
    functions = get(wanted, ("spec", "functions"))
    old = call.find()
    if functions is None and old is not None and get(old.manifest, ("spec", "functions")):
        raise Refusal(500, call.kind.error, "functions are attached and the manifest does not mention any")
    for name in functions or []:
        if name not in EXTENSIONS.values():
            text = f"Function {name} not found. Valid functions are: {list(EXTENSIONS.values())}"
            raise Refusal(404, "SAMBrokerErrorNotFound", text, plain=not call.platform.spoken.newer)
    for name in get(wanted, ("spec", "extensions")) or []:
        if name not in EXTENSIONS:
            raise Refusal(404, "SAMBrokerErrorNotFound", f"Extension {name} not found")


def _check_newer(call: Call, manifest: Dict[str, Any], wanted: Dict[str, Any]) -> None:
    """Refuse unknown keys and providers, and broken rules, as newer platforms do."""
    unknown = unknown_manifest_keys(call.kind, manifest)
    if unknown:
        raise bad_request(call.thing, f"the manifest has keys that it does not define: {', '.join(unknown)}")
    for _, message in broken_rules(call.kind.name, wanted["spec"]):
        raise bad_request(call.thing, message)
    config = get(wanted, ("spec", "config"))
    if call.kind.name == "LLMClient":
        provider = (config.get("prompt") or config).get("provider")
        providers = (*PROVIDERS, *(one.name for one in call.platform.store.all("Provider")))
        if provider is not None and provider not in providers:
            raise bad_request(call.thing, f"provider {provider!r} is not one of {', '.join(providers)}")
