"""API keys in the system's keyring, the configuration or a user's file."""

from __future__ import annotations

import importlib.util
import sys

from smarter import contexts
from smarter.errors import ConfigurationError


def has_keyring() -> bool:
    """Return whether a keyring works."""
    try:
        import keyring
        from keyring.backends import fail

        return not isinstance(keyring.get_keyring(), fail.Keyring)
    except Exception:  # not installed, or a backend that is missing
        return False


def need_keyring() -> None:
    """Raise `ConfigurationError` if no keyring works."""
    if not has_keyring():
        lacks_package = importlib.util.find_spec("keyring") is None
        raise ConfigurationError(
            "No system keyring found; `--store file` stores the key as plain text in a file.",
            hint="pip install keyring" if lacks_package else "smarter login --store file",
        )


def keep_in_keyring(name: str, base_url: str, key: str) -> None:
    """Store the key by the platform's address; note the keyring in the configuration.

    Raises:
        ConfigurationError: the keyring does not take it; it is kept nowhere then.
    """
    from smarter.cli.config.config_file import changed_config, section_of

    need_keyring()
    import keyring

    try:
        keyring.set_password(contexts.KEYRING_SERVICE, base_url, key)
    except Exception as error:  # a backend may raise anything
        raise ConfigurationError(
            f"Cannot store the key in the system's keyring: {type(error).__name__}.",
            hint="Unlock it, or use `smarter login --store file` for plain text that only you can read.",
        ) from None
    with changed_config() as config:
        section = section_of(config, name)
        section["key_store"] = contexts.KEYRING
        section.pop("api_key", None)


def keep_in_file(name: str, key: str) -> None:
    """Store the key in the configuration file, readable by its owner only.

    The vendor's tools read it from there too.
    """
    from smarter.cli.config.config_file import changed_config, section_of

    with changed_config() as config:
        section = section_of(config, name)
        section["api_key"] = key
        section.pop("key_store", None)


def forget(base_url: str) -> None:
    """Remove a key from the keyring, if it has one."""
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
            f"Cannot delete the key from the system's keyring: {type(error).__name__}.",
            hint="Unlock it first.",
        ) from None


def read_key(path: str) -> str:
    """Return the first line of the file, `-` for stdin; raise `ConfigurationError`."""
    try:
        if path == "-":
            text = sys.stdin.readline()
        else:
            with open(path, encoding="utf-8") as file:
                text = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(f"Cannot read the key file {path}: {reason}.") from None
    key = text.strip()
    if not key:
        raise ConfigurationError(f"The key file {path} is empty.")
    return key
