"""Digests of applied field values, kept in our annotations on the resource.

A digest tells an edit of the manifest from drift on the platform. Where the platform does not return a field as it was
written, the digest is all there is to compare with. Secrets, and values that hold a substituted variable, are hashed
slowly and with a salt, so that a reader of the annotation cannot guess them.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Dict, List, Mapping, Optional, Tuple

from smarter.engine.normalize import to_json

APPLIED = "applied"
SEALED = "sealed"
NAMES = "names"
GROUP = "group"
PARTS = "parts"
VARIABLES = "variables"
# Applied values that the platform does not show truly: one annotation a field, `value.` and the field's short name.
VALUE = "value."
_KEYS = (APPLIED, SEALED, NAMES, GROUP, PARTS, VARIABLES)

# Hex digits of a salt.
SALT = 16
THREADS = min(4, os.cpu_count() or 1)

_VERSION = "1"
# Hex digits of a field's name, of a plain digest, and of a secret one. All digests of a resource share the 2,048
# characters that the platform allows an annotation.
_FIELD = 4
_PLAIN = 8
_SLOW = 20

# A longer text is not kept: the platform allows an annotation 2,048 characters.
_LONGEST_VALUE = 2000

# Groups of secrets. More groups suffer less from one changed secret, fewer need fewer slow hashes.
_GROUPS = 16
# Resources with secrets from which on groups are fewer than secrets.
MANY_SECRETS = 2 * _GROUPS

Digests = Dict[str, str]


def is_record(mark: str) -> bool:
    """Tell whether the annotation records an apply, so that each write replaces it."""
    return mark in _KEYS or mark.startswith(VALUE)


def field_key(path: Tuple[str, ...]) -> str:
    """Return the short name of a field inside the annotations."""
    return hashlib.sha256(".".join(path).encode()).hexdigest()[:_FIELD]


def plain_digest(value: Any) -> str:
    """Return the digest of a value that is not secret."""
    return hashlib.sha256(to_json(value).encode("utf-8", "surrogatepass")).hexdigest()[:_PLAIN]


def secret_digest(value: Any, salt: str) -> str:
    """Return the slow, salted digest of a secret (scrypt, 8 MB, about 20 ms)."""
    # Without the lock two threads would both miss the cache and hash the same secret.
    with _one_at_a_time:
        made = _scrypt(to_json(value), salt)
    return made.result().hex()


# A slow hash for each of a hundred secrets is half of the CPU time of an apply that changes nothing. So the secrets of
# a run are put into a few groups, and one slow hash of all secrets of a group proves that none of them has changed. To
# guess one of them, a reader of the annotation must know all others and still pays the slow hash for each guess.
# If a group does not match, each of its secrets is compared by its own digest. Held by tests/engine/test_digests.py.
class SecretGroup:
    """The secrets of several resources, proved unchanged by one slow hash."""

    def __init__(self) -> None:
        self._texts: List[str] = []

    def add(self, name: str, value: Any) -> None:
        """Add a secret; `name` identifies its resource and field."""
        self._texts.append(f"{name}={to_json(value)}")

    def proof(self, identity: Tuple[str, str], salt: str) -> str:
        """Return a resource's proof that the group's secrets are unchanged."""
        with _one_at_a_time:
            made = _scrypt("\n".join(sorted(self._texts)), salt)
        return hashlib.sha256(
            made.result() + "/".join(identity).encode("utf-8", "surrogatepass")
        ).hexdigest()[:_SLOW]


def group_number(identity: Tuple[str, str]) -> int:
    """Return the group of a resource's secrets, the same in every run."""
    return hashlib.sha256("/".join(identity).encode("utf-8", "surrogatepass")).digest()[0] % _GROUPS


_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1 << 16)
def _scrypt(text: str, salt: str) -> Future[bytes]:
    return _hashers().submit(
        hashlib.scrypt,
        text.encode("utf-8", "surrogatepass"),
        salt=bytes.fromhex(salt),
        n=2**13,
        r=8,
        p=1,
        dklen=_SLOW // 2,
    )


@lru_cache(maxsize=1)
def _hashers() -> ThreadPoolExecutor:
    """Return the hashing threads. They are few: each keeps the 8 MB of scrypt."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="smarter-hash")


def _forget_threads() -> None:
    """Give a forked child its own hashing threads: the parent's do not exist there."""
    global _one_at_a_time
    _one_at_a_time = threading.Lock()
    _scrypt.cache_clear()
    _hashers.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_threads)


def new_salt() -> str:
    """Return a new random salt, as hex."""
    return os.urandom(SALT // 2).hex()


def write_applied(words: Mapping[str, str]) -> str:
    """Return the text of the annotation of plain digests, or of names, by field."""
    return " ".join([_VERSION, *(key + word for key, word in sorted(words.items()))])


def read_applied(text: Optional[str]) -> Optional[Digests]:
    """Parse an annotation of digests or names; None if absent or of another version."""
    words = (text or "").split()
    if not words or words[0] != _VERSION:
        return None
    return {word[:_FIELD]: word[_FIELD:] for word in words[1:]}


def write_sealed(salt: str, digests: Mapping[str, str]) -> str:
    """Return the text of the annotation with digests of secrets, and their salt."""
    return " ".join([_VERSION, salt, *(key + digest for key, digest in sorted(digests.items()))])


def read_sealed(text: Optional[str]) -> Tuple[str, Digests]:
    """Return the salt and digests of secrets; empty if absent or of another version."""
    words = (text or "").split()
    try:
        bytes.fromhex(words[1])
    except (IndexError, ValueError):
        return "", {}
    if words[0] != _VERSION:
        return "", {}
    return words[1], {word[:_FIELD]: word[_FIELD:] for word in words[2:]}


def write_value(value: Any) -> Optional[str]:
    """Return the text of an annotation with one value; None if it is too long."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= _LONGEST_VALUE else None


def read_value(text: Optional[str]) -> Any:
    """Parse an annotation with one value; None if it is absent or cannot be read."""
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return None
