"""Manifests of the SDK's creates and updates, and refused updates. Pure."""

from __future__ import annotations

import copy
import re
from typing import Any, Dict, Mapping, Optional, Tuple

from smarter._defaults import API_VERSION
from smarter.client.options import without_omitted
from smarter.client.request import NOT_GIVEN
from smarter.errors import GuardError, InvalidArgumentError
from smarter.kinds import Field, Kind, load_kinds
from smarter.kinds.fields import resolve
from smarter.kinds.paths import get
from smarter.kinds.wire import unknown_fields
from smarter.manifest.findings import show_path
from smarter.platform import LiveResource

Path = Tuple[str, ...]

_METADATA = ("description", "version", "tags", "annotations", "pluginClass", "username")
# Strings that come back as they were even where strings of lists are camelCased.
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_PLAIN_KEY = re.compile(r"[a-z0-9./]+")
# The platform does not show these fields, or shows other values, so a write may change them unnoticed.
_UNSHOWN = frozenset(("placeholder", "caller", "masked", "resolved"))


def given(
    spec: Any,
    description: Any,
    version: Any,
    tags: Any,
    annotations: Any,
    plugin_class: Any = NOT_GIVEN,
    username: Any = NOT_GIVEN,
) -> Dict[str, Any]:
    """Return the fields that the caller gave, under their names in manifests."""
    fields = {
        "spec": NOT_GIVEN if spec is None else spec,
        "description": description,
        "version": version,
        "tags": tags,
        "annotations": annotations,
        "pluginClass": plugin_class,
        "username": username,
    }
    return without_omitted(fields)


def manifest(
    kind: Kind, name: str, given: Optional[Mapping[str, Any]], fields: Mapping[str, Any]
) -> Dict[str, Any]:
    """Make a manifest of a `given` one and the keywords that override it.

    Raises:
        InvalidArgumentError: a keyword that no manifest has, or a manifest of another kind or shape.
    """
    if given is not None and not isinstance(given, Mapping):
        raise InvalidArgumentError(f"A manifest must be a mapping, not {type(given).__name__}.")
    made: Dict[str, Any] = copy.deepcopy(dict(given or {}))
    word = made.get("kind")
    if word is not None and (load_kinds().find(str(word)) or kind).canonical != kind.canonical:
        raise InvalidArgumentError(f"The manifest is of a {word}, and this is for a {kind.name}.")
    for part in ("metadata", "spec"):
        made[part] = dict(_check_mapping(part, made.get(part, {})))
    if fields.get("spec") is not None:
        made["spec"] = copy.deepcopy(dict(_check_mapping("spec", fields["spec"])))
    made["metadata"].update({key: fields[key] for key in _METADATA if key in fields})
    written = made["metadata"].setdefault("name", name)
    if not isinstance(written, str) or kind.fold(written) != name:
        raise InvalidArgumentError(f"The manifest is named {written!r}, and this is for {name!r}.")
    made["metadata"]["name"] = name
    for key in ("description", "version"):  # the platform wants the keys, if only with null
        made["metadata"].setdefault(key, None)
    _complete_metadata(kind, made["metadata"])
    made.pop("status", None)
    check_fields(kind, made["spec"])
    return {"apiVersion": API_VERSION, "kind": kind.name, **made}


def _check_mapping(part: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidArgumentError(f"{part} must be a mapping, not {type(value).__name__}.")
    return value


def _complete_metadata(kind: Kind, metadata: Dict[str, Any]) -> None:
    """Add required metadata with one possible value: plugin class, login name.

    Raises:
        InvalidArgumentError: the kind has no such metadata.
    """
    schema = resolve(kind.schema["properties"]["metadata"], kind.schema)
    for key in ("pluginClass", "username"):
        if key in metadata and key not in schema["properties"]:
            raise InvalidArgumentError(f"{kind.name} has no metadata.{key}.")
    for key in schema.get("required", ()):
        choices = resolve(schema["properties"][key], kind.schema).get("enum", ())
        if key == kind.identity:
            metadata.setdefault(key, metadata["name"])
        elif len(choices) == 1:
            metadata.setdefault(key, choices[0])


def check_fields(kind: Kind, spec: Mapping[str, Any]) -> None:
    """Refuse fields that the kind does not have.

    Raises:
        InvalidArgumentError: `spec` has one; the platform would drop it and answer that all is well.
    """
    strange = [show_path(path) for path in unknown_fields({"spec": spec}, kind.schema, kind.schema)]
    if strange:
        raise InvalidArgumentError(
            f"{kind.name} has no field {', '.join(strange)}; the platform would drop it silently.",
            hint=f"`smarter explain {kind.singular}` lists its fields.",
        )


def merged(live: LiveResource, fields: Mapping[str, Any]) -> Dict[str, Any]:
    """Return `live`'s manifest with `fields`: `spec` deeply, others as a whole.

    Raises:
        GuardError: the platform does not give a field back as it is, so that writing it would change it.
        InvalidArgumentError: nothing to change.
    """
    if not fields:
        raise InvalidArgumentError("update() needs at least one field to change.")
    kind = live.kind
    metadata = {key: value for key, value in fields.items() if key != "spec"}
    spec = _check_mapping("spec", fields.get("spec") or {})
    check_fields(kind, spec)
    made = manifest(kind, live.name, live.manifest, metadata)
    made["spec"] = deep_merge(made["spec"], spec)
    changes: Dict[str, Any] = {"metadata": dict.fromkeys(metadata)} if metadata else {}  # each as a whole
    if spec:
        changes["spec"] = spec
    doubtful = [
        str(each) for each in kind.fields if not (_sets(changes, each.path) or _believable(each, live))
    ]
    if doubtful:
        raise GuardError(
            f"{kind.name} {live.name!r} cannot be updated in part: the platform does not give back "
            f"{', '.join(doubtful)} as it is.",
            hint="Give these fields too, or apply() the whole manifest.",
        )
    return made


def deep_merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> Dict[str, Any]:
    """Return `base` with `changes`: mappings key by key, other values as a whole."""
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = deep_merge(old, value) if both else copy.deepcopy(value)  # type: ignore[arg-type]
    return result


def _sets(changes: Any, path: Path) -> bool:
    """Return whether `changes` set the value at `path`, or one around it."""
    for part in path:
        if not isinstance(changes, Mapping) or not changes:
            return True
        if part not in changes:
            return False
        changes = changes[part]
    return not isinstance(changes, Mapping) or not changes


# The platform masks, camelCases, folds or forgets fields, and shows some a minute late. A partial update writes back
# the fields that it reads, so it must not write a value that the platform changed (tests/resources/test_kinds.py).
def _believable(field: Field, live: LiveResource) -> bool:
    """Return whether writing the read value of `field` keeps it."""
    if field.read_only or not field.readback or field.in_list:
        return True
    value = get(live.manifest, field.path)
    if "lost" in field.readback:
        return field.update == "never"  # then it is not kept either
    if "stale" in field.readback and not live.settled and live.modified != live.created:
        return False
    if value in (None, "", [], {}):
        return True
    if "camelCase" in field.readback:
        return isinstance(value, list) and all(isinstance(v, str) and _PLAIN_WORD.fullmatch(v) for v in value)
    if "folded" in field.readback:
        return all(_PLAIN_KEY.fullmatch(str(key)) for entry in value for key in entry)
    return _UNSHOWN.isdisjoint(field.readback)
