"""Status line drawn by `rich`, imported after one second on a terminal."""

from __future__ import annotations

from typing import Optional

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column

from smarter._text import escape_controls

_BAR = 20  # columns


class RichLine:
    """A spinner, a text, and a bar if the total is known."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        text = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
        self._bar = BarColumn(bar_width=_BAR)
        self._progress = Progress(
            SpinnerColumn(),
            text,
            console=console,
            transient=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._wide = console.width >= 3 * _BAR
        self._task = self._progress.add_task("", total=None)

    def update(self, text: str, done: int, total: Optional[int]) -> None:
        """Set the text and the bar."""
        if total is not None and self._wide and self._bar not in self._progress.columns:
            self._progress.columns = (*self._progress.columns, self._bar)
        self._progress.update(self._task, description=escape_controls(text), completed=done, total=total)

    def show(self) -> None:
        """Draw the line."""
        self._progress.start()  # has no effect on one that is started
        self._progress.refresh()

    def take_back(self) -> None:
        """Erase the line."""
        self._progress.stop()
