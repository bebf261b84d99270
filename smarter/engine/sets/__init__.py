"""Apply sets: ownership, inventory and shards."""
