"""Entry point of the process: Ctrl-C ends it quietly while it loads.

Python's own handler would raise `KeyboardInterrupt` in the middle of an import, and print a traceback. This
module imports next to nothing, so that its handler is in place in the first milliseconds.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found,unused-ignore]  # `signal` without its enums: a tenth of the time
import os

_INTERRUPTED = 5  # of exit_codes, which takes longer to import


def main() -> None:
    """Run the process's arguments and exit."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:  # a background job ignores Ctrl-C
        _signal.signal(_signal.SIGINT, _end)
    from smarter.cli.main import main as run

    run(_accept_interrupts)


def _accept_interrupts() -> None:
    if _signal.getsignal(_signal.SIGINT) is _end:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)


def _end(*_: object) -> None:
    os._exit(_INTERRUPTED)
