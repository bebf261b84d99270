"""Reading of an API key from a file.

A key on the command line would be visible to every process.
"""

from __future__ import annotations

import sys

from smarter.errors import ConfigurationError

__all__ = ["read_key"]


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
