"""Reading a key from a file, so that none stands on a command line where every process sees it."""

from __future__ import annotations

import sys

from smarter.errors import ConfigurationError

__all__ = ["read_key"]


def read_key(path: str) -> str:
    """The first line of the file, `-` for stdin, without the space around it; raises `ConfigurationError`."""
    try:
        if path == "-":
            text = sys.stdin.readline()
        else:
            with open(path, encoding="utf-8") as file:
                text = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(f"The key file {path} cannot be read: {reason}.") from None
    key = text.strip()
    if not key:
        raise ConfigurationError(f"The key file {path} is empty.")
    return key
