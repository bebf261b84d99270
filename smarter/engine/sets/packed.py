"""Texts in compressed files, and recognition of text: files may be encrypted."""

from __future__ import annotations

import importlib
from typing import Optional
from zipfile import ZipFile

# The first bytes of a compressed file, and the module of Python's that opens it.
_OPENERS = ((b"\x1f\x8b", "gzip"), (b"BZh", "bz2"), (b"\xfd7zXZ", "lzma"))
_ZIP = b"PK\x03\x04"
_ENCRYPTED = ("-----BEGIN", "age-encryption.org", "Salted__")


def unpack(file: str, most: int) -> Optional[bytes]:
    """Return up to `most` unpacked bytes of a file; None if it cannot be unpacked."""
    with open(file, "rb") as stream:
        start = stream.read(8)
    try:
        if start.startswith(_ZIP):
            return _unzip(file, most)
        for mark, module in _OPENERS:
            if start.startswith(mark):
                with importlib.import_module(module).open(file, "rb") as stream:
                    return bytes(stream.read(most))
    except Exception:  # cut off, encrypted, or packed by a method that this Python does not know
        return None
    return None


def _unzip(file: str, most: int) -> bytes:
    found = b""
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if len(found) < most:
                with archive.open(name) as member:
                    found += b"\n---\n" + member.read(most - len(found))
    return found


def is_text(text: str) -> bool:
    """Tell whether a text, decoded with replacements, was one, and is not encrypted."""
    return text.count("\ufffd") * 10 <= len(text) and not text.startswith(_ENCRYPTED)
