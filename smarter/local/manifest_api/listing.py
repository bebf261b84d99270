"""The get verb: a table of a kind's resources."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from smarter.kinds import paths
from smarter.local.base_platform import BasePlatform
from smarter.local.contract.get_tables import Table
from smarter.local.contract.name_rewrites import camel, hashed_id, rewrite, timestamp
from smarter.local.http.messages import Reply
from smarter.local.manifest_api.call import Call
from smarter.local.manifest_api.envelopes import Refusal, no_broker, success
from smarter.local.manifest_api.ingest import API_VERSION, masked
from smarter.local.store import Record

# Lists end here, without a mark.
LONGEST = 1000


# P14 lists a kind only for a name that it knows or for a valid manifest of the kind as the body, and the rows are not
# always the resources: for a Secret it repeats the posted manifest once a row. `Table.rows` says which (all, named,
# body), and its `*_fails` which of these answer 500. Held by the recordings in tests/local/conformance.
def get(call: Call) -> Reply:
    """Return the table for a known name or a valid manifest as the body.

    On P14 a request with neither is a 500.
    """
    kind, table = call.kind, call.kind.table
    manifest = call.posted_manifest()
    if call.platform.spoken.newer and not call.name and kind.listed_by_name:
        raise Refusal(503, "SAMBrokerErrorNotReady", "name parameter is required")
    by_name = bool(call.name) and kind.found_by_name and (call.find() is not None or call.just_deleted())
    if not by_name and manifest is None and not call.platform.spoken.newer:
        raise no_broker(call.thing, for_manifest=False)
    for failing in (table.named_fails if by_name else None, table.body_fails if manifest else None):
        if failing is not None:
            raise Refusal(failing[0], failing[1], f"{call.thing} cannot be listed this way")
    records = _rows(call, table)
    if table.fails is not None and records:
        raise Refusal(500, table.fails, f"Failed to serialize {call.thing} {records[0].name}")
    if table.rows == "body" and manifest is not None:
        shown = {**rewrite(masked(kind, manifest), camel), "kind": call.thing, "status": None}
        items = [shown for _ in records]
    else:
        name = manifest["metadata"]["name"] if manifest and not call.name else call.name
        if table.rows == "named" and not call.platform.spoken.newer:
            records = [record for record in records if record.name.lower() == name.lower()]
        items = [row(call.platform, table, record, call.request.origin) for record in records]
    asked: Dict[str, Any] = {"name": call.name} if call.name else {}
    titles = [
        {"name": camel(title) if call.platform.spoken.newer else title, "type": kind_of}
        for title, kind_of, _ in table.columns
    ]
    data: Dict[str, Any] = {
        "apiVersion": API_VERSION,
        "kind": call.thing,
        **({} if table.label is None else {"name": _label(call, table, manifest)}),
        "metadata": {"count": len(items)},
        "kwargs": {"kwargs": {}} if table.wrapped else asked,
        "data": {"titles": titles, "items": items},
    }
    return success("get", call.thing, f"{call.thing}s got successfully", data)


def _label(call: Call, table: Table, manifest: Optional[Dict[str, Any]]) -> Optional[str]:
    if table.label == "name":
        return call.name or (manifest["metadata"]["name"] if manifest else None)
    return call.platform.account_number if table.label == "account" else None


def _rows(call: Call, table: Table) -> List[Record]:
    """Return the records of the table, in order; of plugins, those of all kinds."""
    # A list of one kind of plugins shows those of all kinds; their `pluginClass` tells them apart.
    names = [kind.name for kind in call.platform.kinds.values() if kind.model == call.kind.model]
    records = [record for name in names for record in call.platform.store.all(name) if call.sees(record)]
    return sorted(records, key=lambda record: getattr(record, table.order))[:LONGEST]


def row(platform: BasePlatform, table: Table, record: Record, origin: str) -> Dict[str, Any]:
    """Return one record as a row, its columns' names in camelCase."""
    return {camel(title): _value(platform, source, record, origin) for title, _, source in table.columns}


def _value(platform: BasePlatform, source: str, record: Record, origin: str) -> Any:
    if source.startswith("="):
        return {"=null": None, "=empty": ""}.get(source, source[1:])
    if source in ("created", "modified"):
        return timestamp(getattr(record, source), 6)
    if source == "id":
        return record.id
    if source == "url":
        return f"{origin}/workbench/llm-clients/{hashed_id(record.id)}/"
    if source.startswith("extra."):
        return record.extra.get(source[len("extra.") :])
    if source.startswith("number of "):
        name = paths.get(record.manifest, source[len("number of ") :].split("."))
        secret = platform.store.get("Secret", str(name))
        return secret.id if secret else None
    path, _, otherwise = source.partition(" or ")
    value = paths.get(record.manifest, path.split("."))
    return "" if value is None and otherwise == "empty" else value
