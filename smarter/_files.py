"""Atomic writes (never half a file) and digests of files."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from typing import TYPE_CHECKING, Any, Dict, Union

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path

_CHUNK = 1 << 20


def content_digest(path: Union[str, os.PathLike[str]]) -> str:
    """Return the SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    import hashlib

    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


# A rename replaces a file at once, but makes a new file: only writing in place keeps other names of it and its owner.
# That is not atomic, so the old content is put back if there is no room. Held by tests/test_files.py
# (`test_all_names_of_a_file_have_the_new_content`, `test_the_old_content_is_restored_on_a_full_disk`).
def write_atomic(path: Union[str, os.PathLike[str]], data: bytes, *, private: bool = False) -> None:
    """Replace the content of the file at `path`, or create it and its folder.

    A symbolic link stays a link. An existing file keeps its mode and its owner. A file with several hard links, of an
    owner that this user cannot give files to, or in a folder that takes no new files is written in place: a new file
    would cut the link or change hands.

    Args:
        private: readable by its owner alone, whatever mode the file had; a new folder too.

    Raises:
        OSError: the file cannot be written, or is read-only. Its content is the old one.
    """
    if os.path.exists(path) and not os.path.isfile(path):  # a device or a pipe must not become a file
        with open(path, "wb") as stream:
            stream.write(data)
        return
    target = os.path.realpath(path)
    old = os.stat(target) if os.path.exists(target) else None
    if old is not None and not old.st_mode & 0o222:
        # Replacing a file needs no permission to write it: the folder's would do.
        raise PermissionError(13, "the file is read-only", os.fspath(path))
    folder = os.path.dirname(target)
    os.makedirs(folder, mode=0o700 if private else 0o777, exist_ok=True)
    temporary = os.path.join(folder, f".smarter-{os.urandom(8).hex()}")
    mode = 0o600 if private else 0o666 if old is None else stat.S_IMODE(old.st_mode)
    try:
        _create(temporary, data, mode)
        if old is None:
            os.replace(temporary, target)
            return
        if not private:
            os.chmod(temporary, mode)  # the umask may have taken bits away
        if old.st_nlink == 1 and _give_to_owner_of(temporary, old):
            os.replace(temporary, target)
            return
    except PermissionError:
        _remove(temporary)
        if old is None or private:
            raise
    except BaseException:
        _remove(temporary)
        raise
    _remove(temporary)  # it has shown that there is room for the data
    _write_in_place(target, data)


def _write_in_place(path: str, data: bytes) -> None:
    """Overwrite a file; put its old content back if the new one does not fit."""
    with open(path, "r+b", buffering=0) as file:
        before = file.read()
        try:
            _overwrite(file, data)
        except OSError:
            _overwrite(file, before)
            raise


def _overwrite(file: FileIO, data: bytes) -> None:
    file.seek(0)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    file.truncate()


def read_json(file: Path) -> Dict[str, Any]:
    """Return the object in a JSON file; {} if missing, unreadable or another value."""
    import json

    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def write_json(file: Path, data: Any) -> None:
    """Write `file` as JSON, readable by its owner only."""
    import json

    write_atomic(file, json.dumps(data).encode(), private=True)


def _create(path: str, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, mode), "wb") as file:
        file.write(data)


def _give_to_owner_of(path: str, old: os.stat_result) -> bool:
    """Try to give the file the old one's owner and group; return whether it has."""
    new = os.stat(path)
    if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
        return True
    try:
        os.chown(path, old.st_uid, old.st_gid)
        os.chmod(path, stat.S_IMODE(old.st_mode))  # a change of the owner clears set-user-ID bits
    except (OSError, AttributeError):  # only root may give files away; Windows has no owners of this kind
        return False
    return True


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


# Held by tests/acceptance/test_export.py: a name comes from the platform, and must not lead out of the folder.
def file_name(text: str) -> str:
    """Return a valid file name for `text`, without separators and a leading dot."""
    name = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|\ud800-\udfff]", "_", text)[:_LONGEST_NAME]
    return re.sub(r"\A\.|\A\Z", "_", name)


_LONGEST_NAME = 200
