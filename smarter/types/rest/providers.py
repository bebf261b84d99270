# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: providers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional, Union

from pydantic import Field
from typing_extensions import Literal

from smarter.client.base_model import BaseModel

__all__ = ["Account", "AccountUser", "AccountUserProfile", "Provider", "ProviderModel", "SecretRef"]


class SecretRef(BaseModel):
    """Answer of the API: secret ref."""

    can_delete: bool = Field(alias="canDelete")
    id: int
    manifest_url: Optional[str] = Field(None, alias="manifestUrl")
    name: str
    ready: bool


class AccountUser(BaseModel):
    """Answer of the API: account user."""

    email: Optional[str] = None
    username: str


class Account(BaseModel):
    """Answer of the API: account."""

    account_number: str = Field(alias="accountNumber")


class AccountUserProfile(BaseModel):
    """Answer of the API: account user profile."""

    account: Account
    user: AccountUser


class Provider(BaseModel):
    """Answer of the API: provider."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    api_key: Optional[SecretRef] = Field(None, alias="apiKey")
    base_url: Optional[str] = Field(None, alias="baseUrl")
    can_delete: bool = Field(alias="canDelete")
    connectivity_test_path: Optional[str] = Field(None, alias="connectivityTestPath")
    contact_email: Optional[str] = Field(None, alias="contactEmail")
    contact_email_verified: Optional[datetime] = Field(None, alias="contactEmailVerified")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    default_model: Optional[str] = Field(None, alias="defaultModel")
    description: Optional[str] = None
    docs_url: Optional[str] = Field(None, alias="docsUrl")
    id: int
    is_active: bool = Field(alias="isActive")
    is_default: bool = Field(alias="isDefault")
    is_deprecated: bool = Field(alias="isDeprecated")
    is_featured: bool = Field(alias="isFeatured")
    is_flagged: bool = Field(alias="isFlagged")
    is_official_provider: bool = Field(alias="isOfficialProvider")
    is_suspended: bool = Field(alias="isSuspended")
    is_verified: bool = Field(alias="isVerified")
    logo: Optional[str] = None
    manifest_url: Optional[str] = Field(None, alias="manifestUrl")
    name: str
    ownership_requested: Optional[str] = Field(None, alias="ownershipRequested")
    privacy_policy_url: Optional[str] = Field(None, alias="privacyPolicyUrl")
    ready: bool
    rfc1034_compliant_name: Optional[str] = Field(None, alias="rfc1034CompliantName")
    status: Literal["unverified", "verifying", "failed", "verified", "suspended", "deprecated"]
    support_email: Optional[str] = Field(None, alias="supportEmail")
    support_email_verified: Optional[datetime] = Field(None, alias="supportEmailVerified")
    tags: Optional[List[str]] = None
    terms_of_service_url: Optional[str] = Field(None, alias="termsOfServiceUrl")
    tos_accepted: bool = Field(alias="tosAccepted")
    tos_accepted_at: Optional[datetime] = Field(None, alias="tosAcceptedAt")
    tos_accepted_by: Optional[AccountUser] = Field(None, alias="tosAcceptedBy")
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None
    website_url: Optional[str] = Field(None, alias="websiteUrl")


class ProviderModel(BaseModel):
    """Answer of the API: provider model."""

    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    id: int
    is_active: bool = Field(alias="isActive")
    is_default: bool = Field(alias="isDefault")
    is_deprecated: bool = Field(alias="isDeprecated")
    is_flagged: bool = Field(alias="isFlagged")
    is_suspended: bool = Field(alias="isSuspended")
    max_completion_tokens: int = Field(alias="maxCompletionTokens")
    name: str
    provider: Provider
    supports_audio_generation: bool = Field(alias="supportsAudioGeneration")
    supports_audio_input: bool = Field(alias="supportsAudioInput")
    supports_code_interpreter: bool = Field(alias="supportsCodeInterpreter")
    supports_embedding: bool = Field(alias="supportsEmbedding")
    supports_fine_tuning: bool = Field(alias="supportsFineTuning")
    supports_image_generation: bool = Field(alias="supportsImageGeneration")
    supports_image_input: bool = Field(alias="supportsImageInput")
    supports_search: bool = Field(alias="supportsSearch")
    supports_streaming: bool = Field(alias="supportsStreaming")
    supports_summarization: bool = Field(alias="supportsSummarization")
    supports_text_generation: bool = Field(alias="supportsTextGeneration")
    supports_text_input: bool = Field(alias="supportsTextInput")
    supports_tools: bool = Field(alias="supportsTools")
    supports_translation: bool = Field(alias="supportsTranslation")
    temperature: float
    top_p: float = Field(alias="topP")
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
