"""`-v`: what the client logs, on stderr."""

from __future__ import annotations

import logging

__all__ = ["to_stderr"]


def to_stderr(verbosity: int) -> None:
    """Show the package's log: 1 for requests, 2 or more for details too."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("smarter")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO if verbosity == 1 else logging.DEBUG)
    logger.propagate = False
