"""Substitution of references such as `${var:NAME}` in the strings of a manifest.

`${env:NAME:-${keep}}` is the variable, or else the live value.

`$${env:...}` stands for the text `${env:...}`. Other `${...}` stays as it is, since prompts and queries have such text.

`var` and `file` give values that every output shows; `env` and `secretfile` give secrets. So does `file` outside of the
manifest's folder, where mounted secrets are.

A manifest may come from a repository that was not reviewed. So the client's own keys, the files that hold them and the
withheld variables are never substituted, and nothing is in kinds and names, which become part of URLs.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import (
    Any,
    Callable,
    Collection,
    Dict,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
)

from smarter.manifest.findings import PathParts, show_path
from smarter.manifest.included_files import locate
from smarter.manifest.reading.limits import INCLUDED_BYTES
from smarter.manifest.reading.sources import PathLike, inside
from smarter.manifest.resource import KEEP, Tainted
from smarter.manifest.substitution_syntax import Failure, Token, split
from smarter.manifest.variables import Variable, Variables, may_be_name, read_value

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass
class Substituted:
    """Data with its references replaced.

    Attributes:
        written: path -> text as written, for each value with a reference.
        tainted: path -> the secret part, for each value that holds a secret.
        files: path -> path of the file, for each value that is the content of a file and nothing else.
        partly: path -> the value with its variables alone replaced, for each value with a variable.
        failures: the references that cannot be replaced; their values are the texts as written.
        slips: texts that look like misspelt references.
        made: the secrets that were put in.
    """

    value: Any = None
    written: Dict[PathParts, str] = field(default_factory=dict)
    tainted: Dict[PathParts, Tainted] = field(default_factory=dict)
    files: Dict[PathParts, str] = field(default_factory=dict)
    partly: Dict[PathParts, Any] = field(default_factory=dict)
    failures: List[Failure] = field(default_factory=list)
    slips: List[Failure] = field(default_factory=list)
    made: List[str] = field(default_factory=list)

    def with_variables(self, value: Any) -> Any:
        """Return the data as written, with variables replaced, but no secrets and files."""
        return _with_parts(value, self.partly, ()) if self.partly else value


# The client's own keys, by the names of their variables.
_OWN_KEYS = re.compile(r"SMARTER_\w*(KEY|TOKEN|SECRET|PASSWORD)\w*", re.IGNORECASE)
_KEY = "SMARTER_API_KEY"


def is_own_key(name: str) -> bool:
    """Return whether a variable holds a key of the client itself, by its name."""
    return _OWN_KEYS.fullmatch(name) is not None


# Parts of the URLs of a resource.
_WRITTEN_OUT = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "username"))


def substitute(
    value: Any,
    folder: PathLike,
    environ: Mapping[str, str],
    allowed: Sequence[PathLike] = (),
    withheld: Mapping[str, str] = {},
    variables: Optional[Variables] = None,
    takes_text: Callable[[PathParts], bool] = lambda path: False,
) -> Substituted:
    """Return `value` with its references replaced.

    Args:
        folder: the manifest's; files must be in it, in an `allowed` folder, or below.
        withheld: variables of `environ` that must not be used, each with the reason as a clause.
        takes_text: tells whether the field at a path takes text but neither numbers nor booleans.
    """
    result = Substituted()
    work = _Work(folder, environ, allowed, withheld, variables or Variables(), takes_text, result)
    result.value = work.walk(value, ())
    result.failures = list(dict.fromkeys(result.failures))
    return result


def _with_parts(value: Any, parts: Mapping[PathParts, Any], path: PathParts) -> Any:
    if path in parts:
        return parts[path]
    if isinstance(value, dict):
        return {key: _with_parts(child, parts, (*path, key)) for key, child in value.items()}
    if isinstance(value, list):
        return [_with_parts(child, parts, (*path, index)) for index, child in enumerate(value)]
    return value


class _Piece(NamedTuple):
    """A part of a text as value and as text; `partly` has only variables replaced.

    `shown` is its text in outputs, where a secret is the reference itself.
    """

    value: Any
    text: str
    partly: str
    shown: str
    secret: bool = False


def _joined(pieces: Sequence[_Piece]) -> _Piece:
    """Return the pieces of a text as one."""
    if len(pieces) == 1:
        return pieces[0]
    text = "".join(piece.text for piece in pieces)
    partly = "".join(piece.partly for piece in pieces)
    shown = "".join(piece.shown for piece in pieces)
    return _Piece(text, text, partly, shown, any(piece.secret for piece in pieces))


class _Refused(Exception):
    """A reference cannot be replaced."""

    def __init__(self, message: str, hint: Optional[str] = None, rule: str = "substitution") -> None:
        super().__init__(message)
        self.failure = Failure(rule, message, hint)


@dataclass
class _Work:
    folder: PathLike
    environ: Mapping[str, str]
    allowed: Sequence[PathLike]
    withheld: Mapping[str, str]
    variables: Variables
    takes_text: Callable[[PathParts], bool]
    result: Substituted

    def walk(self, value: Any, path: PathParts) -> Any:
        if isinstance(value, dict):
            for key in value:
                if isinstance(key, str) and "${" in key:
                    self.result.slips.extend(_in_key(key, (*path, key)))
            return {key: self.walk(child, (*path, key)) for key, child in value.items()}
        if isinstance(value, list):
            return [self.walk(child, (*path, index)) for index, child in enumerate(value)]
        if isinstance(value, str) and "${" in value:
            return self.text(value, path)
        return value

    # Outputs show a text with a secret as it is written, and drift is told by the parts around the secret: so its
    # place is kept. Held by `test_the_position_of_a_secret_in_a_text_is_recorded`.
    def text(self, text: str, path: PathParts) -> Any:
        """Return a text with its references replaced, and record how each is written."""
        tokens = split(text)
        if any(token.source for token in tokens):
            self.result.written[path] = text
        pieces = []
        for token in tokens:
            try:
                pieces.append(self.piece(token, path, whole=len(tokens) == 1))
            except _Refused as refused:
                self.result.failures.append(refused.failure._replace(path=path, written=token.text))
        if len(pieces) < len(tokens):
            if any(token.source not in ("", "var") for token in tokens):
                self.result.tainted[path] = Tainted(text)
            return text
        made = _joined(pieces)
        if any(token.source == "var" for token in tokens):
            self.result.partly[path] = made.value if len(pieces) == 1 else made.partly
        secret = [number for number, piece in enumerate(pieces) if piece.secret]
        if secret:
            first, last = secret[0], secret[-1]
            self.result.tainted[path] = Tainted(
                made.shown,
                sum(len(piece.text) for piece in pieces[:first]),
                sum(len(piece.text) for piece in pieces[last + 1 :]),
            )
        elif len(tokens) == 1 and tokens[0].source == "file":
            self.result.files[path] = self.with_variables(tokens[0]).body
        return made.value

    def piece(self, token: Token, path: PathParts, *, whole: bool) -> _Piece:
        if token.unclosed:
            raise _Refused(f"`${{{token.word}` is not closed", "Close it with `}`.")
        if token.meant:
            self.result.slips.append(_slip(token, path))
        elif not token.source and self.variables.names:
            self.result.slips.extend(_bare_names(token.text, path, self.variables.names))
        if not token.source:
            return _Piece(token.text, token.text, token.written, token.text)
        if path in _WRITTEN_OUT and token.source != "var":
            message = f"{show_path(path)} must not use `${{{token.source}:}}`: it becomes part of URLs"
            hint = "Write the text itself, or use `${var:...}`, which holds no secrets."
            raise _Refused(message, hint, "substituted-name")
        if token.source == "var":
            return self.var(token.body, path, whole)
        resolver = self.env if token.source == "env" else self.file
        made = resolver(self.with_variables(token), path)
        if made.value == KEEP and not whole:
            message = f"`{token.text}` is part of a text, and only a whole value can be kept"
            raise _Refused(message, "Set the variable, or make the reference the whole value.")
        return made

    def with_variables(self, token: Token) -> Token:
        """Return a reference with the variables in its name or path replaced."""
        name, dash, default = token.body.partition(":-") if token.source == "env" else (token.body, "", "")
        if "${var:" not in name:
            return token
        parts = [
            self.var(part.body, (), whole=False).text if part.source == "var" else part.written
            for part in split(name)
        ]
        return token._replace(body="".join([*parts, dash, default]))

    def var(self, body: str, path: PathParts, whole: bool) -> _Piece:
        """Return the value of a variable: unchanged as a whole text, else as part of one."""
        name, dash, default = body.partition(":-")
        if not may_be_name(name):
            message = f"`${{var:{body}}}` does not name a variable"
            raise _Refused(message, "Write `${var:NAME}` or `${var:NAME:-default}`.")
        found = self.variables.use(name)
        if found is None and not dash:
            hint = self.variables.why_undefined(name)
            raise _Refused(f"variable {name} is not defined", hint, "undefined-variable")
        if found is None:
            inner = self.nested(default, path)
            if inner.secret:
                return inner
            value = read_value(inner.text) if inner.value is inner.text else inner.value
            found = Variable(value, inner.text)
        value, text = found.value, found.text
        if whole and text is not None and not isinstance(value, str) and self.takes_text(path):
            value = text
        if text is None and not whole:
            kind = "null" if value is None else "a list" if isinstance(value, list) else "a mapping"
            raise _Refused(f"variable {name} is {kind}, which cannot be part of a text")
        return _Piece(value, text or "", text or "", text or "")

    def nested(self, default: str, path: PathParts) -> _Piece:
        """Return a default, which may have references itself."""
        return _joined([self.piece(token, path, whole=False) for token in split(default)])

    def env(self, token: Token, path: PathParts) -> _Piece:
        name, dash, default = token.body.partition(":-")
        if not _NAME.match(name):
            message = f"`{token.text}` does not name a variable"
            raise _Refused(message, "Write `${env:NAME}` or `${env:NAME:-default}`.")
        value = self.environ.get(name)
        if is_own_key(name) or (value and value == self.environ.get(_KEY)):
            message = f"variable {name} holds a key of smarter itself"
            raise _Refused(message, "Use another variable for the manifest.", "variable-withheld")
        if name in self.withheld:
            message = f"variable {name} is not substituted: {self.withheld[name]}"
            hint = "Name the platform yourself, or use another variable."
            raise _Refused(message, hint, "variable-withheld")
        if dash and default == KEEP and not value:
            return _Piece(KEEP, KEEP, token.text, token.text, secret=True)
        if dash:
            value = value or self.nested(default, path).text
        if value is None:
            hint = f"Set {name}, or write a default: `${{env:{name}:-...}}`."
            raise _Refused(f"environment variable {name} is not set", hint, "unset-variable")
        self.result.made.append(value)
        return _Piece(value, value, token.text, token.text, secret=True)

    def file(self, token: Token, path: PathParts) -> _Piece:
        """Return a file's content, a secret if the token says so or the file is outside."""
        body = token.body
        if not body.strip():
            raise _Refused(f"`{token.text}` does not name a file", f"Write `${{{token.source}:path}}`.")
        found = locate(body, self.folder, self.allowed)
        if isinstance(found, Failure):
            outside = found.rule == "file-outside" and not body.startswith("~") and not self.withheld
            more = " Or allow its folder: --allow-file DIR." if outside else ""
            raise _Refused(found.message, f"{found.hint}{more}" if found.hint else None, found.rule)
        try:
            with open(found, "rb") as file:
                data = file.read(INCLUDED_BYTES + 1)
            if len(data) > INCLUDED_BYTES:
                raise _Refused(f"file `{body}` is larger than {INCLUDED_BYTES // 1_000_000} MB")
            text = data.decode("utf-8")
        except OSError as error:
            raise _Refused(f"cannot read the file `{body}`: {error.strerror}", rule="file-missing") from None
        except UnicodeDecodeError:
            raise _Refused(f"file `{body}` is not UTF-8 text") from None
        # Editors end a file with a line break, which is not part of a password or a prompt.
        text = re.sub(r"\r?\n\Z", "", text)
        if token.source == "file" and inside(found, os.path.realpath(self.folder)):
            return _Piece(text, text, token.text, text)
        self.result.made.append(text)
        return _Piece(text, text, token.text, token.text, secret=True)


def _bare_names(text: str, path: PathParts, names: Collection[str]) -> Iterator[Failure]:
    """Yield a finding for each `${NAME}` sent as text although it names a variable."""
    for match in re.finditer(r"(?<!\$)\$\{([A-Za-z_][\w-]*)\}", text):
        if match.group(1) in names:
            better = f"${{var:{match.group(1)}}}"
            message = f"`{match.group()}` is sent as text, but looks like `{better}`"
            yield Failure("misspelt-reference", message, f"Write `{better}`.", path, match.group())


def _in_key(key: str, path: PathParts) -> Iterator[Failure]:
    """Yield a finding for each reference in a key: only values are replaced."""
    for token in split(key):
        if token.source:
            message = f"`{token.text}` is sent as text: references in keys are not replaced"
            yield Failure("misspelt-reference", message, "Write the key itself.", path, token.text)


def _slip(token: Token, path: PathParts) -> Failure:
    written = f"${{{token.word}"
    message = f"`{written}...}}` is sent as text, but looks like `${{{token.meant}:...}}`"
    hint = f"Write `${{{token.meant}:...}}`, or `$${{` for the text."
    return Failure("misspelt-reference", message, hint, path, written)
