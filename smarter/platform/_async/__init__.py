"""Asynchronous half; `scripts/generate_sync.py` generates `_sync` from it."""
