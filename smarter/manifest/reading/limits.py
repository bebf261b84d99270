"""How much a manifest may be, so that a small text cannot cost much and a large one is refused with a word."""

from __future__ import annotations

FILE_BYTES = 200_000_000
DOCUMENT_CHARACTERS = 10_000_000
INCLUDED_BYTES = 10_000_000  # of a file that `${file:...}` names
MAX_DEPTH = 100
# What aliases may add to a document: values, and each 40 characters of text count as one more.
MAX_EXPANDED = 300_000
TEXT_UNIT = 40
MAX_DIGITS = 4_000  # of an integer: reading one takes time that grows with the square of its length
