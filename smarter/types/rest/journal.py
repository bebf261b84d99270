# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from pydantic import Field
from typing_extensions import Literal

from smarter.client.base_model import BaseModel

__all__ = ["JournalEntry", "JournalEntrySummary"]


class JournalEntrySummary(BaseModel):
    """Answer of the API: journal entry summary."""

    command: Literal[
        "apply",
        "prompt",
        "chat_config",
        "delete",
        "deploy",
        "describe",
        "get",
        "journal",
        "logs",
        "example_manifest",
        "status",
        "json_schema",
        "version",
        "undeploy",
        "validate",
        "whoami",
        "resources",
    ]
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    key: str
    status_code: int = Field(alias="statusCode")
    thing: Literal[
        "Account",
        "ApiConnection",
        "ApiPlugin",
        "SmarterAuthToken",
        "Budget",
        "CustomDomain",
        "Guardrail",
        "ImageSearchPlugin",
        "LLMClient",
        "MCPClient",
        "Orchestrator",
        "Prompt",
        "ChatConfig",
        "Proxy",
        "Provider",
        "Secret",
        "SkillPlugin",
        "SqlConnection",
        "SqlPlugin",
        "Plugin",
        "User",
        "Vectorsearch",
        "Vectorstore",
        "WebsearchPlugin",
    ]
    user: Optional[str] = None


class JournalEntry(BaseModel):
    """Answer of the API: journal entry."""

    command: Literal[
        "apply",
        "prompt",
        "chat_config",
        "delete",
        "deploy",
        "describe",
        "get",
        "journal",
        "logs",
        "example_manifest",
        "status",
        "json_schema",
        "version",
        "undeploy",
        "validate",
        "whoami",
        "resources",
    ]
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    key: str
    request: Any
    response: Any
    status_code: int = Field(alias="statusCode")
    thing: Literal[
        "Account",
        "ApiConnection",
        "ApiPlugin",
        "SmarterAuthToken",
        "Budget",
        "CustomDomain",
        "Guardrail",
        "ImageSearchPlugin",
        "LLMClient",
        "MCPClient",
        "Orchestrator",
        "Prompt",
        "ChatConfig",
        "Proxy",
        "Provider",
        "Secret",
        "SkillPlugin",
        "SqlConnection",
        "SqlPlugin",
        "Plugin",
        "User",
        "Vectorsearch",
        "Vectorstore",
        "WebsearchPlugin",
    ]
    user: Optional[str] = None
