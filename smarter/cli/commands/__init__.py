"""One file a verb; each defines `command` and imports only click until it runs."""
