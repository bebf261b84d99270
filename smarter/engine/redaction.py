"""Redaction of secrets: in values by the schema, in error messages by the text."""

from __future__ import annotations

import base64
import copy
import html
import json
import re
from collections.abc import Mapping
from typing import Any, Dict, Iterable, Iterator, Match, Set, Tuple
from urllib.parse import quote, unquote_plus

from smarter._defaults import API_VERSION
from smarter.engine import digests
from smarter.engine.desired import Desired
from smarter.engine.normalize import get, put
from smarter.engine.secret_parts import SECRET as SECRET
from smarter.engine.secret_parts import mask_live, tainted_in
from smarter.errors import APIError, SmarterError
from smarter.kinds import Field
from smarter.kinds.fields import resolve
from smarter.kinds.paths import leaves_of, map_leaves, values_at
from smarter.manifest.resource import KEEP
from smarter.manifest.schema.kind_index import kind_index
from smarter.platform import LiveResource
from smarter.platform.response_reader import rewritten

SECRET_CHANGED = "(secret, changed)"

# A mask in place of a secret: the client's, or the platform's.
MASK = re.compile(r"\(secret(, changed)?\)\Z|\*{4,}.{0,4}\Z", re.DOTALL)

# A reference that is the whole text, so that the text around it tells nothing of the secret.
_WHOLE_REFERENCE = re.compile(r"\$\{(env|file|secretfile|var):[^}:]*\}\Z")

# Shorter secrets are not searched for in texts: they occur in most sentences by chance.
_SHORTEST = 4

# The end of an error message that was cut short.
_CUT = "…"


def mask_resource(live: LiveResource) -> Dict[str, Any]:
    """Return a live resource as a manifest fit for output: no secrets, no marks."""
    return {
        "apiVersion": API_VERSION,
        "kind": live.kind.name,
        **mask_manifest(live.manifest, live),
        "status": dict(live.status),
    }


def mask_manifest(manifest: Mapping[str, Any], live: LiveResource) -> Dict[str, Any]:
    """Return a live manifest with secrets masked.

    Masked are fields that the schema calls secret, content that comes back in place of a Secret's name, and fields in
    which a secret was substituted when they were applied, which our annotations on the resource remember.
    """
    masked: Dict[str, Any] = mask(copy.deepcopy(dict(manifest)), live.kind.schema, live.kind.schema)
    _, keys = digests.read_sealed(live.marks.get(digests.SEALED))
    # Readers of one resource take the kind without its dialect: tests/acceptance/test_substituted_values.py.
    for each in live.kind.fields_of_all_dialects:
        hidden = "resolved" in each.readback or digests.field_key(each.path) in keys
        value = get(masked, each.path) if hidden and not each.in_list else None
        if value is not None:
            known = mask_live(get(manifest, each.path), each, live.marks.get(digests.PARTS))
            if known is not None:
                shown = mask(known, each.schema, live.kind.schema)
            else:
                shown = map_leaves(value, lambda leaf: None if leaf is None else SECRET)
            put(masked, each.path, shown)
    return masked


def mask_field(value: Any, each: Field, desired: Desired) -> Any:
    """Return the field's value with secrets masked, substitutions as `${env:}`."""
    if value is None:
        return None
    below = {path: secret.text for path, secret in tainted_in(each, desired.tainted).items()}
    return _with_references(mask(value, each.schema, desired.kind.schema), below)


def _with_references(value: Any, texts: Mapping[Tuple[Any, ...], str]) -> Any:
    """Replace every substituted value by the text of its reference."""
    if not texts:
        return value
    if () in texts:
        return texts[()] if value != SECRET or _WHOLE_REFERENCE.match(texts[()]) else SECRET

    def inside(key: Any) -> Dict[Tuple[Any, ...], str]:
        return {path[1:]: text for path, text in texts.items() if str(path[0]) == str(key)}

    if isinstance(value, Mapping):
        return {key: _with_references(below, inside(key)) for key, below in value.items()}
    if isinstance(value, list):
        return [_with_references(item, inside(index)) for index, item in enumerate(value)]
    return SECRET


def mask(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """Mask every part of `value` that `schema` marks `writeOnly`."""
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


# The platform's errors quote the manifest that was sent, a failed save the whole row. So the text is searched for each
# secret that was sent, in the forms in which a message may quote it, and left out where a part of a secret is left.
# Held by tests/engine/test_executor.py and tests/engine/writes/test_echoed_secrets.py.
def redact_text(text: str, desired: Iterable[Desired]) -> str:
    """Mask these resources' secrets in an error message, even secrets cut off in it."""
    return _redact(text, {secret for each in desired for secret in _secrets(each)})


def redact_error(error: SmarterError, desired: Iterable[Desired]) -> None:
    """Mask these resources' secrets in an error, including the platform's response."""
    secrets = {secret for each in desired for secret in _secrets(each)}
    if not secrets:
        return
    for name, value in list(vars(error).items()):
        if name not in ("request", "response", "outcomes", "findings"):
            setattr(error, name, _redact_leaves(value, secrets))
    error.args = tuple(_redact_leaves(value, secrets) for value in error.args)
    response = getattr(error, "response", None)
    if isinstance(error, APIError) and response is not None:
        made = rewritten(response, lambda text: _redact(text, secrets))
        error.response = made  # type: ignore[attr-defined]  # only errors with a response have it


def _redact_leaves(value: Any, secrets: Set[str]) -> Any:
    if isinstance(value, str):
        return _redact(value, secrets)
    if isinstance(value, Mapping):
        return {_redact(str(key), secrets): _redact_leaves(below, secrets) for key, below in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact_leaves(item, secrets) for item in value]
    return value


def _redact(text: str, secrets: Set[str]) -> str:
    forms = {form for secret in secrets for form in _forms(secret) if len(form) >= _SHORTEST}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, SECRET)
    if text.endswith(_CUT):
        end = text[: -len(_CUT)]
        heads = (form[:length] for form in forms for length in range(len(form) - 1, _SHORTEST - 1, -1))
        head = max(filter(end.endswith, heads), key=len, default="")
        if head:
            text = end[: -len(head)] + SECRET + _CUT
    return _REPEATS if any(_repeats(text, secret) for secret in secrets) else text


# Letters and digits in a row that are a part of a secret, not a word in common.
_PART = 8
_REPEATS = "(left out: it repeats a secret)"


def _repeats(text: str, secret: str) -> bool:
    """Tell whether part of the secret occurs: wrapped, escaped, in capitals, base64."""
    spellings = {secret, base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode()}
    wanted = [word for word in map(_letters, spellings) if len(word) >= _PART]
    seen = {_letters(each) for each in (text, unquote_plus(text), html.unescape(text), _unescaped(text))}
    for word in wanted:
        parts = {word[i : i + _PART] for i in range(len(word) - _PART + 1)}
        if any(each[i : i + _PART] in parts for each in seen for i in range(len(each) - _PART + 1)):
            return True
    return False


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _unescaped(text: str) -> str:
    """Return the text with its JSON and Python escapes replaced, doubled ones too."""
    return re.sub(r"(?<!\\)\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2})|n|r|t)", _character, text)


def _character(escape: Match[str]) -> str:
    digits = escape.group(1) or escape.group(2)
    return chr(int(digits, 16)) if digits else " "


def _secrets(desired: Desired) -> Iterator[str]:
    if desired.resource is not None:
        yield from desired.resource.substituted
    source = desired.resource or desired
    for field in kind_index(source.kind).leaves:
        if field.secret:
            for _, value in values_at(source.manifest, field.path):
                if isinstance(value, str) and value != KEEP:
                    yield value
    # Live values that `${keep}` sends back. They are as secret as they were when they were applied.
    for path in desired.keep_secret:
        for _, value in leaves_of(get(desired.manifest, path)):
            if isinstance(value, str) and value != KEEP:
                yield value


def _forms(secret: str) -> Set[str]:
    """Return a secret's forms in messages: unchanged, on one line, quoted, in a URL."""
    quoted = (json.dumps(secret), json.dumps(secret, ensure_ascii=False), repr(secret))
    return {secret, secret.strip(), " ".join(secret.split()), quote(secret), *(each[1:-1] for each in quoted)}
