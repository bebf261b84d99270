"""The methods that programs call. Written once, async; the sync half is generated."""
