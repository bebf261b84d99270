"""Manifests as describe shows them: late, masked, expanded, camelCased."""

from __future__ import annotations

import copy
from typing import Any, Dict, List

from smarter.kinds.paths import get
from smarter.local.base_platform import BasePlatform
from smarter.local.contract.name_rewrites import hashed_id, rewrite, timestamp
from smarter.local.manifest_api.call import Call
from smarter.local.manifest_api.ingest import masked, put
from smarter.local.store import Record


def described(call: Call, record: Record) -> Dict[str, Any]:
    """Return a record as describe shows it."""
    kind, store = call.kind, call.platform.store
    manifest = copy.deepcopy(record.manifest)
    if call.now < record.shown_until:
        for path, value in record.shown.items():
            put(manifest, tuple(path.split(".")), value)
    if kind.shown_keys is not None:
        for one in kind.shown_rewritten:
            put(manifest, one, rewrite(get(manifest, one), kind.shown_keys))
    for one in kind.shown_lists:
        put(manifest, one, get(manifest, one) or [])
    for target, source in kind.shown_from.items():
        put(manifest, target, get(manifest, source))
    for one in kind.resolved:
        name = get(manifest, one)
        if isinstance(name, str):
            secret = store.get("Secret", name)
            put(manifest, one, get(secret.manifest, ("spec", "config", "value")) if secret else None)
    manifest = masked(kind, manifest)
    manifest["kind"] = call.thing
    if kind.identity is not None:
        manifest["metadata"][kind.identity] = call.caller
    manifest["status"] = status(call, record)
    return manifest


def status(call: Call, record: Record) -> Dict[str, Any]:
    """Return the status of a resource: locator, times, account, owner, extras."""
    kind, platform = call.kind, call.platform
    number = platform.account_number
    result: Dict[str, Any] = {
        "recordLocator": kind.locator.format(model=kind.model, hashed=hashed_id(record.id), id=record.id),
        "created": timestamp(record.created, kind.digits),
        "modified": timestamp(record.modified, kind.digits),
        kind.account_key: number,
    }
    if kind.owner_key is not None:
        result[kind.owner_key] = record.owner
    if kind.has_addresses:
        result.update(addresses(platform, call.request.origin, record))
    if platform.spoken.newer:
        result["dependencies"] = dependents_of(call, record)
    if kind.masked:
        result["last_accessed"] = timestamp(call.now, kind.digits)
    return result


def dependents_of(call: Call, record: Record) -> List[Dict[str, str]]:
    """Return a record's dependents, "dependencies" in newer platforms' words."""
    kinds, wire_name = call.platform.kinds, call.platform.spoken.wire_name
    found = {(other.kind, other.id): other for other, _ in call.references_to(record)}
    return [{"kind": wire_name(kinds[other.kind]), "name": other.name} for other in found.values()]


def addresses(platform: BasePlatform, origin: str, record: Record) -> Dict[str, Any]:
    """Return a chatbot's addresses: its sandbox at `origin`, its host in the domain."""
    host = f"{record.name.replace('_', '-')}.{platform.account_number}.{platform.domain}"
    sandbox = f"{origin}/workbench/llm-clients/{hashed_id(record.id)}/"
    api = f"{origin}/api/v1/llm-clients/{hashed_id(record.id)}/"
    return {
        "deployed": bool(get(record.manifest, platform.kind_of(record).deployed or ())),
        "defaultHost": host,
        "defaultUrl": f"http://{host}/",
        "customUrl": None,
        "sandboxHost": origin.partition("://")[2],
        "sandboxUrl": sandbox,
        "hostname": origin.partition("://")[2],
        "url": sandbox,
        "urlLLMClient": f"{api}prompt/",
        "urlChatapp": f"{sandbox}prompt/",
        "urlChatConfig": f"{api}config/",
        "dnsVerificationStatus": "Not Verified",
    }
