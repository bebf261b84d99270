"""Export a live resource as a manifest that an author could have written: without defaults and secrets.

Where the platform distorts a value, the digest of the last apply tells which of the likely values is the true one;
without a digest the manifest says `${keep}`. So the plan of an export is empty.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Collection, Dict, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from smarter._defaults import API_VERSION
from smarter.engine import digests
from smarter.engine.desired import Desired, compared
from smarter.engine.diff import Applied, difference
from smarter.engine.keep import keep, keep_paths
from smarter.engine.normalize import (
    Path,
    canonical,
    complete,
    fold_references,
    get,
    json_equal,
    put,
    with_defaults,
)
from smarter.kinds import Field, Kind
from smarter.kinds.fields import Schema, resolve
from smarter.kinds.names import either_kind, normalize_key
from smarter.manifest.resource import KEEP
from smarter.manifest.substitution_syntax import escape
from smarter.platform import LiveResource
from smarter.platform.field_moves import written

# Names that may be referred to, by canonical kind.
Names = Mapping[str, Collection[str]]

# How many combinations of likely spellings are tried against a digest.
_TRIES = 256

_SUBSTITUTED = "applied from a variable: ${env:...}"
_STALE = (
    "it was changed a moment ago, and the platform may still show what was before: export again in a minute"
)
_UNSHOWN = "the platform does not show it"
_MOVED = "the platform shows something else than what was applied"


@dataclass(frozen=True)
class Exported:
    """A resource as a manifest. `comments` say by path what to know of a value, `remarks` what to know of the whole.

    `content` is the id of the upload that the manifest's file is, `filename` what the manifest calls it. `modified` is
    when the resource was last written. `lost` are the fields that the platform does not show and that a write resets,
    unless it gives them a value.
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


def export(live: LiveResource, names: Names) -> Exported:
    """Export a live resource. `names` are known resources, to restore the spelling of references."""
    work = _Work(live, names)
    work.fill()
    work.settle()
    manifest = written(live.kind, work.manifest)
    metadata, spec = (
        _escaped(work.ordered(manifest.get(section) or {}, section)) for section in ("metadata", "spec")
    )
    return Exported(
        kind=live.kind,
        name=live.name,
        manifest={"apiVersion": API_VERSION, "kind": live.kind.name, "metadata": metadata, "spec": spec},
        comments=work.comments,
        remarks=tuple(work.remarks),
        content=live.id,
        filename=work.filename,
        modified=live.modified,
        lost=work.lost(),
    )


def restate(live: LiveResource, names: Names) -> Optional[Desired]:
    """Return the manifest that a live resource was applied from; None if a part of it is not shown."""
    work = _Work(live, names)
    work.fill()
    work.settle()
    if work.remarks or any(keep_paths(work.manifest)):
        return None
    return Desired(live.kind, live.kind.name, live.name, work.manifest)


def likely_references(live: LiveResource) -> Iterator[Tuple[str, str]]:
    """Find the possible references of a resource in each spelling: the platform respells names in lists."""
    names = digests.read_names(live.marks.get(digests.NAMES))
    for each in compared(live.kind):
        if not each.references:
            continue
        shown = "resolved" not in each.readback
        value = get(live.manifest, each.path) if shown else names.get(digests.field_key(each.path))
        for word in value if isinstance(value, list) else [value]:
            for spelling in _spellings(word) if isinstance(word, str) else ():
                for kind in each.references:
                    yield kind, spelling


class _Nothing:
    """The marker for a field to leave out."""


class _Work:
    def __init__(self, live: LiveResource, names: Names) -> None:
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

    def fill(self) -> None:
        """Set every field that needs a value, and create required objects."""
        schema = self.kind.schema
        for section in ("metadata", "spec"):
            self.manifest[section] = {}
            for path in _needed(resolve(schema["properties"][section], schema), schema, (section,)):
                self._object_at(path)
        self.manifest["metadata"]["name"] = self.live.name
        for each in compared(self.kind):
            value = self._value(each)
            if value is not _Nothing:
                put(self.manifest, each.path, value)

    def _object_at(self, path: Path) -> None:
        if isinstance(get(self.read, path), Mapping) or len(path) == 1:
            put(self.manifest, path, get(self.manifest, path) or {})

    def lost(self) -> Tuple[Path, ...]:
        """Return the fields that no write can send back; a required one cannot be left out of a write at all."""
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
        """Return the value of a field for the manifest: a value, `${keep}`, or `_Nothing`."""
        if not isinstance(get(self.read, each.path[:-1]), Mapping):
            return _Nothing  # the object that it would stand in is null
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
        if digests.field_key(each.path) in self.known.slow or self._secret(each):
            if found in (None, []):
                return None if required else _Nothing
            return self._keep(each, self._secret_comment(each, found))
        if words & {"lost", "placeholder", "caller"}:
            return self._unshown(each, required)
        if each.references:
            found = self._respelt(each, found)
        elif words & {"camelCase", "folded"}:
            found = self._likely(each, found)
        elif "stale" in words and not self.live.settled and not self._applied(each, found):
            return self._keep(each, _STALE)
        if found is _Nothing:
            shown = ", ".join(str(item) for item in get(self.live.manifest, each.path) or ())
            return self._keep(each, f"shown as: {shown}" if "camelCase" in words else _UNSHOWN)
        if not required and self._default(each, found):
            return _Nothing
        return sorted(found, key=str) if each.list_type == "set" and isinstance(found, list) else found

    def _keep(self, each: Field, comment: str) -> str:
        put(self.manifest, each.path, KEEP)
        self.comments[each.path] = " ".join(comment.split())
        return KEEP

    def _required(self, each: Field) -> bool:
        """Tell whether the schema requires the field, always or under a condition that holds."""
        parent: Schema = self.kind.schema
        for part in each.path[:-1]:
            parent = resolve(parent["properties"][part], self.kind.schema)
        key = each.path[-1]
        return key in parent.get("required", ()) or any(
            key in condition.get(self._branch(condition, each.path[:-1]), {}).get("required", ())
            for condition in (parent, *parent.get("allOf", ()))
            if "if" in condition
        )

    def _branch(self, condition: Schema, path: Path) -> str:
        import jsonschema

        said = get(self.manifest, path) or {}  # so far: conditions look at what the schema names first
        return "then" if jsonschema.Draft202012Validator(condition["if"]).is_valid(said) else "else"

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
            return None if required else _Nothing
        name = self.known.names.get(digests.field_key(each.path))
        if name is not None:
            return name
        return self._keep(
            each, f"the name of a {either_kind(each.references)}: the platform shows what it holds instead"
        )

    def _unshown(self, each: Field, required: bool) -> Any:
        if each.update == "never" and not required:
            return _Nothing  # nothing that is written here would be kept anyway
        if self.known.plain is not None and digests.field_key(each.path) not in self.known.plain:
            return self._stated(each, required)
        if self.known.plain is None and not required:
            self.remarks.append(
                f"{each} is not shown by the platform: say it here, or the next apply resets it."
            )
            self.omitted.add(each.path)
            return _Nothing
        return self._keep(each, _UNSHOWN)

    def _stated(self, each: Field, required: bool) -> Any:
        """Return the value for a field that was applied without one."""
        return complete(each.default, each.schema, self.kind.schema) if required else _Nothing

    def _respelt(self, each: Field, found: Any) -> Any:
        """Return references in their true spelling, of resources that exist or were applied."""
        if found in (None, []) or not {"camelCase", "folded"} & set(each.readback):
            return found
        choices = [self._candidates(each, word) for word in found]
        for combination in _combinations(choices):
            if self._applied(each, combination):
                return combination
        if self.known.plain is None and all(len(names) == 1 for names in choices):
            return [names[0] for names in choices]
        return _Nothing

    def _candidates(self, each: Field, word: Any) -> List[str]:
        known = {name for kind in each.references for name in self.names.get(kind, ())}
        return sorted(name for name in known if normalize_key(name) == normalize_key(str(word)))

    def _likely(self, each: Field, found: Any) -> Any:
        """Return a respelled value as it was written."""
        if found in (None, []):
            return found
        items = resolve(each.schema.get("items", {}), self.kind.schema)
        choices = items.get("enum")
        if choices and isinstance(found, list):
            told = [
                [c for c in choices if normalize_key(str(c)) == normalize_key(str(word))] for word in found
            ]
            if all(len(words) == 1 for words in told):
                return [words[0] for words in told]
        for value in _rewritten(found):
            if self._applied(each, value):
                return value
        return _Nothing

    def _secret(self, each: Field) -> bool:
        """Tell whether the field holds a secret, or a list with secrets in it."""
        return each.secret or any(
            other.secret and other.path[: len(each.path)] == each.path for other in self.kind.fields
        )

    def _secret_comment(self, each: Field, found: Any) -> str:
        if not self._secret(each):
            return _SUBSTITUTED
        if isinstance(found, list):
            return f"a list with secrets in it, {len(found)} long; write their values as ${{env:...}}"
        words = self.live.name if each.path[-1] == "value" else f"{self.live.name}_{each.path[-1]}"
        return "or ${env:" + re.sub(r"[^A-Z0-9]+", "_", words.upper()).strip("_") + "}"


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


def _spellings(word: str) -> List[str]:
    """Return the likely originals of a camelCased word, the likeliest first."""
    snake = str(fold_references(word))
    digits = re.sub(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", "_", snake)
    return list(dict.fromkeys((snake, digits)))


def _combinations(choices: Sequence[Sequence[str]]) -> Iterator[List[str]]:
    return (list(each) for each in itertools.islice(itertools.product(*choices), _TRIES))


def _rewritten(value: Any) -> Iterator[Any]:
    """Find the likely originals of a value whose words the platform respelled."""
    yield value
    words = list(dict.fromkeys(_words(value)))
    variants = [list(dict.fromkeys((word, _snake(word), _camel(word), _snake(word, "-")))) for word in words]
    for chosen in itertools.islice(itertools.product(*variants), _TRIES):
        yield _replaced(value, dict(zip(words, chosen)))


def _words(value: Any, inside: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield str(key)
            yield from _words(below)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item, True)
    elif isinstance(value, str) and inside:
        yield value


def _replaced(value: Any, words: Mapping[str, str], inside: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {words.get(str(key), key): _replaced(below, words) for key, below in value.items()}
    if isinstance(value, list):
        return [_replaced(item, words, True) for item in value]
    return words.get(value, value) if isinstance(value, str) and inside else value


def _snake(word: str, joint: str = "_") -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", joint, word.replace("_", joint)).lower()


def _camel(word: str) -> str:
    first, *rest = re.split(r"[-_]", word)
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def _escaped(value: Any) -> Any:
    """Escape texts that would be taken for references."""
    if isinstance(value, Mapping):
        return {key: _escaped(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return escape(value) if isinstance(value, str) else value
