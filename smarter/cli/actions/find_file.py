"""Lookup of an uploaded file by id or name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from smarter.errors import NotFoundError

if TYPE_CHECKING:
    from smarter.types.files import FileObject

_ID = re.compile(r"file-[A-Za-z0-9]+")


def find(files: Any, word: str, filenames: bool = False) -> FileObject:
    """Return the file with this id, else the newest with this name.

    With `filenames`, a file is also found by its name on disk.

    Raises:
        NotFoundError: there is none.
    """
    if _ID.fullmatch(word):
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
