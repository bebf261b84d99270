"""From an exception to what the user gets: a code word, a sentence, what to try, and the exit code."""

from __future__ import annotations

from typing import Any, Dict, Mapping, NamedTuple, Optional

import click

from smarter.cli import codes

__all__ = ["EXIT_CODES", "Failure", "Misuse", "of_exception"]


class Misuse(click.UsageError):
    """A command line that cannot be right; `hint` is a command that may be what was meant."""

    def __init__(self, message: str, ctx: Optional[click.Context] = None, hint: Optional[str] = None) -> None:
        super().__init__(message, ctx)
        self.hint = hint


class Failure(NamedTuple):
    """Why a command did not do what it was asked.

    Attributes:
        code: a word that programs branch on, such as `not-found`.
        message: one sentence or two.
        hint: what to try next.
        exit_code: as in `smarter.cli.codes`.
        status, request_id: of the HTTP answer, where there was one.
    """

    code: str
    message: str
    hint: Optional[str]
    exit_code: int
    status: Optional[int] = None
    request_id: Optional[str] = None

    def to_json(self) -> Dict[str, Any]:
        """The `error` of a document: what is None is left out."""
        fields = {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "status": self.status,
            "request_id": self.request_id,
        }
        return {key: value for key, value in fields.items() if value is not None}

    def to_text(self) -> str:
        """An `error:` line, and a `try:` line where there is something to try."""
        lines = [f"error: {_one_line(self.message)}"]
        if self.hint:
            lines.append(f"  try: {_one_line(self.hint)}")
        return "\n".join(lines) + "\n"


# What an error's word makes of the exit code; any other word is an error like any other.
EXIT_CODES: Mapping[str, int] = {
    "no-key": codes.KEY,
    "unauthenticated": codes.KEY,
    "forbidden": codes.KEY,
    "configuration": codes.USAGE,
    "unknown-kind": codes.USAGE,
    "manifests": codes.FOUND,
    "cycle": codes.FOUND,
    "unsupported": codes.UNSUPPORTED,
    "refused": codes.GUARD,
    "interrupted": codes.INTERRUPTED,
}


def of_exception(error: BaseException) -> Failure:
    """What to tell of an exception. An unexpected one is never quoted: its text could hold anything."""
    if isinstance(error, (KeyboardInterrupt, click.Abort, EOFError)):
        return Failure("interrupted", "Interrupted.", None, codes.INTERRUPTED)
    if isinstance(error, click.ClickException):
        return _of_click(error)
    from smarter.errors import SmarterError, code_of

    if isinstance(error, SmarterError):
        code = code_of(error)
        return Failure(
            code,
            str(error) or type(error).__name__,
            error.hint,
            EXIT_CODES.get(code, codes.ERROR),
            getattr(error, "status_code", None),
            getattr(error, "request_id", None),
        )
    if isinstance(error, OSError):
        where = f": {error.filename}" if isinstance(error.filename, str) else ""
        return Failure("os", f"{error.strerror or type(error).__name__}{where}.", None, codes.ERROR)
    return _of_bug(error)


def _of_click(error: click.ClickException) -> Failure:
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "smarter"
    hint = getattr(error, "hint", None)
    possible = getattr(error, "possibilities", None)
    if hint is None and possible:
        hint = f"{path} {sorted(possible)[0]}"
    return Failure("usage", error.format_message(), hint or f"{path} --help", codes.USAGE)


def _of_bug(error: BaseException) -> Failure:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    return Failure(
        "internal",
        f"This is a bug of smarter: {type(error).__name__}{place}.",
        "-vv shows the calls",
        codes.ERROR,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
