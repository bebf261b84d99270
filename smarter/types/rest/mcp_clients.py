# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: mcp_clients."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field
from typing_extensions import Literal

from smarter.client.base_model import BaseModel

__all__ = [
    "Account",
    "AccountUser",
    "AccountUserProfile",
    "MCPClient",
    "MCPClientStatus",
    "MCPClientTool",
    "MCPClientToolResult",
    "MCPClientTools",
]


class Account(BaseModel):
    """Answer of the API: account."""

    account_number: str = Field(alias="accountNumber")


class AccountUser(BaseModel):
    """Answer of the API: account user."""

    email: Optional[str] = None
    username: str


class AccountUserProfile(BaseModel):
    """Answer of the API: account user profile."""

    account: Account
    user: AccountUser


class MCPClient(BaseModel):
    """Answer of the API: mcp client."""

    allowed_resources: Optional[List[str]] = Field(None, alias="allowedResources")
    allowed_tools: Optional[List[str]] = Field(None, alias="allowedTools")
    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    api_key_header: str = Field(alias="apiKeyHeader")
    auth_type: Literal["none", "api_key", "oauth2", "bearer_token"] = Field(alias="authType")
    cache_ttl: int = Field(alias="cacheTtl")
    can_delete: bool = Field(alias="canDelete")
    command: Optional[str] = None
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    credentials: Optional[str] = None
    description: Optional[str] = None
    endpoint_url: Optional[str] = Field(None, alias="endpointUrl")
    hashed_id: str = Field(alias="hashedId")
    headers: Optional[Dict[str, Any]] = None
    id: int
    include_instructions: bool = Field(alias="includeInstructions")
    is_active: bool = Field(alias="isActive")
    last_connected_at: Optional[datetime] = Field(None, alias="lastConnectedAt")
    last_error: Optional[str] = Field(None, alias="lastError")
    manifest_url: str = Field(alias="manifestUrl")
    name: str
    priority: int
    protocol_version: Optional[str] = Field(None, alias="protocolVersion")
    ready: bool
    rfc1034_compliant_name: Optional[str] = Field(None, alias="rfc1034CompliantName")
    server_name: Optional[str] = Field(None, alias="serverName")
    server_version: Optional[str] = Field(None, alias="serverVersion")
    status: Literal["unconfigured", "connected", "disconnected", "error"]
    tags: Optional[List[str]] = None
    timeout: int
    tools: Optional[List[str]] = None
    transport: Optional[Literal["stdio", "sse", "http"]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None


class MCPClientStatus(BaseModel):
    """Answer of the API: mcp client status."""

    last_connected: Optional[datetime] = Field(None, alias="lastConnected")
    last_error: Optional[str] = Field(None, alias="lastError")
    name: str
    protocol_version: Optional[str] = Field(None, alias="protocolVersion")
    server_name: Optional[str] = Field(None, alias="serverName")
    server_version: Optional[str] = Field(None, alias="serverVersion")
    status: Literal["unconfigured", "connected", "disconnected", "error"]
    tools: List[str]


class MCPClientTool(BaseModel):
    """Answer of the API: mcp client tool."""

    description: Optional[str] = None
    destructive: Optional[bool] = None
    input_schema: Dict[str, Any] = Field(alias="inputSchema")
    name: str
    read_only: Optional[bool] = Field(None, alias="readOnly")
    title: Optional[str] = None


class MCPClientTools(BaseModel):
    """Answer of the API: mcp client tools."""

    instructions: Optional[str] = None
    last_connected: Optional[datetime] = Field(None, alias="lastConnected")
    last_error: Optional[str] = Field(None, alias="lastError")
    name: str
    protocol_version: Optional[str] = Field(None, alias="protocolVersion")
    server_name: Optional[str] = Field(None, alias="serverName")
    server_version: Optional[str] = Field(None, alias="serverVersion")
    status: Literal["unconfigured", "connected", "disconnected", "error"]
    tools: List[MCPClientTool]


class MCPClientToolResult(BaseModel):
    """Answer of the API: mcp client tool result."""

    content: str
    is_error: bool = Field(alias="isError")
    name: str
    tool: str
