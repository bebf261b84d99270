"""Models of a provider, for `smarter get models --provider NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.output import exit_codes
from smarter.cli.output.emit import Columns, emit_table

if TYPE_CHECKING:
    from smarter.cli.session import Session


def _flag(name: str) -> Callable[[Any], str]:
    return lambda model: "yes" if getattr(model, name, False) else ""


_COLUMNS: Columns = {
    "NAME": "name",
    "DEFAULT": _flag("is_default"),
    "MAX TOKENS": "max_completion_tokens",
    "TOOLS": _flag("supports_tools"),
    "STREAMING": _flag("supports_streaming"),
    "DESCRIPTION": "description",
}


def show_models(session: Session, provider: str) -> int:
    """List the models of a provider, and return the exit code.

    Raises:
        UnsupportedError: the platform has no API for providers.
        NotFoundError: the provider does not exist.
    """
    client = session.client()
    found = find_named(client.providers, "provider", provider)
    models = list(client.providers.models.list(found.name))
    emit_table(
        session,
        models,
        _COLUMNS,
        results=[{**each.to_dict(mode="json"), "provider": found.name} for each in models],
        names=lambda model: f"model/{model.name}",
        empty=f"No models found for provider {found.name}.",
    )
    return exit_codes.DONE
