"""`smarter files`: manage files on the platform."""
