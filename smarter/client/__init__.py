"""The HTTP client: request core, retries, errors, pagination, uploads, streams, logging. It knows no kind."""
