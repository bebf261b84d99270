"""Cache of the names shown by earlier commands, for completion and suggestions."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Dict, Iterable, List, Optional

from smarter import contexts
from smarter._files import read_json, write_json
from smarter._suggest import nearest
from smarter.errors import ConfigurationError, NotFoundError, SmarterError
from smarter.kinds.names import is_record, normalize_key

if TYPE_CHECKING:
    from smarter.kinds import Kind

_MOST = 500  # names kept of one kind


def place_of(base_url: Optional[str], context: Optional[str]) -> str:
    """Return the platform's word in the cache, from flags, environment or file."""
    environ = os.environ
    return (
        base_url
        or context
        or environ.get("SMARTER_CONTEXT")
        or environ.get("SMARTER_BASE_URL")
        or environ.get("SMARTER_ENVIRONMENT")
        or _default_context()
        or "prod"
    )


def known_names(place: str, word: str) -> List[str]:
    """Return the names of a kind that commands on this platform have shown."""
    return _read().get(place, {}).get(normalize_key(word), [])


def hint_for_missing(place: str, verb: str, kind: Kind, name: str) -> str:
    """Return a command to try instead: with a similar name, or the list of names.

    `delete` is never offered for another resource: after `delete bot_1`, `bot_2` is similar.
    """
    known = [] if verb == "delete" else known_names(place, kind.name)
    guess = nearest(name, [each for each in known if each != name])
    return f"{verb} {kind.singular}/{guess}" if guess else f"get {kind.plural}"


def name_missing(error: SmarterError, place: str, verb: str, kind: Kind, name: str) -> None:
    """Reword a `NotFoundError` and add a command to try; leave other errors alone."""
    if isinstance(error, NotFoundError):
        error.hint = f"smarter {hint_for_missing(place, verb, kind, name)}"
        error.args = (f"{kind.singular}/{name} not found",)


def remember(place: str, words: Iterable[str], names: Iterable[str], *, gone: bool = False) -> None:
    """Keep or, if `gone`, forget names for all spellings of a kind; never fail."""
    spellings = [normalize_key(word) for word in words]
    seen = [name for name in names if not any(is_record(word, name) for word in spellings)]
    if not seen:
        return
    data = _read()
    kinds = data.setdefault(place, {})
    known = dict.fromkeys(kinds.get(spellings[0], []))
    for name in seen:
        known.pop(name, None)
        if not gone:
            known[name] = None
    kinds.update(dict.fromkeys(spellings, list(known)[-_MOST:]))
    try:
        write_json(_file(), data)
    except (OSError, ConfigurationError):  # a convenience is not worth an error
        return


def _default_context() -> str:
    """Return the configured context by a search: parsing YAML is too slow here."""
    try:
        text = contexts.config_path().read_text(encoding="utf-8", errors="replace")
    except (OSError, ConfigurationError):
        return ""
    found = re.search(r"\benvironment['\"]?\s*:\s*['\"]?([\w.-]+)", text)
    return found.group(1) if found else ""


def _file() -> Path:
    return contexts.cache_home() / "names.json"


def _read() -> Dict[str, Dict[str, List[str]]]:
    """Return the names by platform and kind, without data of another shape."""
    try:
        data = read_json(_file())
    except ConfigurationError:
        return {}
    return {
        place: {
            kind: [name for name in names if isinstance(name, str)]
            for kind, names in kinds.items()
            if isinstance(names, list)
        }
        for place, kinds in data.items()
        if isinstance(kinds, dict)
    }
