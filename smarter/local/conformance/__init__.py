"""Replay recordings of the real platform and compare the responses."""

from __future__ import annotations

from smarter.local.conformance.recording import Exchange, load
from smarter.local.conformance.replay import Outcome, replay

__all__ = ["Exchange", "Outcome", "load", "replay"]
