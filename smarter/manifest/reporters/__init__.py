"""Reporters: pure functions from a report to text for people or programs."""

from __future__ import annotations

import importlib
from typing import Callable, Tuple

from smarter.manifest.validate import Report

FORMATS: Tuple[str, ...] = ("text", "json", "github", "sarif", "junit", "tap")


def reporter(name: str) -> Callable[[Report], str]:
    """Return the function that writes a report in one of `FORMATS`."""
    module = importlib.import_module(f"smarter.manifest.reporters.{name}")
    render: Callable[[Report], str] = module.render
    return render
