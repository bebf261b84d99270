"""`smarter local`: manage the embedded platform."""
