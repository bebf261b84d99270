"""Written once, for `async`; `scripts/generate_sync.py` makes `_sync` of it."""
