"""The command `smarter`: a module for each command, and shared helpers."""

from __future__ import annotations

import gc

if hasattr(gc, "freeze"):  # start-up makes many objects that stay, so that collections find next to nothing
    gc.set_threshold(100_000)
