"""Replay recordings of the real platform and compare the responses."""

from __future__ import annotations

from scripts.conformance.recording import Exchange, load
from scripts.conformance.replay import Outcome, replay

__all__ = ["Exchange", "Outcome", "load", "replay"]
