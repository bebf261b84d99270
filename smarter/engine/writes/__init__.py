"""Safe writes: steps, outcomes, replacements, and the ids for safe updates."""
