"""For every test: generated examples are the same in every run, so that a failure stays where it is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
