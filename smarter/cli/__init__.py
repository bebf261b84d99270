"""The command `smarter`: one module a command, and the helpers that commands share."""

from __future__ import annotations

import gc

if hasattr(gc, "freeze"):  # a start makes many objects that stay, and next to no rubbish to look for
    gc.set_threshold(100_000)
