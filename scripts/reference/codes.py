"""The page of exit codes and their error codes."""

from __future__ import annotations

import ast
import re
from typing import Dict, List, Tuple

from reference.markdown import code
from smarter.cli.output import exit_codes
from smarter.cli.output.error_report import EXIT_CODES

INTRODUCTION = """\
# Exit codes

No code has two meanings: a difference is never taken for an error, nor a crash for a difference.

"""

MORE = """
Where several apply, the first of {order} wins, and else the largest.

In `-o json` an error has a `code`. Exit codes by these words:

"""


def page() -> str:
    """Return the text of the page."""
    rows = "".join(f"- `{number}`: {meaning}\n" for number, _, meaning in meanings())
    # The constants in order of precedence, as `worst` has them.
    order = ", ".join(code(str(number)) for number in exit_codes._PRECEDENCE)
    words: Dict[int, List[str]] = {}
    for word, number in EXIT_CODES.items():
        words.setdefault(number, []).append(word)
    listed = [f"- {_numbers(n)}: {', '.join(code(word) for word in words[n])}\n" for n in sorted(words)]
    listed.append(f"- {code(str(exit_codes.ERROR))}: any other\n")
    return INTRODUCTION + rows + MORE.format(order=order) + "".join(listed)


def _numbers(number: int) -> str:
    """Return an exit code, and the one of `diff` and `plan` if that is another."""
    other = exit_codes.of_error("diff", number)
    return code(str(number)) + ("" if other == number else f"; {code(str(other))} for `diff` and `plan`")


def meanings() -> List[Tuple[int, str, str]]:
    """Return each code with its name and the comment behind it, or the name alone."""
    assert exit_codes.__file__ is not None
    with open(exit_codes.__file__, encoding="utf-8") as file:
        source = file.read()
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            (target,) = node.targets
            assert isinstance(target, ast.Name)
            line = source.splitlines()[node.lineno - 1]
            comment = re.search(r"#\s*(.+)$", line)
            meaning = comment.group(1) if comment else target.id.lower()
            found.append((int(node.value.value), target.id, meaning))
    return sorted(found)
