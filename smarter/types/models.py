"""The models API."""

from __future__ import annotations

from typing import Optional

from smarter.client.base_model import BaseModel
from smarter.types.shared import Deleted


class Model(BaseModel):
    """A model that chatbots and completions can use."""

    id: str
    created: Optional[int] = None
    """Seconds since the epoch."""
    object: str
    owned_by: Optional[str] = None


ModelDeleted = Deleted
