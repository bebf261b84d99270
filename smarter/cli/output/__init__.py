"""Output of commands: streams, formats, tables, reports and exit codes."""
