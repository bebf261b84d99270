"""Fields of a kind: its schema's leaves, with keywords about reads and writes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, Iterator, Mapping, NamedTuple, Optional, Sequence, Tuple

Path = Tuple[str, ...]
Schema = Mapping[str, Any]


class Field(NamedTuple):
    """A leaf of a kind's schema; `path` has property names, and `*` for list items.

    A leaf is a scalar, a list as a whole, or a free-form object. Lists of objects are leaves and their items' fields
    are leaves again, below `*`.
    """

    path: Path
    schema: Schema
    read_only: bool = False
    secret: bool = False
    operational: bool = False
    readback: Tuple[str, ...] = ()
    update: Optional[str] = None
    references: Tuple[str, ...] = ()

    @property
    def default(self) -> Any:
        """The value that an omitted field gets on the platform."""
        return self.schema.get("default")

    @property
    def list_type(self) -> str:
        """`set`, `map` or `atomic`, in the sense of Kubernetes."""
        return str(self.schema.get("x-smarter-list", {}).get("type", "atomic"))

    @property
    def list_keys(self) -> Tuple[str, ...]:
        return tuple(self.schema.get("x-smarter-list", {}).get("keys", ()))

    @property
    def normalize(self) -> Tuple[str, ...]:
        return tuple(self.schema.get("x-smarter-normalize", ()))

    @property
    def in_list(self) -> bool:
        return "*" in self.path

    @property
    def names_secret(self) -> bool:
        """True for the name of a secret: people write the secret itself by mistake."""
        references = self.references
        return bool(references) and (self.secret or "resolved" in self.readback or _SECRET in references)

    def __str__(self) -> str:
        return _dotted(self.path)


_SECRET = "Secret"  # The kind that other kinds take their secrets from.

_dotted = lru_cache(maxsize=1 << 12)(".".join)


def find_reference(root: Any, reference: str) -> Any:
    """Return the part of a schema at a local reference, `#/$defs/name`, or None."""
    first, *parts = reference.split("/")
    found = root if first == "#" else None
    for part in parts:
        found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    return found


def resolve(schema: Schema, root: Schema) -> Dict[str, Any]:
    """Follow a local `$ref` and collapse "X or null" to X; outer keywords win."""
    merged = dict(schema)
    while True:
        union = merged.get("anyOf") or merged.get("oneOf")
        branches = [branch for branch in union if branch.get("type") != "null"] if union else ()
        if "$ref" in merged:
            merged = {**find_reference(root, merged.pop("$ref")), **merged}
        elif len(branches) == 1:
            merged = {**branches[0], **{k: v for k, v in merged.items() if k not in ("anyOf", "oneOf")}}
        else:
            return merged


def schema_at(root: Schema, path: Sequence[Any]) -> Schema:
    """Return the subschema at `path` (`*` or an integer is a list item), or {}."""
    schema: Schema = root
    for part in path:
        schema = resolve(schema, root)
        if isinstance(part, int) or part == "*":
            schema = schema.get("items") or {}
        else:
            other = schema.get("additionalProperties")
            below = (schema.get("properties") or {}).get(part, other)
            schema = below if isinstance(below, Mapping) else {}
    return resolve(schema, root)


def walk(root: Schema, newer: bool = False) -> Iterator[Field]:
    """Yield all fields of `metadata`, `spec` and `status`, in the schema's order.

    With `newer`, those that only some dialects have are among them.
    """
    for section in ("metadata", "spec", "status"):
        schema = root.get("properties", {}).get(section)
        if schema is not None:
            outer = Field((), {}, read_only=section == "status")
            yield from _walk(resolve(schema, root), (section,), root, outer, newer)


def _walk(schema: Schema, path: Path, root: Schema, outer: Field, newer: bool) -> Iterator[Field]:
    here = _inherit(schema, path, outer)
    properties = schema.get("properties")
    if properties:
        for name, child in properties.items():
            # `Kind.for_dialect` removes this keyword where the dialect has the field.
            if newer or "x-smarter-since" not in child:
                yield from _walk(resolve(child, root), (*path, name), root, here, newer)
        return
    yield here
    items = schema.get("items")
    if isinstance(items, Mapping) and items:
        item = resolve(items, root)
        if item.get("properties") or set(item) & {"writeOnly", "x-smarter-references", "x-smarter-normalize"}:
            yield from _walk(item, (*path, "*"), root, here, newer)


def _inherit(schema: Schema, path: Path, outer: Field) -> Field:
    """Return the field at `path`, with its own keywords or else its parent's."""
    readback = schema.get("x-smarter-readback")
    own = (readback,) if isinstance(readback, str) else readback
    return Field(
        path=path,
        schema=schema,
        read_only=bool(schema.get("readOnly", outer.read_only)),
        secret=bool(schema.get("writeOnly", outer.secret)),
        operational=bool(schema.get("x-smarter-operational", outer.operational)),
        readback=outer.readback if own is None else tuple(own),
        update=schema.get("x-smarter-update", outer.update),
        references=tuple(schema.get("x-smarter-references", ())),
    )
