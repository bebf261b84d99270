"""Kinds that no schema file describes: those pulled for the context, and those that its platform serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional

if TYPE_CHECKING:
    from smarter.cli.session import Session
    from smarter.kinds import KindTable

__all__ = ["address", "kinds_of"]

# Commands that never speak to a platform; what was pulled before they know all the same.
_OFFLINE = frozenset(("completion", "explain", "init", "schema", "validate"))


def kinds_of(session: Session) -> KindTable:
    """The shipped kinds and those of `$SMARTER_SCHEMAS`; a word that means none of them is looked for elsewhere."""
    from smarter.kinds import load_kinds

    return load_kinds().with_lookup(lambda word: _find(session, word))


def _find(session: Session, word: str) -> Optional[Mapping[str, Any]]:
    from smarter.errors import SmarterError

    if _OFFLINE.intersection(session.words[:1]):
        from smarter.platform.cache import SchemaCache

        url = address(session)
        return SchemaCache(url).get(word) if url else None
    try:
        return session.platform().discover(word)
    except SmarterError:  # no key, no platform: then there is no such kind
        return None


def address(session: Session) -> Optional[str]:
    """The base URL of the context that is meant; no key is needed for that. None where there is none."""
    from smarter import contexts
    from smarter.errors import ConfigurationError

    environ = session.environ()
    try:
        given = session.base_url or (None if session.context else environ.get("SMARTER_BASE_URL"))
        if given:
            return contexts.normalize_base_url(given)
        config = contexts.read_config(environ)
        return contexts.context_url(contexts.chosen_name(session.context, config, environ), config, environ)
    except ConfigurationError:
        return None
