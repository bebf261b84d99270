"""The command `smarter`: parses, calls, prints. What it calls lives in the other rooms."""

from __future__ import annotations

import gc

if hasattr(gc, "freeze"):  # a start makes many objects that stay, and next to no rubbish to look for
    gc.set_threshold(20_000)
