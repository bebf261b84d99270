"""Safe writes: one step, its outcome, replacements, and the record of ids that make updates safe."""
