"""What describe makes of a kept manifest: late, masked, expanded, camelCased, lost."""

from __future__ import annotations

import copy
from typing import Any, Dict

from smarter.local.kinds import LocalKind
from smarter.local.manifests import pick, put
from smarter.local.store import Record, Store
from smarter.local.words import hashed_id, rewrite, tail_mask, timestamp


def shown_manifest(store: Store, kind: LocalKind, record: Record, now: float) -> Dict[str, Any]:
    """The manifest of a record as describe answers it, without its status."""
    manifest = copy.deepcopy(record.manifest)
    if now < record.shown_until:
        for path, value in record.shown.items():
            put(manifest, path.split("."), value)
    if kind.shown_keys is not None:
        for one in kind.shown_rewritten:
            put(manifest, one, rewrite(pick(manifest, one), kind.shown_keys))
    for one in kind.lost:
        put(manifest, one, [])
    for one in kind.masked:
        value = pick(manifest, one)
        if isinstance(value, str):
            put(manifest, one, tail_mask(value))
    for one in kind.resolved:
        name = pick(manifest, one)
        if isinstance(name, str):
            secret = store.get("Secret", name)
            put(manifest, one, pick(secret.manifest, ("spec", "config", "value")) if secret else None)
    return manifest


def status(kind: LocalKind, record: Record, account_number: str) -> Dict[str, Any]:
    """What every kind's status says: locator, times, account, owner."""
    return {
        "recordLocator": f"{kind.model}-{hashed_id(record.id)}",
        "created": timestamp(record.created, kind.digits),
        "modified": timestamp(record.modified, kind.digits),
        kind.account_key: account_number,
        "username": record.owner,
    }


def llm_client_status(record: Record, account_number: str, origin: str, domain: str) -> Dict[str, Any]:
    """The addresses of a chatbot: its sandbox at `origin` (scheme and host), its host below `domain`."""
    host = f"{record.name.replace('_', '-')}.{account_number}.{domain}"
    sandbox = f"{origin}/workbench/llm-clients/{hashed_id(record.id)}/"
    api = f"{origin}/api/v1/llm-clients/{hashed_id(record.id)}/"
    deployed = bool(pick(record.manifest, ("spec", "config", "deployed")))
    return {
        "deployed": deployed,
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
