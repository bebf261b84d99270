"""Manifest API of the embedded platform."""
