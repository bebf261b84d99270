"""Resources of the REST API, found by name for commands."""

from __future__ import annotations

from typing import Any

from smarter.errors import NotFoundError, UnsupportedError


def find_named(collection: Any, word: str, name: str) -> Any:
    """Return the resource of a name in a collection of the client, such as `client.vectorstores`.

    Raises:
        UnsupportedError: the platform has no such collection.
        NotFoundError: the collection has no resource of this name.
    """
    try:
        found = collection.find(name)
    except NotFoundError:
        raise unsupported_api(f"{word}s") from None
    if found is None:
        raise NotFoundError(
            f"{word} {name} not found", hint=f"`smarter get {word.lower().replace(' ', '')}s` lists them."
        )
    return found


def unsupported_api(words: str) -> UnsupportedError:
    """Return the error for a part of the REST API that only newer platforms have."""
    return UnsupportedError(
        f"this platform has no API for {words}; newer platforms than 0.14 have one",
        hint="`smarter version` shows the version of the platform.",
    )
