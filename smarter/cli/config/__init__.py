"""Configuration: contexts, keys, project settings and late kinds."""
