"""Masking of secrets on the page, in manifests, requests and responses."""

from __future__ import annotations

import copy
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from smarter.kinds import load_kinds
from smarter.kinds.paths import put_at, values_at
from smarter.local.base_platform import BasePlatform
from smarter.local.store import Record

SECRET = "(secret)"
# A shorter secret would also be found inside words that have nothing to do with it.
_SHORTEST = 4


def masked(platform: BasePlatform, record: Record) -> Dict[str, Any]:
    """Return the stored manifest, secrets masked by the schema's paths."""
    manifest = copy.deepcopy(record.manifest)
    _mask_manifest(platform, record.kind, manifest)
    return manifest


def masked_body(platform: BasePlatform, body: Any) -> Any:
    """Return a JSON body without secrets, its manifests' and the stored ones.

    The latter are found by value: a tool's result or a chatbot's answer has no schema.
    """
    stored = sorted(set(_stored_secrets(platform)), key=len, reverse=True)
    return _without(_masked_manifests(platform, copy.deepcopy(body)), stored)


def _masked_manifests(platform: BasePlatform, value: Any) -> Any:
    if isinstance(value, dict):
        if isinstance(value.get("kind"), str) and isinstance(value.get("spec"), dict):
            _mask_manifest(platform, value["kind"], value)
            _mask_resolved(platform, value["kind"], value)
        return {key: _masked_manifests(platform, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked_manifests(platform, item) for item in value]
    return value


def _mask_manifest(platform: BasePlatform, kind: str, manifest: Dict[str, Any]) -> None:
    for path in _secret_paths(platform, kind):
        for place, value in values_at(manifest, path):
            if value is not None:
                put_at(manifest, place, SECRET)


def _mask_resolved(platform: BasePlatform, kind: str, manifest: Dict[str, Any]) -> None:
    """Mask the fields in which 0.14 shows the value of a Secret in place of its name."""
    own = platform.kinds.get(kind)
    for path in own.resolved if own else ():
        for place, value in values_at(manifest, tuple(path)):
            if isinstance(value, str) and platform.resource("Secret", value) is None:
                put_at(manifest, place, SECRET)


def _secret_paths(platform: BasePlatform, word: str) -> List[Tuple[str, ...]]:
    """Return the paths of a kind that hold secrets, not names of Secrets."""
    kind = load_kinds().find(word)
    own = platform.kinds.get(kind.canonical if kind else word)
    paths = [tuple(path) for path in own.masked] if own else []
    if kind is not None:
        fields = kind.for_dialect(platform.dialect).fields
        paths += [field.path for field in fields if field.secret and not field.references]
    return paths


def _stored_secrets(platform: BasePlatform) -> Iterator[str]:
    paths: Dict[str, List[Tuple[str, ...]]] = {}
    for record in platform.resources():
        if record.kind not in paths:
            paths[record.kind] = _secret_paths(platform, record.kind)
        for path in paths[record.kind]:
            for _, value in values_at(record.manifest, path):
                if isinstance(value, str) and len(value) >= _SHORTEST:
                    yield value


def _without(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {_without(key, secrets): _without(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, secrets) for item in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, SECRET)
    return value
