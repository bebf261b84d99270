"""Adapters for tools of others, each in a module of its own."""
