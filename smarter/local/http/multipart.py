"""Reader of `multipart/form-data`, streamed; large parts go to a temporary file."""

from __future__ import annotations

import mimetypes
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Callable, Iterable, Iterator, List, Optional

if TYPE_CHECKING:
    from email.message import Message

IN_MEMORY = 256 * 1024  # bytes of a part
_LONGEST_HEAD = 64 * 1024


class FormError(ValueError):
    """A body that is not a complete form."""


@dataclass(eq=False)
class TooLarge(Exception):
    """A part exceeds its limit; `size` is the number of bytes read."""

    size: int


class Part:
    """One field of the form.

    `filename` is None for a plain value; `base_name` is its last part. `media_type` is the one that was sent, else the
    one that the name suggests, else None. `file` holds `size` bytes of content.
    """

    def __init__(self, head: str, folder: Optional[str]) -> None:
        headers = _headers(head)
        self.name = str(headers.get_param("name", "", "content-disposition"))
        self.filename = headers.get_filename()
        # Browsers used to send the whole path, in the form of their own system.
        self.base_name = (self.filename or "").replace("\\", "/").rpartition("/")[2]
        self.media_type = headers.get("content-type") or mimetypes.guess_type(self.base_name)[0]
        self.size = 0
        self.file = SpooledTemporaryFile(IN_MEMORY, dir=folder)  # noqa: SIM115  the form closes it

    @property
    def content(self) -> bytes:
        """The content, whole in memory."""
        self.file.seek(0)
        return self.file.read()

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")


@contextmanager
def form(
    content_type: str, body: Iterable[bytes], largest: int, folder: Optional[str] = None
) -> Iterator[List[Part]]:
    """Yield the parts of `body`; they are deleted when the block ends.

    Large parts are stored in `folder`.

    Raises FormError where the form is incomplete, TooLarge where a part has more than `largest` bytes.
    """
    about = _headers(f"Content-Type: {content_type}")
    if about.get_content_type() != "multipart/form-data":
        raise FormError("the content type is not multipart/form-data")
    boundary = about.get_boundary()
    if not boundary:
        raise FormError("the content type names no boundary")
    edge = b"\r\n--" + boundary.encode("latin-1", "replace")
    with ExitStack() as files:
        parts: List[Part] = []
        source = _Source(body)
        source.pass_on(edge[2:], lambda preamble: None)
        while not source.begins(b"--"):
            part = Part(source.head(), folder)
            files.callback(part.file.close)
            parts.append(part)

            def keep(piece: bytes, part: Part = part) -> None:
                part.size += len(piece)
                if part.size > largest:
                    raise TooLarge(part.size)
                part.file.write(piece)

            # A part without content ends where its head does.
            source.pass_on(edge[2:] if source.begins(edge[2:]) else edge, keep)
        yield parts


class _Source:
    """Bytes that arrived and are not consumed, and the source of more."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""

    def begins(self, mark: bytes) -> bool:
        """Tell whether the next bytes are `mark`."""
        while len(self._held) < len(mark):
            self._more()
        return self._held.startswith(mark)

    def head(self) -> str:
        """Consume and return a part's head and the empty line after it."""
        lines: List[bytes] = []
        self.pass_on(b"\r\n\r\n", lines.append, _LONGEST_HEAD)
        return b"".join(lines).decode("utf-8", "replace")

    def pass_on(self, mark: bytes, take: Callable[[bytes], None], longest: Optional[int] = None) -> None:
        """Pass the bytes before `mark` to `take`, in chunks, and consume the mark."""
        passed = 0
        while True:
            at = self._held.find(mark)
            # Bytes that may begin the mark wait for the rest of it: a mark may be split between any two chunks. Held by
            # test_a_form_with_any_content_is_read in tests/local/openai_api/test_files.py.
            sure = at if at >= 0 else max(len(self._held) - len(mark) + 1, 0)
            passed += sure
            if longest is not None and passed > longest:
                raise FormError("the head of a part has no end")
            if sure:
                take(self._held[:sure])
            if at >= 0:
                self._held = self._held[at + len(mark) :]
                return
            self._held = self._held[sure:]
            self._more()

    def _more(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            raise FormError("the form ends before its last boundary")
        self._held += piece


def _headers(text: str) -> Message:
    from email import message_from_string  # not at the top: only uploads need it

    return message_from_string(text.strip())
