"""Substitution of `${env:NAME}`, `${env:NAME:-default}` and `${file:path}` in the strings of a manifest.

`$${env:...}` stands for the text `${env:...}`. Other `${...}` stays as it is, since prompts and queries have such text.

A manifest may come from a repository that nobody reviewed. So the client's own keys, the files that hold them and the
withheld variables are never substituted, and nothing is in kinds and names, which become part of URLs.
"""

from __future__ import annotations

import os
import re
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from smarter import contexts
from smarter.errors import SmarterError
from smarter.manifest.findings import PathParts, show_path
from smarter.manifest.reading.limits import INCLUDED_BYTES
from smarter.manifest.reading.sources import PathLike, inside
from smarter.manifest.resource import has_reference

# A default may hold braces in pairs: `${env:GREETING:-Hello {name}}`.
_REFERENCE = re.compile(r"\$?\$\{(env|file):((?:[^{}]|\{[^{}]*\})*|[^}]*)\}")
_UNCLOSED = re.compile(r"(?<!\$)\$\{(env|file):\w*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Failure(NamedTuple):
    """A reference that cannot be replaced; `rule` is the id of the finding."""

    rule: str
    message: str
    path: PathParts
    hint: Optional[str] = None


class Substituted(NamedTuple):
    """Data with its references replaced.

    Attributes:
        written: path -> text as written, for each value with a reference.
        failures: the references that cannot be replaced; their values are the texts as written.
        made: the values that were put in.
    """

    value: Any
    written: Dict[PathParts, str]
    failures: List[Failure]
    made: List[str]


# The client's own keys, by the names of their variables.
_OWN_KEYS = re.compile(r"SMARTER_\w*(KEY|TOKEN|SECRET|PASSWORD)\w*", re.IGNORECASE)
_KEY = "SMARTER_API_KEY"

# Parts of the URLs of a resource.
_WRITTEN_OUT: Tuple[PathParts, ...] = (
    ("apiVersion",),
    ("kind",),
    ("metadata", "name"),
    ("metadata", "username"),
)


def substitute(
    value: Any,
    folder: PathLike,
    environ: Mapping[str, str],
    allowed: Sequence[PathLike] = (),
    withheld: Mapping[str, str] = {},
) -> Substituted:
    """Return `value` with its references replaced.

    Args:
        folder: the manifest's; files must be in it, in an `allowed` folder, or below.
        withheld: variables that must not be used, each with the reason as a clause.
    """
    work = _Work(folder, environ, allowed, withheld)
    return Substituted(work.walk(value, ()), work.written, list(work.failures), work.made)


class _Refused(Exception):
    def __init__(self, rule: str, message: str, hint: Optional[str] = None) -> None:
        super().__init__(message)
        self.failure = (rule, message, hint)


class _Work:
    def __init__(
        self,
        folder: PathLike,
        environ: Mapping[str, str],
        allowed: Sequence[PathLike],
        withheld: Mapping[str, str],
    ) -> None:
        self.folder = folder
        self.allowed = allowed
        self.environ = environ
        self.withheld = withheld
        self.written: Dict[PathParts, str] = {}
        self.failures: Dict[Failure, None] = {}  # a set that keeps the order
        self.made: List[str] = []

    def walk(self, value: Any, path: PathParts) -> Any:
        if isinstance(value, dict):
            return {key: self.walk(child, (*path, key)) for key, child in value.items()}
        if isinstance(value, list):
            return [self.walk(child, (*path, index)) for index, child in enumerate(value)]
        if isinstance(value, str) and has_reference(value):
            return self.text(value, path)
        return value

    def text(self, text: str, path: PathParts) -> str:
        failed = False

        def replace(match: re.Match[str]) -> str:
            nonlocal failed
            if match.group().startswith("$$"):
                return match.group()[1:]
            self.written[path] = text
            if path in _WRITTEN_OUT:
                self.failures[_must_be_written_out(path)] = None
                failed = True
                return match.group()
            try:
                self.made.append(_RESOLVERS[match.group(1)](self, match.group(2)))
                return self.made[-1]
            except _Refused as refused:
                rule, message, hint = refused.failure
                self.failures[Failure(rule, message, path, hint)] = None
                failed = True
                return match.group()

        end = text.rfind("}") + 1  # behind it nothing can match, however often it begins
        result = _REFERENCE.sub(replace, text[:end]) + text[end:]
        unclosed = _UNCLOSED.search(text, end)
        if unclosed is not None:
            words = f"`{unclosed.group()}` is not closed"
            self.failures[Failure("substitution", words, path, "Close it with `}`.")] = None
        return text if failed else result

    def env(self, body: str) -> str:
        name, dash, default = body.partition(":-")
        if not _NAME.match(name):
            raise _Refused(
                "substitution",
                f"`${{env:{body}}}` does not name a variable",
                "Write `${env:NAME}` or `${env:NAME:-default}`.",
            )
        value = self.environ.get(name)
        if _OWN_KEYS.fullmatch(name) or (value and value == self.environ.get(_KEY)):
            raise _Refused(
                "variable-withheld", f"variable {name} holds a key of smarter itself",
                "Use another variable for the manifest.",
            )  # fmt: skip
        if name in self.withheld:
            message = f"variable {name} is not substituted: {self.withheld[name]}"
            raise _Refused(
                "variable-withheld", message, "Name the platform yourself, or use another variable."
            )
        if dash:
            return value or default
        if value is None:
            raise _Refused(
                "unset-variable", f"environment variable {name} is not set",
                f"Set {name}, or write a default: `${{env:{name}:-...}}`.",
            )  # fmt: skip
        return value

    def file(self, body: str) -> str:
        if not body.strip():
            raise _Refused("substitution", "`${file:}` does not name a file", "Write `${file:path}`.")
        found = locate(body, self.folder, self.allowed)
        if isinstance(found, Failure):
            outside = found.rule == "file-outside" and not body.startswith("~") and not self.withheld
            more = " Or allow its folder: --allow-file DIR." if outside else ""
            raise _Refused(found.rule, found.message, f"{found.hint}{more}" if found.hint else None)
        try:
            with open(found, "rb") as file:
                data = file.read(INCLUDED_BYTES + 1)
            if len(data) > INCLUDED_BYTES:
                raise _Refused(
                    "substitution", f"file `{body}` is larger than {INCLUDED_BYTES // 1_000_000} MB"
                )
            text = data.decode("utf-8")
        except OSError as error:
            raise _Refused("file-missing", f"cannot read the file `{body}`: {error.strerror}") from None
        except UnicodeDecodeError:
            raise _Refused("substitution", f"file `{body}` is not UTF-8 text") from None
        # Editors end a file with a line break, which is not part of a password or a prompt.
        return re.sub(r"\r?\n\Z", "", text)


_RESOLVERS: Dict[str, Callable[[_Work, str], str]] = {"env": _Work.env, "file": _Work.file}


def locate(
    path: str, folder: PathLike, allowed: Sequence[PathLike] = (), *, folders: bool = False
) -> Union[str, Failure]:
    """Return the real path of the file that `path` names from `folder`, or why it must not be read.

    It must be a regular file inside `folder`, one of the `allowed` folders or below, after every symbolic link.
    With `folders` it may be a folder too, and need not exist.
    """
    root = os.path.realpath(folder)
    if path.startswith("~") or (os.path.isabs(path) and not allowed):
        kind = "a path in a home folder" if path.startswith("~") else "an absolute path"
        return Failure(
            "file-outside",
            f"`{path}` is {kind}; paths are relative to the manifest",
            (),
            "Put the file into the manifest's folder or below.",
        )
    try:
        real = os.path.realpath(os.path.join(root, path))
    except ValueError:  # a NUL character
        return Failure("file-missing", "not a file name", ())
    if not any(inside(real, os.path.realpath(each)) for each in (root, *allowed)):
        return Failure(
            "file-outside",
            f"`{path}` leads out of the manifest's folder",
            (),
            "Put the file into the manifest's folder or below.",
        )
    if _holds_keys(real):
        return Failure("file-outside", f"`{path}` may hold keys and is never read", ())
    if not folders and not os.path.isfile(real):
        problem = "is a folder" if os.path.isdir(real) else "does not exist"
        near = _neighbour(real) if not os.path.isdir(real) else None
        return Failure(
            "file-missing", f"file `{path}` {problem}", (), f"Did you mean `{near}`?" if near else None
        )
    return real


def _must_be_written_out(path: PathParts) -> Failure:
    return Failure(
        "substituted-name",
        f"{show_path(path)} must not use variables: it becomes part of URLs",
        path,
        "Write the text itself; `${env:...}` and `${file:...}` may hold secrets.",
    )


def _holds_keys(real: str) -> bool:
    """Return whether a real path is a file of Git, a `.env`, or one of the client's configuration."""
    parts = real.lower().split(os.sep)
    if ".git" in parts or parts[-1] == ".env" or parts[-1].startswith(".env."):
        return True
    try:
        own = [
            str(contexts.config_path()),
            str(contexts.home() / "config.yaml"),
            str(contexts.home() / "local.db"),
        ]
    except SmarterError:
        return False
    return any(real.startswith(os.path.realpath(each)) for each in own)


def _neighbour(real: str) -> Optional[str]:
    from smarter._suggest import nearest

    folder, name = os.path.split(real)
    return nearest(name, sorted(os.listdir(folder))) if os.path.isdir(folder) else None
