"""The contexts, as `context list` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, NamedTuple

from smarter import contexts
from smarter.errors import ConfigurationError

if TYPE_CHECKING:
    from smarter.cli.session import Session

__all__ = ["Known", "contexts_known"]


class Known(NamedTuple):
    """A context. `key` says where its key is kept, never what it is; `current` whether it is the one that is meant."""

    name: str
    base_url: str
    key: str
    current: bool


def contexts_known(session: Session) -> List[Known]:
    """Every context, sorted by name; raises `ConfigurationError` where the configuration cannot be read."""
    environ = session.environ()
    config = contexts.read_config(environ)
    current = contexts.chosen_name(session.context, config, environ)
    found = []
    for name in contexts.names(config):
        section = config.get(name)
        section = section if isinstance(section, dict) else {}
        if section.get("key_store") == contexts.KEYRING:
            key = "keyring"
        elif section.get("api_key"):
            key = "config.yaml, in plain text"
        elif name == contexts.LOCAL and not section:
            key = "none needed"
        else:
            key = "none"
        try:
            url = contexts.shown_url(contexts.context_url(name, config, environ))
        except ConfigurationError:
            url = "none"
        found.append(Known(name, url, key, name == current))
    return found
