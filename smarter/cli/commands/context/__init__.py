"""`smarter context`: manage contexts."""
