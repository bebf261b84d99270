"""Requests and responses of the embedded platform."""
