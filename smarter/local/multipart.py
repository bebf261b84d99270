"""Reads a `multipart/form-data` body that is whole in memory, copying no part's content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, List, Optional
from urllib.parse import unquote


@dataclass(frozen=True)
class Part:
    """One field of the form; `filename` is None for a plain value."""

    name: str
    filename: Optional[str]
    media_type: Optional[str]
    content: memoryview

    @property
    def text(self) -> str:
        """The content as text."""
        return bytes(self.content).decode("utf-8", "replace")


def parse(content_type: str, body: bytes) -> List[Part]:
    """The parts of `body`. Raises ValueError where it is no complete form."""
    if not content_type.lower().startswith("multipart/form-data"):
        raise ValueError("the content type is not multipart/form-data")
    boundary = _options(content_type).get("boundary")
    if not boundary:
        raise ValueError("the content type names no boundary")
    delimiter = b"--" + boundary.encode("latin-1")
    parts: List[Part] = []
    view = memoryview(body)
    at = body.find(delimiter)
    while at >= 0:
        at += len(delimiter)
        if body[at : at + 2] == b"--":
            return parts
        head = body.find(b"\r\n\r\n", at)
        end = body.find(b"\r\n" + delimiter, head + 2)
        if head < 0 or end < 0:
            break
        parts.append(_part(body[at:head].decode("utf-8", "replace"), view[head + 4 : end]))
        at = end + 2
    raise ValueError("the form ends before its last boundary")


def _part(head: str, content: memoryview) -> Part:
    headers = {
        name.strip().lower(): value.strip()
        for name, separator, value in (line.partition(":") for line in head.split("\r\n"))
        if separator
    }
    options = _options(headers.get("content-disposition", ""))
    filename = options.get("filename")
    if "filename*" in options:
        filename = unquote(options["filename*"].rpartition("'")[2])
    return Part(options.get("name", ""), filename, headers.get("content-type"), content)


def _options(value: str) -> Dict[str, str]:
    found = re.findall(r';\s*([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))', value)
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else bare for name, quoted, bare in found}
