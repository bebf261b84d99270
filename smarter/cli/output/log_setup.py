"""Setup of the log for `-v`."""

from __future__ import annotations

import logging

from smarter.cli.output import stdio

__all__ = ["to_stderr"]


class _Notes(logging.Handler):
    """Log handler that takes back the progress line before it writes."""

    def emit(self, record: logging.LogRecord) -> None:
        stdio.write_message(self.format(record) + "\n")


def to_stderr(verbosity: int) -> None:
    """Log to stderr: requests for 1, details too for 2 or more."""
    handler = _Notes()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("smarter")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO if verbosity == 1 else logging.DEBUG)
    logger.propagate = False
