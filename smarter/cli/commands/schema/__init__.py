"""`smarter schema`: show, export and fetch schemas."""
