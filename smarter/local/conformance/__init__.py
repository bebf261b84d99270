"""Whether a platform answers as a recording of the real one says: replay, compare, report."""

from __future__ import annotations

from smarter.local.conformance.recording import Exchange, load
from smarter.local.conformance.replay import Outcome, replay

__all__ = ["Exchange", "Outcome", "load", "replay"]
