"""Contract of the platform as data: kinds, fields, dialects, names."""
