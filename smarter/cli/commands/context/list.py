"""`smarter context list`: list the contexts."""

from __future__ import annotations

from typing import List, NamedTuple

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit_table
from smarter.cli.session import Session
from smarter.errors import ConfigurationError


@session_command("smarter context list")
@flags.output("table", "name")
def command(session: Session) -> None:
    """List the built-in, the vendor's and the configured contexts."""
    found = _contexts(session)
    emit_table(
        session,
        found,
        {"": lambda each: "*" if each.current else "", "NAME": "name", "ADDRESS": "base_url", "KEY": "key"},
        results=[each._asdict() for each in found],
        names="name",
    )
    shadowed = contexts.read_config(session.environ()).get(contexts.LOCAL)
    if isinstance(shadowed, dict) and shadowed.get("base_url"):
        address = contexts.shown_url(str(shadowed["base_url"]))
        stdio.write_message(
            f"note: config.yaml has a section `local` ({address}); `--context local` is the embedded platform.\n"
            "      Rename the section, or use --base-url, to reach the other one.\n"
        )


class _Known(NamedTuple):
    """A context. `key` is the place of its key; `current` marks the default one."""

    name: str
    base_url: str
    key: str
    current: bool


def _contexts(session: Session) -> List[_Known]:
    """Return every context, sorted by name."""
    environ, config, current = session.configuration()
    found = []
    for name in contexts.names(config):
        if name == contexts.LOCAL:
            found.append(_Known(name, "the embedded platform", "none needed", name == current))
            continue
        section = config.get(name)
        section = section if isinstance(section, dict) else {}
        if section.get("key_store") == contexts.KEYRING:
            key = "keyring"
        elif section.get("api_key"):
            key = "config.yaml, in plain text"
        else:
            key = "none"
        try:
            url = contexts.shown_url(contexts.context_url(name, config, environ))
        except ConfigurationError:
            url = "none"
        found.append(_Known(name, url, key, name == current))
    return found
