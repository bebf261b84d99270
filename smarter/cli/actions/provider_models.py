"""Models of a provider, for `smarter get models --provider NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Mapping, Sequence

from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.output import exit_codes
from smarter.cli.output.emit import emit_table

if TYPE_CHECKING:
    from smarter.cli.session import Session

_TITLES = ["NAME", "DEFAULT", "MAX TOKENS", "TOOLS", "STREAMING", "DESCRIPTION"]


def show_models(session: Session, provider: str) -> int:
    """List the models of a provider, and return the exit code.

    Raises:
        UnsupportedError: the platform has no API for providers.
        NotFoundError: the provider does not exist.
    """
    client = session.client()
    found = find_named(client.providers, "provider", provider)
    rows = [
        {**each.to_dict(mode="json"), "provider": found.name}
        for each in client.providers.models.list(found.name)
    ]
    emit_table(
        session,
        rows,
        _TITLES,
        _cells,
        names=[f"model/{row['name']}" for row in rows],
        empty=f"No models found for provider {found.name}.",
    )
    return exit_codes.DONE


def _cells(row: Mapping[str, Any]) -> List[str]:
    def yes(*keys: str) -> Sequence[str]:
        return ["yes" if row.get(key) else "" for key in keys]

    default, tools, streaming = yes("isDefault", "supportsTools", "supportsStreaming")
    about = " ".join(str(row.get("description") or "").split())
    return [str(row.get("name")), default, str(row.get("maxCompletionTokens", "")), tools, streaming, about]
