"""Limits on the size of manifests, so that no text takes much time or memory."""

from __future__ import annotations

FILE_BYTES = 200_000_000
DOCUMENT_CHARACTERS = 10_000_000
INCLUDED_BYTES = 10_000_000  # of a file in `${file:...}`
MAX_DEPTH = 100
# Values that aliases may add to a document; each 40 characters of text count as one more.
MAX_EXPANDED = 300_000
TEXT_UNIT = 40
MAX_DIGITS = 4_000  # of an integer: the time to read one grows with the square of its length
