"""Readers of sources, YAML and JSON, with positions."""
