"""The methods that programs call, written once: the sync half is generated."""
