"""What outputs may show of values: secrets masked by the schema's paths, substituted values as their reference."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, List, Mapping, Sequence, Tuple

from smarter.engine import digests
from smarter.engine.desired import Desired
from smarter.engine.normalize import get
from smarter.errors import ManifestError
from smarter.kinds import Field
from smarter.kinds.fields import resolve
from smarter.manifest import Finding, Resource
from smarter.manifest.findings import PathParts, show_path
from smarter.manifest.resource import values_at
from smarter.platform import LiveResource

SECRET = "(secret)"
SECRET_CHANGED = "(secret, changed)"


# What stands in place of a secret: in our own outputs, and in what the platform shows.
_MASK = re.compile(r"\(secret(, changed)?\)\Z|\*{4,}.{0,4}\Z", re.DOTALL)

# A reference that nothing stands beside, so that its text tells nothing of the secret.
_ALONE = re.compile(r"\$\{(env|file):[^}:]*\}\Z")


def refuse_masks(wanted: Iterable[Desired]) -> None:
    """Refuse manifests in which a mask stands where the secret belongs: writing it would destroy the secret.

    Raises:
        ManifestError: each such field with its place.
    """
    findings: List[Finding] = []
    for resource in [each.resource for each in wanted if each.resource is not None]:
        for field in resource.kind.fields:
            if field.secret or "resolved" in field.readback:
                for path, value in values_at(resource.manifest, field.path):
                    if isinstance(value, str) and _MASK.match(value):
                        findings.append(_masked(resource, path))
    if findings:
        raise ManifestError(findings[0].message, findings, hint=findings[0].hint)


def _masked(resource: Resource, path: PathParts) -> Finding:
    line, column = resource.position(path)
    return Finding(
        rule="masked-secret",
        severity="error",
        message=f"{show_path(path)} holds a mask, not the secret: writing it would destroy what the platform has.",
        file=resource.file,
        line=line,
        column=column,
        path=show_path(path),
        expected="the secret, as in ${env:NAME}",
        hint="Write ${env:NAME}, or ${keep} for what the platform has.",
    )


def shown(value: Any, each: Field, desired: Desired) -> Any:
    """`value` of a field as any output may show it: secrets masked, substituted values as their reference."""
    if value is None:
        return None
    depth = len(each.path)
    below = {path[depth:]: text for path, text in desired.tainted.items() if path[:depth] == each.path}
    return _with_texts(mask(value, each.schema, desired.kind.schema), below)


def _with_texts(value: Any, texts: Mapping[Tuple[Any, ...], str]) -> Any:
    """`value` with the text of the reference at every path that holds a substituted value."""
    if not texts:
        return value
    if () in texts:
        return texts[()] if value != SECRET or _ALONE.match(texts[()]) else SECRET
    if isinstance(value, Mapping):
        return {
            k: _with_texts(v, {p[1:]: t for p, t in texts.items() if str(p[0]) == str(k)})
            for k, v in value.items()
        }
    if isinstance(value, list):
        return [
            _with_texts(v, {p[1:]: t for p, t in texts.items() if str(p[0]) == str(i)})
            for i, v in enumerate(value)
        ]
    return SECRET


def mask(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """`value` with every part masked that `schema` marks `writeOnly`."""
    schema = resolve(schema, root)
    if value is None:
        return None
    if schema.get("writeOnly"):
        return SECRET
    if isinstance(value, Mapping):
        properties = schema.get("properties") or {}
        return {k: mask(v, properties[k], root) if k in properties else v for k, v in value.items()}
    if isinstance(value, (list, tuple)) and isinstance(schema.get("items"), Mapping):
        return [mask(item, schema["items"], root) for item in value]
    return value


def mask_manifest(manifest: Mapping[str, Any], live: LiveResource) -> Dict[str, Any]:
    """A live manifest as any output may show it.

    Masked is what the schema calls secret, what comes back in place of a Secret's name, and every field in which a
    variable was substituted when it was applied, as our annotations on the resource remember.
    """
    masked: Dict[str, Any] = dict(mask(manifest, live.kind.schema, live.kind.schema))
    sealed = digests.read_sealed(live.marks.get(digests.SEALED))
    keys = sealed[1] if sealed else {}
    for each in live.kind.fields:
        hidden = "resolved" in each.readback or digests.field_key(each.path) in keys
        value = get(masked, each.path) if hidden and not each.in_list else None
        if value is not None:
            _put_copy(masked, each.path, _veiled(value))
    return masked


def _veiled(value: Any) -> Any:
    """`value` with its shape, and nothing of its content."""
    if isinstance(value, Mapping):
        return {key: _veiled(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_veiled(item) for item in value]
    return None if value is None else SECRET


def _put_copy(manifest: Dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        manifest[part] = dict(manifest[part])
        manifest = manifest[part]
    manifest[path[-1]] = value
