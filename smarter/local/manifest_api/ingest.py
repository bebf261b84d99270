"""Manifests as received to manifests as stored: complete and normalised."""

from __future__ import annotations

import copy
from typing import Any, Dict, List, Optional

from smarter.kinds.paths import get, leaves_of, values_at
from smarter.local.contract.fields import Field, Invalid, read_fields, unknown_keys
from smarter.local.contract.kinds import LocalKind
from smarter.local.contract.name_rewrites import rewrite, tail_mask
from smarter.local.contract.newer_specs import STRICT_KINDS

API_VERSION = "smarter.sh/v1"


def read_manifest(kind: LocalKind, manifest: Dict[str, Any]) -> Dict[str, Any]:
    """Return the manifest complete and normalised, without status. Raises Invalid.

    If the fields of a kind are unknown, its spec and further metadata stay unchanged.
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


_TOP: Dict[str, Field] = {"apiVersion": Field(), "kind": Field(), "status": Field("any")}


def unknown_manifest_keys(kind: LocalKind, manifest: Dict[str, Any], strict_only: bool = False) -> List[str]:
    """Return the paths of unknown keys; `strict_only`: those that the model refuses."""
    if kind.spec is None:
        return []  # a kind that a test added, or Prompt: its fields are not known
    found = [] if strict_only else [name for name in manifest if name not in (*_TOP, "metadata", "spec")]
    if not strict_only:
        found += unknown_keys(kind.metadata, manifest.get("metadata"), "metadata")
    only = strict_only and kind.name not in STRICT_KINDS
    return found + unknown_keys(kind.spec, manifest.get("spec"), "spec", only)


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
            put(result, path, rewrite(get(result, path), kind.keys))
    for path, value in kind.fixed.items():
        put(result, path, copy.deepcopy(value))
    return result


def masked(kind: LocalKind, manifest: Dict[str, Any]) -> Dict[str, Any]:
    """Return the manifest with secrets masked but for their last letters."""
    result = copy.deepcopy(manifest)
    for path in kind.masked:
        value = get(result, path)
        if isinstance(value, str):
            put(result, path, tail_mask(value))
    return result


def names_at(value: Any, path: Any) -> List[str]:
    """Return the strings at `path`, one or a list's; `*` stands for each item."""
    found = (name for _, each in values_at(value, path) for _, name in leaves_of(each))
    return [name for name in found if isinstance(name, str)]


def put(value: Dict[str, Any], path: Any, new: Any) -> None:
    """Set the value at `path` in nested mappings, if its parent exists."""
    owner = get(value, path[:-1])
    if isinstance(owner, dict):
        owner[path[-1]] = new
