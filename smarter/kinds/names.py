"""How the platform rewrites names: of resources, and of what refers to them. The two rules differ."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Iterable, Sequence

# Annotations under these keys are the client's own. Only keys of [a-z0-9./] come back as they were written.
OURS = "smarter.sh/client/"

_CAMEL_HEAD = r"(.)([A-Z][a-z]+)"
_CAMEL_TAIL = r"([a-z0-9])([A-Z])"


def fold_name(name: str) -> str:
    """The name that the platform keeps for `name`: `my-chatbot` -> `my_chatbot`, `MyChatbot` -> `mychatbot`.

    It is Django's slugify (ASCII only, lower case, everything but letters, digits, `_`, `-` and blanks dropped, runs
    of `-` and blanks become one `-`) with `-` turned into `_` and runs of `_` made one.
    """
    import unicodedata  # most names are settled already

    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    kept = re.sub(r"[^\w\s-]", "", ascii_only.lower())
    slug = re.sub(r"[-\s]+", "-", kept).strip("-_")
    return re.sub(r"_+", "_", slug.replace("-", "_"))


def fold_reference(name: str) -> str:
    """The name that the platform looks up for a reference: camelCase to snake_case, `MyPlugin` -> `my_plugin`."""
    snake = re.sub(_CAMEL_TAIL, r"\1_\2", re.sub(_CAMEL_HEAD, r"\1_\2", name))
    return fold_name(re.sub(r"_+", "_", snake))


@lru_cache(maxsize=256)
def normalize_key(word: str) -> str:
    """A kind's spelling without what people vary: case, `-`, `_` and blanks."""
    return re.sub(r"[-_\s]+", "", word).lower()


def reworded(value: Any, words: Iterable[Sequence[Any]]) -> Any:
    """`value`, or each item of it, by the (here, there) pairs of `words`; what is none of these stays as it is."""
    if isinstance(value, list):
        return [reworded(item, words) for item in value]
    return next((there for here, there in words if type(here) is type(value) and here == value), value)
