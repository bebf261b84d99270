"""`smarter logout`: delete the stored API key of a context."""

from __future__ import annotations

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.config import key_store
from smarter.cli.config.config_file import changed_config, section_of
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@session_command("smarter --context beta logout")
@flags.output()
def command(session: Session) -> None:
    """Delete a context's stored API key from the keyring and config.yaml.

    The key itself stays valid.
    """
    environ, config, name = session.configuration()
    section = config.get(name)
    stored = isinstance(section, dict) and bool(section.get("api_key") or section.get("key_store"))
    if isinstance(section, dict) and section.get("key_store") == contexts.KEYRING:
        key_store.forget(contexts.context_url(name, config, environ))
    if stored:
        with changed_config() as changed:
            for field in ("api_key", "key_store"):
                section_of(changed, name).pop(field, None)
    text = f"logged out of context {name}\n" if stored else f"no key is stored for context {name}\n"
    emit(session, [{"context": name, "action": "deleted" if stored else "unchanged"}], "found", text)
