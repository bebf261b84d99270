"""Text of uploads: text, Markdown, HTML, CSV, JSON, Word; PDF with extra `pdf`."""

from __future__ import annotations

import importlib
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from typing import Any, List
from xml.etree import ElementTree

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def extract_text(name: str, media_type: str, content: bytes) -> str:
    """Return the text of a document.

    Raises:
        ValueError: the type is not supported, or the content is not of its type; the message says which.
    """
    ending = name.rpartition(".")[2].lower()
    if media_type == "application/pdf" or ending == "pdf":
        return _pdf(content)
    if media_type == _WORD or ending == "docx":
        return _word(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(
            f"{name}: {media_type or 'a file of an unknown type'} has no text to extract"
        ) from None
    if media_type == "text/html" or ending in ("html", "htm"):
        return _html(text)
    if media_type == "application/json" or ending == "json":
        try:
            return json.dumps(json.loads(text), ensure_ascii=False, indent=1)
        except ValueError as error:
            raise ValueError(f"{name}: not valid JSON: {error}") from None
    if "\0" in text:
        raise ValueError(f"{name}: a binary file has no text to extract")
    return text


class _Text(HTMLParser):
    """Collects the text between tags, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: List[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")
        self.parts.append("\n" if tag in ("p", "br", "li", "tr", "div", "h1", "h2", "h3", "h4") else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _html(text: str) -> str:
    parser = _Text()
    parser.feed(text)
    return re.sub(r"\n\s*\n+", "\n", "".join(parser.parts)).strip()


def _word(content: bytes) -> str:
    """Return the paragraphs of a Word document, which is a zip of XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise ValueError(f"not a Word document: {error}") from None
    paragraphs = ("".join(part.text or "" for part in each.iter(_TEXT)) for each in root.iter(_PARAGRAPH))
    return "\n".join(paragraphs)


def _pdf(content: bytes) -> str:
    try:
        pypdf: Any = importlib.import_module("pypdf")
    except ImportError:
        raise ValueError("the embedded platform needs pypdf to read PDF: pip install pypdf") from None
    try:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    except Exception as error:  # pypdf has no common base class for the errors of broken files
        raise ValueError(f"not a readable PDF: {error}") from None
