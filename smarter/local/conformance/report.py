"""The list of disagreements, with reasons, as Markdown."""

from __future__ import annotations

from typing import Sequence

from smarter.local.conformance.replay import Outcome


def report(outcomes: Sequence[Outcome]) -> str:
    """x"""
    return ""
