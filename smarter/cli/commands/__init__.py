"""One file a verb; each defines `command`, and imports nothing but click until it runs."""
