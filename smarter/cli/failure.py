"""From an exception to what the user gets: a code word, a sentence, what to try, and the exit code."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Optional, Tuple

import click

from smarter.cli import codes

__all__ = ["Failure", "Misuse", "of_exception"]


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


# From the special to the general: the first class that fits an exception names it.
_CODES: Tuple[Tuple[str, str, int], ...] = (
    ("MissingKeyError", "no-key", codes.KEY),
    ("ConfigurationError", "configuration", codes.USAGE),
    ("UnknownKindError", "unknown-kind", codes.USAGE),
    ("ManifestError", "manifests", codes.FOUND),
    ("UnsupportedError", "unsupported", codes.UNSUPPORTED),
    ("GuardError", "refused", codes.GUARD),
    ("AuthenticationError", "unauthenticated", codes.KEY),
    ("PermissionDeniedError", "forbidden", codes.KEY),
    ("NotFoundError", "not-found", codes.ERROR),
    ("APITimeoutError", "timeout", codes.ERROR),
    ("APIConnectionError", "connection", codes.ERROR),
    ("APIResponseValidationError", "bad-answer", codes.ERROR),
    ("ConflictError", "conflict", codes.ERROR),
    ("RateLimitError", "rate-limit", codes.ERROR),
    ("BadRequestError", "invalid", codes.ERROR),
    ("UnprocessableEntityError", "invalid", codes.ERROR),
    ("APIError", "platform", codes.ERROR),
    ("SmarterError", "error", codes.ERROR),
)


def of_exception(error: BaseException) -> Failure:
    """What to tell of an exception, whatever it is. Never quotes an unexpected one: its text could hold anything."""
    if isinstance(error, (KeyboardInterrupt, click.Abort, EOFError)):
        return Failure("interrupted", "interrupted", None, codes.INTERRUPTED)
    if isinstance(error, click.ClickException):
        return _of_click(error)
    from smarter import errors

    for name, code, exit_code in _CODES:
        if isinstance(error, getattr(errors, name)):
            return Failure(
                code,
                str(error) or name,
                getattr(error, "hint", None),
                exit_code,
                getattr(error, "status_code", None),
                getattr(error, "request_id", None),
            )
    if isinstance(error, OSError):
        where = f" {error.filename}" if isinstance(error.filename, str) else ""
        return Failure("os", f"{error.strerror or type(error).__name__}:{where}", None, codes.ERROR)
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
        "internal", f"a bug of smarter: {type(error).__name__}{place}", "-vv shows the calls", codes.ERROR
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
