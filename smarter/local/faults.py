"""Failing on purpose."""

from __future__ import annotations


class ConnectionCut(ConnectionError):
    """The connection ends here, without another byte."""
