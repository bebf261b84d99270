"""Keeping a key: in the system's keyring, or, where that was chosen, in the configuration file."""

from __future__ import annotations

import importlib.util
from typing import Any

from smarter import contexts
from smarter.errors import ConfigurationError

__all__ = ["forget", "has_keyring", "keep_in_file", "keep_in_keyring", "need_keyring"]


def has_keyring() -> bool:
    """Whether there is a keyring that can keep something."""
    try:
        import keyring
        from keyring.backends import fail

        return not isinstance(keyring.get_keyring(), fail.Keyring)
    except Exception:  # not installed, or a backend of somebody's that is not there
        return False


def need_keyring() -> None:
    """Raises `ConfigurationError` where there is no keyring."""
    if not has_keyring():
        lacks_package = importlib.util.find_spec("keyring") is None
        raise ConfigurationError(
            "There is no system keyring to keep the key in; `--store file` keeps it as plain text in a file.",
            hint="pip install keyring" if lacks_package else "smarter login --store file",
        )


def keep_in_keyring(name: str, base_url: str, key: str) -> None:
    """Keep the key under the platform's address, and note in the configuration where it is.

    Raises:
        ConfigurationError: the keyring does not take it; it is kept nowhere then.
    """
    from smarter.cli.config.config_file import change, section_of

    need_keyring()
    import keyring

    try:
        keyring.set_password(contexts.KEYRING_SERVICE, base_url, key)
    except Exception as error:  # a backend may raise anything
        raise ConfigurationError(
            f"The system's keyring does not take the key: {type(error).__name__}.",
            hint="Unlock it, or have `smarter login --store file` keep it as plain text that only you can read.",
        ) from None

    def edit(config: Any) -> None:
        section = section_of(config, name)
        section["key_store"] = contexts.KEYRING
        section.pop("api_key", None)

    change(edit)


def keep_in_file(name: str, key: str) -> None:
    """Keep the key in the configuration file, where the vendor's tools look for it too; only its owner can read it."""
    from smarter.cli.config.config_file import change, section_of

    def edit(config: Any) -> None:
        section = section_of(config, name)
        section["api_key"] = key
        section.pop("key_store", None)

    change(edit)


def forget(base_url: str) -> None:
    """Take a key out of the keyring; nothing happens where there is none."""
    if not has_keyring():
        return
    import keyring
    from keyring.errors import PasswordDeleteError

    try:
        keyring.delete_password(contexts.KEYRING_SERVICE, base_url)
    except PasswordDeleteError:  # it is gone already
        return
    except Exception as error:
        raise ConfigurationError(
            f"The system's keyring does not give up the key: {type(error).__name__}.", hint="Unlock it first."
        ) from None
