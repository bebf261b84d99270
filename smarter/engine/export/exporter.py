"""Exporter of a live resource as a manifest without defaults and secrets.

Where the platform distorts a value, the last apply has kept it in an annotation, or its digest tells which of the
likely values is the true one; without a record the manifest says `${keep}`. So the plan of an export is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Collection, Dict, Iterable, Iterator, List, Mapping, Optional, Set, Tuple

from smarter._defaults import API_VERSION
from smarter.engine import digests
from smarter.engine.desired import RESPELT, Desired, Identity, compared
from smarter.engine.diff import Applied, difference
from smarter.engine.export.spellings import combinations, likely_names, likely_values
from smarter.engine.export.variables import Place, Variables, hides_items
from smarter.engine.graph.references import live_references
from smarter.engine.keep import keep, keep_paths
from smarter.engine.normalize import (
    Path,
    canonical,
    complete,
    get,
    json_equal,
    loosely_equal,
    put,
    with_defaults,
)
from smarter.engine.secret_parts import has_secrets, mask_live
from smarter.engine.sets.apply_sets import MARK
from smarter.kinds import Field, Kind
from smarter.kinds.fields import Schema, resolve
from smarter.kinds.names import either_kind, normalize_key
from smarter.kinds.paths import MISSING, has
from smarter.manifest.resource import KEEP
from smarter.platform import LiveResource
from smarter.platform.field_moves import written

# Names that may be referred to, by canonical kind.
Names = Mapping[str, Collection[str]]
_SUBSTITUTED = "applied from a variable: ${env:...}"
_SHOWN = "as the platform shows it, which may differ from the applied value"
_SECRETS = "it holds secrets; write their values as ${env:...}"
_STALE = (
    "it was changed a moment ago, and the platform may still show the old value: export again in a minute"
)
_UNSHOWN = "the platform does not show it"
_MOVED = "the platform shows another value than the applied one"


@dataclass(frozen=True)
class Exported:
    """Manifest of a resource. `comments` explain values by path, `remarks` the whole.

    `content` is the id of the upload that the manifest's file is, `filename` what the manifest calls it. `modified` is
    when the resource was last written. `lost` are the fields that the platform does not show and that a write resets,
    unless it gives them a value. `variables` are those that another platform needs, by place.
    `set_name` is the apply set that it belongs to.
    """

    kind: Kind
    name: str
    manifest: Dict[str, Any]
    comments: Mapping[Path, str]
    remarks: Tuple[str, ...] = ()
    content: Optional[str] = None
    filename: Optional[str] = None
    modified: Optional[datetime] = None
    lost: Tuple[Path, ...] = ()
    variables: Mapping[Place, str] = field(default_factory=dict)
    set_name: Optional[str] = None

    @property
    def identity(self) -> Identity:
        return self.kind.canonical, self.name


def export(live: LiveResource, names: Names, ambiguous: Collection[str] = ()) -> Exported:
    """Export a live resource.

    Args:
        names: known resources, to restore the spelling of references.
        ambiguous: variables that may have had other values for other resources, and get other names.
    """
    draft = _Draft(live, names, ambiguous)
    draft.fill()
    draft.settle()
    lost = draft.lost()
    draft.variables.write_references(draft.manifest)
    manifest = written(live.kind, draft.manifest)
    metadata, spec = (
        draft.variables.escaped(draft.ordered(manifest.get(section) or {}, section))
        for section in ("metadata", "spec")
    )
    return Exported(
        kind=live.kind,
        name=live.name,
        manifest={"apiVersion": API_VERSION, "kind": live.kind.name, "metadata": metadata, "spec": spec},
        comments=draft.comments,
        remarks=tuple(draft.remarks),
        content=live.id,
        filename=draft.filename,
        modified=live.modified,
        lost=lost,
        variables=draft.variables.names,
        set_name=live.marks.get(MARK),
    )


def restate(live: LiveResource, names: Names) -> Desired:
    """Return the last applied manifest; `keep_unreadable` has its unknown fields."""
    draft = _Draft(live, names)
    draft.fill()
    draft.settle()
    unknown = draft.omitted | set(keep_paths(draft.manifest)) | set(draft.variables.names)
    return Desired(live.kind, live.kind.name, live.name, draft.manifest, keep_unreadable=frozenset(unknown))


def likely_references(live: LiveResource) -> Iterator[Tuple[str, str]]:
    """Find possible references in all spellings: the platform respells list items."""
    for each in live_references(live):
        # References in lists of objects are shown as they were applied.
        for spelling in likely_names(each.name) if "*" not in each.path else ():
            for kind in each.kinds:
                yield kind, spelling


class _Draft:
    """A manifest that is being filled in from a live resource."""

    def __init__(self, live: LiveResource, names: Names, ambiguous: Collection[str] = ()) -> None:
        self.live = live
        self.names = names
        self.kind = live.kind
        self.read = with_defaults(live.kind, live.manifest)
        self.known = Applied(live)
        self.bare = Desired(live.kind, live.kind.name, live.name, {})
        self.manifest: Dict[str, Any] = {}
        self.comments: Dict[Path, str] = {}
        self.remarks: List[str] = []
        self.omitted: Set[Path] = set()
        self.filename: Optional[str] = None
        self.variables = Variables(live, self.known.variables, ambiguous)

    def fill(self) -> None:
        """Set every field that needs a value, and create required objects."""
        schema = self.kind.schema
        for section in ("metadata", "spec"):
            self.manifest[section] = {}
            for path in _needed(resolve(schema["properties"][section], schema), schema, (section,)):
                if isinstance(get(self.read, path), Mapping):
                    put(self.manifest, path, get(self.manifest, path) or {})
        self.manifest["metadata"]["name"] = self.live.name
        for each in compared(self.kind):
            value = self._value(each)
            if value is not MISSING:
                put(self.manifest, each.path, value)
        self.remarks.extend(
            f"{path} is left out: smarter does not know it." for path in self.live.unknown_fields()
        )
        omitted = with_defaults(self.kind, self.manifest)
        moved = {
            tuple(move["to"].split(".")[:-1])
            for move in self.kind.moved.get(self.kind.dialect or "", ())
            if has(self.manifest, move["from"].split("."))
        }
        for parent in dict.fromkeys(each.path[:-1] for each in compared(self.kind)):
            # An object with defaults alone, which would be null if it were left out. One that values are moved into is
            # sent with them, and other platforms would reject it.
            is_lost = isinstance(get(self.read, parent), Mapping) and not isinstance(
                get(omitted, parent), Mapping
            )
            if is_lost and parent not in moved:
                put(self.manifest, parent, {})

    def lost(self) -> Tuple[Path, ...]:
        """Return the optional fields that no write can send back."""
        kept = keep(Desired(self.kind, self.kind.name, self.live.name, self.manifest), self.live)
        return tuple(
            each.path
            for each in compared(self.kind)
            if each.path in self.omitted | kept.keep_unreadable and not self._required(each)
        )

    def ordered(self, value: Mapping[str, Any], section: str) -> Dict[str, Any]:
        return _in_order(
            value, resolve(self.kind.schema["properties"][section], self.kind.schema), self.kind.schema
        )

    # Where a digest or a guess was wrong, the plan of the export would not be empty. Held by tests/engine/test_laws.py.
    def settle(self) -> None:
        """Replace each field that a plan would still change by `${keep}`."""
        for change in self._changes():
            for each in compared(self.kind):
                if change == str(each) or change.startswith(f"{each}."):
                    self._keep(each, _MOVED)

    def _changes(self) -> List[str]:
        stated: Dict[str, Any] = dict(self.manifest)
        for each in compared(self.kind):
            if "content" in each.normalize:
                stated = {**stated, each.path[0]: dict(stated[each.path[0]])}
                put(stated, each.path, get(self.live.manifest, each.path))
        wanted = Desired(self.kind, self.kind.name, self.live.name, stated)
        return [change.path for change in difference(keep(wanted, self.live), self.live).changes]

    def _value(self, each: Field) -> Any:
        """Return a value for the manifest, `${keep}`, or `MISSING` to omit the field."""
        if not isinstance(get(self.read, each.path[:-1]), Mapping):
            return MISSING  # the object that it would stand in is null
        found, words = get(self.read, each.path), set(each.readback)
        required = self._required(each)
        if "content" in each.normalize:
            self.filename = str(self.live.status.get("path") or self.live.status.get("filename"))
            if self.live.id is None:
                digest = self.live.status.get("sha256") or "unknown"
                self.comments[each.path] = f"SHA-256 {digest}; the platform does not give the content back"
            return self.filename
        if each.references and "resolved" in words:
            return self._resolved(each, required)
        if digests.field_key(each.path) in self.known.slow or has_secrets(self.kind, each):
            if found in (None, []):
                return None if required else MISSING
            return self._secret_value(each, found)
        kept = self._kept(each, found)
        if kept is not None:
            return MISSING if not required and self._default(each, kept) else kept
        if words & {"lost", "placeholder", "caller"}:
            return self._unshown(each, found, required)
        if each.references:
            found = self._respelt(each, found)
        elif words & {"camelCase", "folded"}:
            found = self._likely(each, found)
        elif "stale" in words and not self.live.settled and not self._applied(each, found):
            return self._keep(each, _STALE)
        if found is MISSING:
            listed = get(self.live.manifest, each.path)
            shown = ", ".join(map(str, listed)) if isinstance(listed, list) else ""
            return self._keep(each, f"shown as: {shown}" if "camelCase" in words else _UNSHOWN)
        if not required and self._default(each, found):
            return MISSING
        return sorted(found, key=str) if each.list_type == "set" and isinstance(found, list) else found

    def _kept(self, each: Field, found: Any) -> Any:
        """Return the value recorded by the last apply if it is unchanged; else None."""
        words = set(each.readback)
        value = self.known.value(each)
        if value is None and words & RESPELT and "array" in each.schema.get("type", ()):
            value = []  # an empty list has a digest alone
        if value is None or not self._applied(each, value):
            return None
        if "stale" not in words or self.live.settled:
            if words == {"stale"}:
                return None  # the value that is shown is true by now
            if words & {"camelCase", "folded"}:
                given, shown = (canonical(side, each) for side in (value, found))
                return value if loosely_equal(given, shown, each) else None
        return sorted(value, key=str) if each.list_type == "set" and isinstance(value, list) else value

    def _keep(self, each: Field, comment: str) -> str:
        self.variables.forget(each)
        put(self.manifest, each.path, KEEP)
        self.comments[each.path] = " ".join(comment.split())
        return KEEP

    def _required(self, each: Field) -> bool:
        """Tell whether the schema requires the field, always or by a true condition."""
        parent: Schema = self.kind.schema
        for part in each.path[:-1]:
            parent = resolve(parent["properties"][part], self.kind.schema)
        key = each.path[-1]
        return key in parent.get("required", ()) or any(
            key in self._branch(condition, each.path[:-1]).get("required", ())
            for condition in (parent, *parent.get("allOf", ()))
            if "if" in condition
        )

    def _branch(self, condition: Schema, path: Path) -> Schema:
        import jsonschema

        said = get(self.manifest, path) or {}  # so far: conditions look at what the schema names first
        met = jsonschema.Draft202012Validator(condition["if"]).is_valid(said)
        branch = condition.get("then" if met else "else")
        return branch if isinstance(branch, Mapping) else {}  # `true` asks for nothing

    def _default(self, each: Field, value: Any) -> bool:
        unsaid = complete(each.default, each.schema, self.kind.schema)
        return json_equal(canonical(value, each), canonical(unsaid, each))

    def _applied(self, each: Field, value: Any) -> bool:
        """Tell whether `value` is certainly the last applied one."""
        normal = complete(value, each.schema, self.kind.schema)
        return self.known.applied(each, self.bare, canonical(normal, each)) is True

    def _resolved(self, each: Field, required: bool) -> Any:
        """Return the name of a resource that the platform shows by its content."""
        if get(self.live.manifest, each.path) in (None, ""):
            return None if required else MISSING
        name = self.known.names.get(digests.field_key(each.path))
        if name is not None:
            return name
        return self._keep(
            each, f"the name of a {either_kind(each.references)}: the platform shows its value instead"
        )

    def _unshown(self, each: Field, found: Any, required: bool) -> Any:
        if each.path == ("metadata", self.kind.identity):
            return self.live.name
        if each.update == "never" and not required:
            return MISSING  # nothing that is written here would be kept anyway
        known = self.known.plain
        if known is not None and (digests.field_key(each.path) not in known or self._applied(each, [])):
            # It was applied without a value.
            return complete(each.default, each.schema, self.kind.schema) if required else MISSING
        if self.known.plain is None and not required:
            self.remarks.append(
                f"{each} is not shown by the platform: write it here, or the next apply resets it."
            )
            self.omitted.add(each.path)
            return MISSING
        if "placeholder" in each.readback and found is not None:
            self.comments[each.path] = _SHOWN
            return found
        return self._keep(each, _UNSHOWN)

    def _respelt(self, each: Field, found: Any) -> Any:
        """Return references as the existing or applied resources spell them."""
        if found in (None, []) or not {"camelCase", "folded"} & set(each.readback):
            return found
        known = sorted({name for kind in each.references for name in self.names.get(kind, ())})
        choices = [_alike(word, known) for word in found]
        for combination in combinations(choices):
            if self._applied(each, combination):
                return combination
        if self.known.plain is None and all(len(names) == 1 for names in choices):
            return [names[0] for names in choices]
        return MISSING

    def _likely(self, each: Field, found: Any) -> Any:
        """Return a respelled value as it was written."""
        if found in (None, []):
            return found
        items = resolve(each.schema.get("items", {}), self.kind.schema)
        choices = items.get("enum")
        if choices and isinstance(found, list):
            told = [_alike(word, choices) for word in found]
            if all(len(words) == 1 for words in told):
                return [words[0] for words in told]
        for value in likely_values(found):
            if self._applied(each, value):
                return value
        return MISSING

    def _secret_value(self, each: Field, found: Any) -> Any:
        """Return the variable of a secret or a substituted value, or else `${keep}`."""
        if isinstance(found, str):
            name = self.variables.name_field(each)
            kept = self._keep(each, f"on another platform, set {name}")
            self.variables.names[each.path] = name
            return kept
        if has_secrets(self.kind, each) and not each.readback:
            return self.variables.keep_secrets(each, found)
        masked = mask_live(found, each, self.known.parts)
        if isinstance(masked, Mapping) and not hides_items(masked):
            return self.variables.keep_parts(each, masked)
        return self._keep(each, _SECRETS if has_secrets(self.kind, each) else _SUBSTITUTED)


def _needed(schema: Schema, root: Schema, path: Path) -> Iterator[Path]:
    """Find the objects that a manifest must have, even empty."""
    for key in schema.get("required", ()):
        child = resolve(schema["properties"][key], root)
        if child.get("properties"):
            yield (*path, key)
            yield from _needed(child, root, (*path, key))


def _in_order(value: Mapping[str, Any], schema: Schema, root: Schema) -> Dict[str, Any]:
    """Return `value` with its keys in the schema's order."""
    ordered: Dict[str, Any] = {}
    for key, child in schema.get("properties", {}).items():
        if key in value:
            below = resolve(child, root)
            nested = isinstance(value[key], Mapping) and below.get("properties")
            ordered[key] = _in_order(value[key], below, root) if nested else value[key]
    return ordered


def _alike(word: Any, choices: Iterable[Any]) -> List[Any]:
    """Return the choices that are the same word in any spelling."""
    return [choice for choice in choices if normalize_key(str(choice)) == normalize_key(str(word))]
