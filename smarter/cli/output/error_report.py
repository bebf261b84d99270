"""Map an exception to a code word, a message, a hint and an exit code."""

from __future__ import annotations

from typing import Any, Callable, Dict, Mapping, NamedTuple, Optional, Sequence

import click

from smarter.cli.output import exit_codes


class UsageError(click.UsageError):
    """Raised for a wrong command line.

    `word` is the wrong word, `better` a likely correction; `hint` is a command to try instead.
    """

    def __init__(
        self,
        message: str,
        ctx: Optional[click.Context] = None,
        hint: Optional[str] = None,
        *,
        word: Optional[str] = None,
        better: Optional[str] = None,
    ) -> None:
        super().__init__(message, ctx)
        self.hint = hint
        self.word = word
        self.better = better


class MissingFileError(UsageError):
    """Raised for a file or folder that does not exist."""

    line_is_right = True  # a corrected command line may name a file that the user has yet to write


class Declined(Exception):
    """Raised when the user answers no."""


class CliError(NamedTuple):
    """Why a command failed, for people and programs.

    Attributes:
        code: a word that programs branch on, such as `not-found`.
        message: one sentence or two.
        hint: what to try next.
        exit_code: as in `smarter.cli.output.exit_codes`.
        status, request_id: of the HTTP answer, where there was one.
    """

    code: str
    message: str
    hint: Optional[str]
    exit_code: int
    status: Optional[int] = None
    request_id: Optional[str] = None

    def to_json(self) -> Dict[str, Any]:
        """Return the `error` of a document, without the fields that are None."""
        fields = self._asdict().items()
        return {key: value for key, value in fields if value is not None and key != "exit_code"}

    def to_text(self) -> str:
        """Return an `error:` line, and a `try:` or `hint:` line if there is a hint."""
        lines = [_one_line(self.message) if self.code == "cancelled" else f"error: {_one_line(self.message)}"]
        if self.hint:
            lines.append(advice(self.hint))
        return "\n".join(lines) + "\n"


def advice(hint: str) -> str:
    """Return a `try:` line for a command, a `hint:` line for a sentence."""
    return f"  {'try' if hint.startswith(_COMMANDS) else 'hint'}: {_one_line(hint)}"


_COMMANDS = ("smarter ", "pip install ", "curl ", "kubectl ")


# The exit code of an error's word; any other word has the code of an ordinary error.
EXIT_CODES: Mapping[str, int] = {
    **dict.fromkeys(("manifests", "cycle"), exit_codes.FOUND),
    **dict.fromkeys(("configuration", "usage", "unknown-kind"), exit_codes.USAGE),
    **dict.fromkeys(("no-key", "unauthenticated", "forbidden"), exit_codes.KEY),
    **dict.fromkeys(("interrupted", "cancelled"), exit_codes.INTERRUPTED),
    "unsupported": exit_codes.UNSUPPORTED,
    **dict.fromkeys(("refused", "changed", "overwritten"), exit_codes.GUARD),
}


def of_exception(
    error: BaseException,
    args: Sequence[str] = (),
    line: Optional[Callable[[str], str]] = None,
    root: Optional[click.Command] = None,
) -> CliError:
    """Return an exception's report; never quote an unexpected one (secrets).

    Args:
        args: the command line; where one word of it is wrong, the hint is the line with a better one.
        line: makes a command line with the same global flags; a hint that is a command gets them.
        root: parses command lines, so that a corrected one is known to parse.
    """
    found = _of_exception(error, args, line, root)
    return _without_keys(found, args) if found.exit_code == exit_codes.USAGE else found


def _without_keys(found: CliError, args: Sequence[str]) -> CliError:
    """Replace a misplaced API key by KEY in a report: CI servers keep their logs."""
    from smarter.kinds import looks_like_key

    for at, arg in enumerate(args):
        flag, sign, value = arg.partition("=")
        word = value if sign else arg
        follows = (sign and flag == "--api-key") or list(args[at - 1 : at]) == ["--api-key"]
        if len(word) > 3 and (follows or ("/" not in word and looks_like_key(word))):
            hint = found.hint and found.hint.replace(word, "KEY")
            found = found._replace(message=found.message.replace(word, "KEY"), hint=hint)
    return found


def _of_exception(
    error: BaseException,
    args: Sequence[str],
    line: Optional[Callable[[str], str]],
    root: Optional[click.Command],
) -> CliError:
    if isinstance(error, (KeyboardInterrupt, click.Abort, EOFError)):
        return CliError("interrupted", "Interrupted.", None, exit_codes.INTERRUPTED)
    if isinstance(error, Declined):
        return CliError("cancelled", "cancelled: nothing was changed", None, exit_codes.INTERRUPTED)
    if isinstance(error, click.ClickException):
        return _of_click(error, args, root)
    from smarter.errors import SmarterError, code_of, raised_at

    if isinstance(error, SmarterError):
        from smarter.cli.corrections import correct

        code = code_of(error)
        return CliError(
            code,
            str(error) or type(error).__name__,
            correct(error, args, root) or _same_platform(error.hint, line),
            EXIT_CODES.get(code, exit_codes.ERROR),
            getattr(error, "status_code", None),
            getattr(error, "request_id", None),
        )
    if isinstance(error, OSError):
        where = f": {error.filename}" if isinstance(error.filename, str) else ""
        return CliError("os", f"{error.strerror or type(error).__name__}{where}.", None, exit_codes.ERROR)
    # The text of an unexpected exception could hold secrets.
    message = f"bug in smarter: {type(error).__name__} at {raised_at(error)}"
    return CliError("internal", message, "-vv shows the traceback", exit_codes.ERROR)


def _same_platform(hint: Optional[str], line: Optional[Callable[[str], str]]) -> Optional[str]:
    if hint is None or line is None or not hint.startswith("smarter ") or "--context" in hint:
        return hint
    return line(hint[len("smarter ") :])


def _of_click(error: click.ClickException, args: Sequence[str], root: Optional[click.Command]) -> CliError:
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "smarter"
    message = error.format_message()
    hint = getattr(error, "hint", None)
    if hint is None:
        from smarter.cli.corrections import correct

        hint = correct(error, args, root)
    if isinstance(error, click.NoSuchOption):
        from smarter.cli.corrections import reason_against, suggest_option

        reason = reason_against(error.option_name, ctx)
        better = None if hint or reason else suggest_option(error.option_name, ctx)
        reason = f"did you mean {better}?" if better else reason
        message = f"unknown option {error.option_name}{': ' + reason if reason else ''}"
    return CliError("usage", message, hint or f"{path} --help", exit_codes.USAGE)


def _one_line(text: str) -> str:
    return " ".join(text.split())
