"""Optional spans of OpenTelemetry for each request and each written resource.

Nothing is imported here: the API counts as present once the program has imported it, and costs nothing before.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import Any, Dict, Iterator, Optional


@contextmanager
def span(name: str, attributes: Dict[str, Any], *, client: bool = False) -> Iterator[Optional[Any]]:
    """Run the block in a span and yield it, or None without OpenTelemetry.

    An exception ends the span with status ERROR, and its type as `error.type`. Its message is left out: the program's
    own log decides who reads it.

    Args:
        client: whether the span is a request to another program.
    """
    trace: Any = sys.modules.get("opentelemetry.trace")
    if trace is None:
        yield None
        return
    kind = trace.SpanKind.CLIENT if client else trace.SpanKind.INTERNAL
    with trace.get_tracer("smarter").start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except BaseException as error:
            end_with_error(current, type(error).__name__)
            raise


def end_with_error(current: Any, error_type: str) -> None:
    """Give a span the status ERROR."""
    trace: Any = sys.modules["opentelemetry.trace"]
    current.set_attribute("error.type", error_type)
    current.set_status(trace.StatusCode.ERROR)
