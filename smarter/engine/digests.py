"""Short digests of what was applied, a field each, kept in annotations of ours on the resource.

They tell an edit from drift, and are all there is to compare by where the platform does not give back what it got.
Secrets, and values that hold a substituted variable, are hashed slowly and with a salt: nobody who reads the annotation
can guess them in useful time.
"""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Dict, Mapping, Optional, Tuple

from smarter.engine.normalize import to_json

APPLIED = "applied"
SEALED = "sealed"
NAMES = "names"
KEYS = (APPLIED, SEALED, NAMES)

SALT = 16  # hex digits of a salt
THREADS = min(4, os.cpu_count() or 1)  # that hash

_VERSION = "1"
_FIELD = 4  # hex digits that name a field
_PLAIN = 8  # hex digits of a plain digest
_SLOW = 20  # hex digits of a slow one

Digests = Dict[str, str]


def field_key(path: Tuple[str, ...]) -> str:
    """The short name of a field inside the annotations."""
    return hashlib.sha256(".".join(path).encode()).hexdigest()[:_FIELD]


def plain(value: Any) -> str:
    """The digest of a value that is no secret."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()[:_PLAIN]


def sealed(value: Any, salt: str) -> str:
    """The slow, salted digest of a secret (scrypt, 8 MB, some 20 ms)."""
    with _one_at_a_time:  # who comes second finds the first one's
        made = _scrypt(to_json(value), salt)
    return made.result().hex()


_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1 << 16)
def _scrypt(text: str, salt: str) -> Future[bytes]:
    return _hashers().submit(
        hashlib.scrypt, text.encode(), salt=bytes.fromhex(salt), n=2**13, r=8, p=1, dklen=_SLOW // 2
    )


@lru_cache(maxsize=1)
def _hashers() -> ThreadPoolExecutor:
    """The threads that hash. Whichever thread does keeps the 8 MB that it took, so few do it for all."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="smarter-hash")


def new_salt() -> str:
    """A fresh salt, as hex."""
    return os.urandom(SALT // 2).hex()


def write_applied(digests: Mapping[str, str]) -> str:
    """The text of the annotation that keeps plain digests."""
    return " ".join([_VERSION, *(key + digest for key, digest in sorted(digests.items()))])


def read_applied(text: Optional[str]) -> Optional[Digests]:
    """The digests in that text; None where there are none, or none that this version understands."""
    words = (text or "").split()
    if not words or words[0] != _VERSION:
        return None
    return {word[:_FIELD]: word[_FIELD:] for word in words[1:]}


def write_sealed(salt: str, digests: Mapping[str, str]) -> str:
    """The text of the annotation that keeps slow digests, with their salt."""
    return " ".join([_VERSION, salt, *(key + digest for key, digest in sorted(digests.items()))])


def read_sealed(text: Optional[str]) -> Optional[Tuple[str, Digests]]:
    """The salt and the digests in that text; None where there are none that this version understands."""
    words = (text or "").split()
    if len(words) < 2 or words[0] != _VERSION:
        return None
    try:
        bytes.fromhex(words[1])
    except ValueError:
        return None
    return words[1], {word[:_FIELD]: word[_FIELD:] for word in words[2:]}


def write_names(names: Mapping[str, str]) -> str:
    """The text of the annotation that keeps the names which the platform resolves: a name is no secret."""
    return " ".join([_VERSION, *(key + name for key, name in sorted(names.items()))])


def read_names(text: Optional[str]) -> Dict[str, str]:
    """The names in that text, by field."""
    return read_applied(text) or {}
