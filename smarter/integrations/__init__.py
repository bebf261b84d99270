"""Adapters for other tools, one module each."""
