"""Finding an uploaded file by what people know of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smarter.types.files import FileObject

__all__ = ["find"]

_ID = re.compile(r"file-[A-Za-z0-9]+")


def find(files: Any, word: str) -> FileObject:
    """The file with this id, else the newest of this name.

    Raises:
        NotFoundError: there is none.
    """
    from smarter.errors import NotFoundError

    if _ID.fullmatch(word):
        found: FileObject = files.retrieve(word)
        return found
    for each in files.list(name=word, order="desc", limit=1):
        newest: FileObject = each
        return newest
    raise NotFoundError(f"There is no file {word}.", hint="smarter files list")
