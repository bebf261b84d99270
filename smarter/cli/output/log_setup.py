"""`-v`: what the client logs, on stderr."""

from __future__ import annotations

import logging

from smarter.cli.output import stdio

__all__ = ["to_stderr"]


class _Notes(logging.Handler):
    """Writes as everything else does, so that a line that says what is waited for is taken back before."""

    def emit(self, record: logging.LogRecord) -> None:
        stdio.write_message(self.format(record) + "\n")


def to_stderr(verbosity: int) -> None:
    """Show the package's log: 1 for requests, 2 or more for details too."""
    handler = _Notes()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("smarter")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO if verbosity == 1 else logging.DEBUG)
    logger.propagate = False
