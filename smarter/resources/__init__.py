"""The imperative surface: what programs call. Written once, async; the sync half is generated."""
