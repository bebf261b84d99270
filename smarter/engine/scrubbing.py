"""The platform's words without the secrets that were sent to it, should it repeat what it was given."""

from __future__ import annotations

import json
from typing import Iterable, Iterator, Set
from urllib.parse import quote

from smarter.engine.desired import Desired
from smarter.engine.redaction import SECRET
from smarter.manifest.resource import values_at
from smarter.manifest.schema.kind_index import kind_index

# What is shorter stands in most sentences by chance.
_SHORTEST = 4

# How answers that are cut short end.
_CUT = "…"


def scrubbed(text: str, wanted: Iterable[Desired]) -> str:
    """`text` with `(secret)` for each secret of these resources: what was substituted, and what the schema calls one,
    in whatever form it is quoted, and where the text breaks off in the middle of it."""
    secrets = {secret for each in wanted for secret in _secrets(each)}
    forms = {form for secret in secrets for form in _forms(secret) if len(form) >= _SHORTEST}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, SECRET)
    if text.endswith(_CUT):
        end = text[: -len(_CUT)]
        heads = (form[:length] for form in forms for length in range(len(form) - 1, _SHORTEST - 1, -1))
        head = max(filter(end.endswith, heads), key=len, default="")
        if head:
            text = end[: -len(head)] + SECRET + _CUT
    return text


def _secrets(desired: Desired) -> Iterator[str]:
    resource = desired.resource
    if resource is None:
        return
    yield from resource.substituted
    for leaf in kind_index(resource.kind).leaves:
        if leaf.secret:
            for _, value in values_at(resource.manifest, leaf.path):
                if isinstance(value, str):
                    yield value


def _forms(secret: str) -> Set[str]:
    """How a text may stand in a message: as it is, on one line, in quotes, in a URL."""
    quoted = (json.dumps(secret), json.dumps(secret, ensure_ascii=False), repr(secret))
    return {secret, secret.strip(), " ".join(secret.split()), quote(secret), *(each[1:-1] for each in quoted)}
