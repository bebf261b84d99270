"""What the platform says of itself and of us, as text, JSON or YAML."""

from __future__ import annotations

from typing import Any, Mapping

from smarter.cli.output import stdio

__all__ = ["FORMATS", "show"]

FORMATS = ("text", "json", "yaml")


def show(verb: str, facts: Mapping[str, Any], output_format: str) -> None:
    """Print one set of facts; text leaves out what is null."""
    from smarter.cli.output.resource_view import without_nulls, yaml_text

    if output_format == "json":
        stdio.write_document(stdio.document(verb, [dict(facts)], {"found": 1}))
    elif output_format == "yaml":
        stdio.write_result(yaml_text([dict(facts)]))
    else:
        bare = without_nulls(dict(facts))
        stdio.write_result(yaml_text([bare]) if bare else "")
