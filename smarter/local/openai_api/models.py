"""The models API, fine-tuned models included."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Tuple

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Request
from smarter.local.openai_api.base import OpenAIError, route
from smarter.local.prompting.pipeline import model_of
from smarter.local.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS openai_models (id TEXT PRIMARY KEY, created_at REAL NOT NULL);
"""

# The listed name of the built-in model. It answers to every name of these families, newer ones too.
NAMES = (
    "gpt-5",
    "gpt-5-mini",
    "gpt-5-nano",
    "gpt-4.1",
    "gpt-4.1-mini",
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-4-turbo",
    "gpt-4",
    "gpt-3.5-turbo",
    "o3",
    "o4-mini",
)
_FAMILIES = re.compile(r"(?:gpt-|chatgpt-|o\d)[\w.-]*")


def list_models(platform: BasePlatform, request: Request) -> Any:
    """GET /models: all models."""
    tuned = [_model(row[0], row[1], "user-local") for row in _tuned(platform)]
    return {"object": "list", "data": [_model(name) for name in names(platform)] + tuned}


def retrieve(platform: BasePlatform, request: Request, name: str) -> Any:
    """GET /models/{id}: one model."""
    created = dict(_tuned(platform)).get(name)
    if created is not None:
        return _model(name, created, "user-local")
    require(platform, name)
    return _model(name)


def delete(platform: BasePlatform, request: Request, name: str) -> Any:
    """DELETE /models/{id}: delete a fine-tuned model."""
    if name not in dict(_tuned(platform)):
        require(platform, name)
        raise OpenAIError(403, "You have insufficient permissions for this operation.")
    remove_tuned(platform.store, name)
    return {"id": name, "object": "model", "deleted": True}


def require(platform: BasePlatform, name: str) -> None:
    """Raise OpenAIError (404) for an unknown model."""
    names = model_of(platform).names()
    known = name in names if names is not None else _FAMILIES.fullmatch(name) is not None
    if not known and name not in dict(_tuned(platform)):
        raise OpenAIError(
            404,
            f"The model `{name}` does not exist or you do not have access to it.",
            code="model_not_found",
        )


def add_tuned(store: Store, name: str, when: float) -> None:
    """Add a fine-tuned model that exists from `when` on."""
    store.save("openai_models", id=name, created_at=when)


def remove_tuned(store: Store, name: str) -> None:
    """Remove a fine-tuned model."""
    store.run("DELETE FROM openai_models WHERE id = ?", name)


def names(platform: BasePlatform) -> List[str]:
    """Return the names that models are listed under."""
    return model_of(platform).names() or list(NAMES)


def _tuned(platform: BasePlatform) -> List[Tuple[str, int]]:
    query = "SELECT id, created_at FROM openai_models WHERE created_at <= ? ORDER BY created_at"
    return [(name, int(created)) for name, created in platform.store.rows(query, platform.clock())]


def _model(name: str, created: int = 1_700_000_000, owner: str = "system") -> Dict[str, Any]:
    return {"id": name, "object": "model", "created": created, "owned_by": owner}


ROUTES: List[Route] = [
    route("GET", "/models", list_models),
    route("GET", "/models/(.+)", retrieve),
    route("DELETE", "/models/(.+)", delete),
]
