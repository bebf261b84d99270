"""The HTTP client, without kinds: core, retries, errors, pages, uploads, streams."""
