"""The syntax of substitutions: `${SOURCE:BODY}`, and `$${` for a literal `${`."""

from __future__ import annotations

import re
from itertools import chain
from typing import Iterator, List, NamedTuple, Optional

from smarter._suggest import edit_distance
from smarter.manifest.findings import PathParts

SOURCES = ("env", "file", "secretfile", "var")
# Sources whose values are all secrets.
SECRET_SOURCES = ("env", "secretfile")

# A body may hold braces in pairs, four deep: `${env:GREETING:-Hello {name}}`, `${var:a:-${var:b:-${var:c}}}`.
_PAIRS = r"[^{}]*"
for _ in range(4):
    _PAIRS = rf"(?:[^{{}}]|\{{{_PAIRS}\}})*"
_BODY = rf"{_PAIRS}|[^}}]*"
# A word after `${` that may be a source; what follows it tells a slip from a shell's `${NAME:-default}`.
_WORD = r"[ \t]{0,3}(?P<%s>[A-Za-z][\w-]{0,15})[ \t]{0,3}(?P<%s>[:.][-=+?]?)"
_ESCAPE = rf"\$(?P<escape>\$\{{)(?={_WORD % ('escaped', 'escaped_sign')})"
_WORDED = rf"\$\{{(?={_WORD % ('word', 'sign')})"
_TOKEN = re.compile(rf"{_ESCAPE}|\$\{{(?P<source>{'|'.join(SOURCES)}):(?P<body>{_BODY})\}}|{_WORDED}")
_OPEN_TOKEN = re.compile(rf"{_ESCAPE}|(?P<source>(?!))|{_WORDED}")
_OPENING = re.compile(_WORDED)

# Other words for the sources, in lower case.
_SYNONYMS = {
    "environ": "env", "environment": "env", "files": "file", "include": "file", "secret": "secretfile",
    "secrets": "secretfile", "secret_file": "secretfile", "secret-file": "secretfile", "variable": "var",
    "variables": "var", "vars": "var",
}  # fmt: skip
# With a point, as Terraform and GitHub write them; other words with a point are frequent in programs.
_WITH_POINT = {"env": "env", "var": "var", "vars": "var"}


class Failure(NamedTuple):
    """A reference that cannot be replaced, or a text that looks like a misspelt one.

    Attributes:
        rule: the id of the finding.
        path: the field with the reference.
        written: the reference as it is written.
    """

    rule: str
    message: str
    hint: Optional[str] = None
    path: PathParts = ()
    written: str = ""


class Token(NamedTuple):
    """A part of a text.

    Attributes:
        text: literal text without escapes, or a reference.
        written: the part as it is written.
        source: the source of a reference, empty for literal text.
        body: the part of a reference behind the colon.
        meant: for the `${` of a text that looks like a misspelt reference, the source that is probably meant.
        unclosed: the `${` of a reference without its closing brace.
        word: the word behind such a `${`.
    """

    text: str
    written: str
    source: str = ""
    body: str = ""
    meant: str = ""
    unclosed: bool = False
    word: str = ""


def split(text: str) -> List[Token]:
    """Return the literal texts and the references of a text, in their order."""
    return list(_tokens(text))


# Behind the last brace no reference can end, however often one begins there: a search for its end at each beginning
# would take quadratic time. Held by tests/manifest/test_substitution_syntax.py.
def _tokens(text: str) -> Iterator[Token]:
    at, closed = 0, text.rfind("}") + 1
    for match in chain(_TOKEN.finditer(text, 0, closed), _OPEN_TOKEN.finditer(text, closed)):
        start, end = match.span()
        if match["source"]:
            token = Token(match.group(), match.group(), match["source"], match["body"])
        elif match["escape"]:
            if not _interpreted(match["escaped"], match["escaped_sign"]):
                continue
            token = Token("${", "$${")
        elif start >= closed and _exact(match["word"], match["sign"]):
            token = Token("${", "${", unclosed=True, word=match["word"] + ":")
        else:
            meant = _meant(match["word"], match["sign"])
            if meant is None:
                continue
            token = Token("${", "${", meant=meant, word=match["word"] + match["sign"])
        if start > at:
            yield Token(text[at:start], text[at:start])
        yield token
        at = end
    if at < len(text):
        yield Token(text[at:], text[at:])


def escape(text: str) -> str:
    """Return a text that `split` reads as `text` alone, without references and slips."""
    if "${" not in text:
        return text
    return _OPENING.sub(lambda found: "$${" if _interpreted(found["word"], found["sign"]) else "${", text)


def _interpreted(word: str, sign: str) -> bool:
    """Return whether `${word:` is interpreted, and plain text needs `$${word:`."""
    return _exact(word, sign) or _meant(word, sign) is not None


def _exact(word: str, sign: str) -> bool:
    return word in SOURCES and sign[0] == ":"


def _meant(word: str, sign: str) -> Optional[str]:
    """Return the likely source of `${word:` or `${word.`; None for plain text."""
    lower = word.lower()
    if len(sign) > 1:  # `${ENV:-test}` is a variable of a shell
        return None
    if sign == ".":
        return _WITH_POINT.get(lower)
    if lower in SOURCES:
        return lower
    near = (source for source in SOURCES if edit_distance(lower, source, 1) <= 1)
    return _SYNONYMS.get(lower) or next(near, None)
