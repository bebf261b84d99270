"""Desired resources: manifests ready to be compared and sent."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

from smarter.engine import digests
from smarter.engine.normalize import Path as FieldPath
from smarter.engine.normalize import canonical, fold_references, get, mentions, put, with_defaults
from smarter.engine.secret_parts import write_parts, write_variables
from smarter.kinds import Field, Kind, load_kinds
from smarter.manifest import Resource
from smarter.manifest.resource import KEEP, Tainted
from smarter.platform.field_moves import at_home, home_path
from smarter.platform.files import Content, content_mark

Identity = Tuple[str, str]  # canonical kind, folded name


def label(identity: Identity) -> str:
    """Return a resource's name for messages, with its usual kind: `chatbot/help`."""
    kinds = load_kinds()
    known = kinds.find(identity[0])
    return spell(kinds.usual(identity[0]).singular if known else identity[0], identity[1])


def spell(word: str, name: str) -> str:
    """Return a resource's name as in manifests and records: `llmclient/help`."""
    return f"{word.lower()}/{name}"


@dataclass(frozen=True)
class Desired:
    """One manifest, ready to be compared.

    Attributes:
        word: the kind, as the author spelled it.
        manifest: the author's manifest; it holds secrets in clear.
        tainted: the paths of values that hold substituted secrets, with their texts for outputs.
        content: the file that a File uploads.
        keep_readable: fields whose live value was copied into `manifest`, to be sent back unchanged.
        keep_unreadable: fields to keep whose live value cannot be read, so a write would lose it.
        keep_secret: those of `keep_readable` that a substitution made when they were applied.
        resource: the source of the manifest; None for a resource given by name.
        group: the secrets of the run that are hashed together with this resource's.
    """

    kind: Kind
    word: str
    name: str
    manifest: Mapping[str, Any] = field(repr=False)
    tainted: Mapping[Tuple[Any, ...], Tainted] = field(default_factory=dict)
    content: Optional[Content] = None
    keep_readable: FrozenSet[FieldPath] = frozenset()
    keep_unreadable: FrozenSet[FieldPath] = frozenset()
    keep_secret: FrozenSet[FieldPath] = frozenset()
    resource: Optional[Resource] = None
    group: Optional[digests.SecretGroup] = field(default=None, repr=False, compare=False)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The manifest normalised and with defaults, as the platform would hold it."""
        return with_defaults(self.kind, self.manifest)

    def drop_cached_values(self) -> None:
        """Drop cached values to bound memory; they are recomputed on next use."""
        self.__dict__.pop("values", None)

    @property
    def identity(self) -> Identity:
        return (self.kind.canonical, self.name)

    def __str__(self) -> str:
        return spell(self.word, self.name)

    def mentions(self, path: FieldPath) -> bool:
        """Tell whether the manifest sets the field, null included."""
        return mentions(self.manifest, path)

    def value(self, each: Field) -> Any:
        """Return the desired value of a field, in canonical form."""
        return canonical(get(self.values, each.path), each)

    def hidden(self, each: Field) -> bool:
        """Tell whether the field's value must not be shown, and only be hashed slowly."""
        depth = len(each.path)
        tainted = any(path[:depth] == each.path for path in self.tainted)
        return each.secret or tainted or each.path in self.keep_secret

    def names(self, each: Field) -> bool:
        """Tell whether the field names a resource whose content the platform shows."""
        return bool(each.references) and "resolved" in each.readback and each.path not in self.tainted


def prepare(resource: Resource, dialect: str) -> Desired:
    """Prepare a manifest for platforms of `dialect`, and read its content file.

    Raises:
        OSError: the file cannot be read.
    """
    kind = resource.kind.for_dialect(dialect)
    manifest = at_home(kind, resource.manifest)  # either spelling may be written
    content: Optional[Content] = None
    for each in compared(kind):
        if "content" in each.normalize:
            path = str(get(manifest, each.path))
            if path == KEEP:
                continue
            content = Content(resource.base_dir / path, path)
            manifest = copy.deepcopy(manifest)
            put(manifest, each.path, content_mark(content.file))
    return Desired(
        kind=kind,
        word=resource.word,
        name=resource.name,
        manifest=manifest,
        tainted={home_path(kind, path): secret for path, secret in resource.tainted.items()},
        content=content,
        resource=resource,
    )


def group_secrets(desired: Sequence[Desired]) -> List[Desired]:
    """Return the resources of a run; many secrets are grouped and hashed together."""
    secrets: Dict[Identity, List[Tuple[str, Any]]] = {}
    for each in desired:
        hidden = (field for field in compared(each.kind) if each.hidden(field) and not each.names(field))
        values = [(f"{spell(*each.identity)}.{field}", each.value(field)) for field in hidden]
        each.drop_cached_values()
        if any(value is not None for _, value in values):
            secrets[each.identity] = values
    if len(secrets) < digests.MANY_SECRETS:
        return list(desired)
    groups: Dict[int, digests.SecretGroup] = {}
    for identity, values in secrets.items():
        group = groups.setdefault(digests.group_number(identity), digests.SecretGroup())
        for name, value in values:
            group.add(name, value)
    return [
        replace(each, group=groups[digests.group_number(each.identity)]) if each.identity in secrets else each
        for each in desired
    ]


@lru_cache(maxsize=256)
def compared(kind: Kind) -> Tuple[Field, ...]:
    """Return the fields to compare: all but the name and those that the server owns."""
    return tuple(
        f for f in kind.fields if not f.read_only and not f.in_list and f.path != ("metadata", "name")
    )


# Readback words of fields that the platform forgets, or shows in another spelling or late: an export to another
# platform needs their values. Held by tests/engine/export/test_restore.py.
RESPELT = frozenset(("lost", "placeholder", "caller", "camelCase", "folded", "stale"))


def marks(desired: Desired, salt: str) -> Dict[str, str]:
    """Return the manifest's annotations: field digests, and values otherwise lost."""
    plain: Dict[str, str] = {}
    secret: Dict[str, str] = {}
    names: Dict[str, str] = {}
    values: Dict[str, str] = {}
    for each in compared(desired.kind):
        value = desired.value(each)
        if value is None or each.operational:
            continue
        if desired.names(each):
            names[digests.field_key(each.path)] = str(value)
        elif desired.hidden(each):
            secret[digests.field_key(each.path)] = digests.secret_digest(value, salt)
        else:
            plain[digests.field_key(each.path)] = digests.plain_digest(value)
            if value != [] and RESPELT & set(each.readback):
                text = digests.write_value(get(desired.values, each.path))
                if text is not None:
                    values[digests.VALUE + digests.field_key(each.path)] = text
    group = desired.group if secret else None
    found = {
        digests.SEALED: digests.write_sealed(salt, secret) if secret else None,
        digests.GROUP: group.proof(desired.identity, salt) if group is not None else None,
        digests.NAMES: digests.write_applied(names) if names else None,
        digests.PARTS: write_parts(desired.kind, desired.values, desired.manifest, desired.tainted),
        digests.VARIABLES: write_variables(desired.kind, desired.tainted),
    }
    known = {key: text for key, text in found.items() if text is not None}
    return {digests.APPLIED: digests.write_applied(plain), **values, **known}


def wire_manifest(desired: Desired) -> Dict[str, Any]:
    """Return the manifest to send: the author's, with defaults that are not null.

    Names and references are sent as the platform folds them. It folds names and references by different rules
    (`MyPlugin` becomes `myplugin` and `my_plugin`), so that a reference as written may not find its resource.
    """
    manifest: Dict[str, Any] = copy.deepcopy(
        {key: desired.manifest.get(key) or {} for key in ("metadata", "spec")}
    )
    manifest["metadata"]["name"] = desired.name
    if desired.kind.identity:
        manifest["metadata"].setdefault(desired.kind.identity, desired.name)
    for each in desired.kind.fields:
        if each.read_only or each.in_list:
            continue
        # The platform fails (500) on null for some lists, such as `functions`, and takes the empty list.
        unset = not desired.mentions(each.path) or (each.default == [] and get(manifest, each.path) is None)
        # A default is not sent into an object that the manifest leaves out.
        inside = isinstance(get(desired.values, each.path[:-1]), Mapping)
        if unset and inside and each.default is not None:
            put(manifest, each.path, copy.deepcopy(each.default))
        elif each.references and get(manifest, each.path) is not None:
            put(manifest, each.path, fold_references(get(manifest, each.path)))
    return manifest
