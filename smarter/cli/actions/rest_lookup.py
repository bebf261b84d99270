"""Resources and files of the REST API, found by name for commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from smarter.errors import NotFoundError, UnsupportedError

if TYPE_CHECKING:
    from smarter.types.files import FileObject


def find_named(collection: Any, word: str, name: str) -> Any:
    """Return the resource by its name in a collection, as `client.vectorstores`.

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


_FILE_ID = re.compile(r"file-[A-Za-z0-9]+")


def find_file(files: Any, word: str, filenames: bool = False) -> FileObject:
    """Return the file with this id, else the newest with this name.

    With `filenames`, a file is also found by its name on disk.

    Raises:
        NotFoundError: the platform has no such file.
    """
    if _FILE_ID.fullmatch(word):
        found: FileObject = files.retrieve(word)
        if found.id == word:
            return found
    # Not every server of this API selects by name, and the caller may delete what is found.
    for each in files.list(name=word, order="desc", limit=100):
        if each.name == word:
            return cast("FileObject", each)
    for each in files.list(order="desc", limit=100) if filenames else ():
        if each.filename == word:
            return cast("FileObject", each)
    raise NotFoundError(f"file {word} not found", hint="smarter files list")
