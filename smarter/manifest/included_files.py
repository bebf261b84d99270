"""Permission of a manifest's files: below its folder, and without keys."""

from __future__ import annotations

import os
from typing import Sequence, Union

from smarter import contexts
from smarter._suggest import nearest
from smarter.errors import SmarterError
from smarter.manifest.reading.sources import PathLike, inside
from smarter.manifest.substitution_syntax import Failure


def locate(
    path: str, folder: PathLike, allowed: Sequence[PathLike] = (), *, folders: bool = False
) -> Union[str, Failure]:
    """Return the real path of `path` from `folder`, or the reason for refusing it.

    It must be a regular file inside `folder`, one of the `allowed` folders or below, after every symbolic link.
    With `folders` it may be a folder too, and need not exist.
    """
    root = os.path.realpath(folder)
    if path.startswith("~") or (os.path.isabs(path) and not allowed):
        kind = "a path in a home folder" if path.startswith("~") else "an absolute path"
        return _outside(f"`{path}` is {kind}; paths are relative to the manifest")
    try:
        real = os.path.realpath(os.path.join(root, path))
    except ValueError:  # a NUL character
        return Failure("file-missing", "not a file name")
    if not any(inside(real, os.path.realpath(each)) for each in (root, *allowed)):
        return _outside(f"`{path}` leads out of the manifest's folder")
    if _holds_keys(real):
        return Failure("file-outside", f"`{path}` may hold keys and is never read")
    if not folders and not os.path.isfile(real):
        if os.path.exists(real):
            problem = "is a folder" if os.path.isdir(real) else "is not a regular file"
            return Failure("file-missing", f"file `{path}` {problem}")
        beside, name = os.path.split(real)
        near = nearest(name, sorted(os.listdir(beside))) if os.path.isdir(beside) else None
        hint = f"Did you mean `{near}`?" if near else None
        return Failure("file-missing", f"file `{path}` does not exist", hint)
    return real


def _outside(message: str) -> Failure:
    return Failure("file-outside", message, "Put the file into the manifest's folder or below.")


def _holds_keys(real: str) -> bool:
    """Return whether a real path is Git's, a `.env`, or the client's configuration."""
    parts = real.lower().split(os.sep)
    if ".git" in parts or parts[-1] == ".env" or parts[-1].startswith(".env."):
        return True
    try:
        home, data = contexts.home(), contexts.data_home()
        own = (contexts.config_path(), home / "config.yaml", data / "local.db")
    except SmarterError:
        return False
    return real.startswith(tuple(map(os.path.realpath, own)))
