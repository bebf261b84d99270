"""Names: the platform's rules for resources and for references; comparison."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Iterable, Match, Sequence

from smarter._text import enumerate_words

# Annotations under these keys are the client's own. Only keys of [a-z0-9./] come back as they were written.
OURS = "smarter.sh/client/"

# Names of resources with records of the client: a set's inventory, the index of sets, the ids of plugins.
PREFIX = "smarter_set_"
INDEX = "smarter_sets"
ROWS = "smarter_rows"
# The kind of those resources, and the one that had them until 0.1.
KEEPER = "Secret"
KEEPER_BEFORE = "Plugin"


def is_record(kind: str, name: str) -> bool:
    """Tell whether a resource is the client's record, left out of lists and exports.

    Args:
        kind: its canonical name, in upper or lower case.
    """
    if kind.lower() not in (KEEPER.lower(), KEEPER_BEFORE.lower()):
        return False
    return name.startswith((PREFIX, INDEX + "_", ROWS + "_")) or name in (INDEX, ROWS)


_CAMEL_HEAD = r"(.)([A-Z][a-z]+)"
_CAMEL_TAIL = r"([a-z0-9])([A-Z])"


def either_kind(kinds: Sequence[str]) -> str:
    """Return words for one of `kinds`: `Plugin of any kind`, `Secret or Provider`."""
    first, *others = kinds
    if len(others) > 1 and all(each.endswith(first) for each in others):
        return f"{first} of any kind"
    return enumerate_words(kinds, "or")


# Texts in fields that take the name of a Secret, but that no platform takes for a name: probably the secret itself.
NO_NAME = re.compile(r"[^\w.-]|.{51}", re.DOTALL)

# A key differs from a name in its prefix, or in a long run of letters and digits: names have words and underscores.
_KEY = re.compile(
    r"(?:(?:sk|pk|rk)-|gh[opsu]_|github_pat_|glpat-|xox[abprs]-|hf_)[A-Za-z0-9_-]{16,}\Z|AIza|AKIA|eyJ"
    r"|.*?(?<![A-Za-z0-9])(?=[A-Za-z0-9]{28})[A-Za-z]*[0-9][A-Za-z0-9]*"
)


def looks_like_key(name: str) -> bool:
    """Return whether a text given as a Secret's name looks like an API key."""
    return _KEY.match(name) is not None


def fold_name(name: str) -> str:
    """Return the kept name: `my-chatbot` -> `my_chatbot`, `MyChatbot` -> `mychatbot`.

    This is Django's slugify (ASCII only, lower case, everything but letters, digits, `_`, `-` and blanks dropped, runs
    of `-` and blanks become one `-`) with `-` turned into `_` and runs of `_` made one.
    """
    import unicodedata  # Late: most names are in their final form, and never come here.

    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    kept = re.sub(r"[^\w\s-]", "", ascii_only.lower())
    slug = re.sub(r"[-\s]+", "-", kept).strip("-_")
    return re.sub(r"_+", "_", slug.replace("-", "_"))


def fold_reference(name: str) -> str:
    """Return the platform's look-up name of a reference: `MyPlugin` -> `my_plugin`."""
    snake = re.sub(_CAMEL_TAIL, r"\1_\2", re.sub(_CAMEL_HEAD, r"\1_\2", name))
    return fold_name(re.sub(r"_+", "_", snake))


def escape_path(path: str) -> str:
    """Return a path as part of a name, escaped as in URLs: `a b.md` -> `a%20b.md`."""

    def escape(found: Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in found.group().encode("utf-8", "surrogateescape"))

    return re.sub(r"""[\s%"\\^`{|}<>\x00-\x1f\x7f\ud800-\udfff]""", escape, path)


@lru_cache(maxsize=4096)
def normalize_key(text: str) -> str:
    """Return `text` in lower case without blanks, `-`, `_` and punctuation.

    Users vary these in the names of kinds; the platform changes them in keys and in the strings of lists.
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def reworded(value: Any, words: Iterable[Sequence[Any]]) -> Any:
    """Return `value`, or each item, translated by (from, to) pairs, or unchanged."""
    if isinstance(value, list):
        return [reworded(item, words) for item in value]
    return next((there for here, there in words if type(here) is type(value) and here == value), value)
