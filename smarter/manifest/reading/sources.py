"""Where manifests come from: files, folders, globs and standard input, as texts in a settled order."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from typing import IO, Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Set, Tuple, Union

from smarter.manifest.findings import ERROR, Finding
from smarter.manifest.reading.limits import FILE_BYTES

SUFFIXES = (".yaml", ".yml", ".json")
STDIN = "-"

PathLike = Union[str, "os.PathLike[str]"]


class Source(NamedTuple):
    """A text to read. `name` is as the user gave it, None for `file` is standard input; `named` says that the user
    named it, where others were found in a folder; `lasting` that it can be read again."""

    name: str
    file: Optional[str]
    named: bool
    lasting: bool = True

    @property
    def folder(self) -> str:
        """Where relative paths in it start."""
        return os.getcwd() if self.file is None else os.path.dirname(self.file) or os.curdir


def find_sources(paths: Iterable[PathLike]) -> Iterator[Union[Source, Finding]]:
    """The sources that `paths` mean, each once, in order; a finding for each path that is not there."""
    given = [os.fspath(path) for path in paths]
    if len(given) == 1 and not _is_pattern(given[0]):
        yield from _expand(given[0])
        return
    seen: Set[str] = set()
    folders: Dict[str, str] = {}
    for path in given:
        for found in _expand(path):
            if isinstance(found, Source):
                key = _real(found.file, folders)
                if key in seen:
                    continue
                seen.add(key)
            yield found


def _real(file: Optional[str], folders: Dict[str, str]) -> str:
    """The real path of `file`; those of the `folders` are kept, since many files have the same."""
    if file is None:
        return STDIN
    if os.path.islink(file):
        return os.path.realpath(file)
    folder, name = os.path.split(file)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)


def read_text(source: Source, stdin: Optional[IO[Any]]) -> Union[str, Finding]:
    """The text of `source`, or a finding that says why there is none."""
    try:
        data = _read_bytes(source, stdin)
    except OSError as error:
        return _finding("unreadable", f"Cannot be read: {error.strerror or error}.", source.name)
    if isinstance(data, str):
        return data
    if len(data) > FILE_BYTES:
        return _finding("too-large", f"Larger than {FILE_BYTES // 1_000_000} MB.", source.name)
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(error.encoding, "replace")
        lines = re.split("\r\n|\r|\n", before)
        message = f"This is not {error.encoding.upper()} text."
        return _finding(
            "encoding", message, source.name, len(lines), len(lines[-1]) + 1, "Save the file as UTF-8."
        )
    if "\0" in text[:4]:
        message = "This is UTF-16 or UTF-32 without a byte order mark, or no text at all."
        return _finding("encoding", message, source.name, hint="Save the file as UTF-8.")
    return text


def _is_pattern(path: str) -> bool:
    return re.search(r"[*?[]", path) is not None and not os.path.lexists(path)


def _expand(path: str) -> Iterator[Union[Source, Finding]]:
    if path == STDIN:
        yield Source("<stdin>", None, True, lasting=False)
        return
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        mode = 0
    if stat.S_ISDIR(mode):
        empty = True
        for found in _walk(path):
            empty = False
            yield found
        if empty:
            yield _finding("empty", "No .yaml, .yml or .json file is in this folder.", path)
    elif mode:
        yield Source(path, path, True, lasting=stat.S_ISREG(mode))  # what is no ordinary file is a pipe
    elif _is_pattern(path):
        yield from _matches(path)
    elif not os.path.lexists(path):
        yield _finding("missing", "There is no such file or folder.", path)
    else:
        yield Source(path, path, True)  # a link that leads nowhere


def is_stream(path: str) -> bool:
    """Whether `path` can be read once only: standard input, or a pipe, as the shell's `<(...)` is."""
    return path == STDIN or (os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path))


def _matches(pattern: str) -> List[Union[Source, Finding]]:
    import glob

    found: List[Union[Source, Finding]] = []
    for match in sorted(glob.glob(pattern, recursive=True)):
        if os.path.isdir(match):
            found.extend(_walk(match))
        elif os.path.isfile(match) or not os.path.exists(match):
            found.append(Source(match, match, True))
    return found or [_finding("missing", "No file matches this pattern.", pattern)]


def _walk(folder: str) -> Iterator[Union[Source, Finding]]:
    """The manifests below `folder`: a folder's files in sorted order, then its folders. Hidden ones stay out."""
    root = os.path.realpath(folder)
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield _finding("unreadable", f"Cannot be listed: {error.strerror or error}.", here)
            continue
        folders: List[str] = []
        for entry in entries:
            if entry.name[0] == ".":
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.name.lower().endswith(SUFFIXES):
                yield from _listed(entry, root)
        pending.extend(reversed(folders))


def _listed(entry: os.DirEntry[str], root: str) -> Iterator[Union[Source, Finding]]:
    """A file of a folder. Links to folders are passed over, and so are pipes, which could keep one waiting for ever."""
    link = entry.is_symlink()
    if link and not inside(os.path.realpath(entry.path), root):
        words = "This link leads out of the folder."
        yield _finding("file-outside", words, entry.path, hint="Name the file itself.")
    elif os.path.isfile(entry.path) if link else entry.is_file():
        yield Source(entry.path, entry.path, False)
    elif link and not os.path.exists(entry.path):
        yield _finding("unreadable", "This link leads nowhere.", entry.path)


def inside(path: str, folder: str) -> bool:
    """Whether the real path `path` is `folder` or below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _read_bytes(source: Source, stdin: Optional[IO[Any]]) -> Union[bytes, str]:
    if source.file is None:
        given: Union[bytes, str] = (sys.stdin.buffer if stdin is None else stdin).read(FILE_BYTES + 1)
        return given
    descriptor = os.open(source.file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        size = os.fstat(descriptor).st_size
        data = os.read(descriptor, min(size, FILE_BYTES) + 1)
        if len(data) == size:
            return data
        with open(descriptor, "rb", closefd=False) as file:  # a pipe, or a file that somebody writes to
            return data + file.read(FILE_BYTES + 1 - len(data))
    finally:
        os.close(descriptor)


# What a text may begin with -> its encoding. The marks of UTF-32 begin with those of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(data: bytes) -> Tuple[bytes, str]:
    """The byte order mark that `data` begins with, which may be none, and the encoding of what follows."""
    return next((found for found in _MARKS if data.startswith(found[0])), (b"", "utf-8"))


def decode(data: bytes) -> str:
    """The text that `data` is, without its byte order mark.

    Raises:
        UnicodeDecodeError: it is none.
    """
    if b"\t" <= data[:1] < b"\x80":
        return data.decode()  # no mark begins so
    mark, encoding = encoding_of(data)
    return data[len(mark) :].decode(encoding)


def _finding(
    rule: str, message: str, file: str, line: int = 1, column: int = 1, hint: Optional[str] = None
) -> Finding:
    return Finding(rule, ERROR, message, file, line, column, hint=hint)
