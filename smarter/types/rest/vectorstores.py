# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: vectorstores."""

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
    "Vectorstore",
    "VectorstoreDocument",
    "VectorstoreDocumentDeleted",
    "VectorstoreDocumentsAdded",
    "VectorstoreRestored",
    "VectorstoreSearchResult",
    "VectorstoreSearchResults",
    "VectorstoreSnapshot",
    "VectorstoreStatus",
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


class Vectorstore(BaseModel):
    """Answer of the API: vectorstore."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    api_key_secret: Optional[str] = Field(None, alias="apiKeySecret")
    backend: Literal["qdrant", "pinecone"]
    can_delete: bool = Field(alias="canDelete")
    connection: Optional[str] = None
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    deletion_protection: bool = Field(alias="deletionProtection")
    deployed_at: Optional[datetime] = Field(None, alias="deployedAt")
    description: Optional[str] = None
    dimension: int
    document_count: int = Field(alias="documentCount")
    embeddings_model: str = Field(alias="embeddingsModel")
    embeddings_provider: Optional[str] = Field(None, alias="embeddingsProvider")
    endpoint_url: str = Field(alias="endpointUrl")
    hashed_id: str = Field(alias="hashedId")
    hosting: Literal["self_hosted", "managed"]
    id: int
    index_name: str = Field(alias="indexName")
    is_active: bool = Field(alias="isActive")
    last_checked_at: Optional[datetime] = Field(None, alias="lastCheckedAt")
    last_maintenance_at: Optional[datetime] = Field(None, alias="lastMaintenanceAt")
    last_snapshot_at: Optional[datetime] = Field(None, alias="lastSnapshotAt")
    manifest_url: str = Field(alias="manifestUrl")
    metric: Literal["cosine", "euclidean", "dotproduct"]
    name: str
    snapshot_count: int = Field(alias="snapshotCount")
    spec: Dict[str, Any]
    stats: Dict[str, Any]
    status: Literal["pending", "provisioning", "ready", "stopped", "failed", "deleting"]
    status_message: str = Field(alias="statusMessage")
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    vector_count: int = Field(alias="vectorCount")
    version: Optional[str] = None


class VectorstoreDocument(BaseModel):
    """Answer of the API: vectorstore document."""

    chunk_count: int = Field(alias="chunkCount")
    content_type: str = Field(alias="contentType")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    hashed_id: str = Field(alias="hashedId")
    id: int
    loaded_at: Optional[datetime] = Field(None, alias="loadedAt")
    metadata: Dict[str, Any]
    name: str
    sha256: str
    size_bytes: int = Field(alias="sizeBytes")
    source: Literal["upload", "url", "text", "file"]
    status: Literal["pending", "loading", "loaded", "failed", "deleting"]
    status_message: str = Field(alias="statusMessage")
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")


class VectorstoreDocumentsAdded(BaseModel):
    """Answer of the API: vectorstore documents added."""

    documents: List[VectorstoreDocument]
    duplicates: List[VectorstoreDocument]
    message: str
    queued: bool


class VectorstoreDocumentDeleted(BaseModel):
    """Answer of the API: vectorstore document deleted."""

    document: str
    status: Literal["pending", "loading", "loaded", "failed", "deleting"]


class VectorstoreSearchResult(BaseModel):
    """Answer of the API: vectorstore search result."""

    id: Optional[str] = None
    metadata: Dict[str, Any]
    score: Optional[float] = None
    text: str


class VectorstoreSearchResults(BaseModel):
    """Answer of the API: vectorstore search results."""

    results: List[VectorstoreSearchResult]
    vectorstore: str


class VectorstoreSnapshot(BaseModel):
    """Answer of the API: vectorstore snapshot."""

    created_at: Optional[datetime] = Field(None, alias="createdAt")
    hashed_id: str = Field(alias="hashedId")
    id: int
    name: str
    scheduled: bool
    size_bytes: Optional[int] = Field(None, alias="sizeBytes")
    status: Literal["creating", "ready", "failed"]
    status_message: str = Field(alias="statusMessage")
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    vector_count: Optional[int] = Field(None, alias="vectorCount")


class VectorstoreRestored(BaseModel):
    """Answer of the API: vectorstore restored."""

    restored: str
    vector_count: int = Field(alias="vectorCount")
    vectorstore: str


class VectorstoreStatus(BaseModel):
    """Answer of the API: vectorstore status."""

    message: str
    stats: Dict[str, Any]
    status: Literal["pending", "provisioning", "ready", "stopped", "failed", "deleting"]
    vector_count: int = Field(alias="vectorCount")
    vectorstore: str
