"""The formats of `get -o`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import click

from smarter._defaults import API_VERSION
from smarter._suggest import nearest
from smarter.cli.output.error_report import UsageError
from smarter.cli.output.text_table import lines

if TYPE_CHECKING:
    from smarter.cli.actions.collect import Collected, Item

WORDS = ("table", "wide", "json", "yaml", "name")
TEMPLATES = ("jsonpath", "custom-columns")
_NOT_SUPPORTED = frozenset(
    ("go-template", "go-template-file", "template", "jsonpath-file", "custom-columns-file")
)


class Format(NamedTuple):
    """A format, and the template of `jsonpath` and `custom-columns`.

    Attributes:
        titles: whether tables and columns have any.
    """

    word: str
    template: str = ""
    titles: bool = True

    @property
    def whole(self) -> bool:
        """Return whether the format needs whole manifests, not only the rows of a list."""
        return self.word not in ("table", "wide", "name")


class FormatType(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Parameter type: a word, `jsonpath=TEMPLATE` or `custom-columns=TITLE:PATH,...`."""

    name = "format"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> Format:
        if isinstance(value, Format):
            return value
        word, _, template = str(value).partition("=")
        if word in WORDS and not template:
            return Format(word)
        if word in TEMPLATES and template:
            return Format(word, template)
        if word in TEMPLATES:
            example = f"{word}={'{.metadata.name}' if word == 'jsonpath' else 'NAME:.metadata.name'}"
            raise UsageError(f"-o {word} needs a template.", ctx, word=str(value), better=example)
        if word in _NOT_SUPPORTED:
            better = (
                "custom-columns=NAME:.metadata.name" if "columns" in word else "jsonpath={.metadata.name}"
            )
            raise UsageError(f"{word} is not supported.", ctx, word=str(value), better=better)

        guess = "table" if word == "text" else nearest(word, [*WORDS, *TEMPLATES])
        known = ", ".join([*WORDS, *(f"{each}=..." for each in TEMPLATES)])
        raise UsageError(f"unknown output format {word!r}; use {known}.", ctx, word=word, better=guess)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> List[Any]:
        from click.shell_completion import CompletionItem

        words = [*WORDS, *(f"{each}=" for each in TEMPLATES)]
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def data_of(items: Sequence[Item], single: bool) -> Any:
    """Return data for templates: one manifest if `single`, else a List of `items`."""
    if single and len(items) == 1:
        return items[0].manifest
    return {"apiVersion": API_VERSION, "kind": "List", "items": [item.manifest for item in items]}


def tables(
    collected: Sequence[Collected], *, wide: bool, now: Optional[datetime], width: Optional[int]
) -> Dict[str, List[str]]:
    """Return a table for each kind with resources: word -> lines, titles first.

    Times are ages at `now`, or dates if it is None.
    """
    from smarter.cli.output import resource_view

    found: Dict[str, List[str]] = {}
    for each in collected:
        if not each.items:
            continue
        titles, cells = resource_view.columns(
            each.kind, [item.row for item in each.items], wide=wide, now=now
        )
        if len(collected) > 1:  # as kubectl does, so that lines of several tables differ
            for row in cells:
                row[0] = f"{each.kind.singular}/{row[0]}"
        found[each.kind.singular] = lines(titles, cells, None if wide else width)
    return found


def columns_text(items: Sequence[Item], output_format: Format) -> str:
    """Return the columns of `-o custom-columns=TITLE:PATH,...`; raise `PathError`."""
    from smarter.cli.output.jsonpath import PathError, find, parse_path, shown

    pairs: List[Tuple[str, Any]] = []
    for part in output_format.template.split(","):
        title, colon, path = part.partition(":")
        if not colon or not title:
            raise PathError(
                f"malformed column {part!r}, expected TITLE:PATH",
                hint="Use -o custom-columns=NAME:.metadata.name.",
            )
        pairs.append((title, parse_path(path)))
    rows = []
    for item in items:
        found = [find(item.manifest, steps) for _, steps in pairs]
        rows.append([",".join(shown(value) for value in values) or "<none>" for values in found])
    shown_lines = lines([title for title, _ in pairs], rows)
    return "".join(shown_lines[0 if output_format.titles else 1 :])
