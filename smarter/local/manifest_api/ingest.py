"""Manifests as received to manifests as stored: complete and normalised."""

from __future__ import annotations

import copy
from typing import Any, Dict, Optional

from smarter.local.contract.fields import Field, Invalid, read_fields
from smarter.local.contract.kinds import LocalKind
from smarter.local.contract.name_rewrites import rewrite, tail_mask

API_VERSION = "smarter.sh/v1"


def read_manifest(kind: LocalKind, manifest: Dict[str, Any]) -> Dict[str, Any]:
    """Return the manifest complete and normalised, without its status.

    Raises Invalid.

    Of a kind whose fields are not known the spec stays as it is, and the metadata keeps what it has besides.
    """
    if manifest.get("apiVersion") != API_VERSION:
        raise Invalid(f"apiVersion must be {API_VERSION}")
    metadata = read_fields(kind.metadata, manifest.get("metadata"), "metadata")
    for name in ("tags", "annotations"):
        metadata[name] = metadata[name] or []
    if kind.spec is None:
        metadata = {**manifest["metadata"], **metadata}
    if "spec" not in manifest:
        raise Invalid("spec is missing")
    spec = manifest["spec"] if kind.spec is None else read_fields(kind.spec, manifest["spec"], "spec")
    selector = spec.get("selector") if isinstance(spec, dict) else None
    if isinstance(selector, dict) and "directive" in selector:
        searches = selector["directive"] == "search_terms"
        if searches != (selector.get("searchTerms") is not None):
            raise Invalid("spec.selector.searchTerms goes with the directive search_terms, and only with it")
    return {"apiVersion": API_VERSION, "kind": kind.name, "metadata": metadata, "spec": spec}


def read_status(kind: LocalKind, manifest: Dict[str, Any]) -> Optional[Dict[str, Any]]:
    """Return the manifest's status, if the kind reads it; its dates must be valid.

    Raises Invalid.
    """
    given = manifest.get("status")
    if not kind.reads_status or given is None:
        return None
    date = Field("date", required=True, nullable=False)
    dates = {"created": date, "modified": date}
    return {**read_fields({}, given, "status"), **given, **read_fields(dates, given, "status")}


def kept(kind: LocalKind, manifest: Dict[str, Any]) -> Dict[str, Any]:
    """Return the manifest as stored: keys rewritten, fixed values set."""
    result = copy.deepcopy(manifest)
    if kind.keys is not None:
        for path in kind.rewritten:
            put(result, path, rewrite(pick(result, path), kind.keys))
    for path, value in kind.fixed.items():
        put(result, path, copy.deepcopy(value))
    return result


def masked(kind: LocalKind, manifest: Dict[str, Any]) -> Dict[str, Any]:
    """Return the manifest with secrets masked but for their last letters."""
    result = copy.deepcopy(manifest)
    for path in kind.masked:
        value = pick(result, path)
        if isinstance(value, str):
            put(result, path, tail_mask(value))
    return result


def pick(value: Any, path: Any) -> Any:
    """Return the value at `path` in nested mappings, or None."""
    for part in path:
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def put(value: Dict[str, Any], path: Any, new: Any) -> None:
    """Set the value at `path` in nested mappings, if its parent exists."""
    owner = pick(value, path[:-1])
    if isinstance(owner, dict):
        owner[path[-1]] = new
