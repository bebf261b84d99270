"""Bodies of `multipart/form-data`, streamed in 64 KiB chunks."""

from __future__ import annotations

import io
import mimetypes
import os
import stat
from pathlib import PurePath
from typing import IO, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union, cast

from smarter.client.request import Files, NotGiven
from smarter.errors import InvalidArgumentError

CHUNK = 64 * 1024

FileContent = Union[IO[bytes], bytes, "os.PathLike[str]"]
FileTypes = Union[
    FileContent,
    Tuple[Optional[str], FileContent],
    Tuple[Optional[str], FileContent, Optional[str]],
    Tuple[Optional[str], FileContent, Optional[str], Mapping[str, str]],
]


class Part:
    """One field of a form: its header and the source of its bytes."""

    def __init__(self, head: bytes, content: Union[bytes, IO[bytes], PurePath]) -> None:
        self.head = head
        self._content = content
        self._start: Optional[int] = None
        if not isinstance(content, (bytes, PurePath)):
            self._start = _tell(content)

    @property
    def replayable(self) -> bool:
        """Tell if the bytes can be read again."""
        return isinstance(self._content, (bytes, PurePath)) or self._start is not None

    def size(self) -> Optional[int]:
        """Return the number of bytes, or None if it is unknown.

        Raises:
            InvalidArgumentError: the file does not exist or cannot be read.
        """
        content = self._content
        if isinstance(content, bytes):
            return len(content)
        try:
            if isinstance(content, PurePath):
                with open(content, "rb") as file:  # fails now rather than in the middle of sending
                    about = os.fstat(file.fileno())
                return about.st_size if stat.S_ISREG(about.st_mode) else None
            if self._start is None:
                return None
            end = content.seek(0, io.SEEK_END)
            content.seek(self._start)
            return end - self._start
        except OSError as error:
            raise _unreadable(error) from error

    def chunks(self) -> Iterator[bytes]:
        """Iterate over the bytes from the start."""
        content = self._content
        if isinstance(content, bytes):
            yield content
        elif isinstance(content, PurePath):
            with open(content, "rb") as file:
                yield from _read(file)
        else:
            if self._start is not None:
                content.seek(self._start)
            yield from _read(content)


class Multipart:
    """A form: `headers()` for the request, `chunks()` for its body, repeatable."""

    def __init__(
        self, files: Files, data: Optional[Mapping[str, Any]] = None, boundary: Optional[str] = None
    ) -> None:
        self.boundary = boundary or os.urandom(16).hex()
        self.parts: List[Part] = [_field(name, text) for name, text in flat_fields(data or {}, "[]")]
        pairs = cast("Iterable[Tuple[str, Any]]", files.items() if isinstance(files, Mapping) else files)
        self.parts += [
            file_part(name, each)
            for name, value in pairs
            for each in (value if isinstance(value, list) else [value])
        ]

    @property
    def replayable(self) -> bool:
        """Tell if the form can be sent again."""
        return all(part.replayable for part in self.parts)

    def headers(self) -> Dict[str, str]:
        """Return Content-Type, and Content-Length if the size of every part is known.

        Raises:
            InvalidArgumentError: a file does not exist or cannot be read.
        """
        headers = {"Content-Type": f"multipart/form-data; boundary={self.boundary}"}
        total = len(self._end())
        for part in self.parts:
            size = part.size()
            if size is None:
                return {**headers, "Transfer-Encoding": "chunked"}
            total += len(self._begin(part)) + size + 2
        return {**headers, "Content-Length": str(total)}

    def chunks(self) -> Iterator[bytes]:
        """Iterate over the bytes of the body."""
        for part in self.parts:
            yield self._begin(part)
            yield from part.chunks()
            yield b"\r\n"
        yield self._end()

    def _begin(self, part: Part) -> bytes:
        return f"--{self.boundary}\r\n".encode("ascii") + part.head

    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode("ascii")


def file_from_path(path: Union[str, os.PathLike[str]]) -> Tuple[str, bytes]:
    """Return the name and bytes of a file, for `files.create(file=...)`.

    Example:
        >>> from smarter import file_from_path
        >>> file = client.files.create(file=file_from_path("training.jsonl"), purpose="fine-tune")
    """
    with open(path, "rb") as file:
        return os.path.basename(os.fsdecode(path)), file.read()


def flat_fields(data: Mapping[str, Any], item: str) -> Iterator[Tuple[str, str]]:
    """Flatten `data` to fields of a form or query: `a[b]` for objects, no None.

    Args:
        item: added to the name of a list for each of its items: `[]` in a form, nothing in a query.

    Raises:
        InvalidArgumentError: a value is neither text, number, boolean, list nor mapping.
    """
    for name, value in data.items():
        yield from _flatten(str(name), value, item)


def _flatten(name: str, value: Any, item: str) -> Iterator[Tuple[str, str]]:
    if isinstance(value, bool):
        yield name, "true" if value else "false"
    elif isinstance(value, (str, int, float)):
        yield name, str(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flatten(f"{name}[{key}]", inner, item)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _flatten(name + item, inner, item)
    elif value is not None and not isinstance(value, NotGiven):
        raise InvalidArgumentError(f"{name} must be text, a number or a boolean, not {type(value).__name__}.")


def _field(name: str, text: str) -> Part:
    return Part(
        f'Content-Disposition: form-data; name="{_escape(name)}"\r\n\r\n'.encode(), text.encode("utf-8")
    )


def file_part(name: str, value: Any) -> Part:
    """Return a file's form field from bytes, a path, an open file, or a tuple.

    Raises:
        InvalidArgumentError: `value` is another type.
    """
    filename: Optional[str] = None
    media_type: Optional[str] = None
    more: Mapping[str, str] = {}
    content = value
    if isinstance(value, tuple):
        if not 2 <= len(value) <= 4:
            raise InvalidArgumentError(
                f"{name} must be (filename, contents, media type), not {len(value)} items."
            )
        filename, content = value[0], value[1]
        media_type = value[2] if len(value) > 2 else None
        more = value[3] if len(value) > 3 else {}
    checked = _content(name, content)
    if filename is None:
        filename = _filename(checked)
    for text in (filename, media_type, *more, *more.values()):
        if text is not None and not isinstance(text, str):
            raise InvalidArgumentError(
                f"{name} must have strings for file name, media type and headers, not {type(text).__name__}."
            )
    if media_type is None:
        media_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    lines = [f'Content-Disposition: form-data; name="{_escape(name)}"; filename="{_escape(filename)}"']
    lines += [f"{_line(key)}: {_line(text)}" for key, text in more.items()]
    lines.append(f"Content-Type: {_line(media_type)}")
    # A file name need not be UTF-8; other bytes are sent unchanged.
    return Part(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape"), checked)


def _content(name: str, content: Any) -> Union[bytes, IO[bytes], PurePath]:
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(content)
    if isinstance(content, os.PathLike):
        return PurePath(os.fsdecode(content))
    if hasattr(content, "read") and not isinstance(content, io.TextIOBase):
        reader: IO[bytes] = content
        return reader
    hint = None
    if isinstance(content, str):
        hint = "For a file on disk use pathlib.Path(...), for text its bytes: text.encode()."
    elif isinstance(content, io.TextIOBase):
        hint = 'Open it in binary mode: open(path, "rb").'
    raise InvalidArgumentError(
        f"{name} must be bytes, a path, a file opened in binary mode or (filename, contents, media type), "
        f"not {type(content).__name__}.",
        hint=hint,
    )


def _filename(content: Union[bytes, IO[bytes], PurePath]) -> str:
    if isinstance(content, PurePath):
        return content.name
    name = getattr(content, "name", None)
    return os.path.basename(name) if isinstance(name, str) else "upload"


def _tell(file: IO[bytes]) -> Optional[int]:
    try:
        return file.tell() if file.seekable() else None
    except (AttributeError, OSError):
        return None
    except ValueError as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> InvalidArgumentError:
    name = getattr(error, "filename", None) or "the file"
    reason = getattr(error, "strerror", None) or str(error).rstrip(".")
    return InvalidArgumentError(f"Cannot read {name}: {reason}.")


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while True:
        chunk = file.read(CHUNK)
        if not chunk:
            return
        if not isinstance(chunk, bytes):
            raise InvalidArgumentError("The file returns text, not bytes.", hint='Open it with mode "rb".')
        yield chunk


def _escape(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _line(text: str) -> str:
    if "\r" in text or "\n" in text:
        raise InvalidArgumentError("A media type or header of an upload must be one line.")
    return text
