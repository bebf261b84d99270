"""The result of a command in the format of `-o`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, Sequence, Union

from smarter.cli.output import stdio

if TYPE_CHECKING:
    from smarter.cli.session import Session


# Formats that people read, in a terminal, a CI server's log or a comment: what controls these is escaped. The others
# are data, such as `-o jsonpath`, and escaped on a terminal alone, as SECURITY.md says.
_FOR_PEOPLE = frozenset(("text", "table", "wide", "markdown", "custom-columns"))


# The attribute of an item that a column shows, such as `plugin.name`, or a function that makes the cell.
Column = Union[str, Callable[[Any], str]]
Columns = Mapping[str, Column]  # by title


def emit(
    session: Session,
    results: Sequence[Any],
    summary: Union[str, Mapping[str, Any]],
    text: Union[str, Callable[[], str]] = "",
    *,
    names: Optional[Sequence[str]] = None,
    yaml: Optional[Sequence[Any]] = None,
    empty: str = "",
    **more: Any,
) -> None:
    """Write the result of a command: one document, names, or text.

    Args:
        results: of the document.
        summary: of the document; a word counts all results.
        text: for people; a function is called only if text is asked for.
        names: the lines of `-o name`.
        yaml: the documents of `-o yaml`, if not the same as JSON's.
        empty: a note for people, if there are no results.
        more: further fields of the document.
    """
    counts = {summary: len(results)} if isinstance(summary, str) else summary
    made = stdio.document(session.verb, list(results), counts, **more)
    emit_document(session, made, text, names=names, yaml=yaml)
    if empty and not results and session.for_people:
        stdio.write_message(f"{empty}\n")


def emit_table(
    session: Session,
    items: Sequence[Any],
    columns: Columns,
    *,
    results: Optional[Sequence[Any]] = None,
    names: Optional[Column] = None,
    empty: str = "",
    **more: Any,
) -> None:
    """Write a list: for people a table, or a note if it is empty.

    Args:
        items: the objects that columns read.
        columns: title -> column.
        results: of the document, by default the items, which are models then.
        names: the column of `-o name`.
        empty: a note for people in place of an empty table.
    """

    def text() -> str:
        from smarter.cli.output.text_table import lines

        rows = [[_cell(each, column) for column in columns.values()] for each in items]
        return "".join(lines(list(columns), rows, stdio.columns(sys.stdout))) if rows or not empty else ""

    data = [each.to_dict(mode="json") for each in items] if results is None else results
    words = [_cell(each, names) for each in items] if names is not None else None
    emit(session, data, "found", text, names=words, empty=empty, **more)


def _cell(item: Any, column: Column) -> str:
    if callable(column):
        return column(item)
    for name in column.split("."):
        item = getattr(item, name, None)
    return "" if item is None else str(item)


def emit_document(
    session: Session,
    document: Mapping[str, Any],
    text: Union[str, Callable[[], str]] = "",
    *,
    names: Optional[Sequence[str]] = None,
    yaml: Optional[Sequence[Any]] = None,
) -> None:
    """Write a result whose document is already made; see `emit`."""
    chosen = session.output_format
    if chosen == "json":
        stdio.write_document(document)
    elif chosen == "yaml":
        from smarter._yaml import dump_all

        stdio.write_data(dump_all([document] if yaml is None else yaml))
    elif chosen == "name" and names is not None:
        stdio.write_result("".join(f"{name}\n" for name in names))
    elif session.paged and chosen in _FOR_PEOPLE:
        from smarter.cli.output.pager import write_paged

        made = text() if callable(text) else text
        with session.pause_progress():
            write_paged(made)
    else:
        write = stdio.write_result if chosen in _FOR_PEOPLE else stdio.write_data
        write(text() if callable(text) else text)


def emit_mapping(session: Session, values: Mapping[str, Any]) -> None:
    """Write keys and values; text leaves out nulls, and YAML is the mapping alone."""

    def text() -> str:
        from smarter._yaml import dump
        from smarter.cli.output.resource_view import without_nulls

        bare = without_nulls(dict(values))
        return dump(bare) if bare else ""

    emit(session, [dict(values)], "found", text, yaml=[dict(values)])
