"""Where manifests come from: files, folders, globs and standard input, as texts in a settled order."""

from __future__ import annotations

import codecs
import glob
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Iterable, Iterator, List, Optional, Set, Tuple, Union

from smarter.manifest.findings import ERROR, Finding

SUFFIXES = (".yaml", ".yml", ".json")
MAX_BYTES = 200_000_000  # of a file; a document's own limit is in `documents`
STDIN = "-"

PathLike = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class Source:
    """A text to read.

    `name` is as the user gave it; relative paths in it start at `folder`; `named` says that the user named
    it, where
    the others were found in a folder.
    """

    name: str
    folder: Path
    file: Optional[Path]
    named: bool


def find_sources(paths: Iterable[PathLike]) -> Iterator[Union[Source, Finding]]:
    """The sources that `paths` mean, each once, in order; a finding for each path that is not there."""
    seen: Set[str] = set()
    for path in paths:
        for found in _expand(os.fspath(path)):
            if isinstance(found, Source):
                key = os.path.realpath(found.file) if found.file is not None else STDIN
                if key in seen:
                    continue
                seen.add(key)
            yield found


def read_text(source: Source, stdin: Optional[IO[Any]]) -> Union[str, Finding]:
    """The text of `source`, or a finding that says why there is none."""
    try:
        data = _read_bytes(source, stdin)
    except OSError as error:
        return _finding("unreadable", f"Cannot be read: {error.strerror or error}.", source.name)
    if isinstance(data, str):
        return data
    if len(data) > MAX_BYTES:
        return _finding("too-large", f"Larger than {MAX_BYTES // 1_000_000} MB.", source.name)
    try:
        return _decode(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        hint = "Save the file as UTF-8."
        return _finding(
            "encoding", "This is not UTF-8 text.", source.name, line=line, column=column, hint=hint
        )


def is_glob(path: str) -> bool:
    """Whether `path` is a pattern, not the name of something that exists."""
    return glob.has_magic(path) and not os.path.lexists(path)


def _expand(path: str) -> List[Union[Source, Finding]]:
    if path == STDIN:
        return [Source("<stdin>", Path.cwd(), None, named=True)]
    if os.path.isdir(path):
        found = list(_walk(path))
        if not found:
            return [_finding("empty", "No .yaml, .yml or .json file is in this folder.", path)]
        return found
    if is_glob(path):
        matches: List[Union[Source, Finding]] = []
        for match in sorted(glob.glob(path, recursive=True)):
            matches.extend(_walk(match) if os.path.isdir(match) else [_source(match, named=True)])
        return matches or [_finding("missing", "No file matches this pattern.", path)]
    if not os.path.exists(path):
        return [_finding("missing", "There is no such file or folder.", path)]
    return [_source(path, named=True)]


def _walk(folder: str) -> Iterator[Union[Source, Finding]]:
    """The manifests below `folder`, in sorted order. Hidden files and folders stay out."""
    root = os.path.realpath(folder)
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith(".") or not name.lower().endswith(SUFFIXES):
                continue
            path = os.path.join(here, name)
            if os.path.islink(path) and not inside(os.path.realpath(path), root):
                yield _finding(
                    "file-outside", "This link leads out of the folder.", path, hint="Name the file itself."
                )
            else:
                yield _source(path, named=False)


def inside(path: str, folder: str) -> bool:
    """Whether the real path `path` is `folder` or below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _source(path: str, *, named: bool) -> Source:
    file = Path(path)
    return Source(path, file.parent, file, named)


def _read_bytes(source: Source, stdin: Optional[IO[Any]]) -> Union[bytes, str]:
    if source.file is None:
        stream = sys.stdin.buffer if stdin is None else stdin
        data: Union[bytes, str] = stream.read(MAX_BYTES + 1)
        return data
    with open(source.file, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _decode(data: bytes) -> str:
    marks: Tuple[Tuple[bytes, str], ...] = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    for mark, encoding in marks:
        if data.startswith(mark):
            return data.decode(encoding)
    return data.decode("utf-8")


def _finding(
    rule: str, message: str, file: str, line: int = 1, column: int = 1, hint: Optional[str] = None
) -> Finding:
    return Finding(rule, ERROR, message, file, line, column, hint=hint)
