"""Readers: sources, YAML and JSON with positions."""
