"""Text for people: escapes of control and invisible characters, and its width."""

from __future__ import annotations

import re
from typing import Any, Optional, Sequence

# Patterns are compiled when they are first used: each costs a start half a millisecond, and most texts need none.

# Characters that move the cursor, start an escape sequence, end a line or reverse the direction of writing.
CONTROL = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"

# Texts that the runners of GitHub and Azure run as commands: `::name` at the start of a line, and `##[name]` anywhere.
COMMAND_LINE = r"(?m)^[ \t]*::|##\[|##vso\["

_NOT_IN_JSON = f"(?!\n){CONTROL}"

_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
# Format characters that take a column: the soft hyphen, and signs that are drawn above a number.
_VISIBLE_FORMAT = "[\xad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]"
# Alphabets with letters that look like Latin ones.
_LOOK_ALIKE = (
    "CYRILLIC",
    "GREEK",
    "ARMENIAN",
    "CHEROKEE",
    "FULLWIDTH",
    "MATHEMATICAL",
    "LATIN SMALL LETTER DOTLESS",
)
_INVISIBLE = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs", "Cs", "Co", "Cn"))
_ZERO_WIDTH = frozenset(("Mn", "Me", "Mc", "Cf", "Cc", "Zl", "Zp"))


def escape_controls(text: str) -> str:
    """Escape terminal control characters, line ends too: `\\x1b`, `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(CONTROL, lambda match: ascii(match.group())[1:-1], text)


def escape_commands(text: str) -> str:
    """Escape commands to a CI server: `\\x3a:stop-commands::`, `\\x23#[group]`."""
    if "::" not in text and "##" not in text:
        return text
    return re.sub(
        COMMAND_LINE,
        lambda match: re.sub("[:#]", lambda sign: f"\\x{ord(sign.group()):x}", match.group(), count=1),
        text,
    )


def escape_json(text: str) -> str:
    """Escape terminal controls and CI commands in the JSON `text`, as JSON does."""
    if not text.isascii():
        text = re.sub(_NOT_IN_JSON, lambda match: f"\\u{ord(match.group()):04x}", text)
    return text.replace("##", "#\\u0023") if "##" in text and re.search(COMMAND_LINE, text) else text


def dump_json(data: Any) -> str:
    """Return `data` as indented JSON, safe for terminals and CI servers."""
    import json  # imported late: a start does without

    return escape_json(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"


def escape_invisible(text: str) -> str:
    """Escape invisible characters, line ends, and lookalikes of letters or spaces."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # imported late: most texts are ASCII

    def is_odd(character: str, word: str) -> bool:
        if character == " " or (character.isascii() and character.isprintable()):
            return False
        if unicodedata.category(character) in _INVISIBLE:
            return True
        mixed = re.search("[A-Za-z]", word) is not None  # a word of two alphabets
        return mixed and unicodedata.name(character, "").startswith(_LOOK_ALIKE)

    pieces = [(each, piece) for piece in re.split("( )", text) for each in piece]
    return "".join(ascii(each)[1:-1] if is_odd(each, piece) else each for each, piece in pieces)


# Hyphens, dashes, the minus sign and bullets, as word processors write them.
DASHES = tuple("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u2022\u2023\u2043\u00b7\u25aa\u25cf")


def odd_character(text: str) -> Optional[str]:
    """Return the first non-ASCII character's name: `U+200B ZERO WIDTH SPACE`."""
    import unicodedata

    odd = next((each for each in text if not each.isascii()), None)
    return f"U+{ord(odd):04X} {unicodedata.name(odd, '')}".rstrip() if odd is not None else None


def note_odd(value: Any) -> str:
    """Return ` (has U+2013 EN DASH)` for the first non-ASCII character, else ""."""
    odd = odd_character(value) if isinstance(value, str) else None
    return f" (has {odd})" if odd else ""


def shorten(text: str, most: int, dots: str = "...") -> str:
    """Return `text` cut to `most` characters, `dots` included."""
    return text if len(text) <= most else text[: most - len(dots)] + dots


def count_of(number: int, word: str) -> str:
    """Return a number of things: `1 error`, `2 errors`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def show_move(columns: int) -> str:
    """Return a move in words: `2 columns to the right`; negative means left."""
    return f"{count_of(abs(columns), 'column')} to the {'right' if columns > 0 else 'left'}"


def enumerate_words(words: Sequence[str], last: str) -> str:
    """Join words as in a sentence, with the conjunction `last`: `a, b or c`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else words[0]


def display_width(text: str) -> int:
    """Count the terminal columns of `text` by wcwidth's rules; controls take none.

    East Asian wide characters and emoji take two columns, combining ones none. What a zero-width joiner adds to an
    emoji takes no room of its own.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    total = last = 0
    before = ""
    for character in text:
        if before == _ZERO_WIDTH_JOINER:
            width = 0
        elif character == _EMOJI_STYLE:
            # The sign before it is drawn as an emoji, and wide.
            width = int(last == 1 and not before.isalpha())
        elif "\U0001f3fb" <= character <= "\U0001f3ff" and last == 2:
            width = 0  # the tone of skin of the emoji before it
        else:
            width = _character_width(character)
        total, last, before = total + width, width or last, character
    return total


def _character_width(character: str) -> int:
    import unicodedata  # imported late: most texts are ASCII

    if re.match(_VISIBLE_FORMAT, character):
        return 1
    # U+1160 to U+11FF are the vowels and finals of Hangul, which join the initial before them.
    if unicodedata.category(character) in _ZERO_WIDTH or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
