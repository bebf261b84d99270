"""Sources of manifests, in a fixed order: files, folders, patterns and stdin."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from functools import lru_cache
from typing import IO, Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Set, Tuple, Union

from smarter.manifest.findings import ERROR, NOTE, Finding
from smarter.manifest.reading.ignore_rules import IgnoreRules, is_ignored, read_ignore_file
from smarter.manifest.reading.limits import FILE_BYTES
from smarter.manifest.reading.nodes import LINE_BREAK

SUFFIXES = (".yaml", ".yml", ".json")
STDIN = "-"

# Folders of others' files. Virtual environments are known by their `pyvenv.cfg`.
FOREIGN_FOLDERS = frozenset(("node_modules", "build", "vendor"))
_ENVIRONMENT = "pyvenv.cfg"

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)

PathLike = Union[str, "os.PathLike[str]"]


class Source(NamedTuple):
    """A text to read.

    Attributes:
        name: the path as the user gave it.
        file: None for standard input.
        named: the user named it; others were found in a folder.
        lasting: it can be read again.
    """

    name: str
    file: Optional[str]
    named: bool
    lasting: bool = True

    @property
    def folder(self) -> str:
        """The folder that relative paths in it start from."""
        return os.getcwd() if self.file is None else os.path.dirname(self.file) or os.curdir


def find_sources(
    paths: Iterable[PathLike], exclude: Optional[IgnoreRules] = None
) -> Iterator[Union[Source, Finding]]:
    """Yield each source once, in order, and findings for missing and excluded paths.

    Args:
        exclude: patterns of files to leave out of folders, in addition to those of `.gitignore`.
    """
    given = [os.fspath(path) for path in paths]
    if len(given) == 1 and not _is_pattern(given[0]):
        yield from _expand(given[0], exclude)
        return
    seen: Set[Tuple[str, str]] = set()
    folders: Dict[str, str] = {}
    for path in given:
        for found in _expand(path, exclude):
            if isinstance(found, Source):
                key = _real(found.file, folders)
                if key in seen:
                    continue
                seen.add(key)
            yield found


def _real(file: Optional[str], folders: Dict[str, str]) -> Tuple[str, str]:
    """Return the real folder and the name of `file`, with `folders` as the cache."""
    if file is None:
        return "", STDIN
    if os.path.islink(file):
        return os.path.split(os.path.realpath(file))
    folder, name = os.path.split(file)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return folders[folder], name


def read_text(source: Source, stdin: Optional[IO[Any]]) -> Union[str, Finding]:
    """Return the text of `source`, or the finding why it cannot be read."""
    try:
        data = _read_bytes(source, stdin)
    except OSError as error:
        return _finding("unreadable", f"cannot read the file: {error.strerror or error}", source.name)
    if isinstance(data, str):
        return data
    if len(data) > FILE_BYTES:
        return _finding("too-large", f"larger than {FILE_BYTES // 1_000_000} MB", source.name)
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        lines = LINE_BREAK.split(error.object[: error.start].decode(error.encoding, "replace"))
        message, line, column = f"not {error.encoding.upper()} text", len(lines), len(lines[-1]) + 1
    else:
        if "\0" not in text[:4]:
            return text
        message, line, column = "UTF-16 or UTF-32 without a byte order mark, or not text", 1, 1
    return Finding("encoding", ERROR, message, source.name, line, column, hint="Save the file as UTF-8.")


def _is_pattern(path: str) -> bool:
    return re.search(r"[*?[]", path) is not None and not os.path.lexists(path)


def _expand(path: str, exclude: Optional[IgnoreRules]) -> Iterator[Union[Source, Finding]]:
    if path == STDIN:
        yield Source("<stdin>", None, True, lasting=False)
        return
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        mode = 0
    if stat.S_ISDIR(mode):
        empty = True
        for found in Walk(path, exclude).files():
            empty = empty and not isinstance(found, Source)
            yield found
        if empty:
            yield _finding("empty", "no .yaml, .yml or .json file in this folder", path)
    elif mode:
        yield Source(path, path, True, lasting=stat.S_ISREG(mode))  # a pipe cannot be read again
    elif _is_pattern(path):
        yield from _matches(path, exclude)
    elif not os.path.lexists(path):
        yield _finding("missing", "no such file or folder", path)
    else:
        yield Source(path, path, True)  # a link that leads nowhere


def is_stream(path: str) -> bool:
    """Return whether `path` can be read only once: stdin, or a pipe like `<(...)`."""
    return path == STDIN or (os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path))


def _matches(pattern: str, exclude: Optional[IgnoreRules]) -> List[Union[Source, Finding]]:
    import glob

    found: List[Union[Source, Finding]] = []
    for match in sorted(glob.glob(pattern, recursive=True)):
        if os.path.isdir(match):
            found.extend(Walk(match, exclude).files())
        else:
            found.append(_found_file(match, named=True))
    return found or [_finding("missing", "no file matches this pattern", pattern)]


# Opening a pipe without a writer waits forever. One that the user names, such as the shell's `<(...)`, is read.
def _found_file(path: str, *, named: bool) -> Union[Source, Finding]:
    """Return the source of a file, or the finding for a pipe, socket or device."""
    if os.path.exists(path) and not os.path.isfile(path):
        return _finding("unreadable", "a pipe, a socket or a device, not a file", path, hint="Move it away.")
    return Source(path, path, named)


class Walk:
    """A walk over a folder: its sorted manifests, then its folders; no hidden ones.

    Subclasses choose other files.
    """

    def __init__(self, folder: str, exclude: Optional[IgnoreRules]) -> None:
        self.folder = folder
        self.root = os.path.realpath(folder)
        above = list(folders_up(self.root))[:0:-1] if repository_top(self.root) else []
        self.above = [rules for rules in map(read_ignore_file, above) if rules]
        self.exclude = [exclude] if exclude is not None else []
        self.linked: Set[str] = set()  # real paths that were reached by a link only

    def takes(self, path: str) -> bool:
        """Return whether a file is one to find, by its real path."""
        return path.lower().endswith(SUFFIXES)

    def enters(self, path: str) -> bool:
        """Return whether there may be files to find in a folder, by its real path."""
        return True

    def files(self) -> Iterator[Union[Source, Finding]]:
        pending = [(self.folder, self.root, self.above)]
        while pending:
            here, real, rules = pending.pop()
            try:
                with os.scandir(here) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield _finding("unreadable", f"cannot list the folder: {error.strerror or error}", here)
                continue
            names = {entry.name for entry in entries}
            if _ENVIRONMENT in names and here != self.folder:
                yield _excluded(here, "a virtual environment")
                continue
            own = read_ignore_file(here) if ".gitignore" in names else None
            rules = [*rules, own] if own is not None else rules
            folders: List[Tuple[str, str, List[IgnoreRules]]] = []
            for entry in entries:
                if entry.name[0] == ".":
                    continue
                path = os.path.join(real, entry.name)
                if entry.is_symlink():
                    yield from self.link(entry, path, rules, folders)
                elif entry.is_dir(follow_symlinks=False):
                    if not self.enters(path):
                        continue
                    reason = self.reason(path, rules, is_folder=True)
                    if reason:
                        yield _excluded(entry.path, reason)
                    else:
                        folders.append((entry.path, path, rules))
                elif self.takes(path):
                    reason = self.reason(path, rules, is_folder=False)
                    yield _excluded(entry.path, reason) if reason else _found_file(entry.path, named=False)
            pending.extend(reversed(folders))

    def reason(self, path: str, rules: List[IgnoreRules], *, is_folder: bool) -> str:
        """Return why a file or folder is left out; an empty text if it is not."""
        if self.exclude and is_ignored(self.exclude, path, is_folder=is_folder):
            return "`exclude`"
        if rules and is_ignored(rules, path, is_folder=is_folder):
            return ".gitignore"
        if is_folder and os.path.basename(path) in FOREIGN_FOLDERS:
            return "its name"
        return ""

    # A link is skipped silently where its target is found by itself: one file is one manifest. One that leads
    # out of the folder is an error, since its manifests would be missed, and a prune would delete their resources
    # (tests/manifest/reading/test_sources.py).
    def link(
        self, entry: os.DirEntry[str], path: str, rules: List[IgnoreRules],
        folders: List[Tuple[str, str, List[IgnoreRules]]],
    ) -> Iterator[Union[Source, Finding]]:  # fmt: skip
        """Yield the file that a link leads to, or add its folder to `folders`."""
        target = os.path.realpath(entry.path)
        is_folder = os.path.isdir(target)
        if not (self.enters(path) if is_folder else self.takes(path)):
            return
        reason = self.reason(path, rules, is_folder=is_folder)
        if reason:
            yield _excluded(entry.path, reason)
        elif not inside(target, self.root):
            kind = "folder" if is_folder else "file"
            message, hint = "this link leads out of the folder", f"Name the {kind} itself."
            yield _finding("file-outside", message, entry.path, hint)
        elif not os.path.exists(target):
            yield _finding("unreadable", "this link leads nowhere", entry.path)
        elif target not in self.linked and not self.is_found_itself(target, is_folder=is_folder):
            self.linked.add(target)
            if is_folder:
                folders.append((entry.path, target, rules))
            else:
                yield _found_file(entry.path, named=False)

    def is_found_itself(self, target: str, *, is_folder: bool) -> bool:
        """Return whether the walk reaches the real path `target` without a link."""
        parts = os.path.relpath(target, self.root).split(os.sep)
        is_hidden = any(part[0] == "." for part in parts if part != os.curdir)
        if is_hidden or not (is_folder or self.takes(target)):
            return False
        path, rules = self.root, list(self.above)
        for number, part in enumerate(parts):
            own = read_ignore_file(path)
            rules = [*rules, own] if own is not None else rules
            path = os.path.join(path, part)
            if self.reason(path, rules, is_folder=is_folder or number < len(parts) - 1):
                return False
        return True


def folders_up(folder: str) -> Iterator[str]:
    """Yield `folder` and those above it, up to the top of the repository."""
    here = os.path.abspath(folder)
    while True:
        yield here
        above = os.path.dirname(here)
        if above == here or os.path.exists(os.path.join(here, ".git")):
            return
        here = above


@lru_cache(maxsize=1024)
def repository_top(folder: str) -> Optional[str]:
    """Return the nearest folder with a `.git`, from `folder` on upwards, or None."""
    *_, top = folders_up(folder)
    return top if os.path.exists(os.path.join(top, ".git")) else None


def _excluded(path: str, reason: str) -> Finding:
    return Finding("excluded", NOTE, f"left out because of {reason}", path)


def inside(path: str, folder: str) -> bool:
    """Return whether the real path `path` is `folder` or below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _read_bytes(source: Source, stdin: Optional[IO[Any]]) -> Union[bytes, str]:
    if source.file is None:
        given: Union[bytes, str] = (sys.stdin.buffer if stdin is None else stdin).read(FILE_BYTES + 1)
        return given
    descriptor = os.open(source.file, _READ)
    try:
        size = os.fstat(descriptor).st_size
        data = os.read(descriptor, min(size, FILE_BYTES) + 1)
        if len(data) == size:
            return data
        with open(descriptor, "rb", closefd=False) as file:  # a pipe, or a file that is being written
            return data + file.read(FILE_BYTES + 1 - len(data))
    finally:
        os.close(descriptor)


# Byte order marks and their encodings. The marks of UTF-32 begin with those of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(data: bytes) -> Tuple[bytes, str]:
    """Return the byte order mark of `data`, or none, and the encoding behind it."""
    return next((found for found in _MARKS if data.startswith(found[0])), (b"", "utf-8"))


def decode(data: bytes) -> str:
    """Return the text of `data`, without its byte order mark.

    Raises:
        UnicodeDecodeError: the bytes are not text in the encoding of their mark, or UTF-8.
    """
    if b"\t" <= data[:1] < b"\x80":
        return data.decode()  # no mark begins with such a byte
    mark, encoding = encoding_of(data)
    return data[len(mark) :].decode(encoding)


def _finding(rule: str, message: str, file: str, hint: Optional[str] = None) -> Finding:
    return Finding(rule, ERROR, message, file, hint=hint)
