"""Plugins and their data rows; the real platform mixes up their ids.

A plugin has a row with an id M and a data row with an id D. The platform evaluates plugin M by the data row whose own
id is M, whichever plugin that row belongs to; an apply then writes into the plugin that it belongs to. As long as both
counters are in step M equals D, and no fault shows. They part when two plugins are created at the same time, and
when a creation fails between its two rows. `tests/local/test_plugin_rows.py` replays what was seen on 0.14.19.
"""

from __future__ import annotations

from typing import Any, Dict, Optional

from smarter.local.contract.name_rewrites import timestamp
from smarter.local.store import Record, Store

MODEL = "pluginmeta"
# The counter of the data rows; that of the plugins is named after their model.
DATA = "plugindata"
# The key of a record's `extra` that keeps D: absent where it equals M, null for a plugin without data.
_DATA_ID = "dataId"
_HAS_ROW = (
    "kind IN ('Plugin', 'SqlPlugin', 'ApiPlugin') AND ? = CASE json_type(extra, '$.dataId') "
    "WHEN 'null' THEN NULL WHEN 'integer' THEN json_extract(extra, '$.dataId') ELSE id END"
)
_ONLY_THESE = {"description", "method", "endpoint"}


def data_id(record: Record) -> Optional[int]:
    """Return the id of a plugin's data row; None for a plugin without data."""
    found = record.extra.get(_DATA_ID, record.id)
    return None if found is None else int(found)


def next_id(store: Store, in_step: bool) -> int:
    """Return the id for a new plugin.

    `in_step` also moves the counter of the data rows to it.
    """
    with store.write():
        _begin(store)
        number = store.next_id(MODEL)
        if in_step:
            store.next_id(DATA, number)
        return number


def next_data_id(store: Store) -> int:
    """Return the id for a new data row."""
    with store.write():
        _begin(store)
        return store.next_id(DATA)


def _begin(store: Store) -> None:
    """Start the counter of data rows at that of the plugins, in a file without one."""
    store.run("INSERT OR IGNORE INTO sequences VALUES (?, 0)", MODEL)
    store.run("INSERT OR IGNORE INTO sequences SELECT ?, last FROM sequences WHERE name = ?", DATA, MODEL)


def owner_of_row(store: Store, number: int) -> Optional[Record]:
    """Return the plugin whose data row has this id."""
    return next(iter(store.select(_HAS_ROW, [number])), None)


def set_data_id(record: Record, number: Optional[int]) -> None:
    """Give a plugin the data row with this id, or none."""
    record.extra[_DATA_ID] = number
    if number == record.id:
        del record.extra[_DATA_ID]


def is_unreadable(record: Record) -> bool:
    """Tell whether describe and delete fail: no data, or too few ApiPlugin fields."""
    return data_id(record) is None or "unreadable" in record.extra


def mark_unreadable(record: Record, manifest: Dict[str, Any]) -> None:
    """Record whether `apiData` has only description, method and endpoint."""
    data = (manifest.get("spec") or {}).get("apiData")
    record.extra.pop("unreadable", None)
    if isinstance(data, dict) and set(data) <= _ONLY_THESE:
        record.extra["unreadable"] = True


def has_empty_lists(manifest: Dict[str, Any]) -> bool:
    """Tell whether `sqlData` has empty lists, at which the platform fails."""
    data = (manifest.get("spec") or {}).get("sqlData")
    return isinstance(data, dict) and data.get("parameters") == [] == data.get("testValues")


def orm_instance(store: Store, record: Record) -> Optional[Dict[str, Any]]:
    """Return `data.orm_instance` of an apply: the row with the plugin's id, or None."""
    owner = owner_of_row(store, record.id)
    if owner is None:
        return None
    return {
        "model": "plugin.plugindatabase",
        "pk": record.id,
        "fields": {
            "created_at": timestamp(owner.created),
            "updated_at": timestamp(owner.modified),
            "plugin": owner.id,
            "description": "",
            "parameters": {},
            "test_values": None,
        },
    }
