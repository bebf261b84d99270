"""Standard streams: results to stdout, messages to stderr."""

from __future__ import annotations

import codecs
import os
import re
import sys
import threading
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, TextIO, Union

from smarter._text import CONTROL, escape_commands, escape_controls, escape_json
from smarter.errors import InvalidArgumentError

if TYPE_CHECKING:
    from smarter.cli.output.rich_progress import RichLine

# A line on the terminal that stays until something else is written.
StatusLine = Union["PlainLine", "RichLine"]

SCHEMA_VERSION = "1"

_CODES = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}


def prepare() -> None:
    """Reopen closed standard streams on /dev/null; escape unencodable characters.

    Several runs in one process begin afresh: the state that an earlier one kept of its streams is dropped.
    """
    _gone.clear()
    _lost.clear()
    _shown_lines.clear()
    _without_colours.clear()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  as long as the process
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def read_text() -> str:
    """Return the text on standard input.

    Raises:
        InvalidArgumentError: it is not text in the encoding of standard input.
    """
    try:
        text = sys.stdin.read()
        # Bytes that are not text become surrogates where the locale is C.
        text.encode("utf-8")
    except UnicodeError:
        raise InvalidArgumentError("Standard input is not text in UTF-8.") from None
    return text


def disable_colours() -> None:
    """Print without colours, as with `NO_COLOR`, until the end of the run."""
    _without_colours.append(True)


def write_result(text: str) -> None:
    """Write text for people to stdout, escaped, and flush."""
    _write(sys.stdout, escape_for_terminal(text))


def write_message(text: str) -> None:
    """Write text for people to stderr, escaped, and flush."""
    _write(sys.stderr, escape_for_terminal(text))


def write_data(text: str) -> None:
    """Write text for programs to stdout and flush; on a terminal, as for people."""
    _write(sys.stdout, escape_for_terminal(text) if sys.stdout.isatty() else text)


def write_bytes(content: bytes) -> None:
    """Write bytes to stdout and flush; on a terminal, as text for people."""
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None or sys.stdout.isatty():
        write_data(_text_of(content))
        return
    sys.stdout.flush()
    _write(binary, content)


# A character may be divided between two pieces of a file.
_text_of = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode

# Begins and ends what `Paint` paints, until it is written. It is random, so that no text from elsewhere can paint.
_BRUSH = f"\0{os.urandom(8).hex()}"


def escape_for_terminal(text: str) -> str:
    """Escape controls and CI commands in `text`, but keep the colours of `Paint`."""
    if _BRUSH in text:
        first, *painted = text.split(_BRUSH)
        pieces = (each.split(";", 1) for each in painted)
        return escape_for_terminal(first) + "".join(
            f"\033[{code}m{escape_for_terminal(rest)}" for code, rest in pieces
        )
    if not text.isascii() or not text.isprintable():
        text = "\n".join(
            "\t".join(map(escape_controls, line.split("\t")))
            if not line.isprintable() and re.search(CONTROL, line)
            else line
            for line in text.split("\n")
        )
    return escape_commands(text)


def flush() -> bool:
    """Flush both streams; return False if any output was lost."""
    write_result("")
    write_message("")
    return not _lost


def reader_is_gone() -> bool:
    """Return whether the reader of stdout has gone, so that a loop can end."""
    return sys.stdout in _gone


def show_status_line(line: StatusLine, unless: Callable[[], bool]) -> None:
    """Show the line unless `unless()` is true; it is erased before the next write."""
    with _lock:
        if not unless() and sys.stderr not in _gone:
            _shown_lines[:] = [line]
            line.show()


def erase_status_line() -> None:
    """Erase the status line."""
    with _lock:
        while _shown_lines:
            _shown_lines.pop().take_back()


class PlainLine:
    """A status line of plain text, cut to the width of the terminal."""

    def __init__(self) -> None:
        self._text = ""
        self._shown = ""

    def update(self, text: str, done: int, total: Optional[int]) -> None:
        self._text = escape_controls(text)

    def show(self) -> None:
        text = self._text[: max(10, (columns(sys.stderr) or 80) - 1)]
        if text != self._shown:
            self.take_back()
            _put(sys.stderr, text)
            self._shown = text

    def take_back(self) -> None:
        if self._shown:
            _put(sys.stderr, "\r" + " " * len(self._shown) + "\r")
            self._shown = ""


_lock = threading.RLock()
_without_colours: List[bool] = []
_shown_lines: List[StatusLine] = []


def columns(stream: Optional[TextIO]) -> Optional[int]:
    """Return the columns of a terminal, first `COLUMNS`; None for another stream."""
    if stream is None or not stream.isatty():
        return None
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


_gone: List[Any] = []
_lost: List[str] = []


def _write(stream: Any, text: Any) -> None:
    with _lock:
        if text:
            erase_status_line()
        _put(stream, text)


def _put(stream: Any, text: Any) -> None:
    """Write and never fail: an apply must finish without a reader or disk space."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:  # the reader has left
        _discard(stream)
    except OSError as error:
        _discard(stream)
        if not _lost and stream is not sys.stderr:
            _lost.append(error.strerror or type(error).__name__)
            write_message(f"error: cannot write the output: {_lost[0]}\n")


# Python writes what is left in a stream's buffer when it exits, and prints a traceback and exits 120 if that fails. A
# broken pipe cannot be unbroken, so the descriptor itself is pointed at /dev/null: the buffer then goes there, and so
# does everything that an apply writes while it finishes. Tests: tests/acceptance/test_consistency.py (closed pipes, a
# full disk, closed standard streams).
def _discard(stream: Any) -> None:
    """Redirect the stream to /dev/null, its buffer included."""
    _gone.append(sys.stdout if stream is getattr(sys.stdout, "buffer", None) else stream)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class Paint:
    """Colours for a stream, if it is a terminal and nothing turns them off."""

    def __init__(self, stream: Optional[TextIO] = None, environ: Optional[Mapping[str, str]] = None) -> None:
        environ = os.environ if environ is None else environ
        forced = any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
        terminal = stream is not None and stream.isatty() and environ.get("TERM") != "dumb"
        self.on = (forced or terminal) and not environ.get("NO_COLOR") and not _without_colours

    def __call__(self, text: str, colour: Optional[str]) -> str:
        return f"{_BRUSH}{_CODES[colour]};{text}{_BRUSH}0;" if self.on and text and colour else text


def document(verb: str, results: List[Any], summary: Mapping[str, Any], **more: Any) -> Dict[str, Any]:
    """Return a document: `type`, `schemaVersion`, `results`, `summary` and `more`."""
    return {
        "type": f"smarter.{verb}",
        "schemaVersion": SCHEMA_VERSION,
        "results": results,
        "summary": dict(summary),
        **more,
    }


def write_document(data: Mapping[str, Any]) -> None:
    """Print a document as JSON."""
    import json

    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    write_data(escape_json(json.dumps(data, indent=2, ensure_ascii=encoding != "utf8")) + "\n")


def write_json_line(data: Mapping[str, Any]) -> None:
    """Print one line of `-o jsonl`."""
    import json

    write_data(escape_json(json.dumps(data, default=str)) + "\n")


def log_to_stderr(verbosity: int) -> None:
    """Print the package's log: 0 for warnings, 1 for requests, 2 for details, too."""
    import logging

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            write_message(self.format(record) + "\n")  # takes back the status line first

    logger = logging.getLogger("smarter")
    for earlier in [each for each in logger.handlers if each.name == "stderr"]:
        logger.removeHandler(earlier)
    handler = Handler()
    handler.name = "stderr"
    line = "%(asctime)s %(name)s %(message)s" if verbosity else "warning: %(message)s"
    handler.setFormatter(logging.Formatter(line, "%H:%M:%S"))
    logger.addHandler(handler)
    logger.setLevel((logging.WARNING, logging.INFO, logging.DEBUG)[min(verbosity, 2)])
    logger.propagate = False
