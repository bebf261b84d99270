# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: guardrails."""

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
    "Guardrail",
    "GuardrailEvaluation",
    "GuardrailEvent",
    "GuardrailEvents",
    "GuardrailFinding",
    "GuardrailMatch",
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


class Guardrail(BaseModel):
    """Answer of the API: guardrail."""

    action: Literal["log", "flag", "redact", "transform", "block", "escalate"]
    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    can_delete: bool = Field(alias="canDelete")
    category: Literal[
        "pii",
        "secrets",
        "prompt_injection",
        "jailbreak",
        "toxicity",
        "self_harm",
        "hallucination",
        "off_topic",
        "compliance",
        "formatting",
        "custom",
    ]
    config: Optional[Dict[str, Any]] = None
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    description: Optional[str] = None
    fail_closed: bool = Field(alias="failClosed")
    hashed_id: str = Field(alias="hashedId")
    id: int
    is_active: bool = Field(alias="isActive")
    manifest_url: str = Field(alias="manifestUrl")
    message: Optional[str] = None
    mode: Literal["enforce", "monitor"]
    name: str
    pattern: Optional[str] = None
    priority: int
    ready: bool
    replacement: Optional[str] = None
    rfc1034_compliant_name: Optional[str] = Field(None, alias="rfc1034CompliantName")
    severity: int
    stage: Literal["input", "output", "both"]
    strategy: Literal["regex", "keyword", "detector", "semantic", "moderation", "llm_judge"]
    tags: Optional[List[str]] = None
    threshold: Optional[float] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None


class GuardrailMatch(BaseModel):
    """Answer of the API: guardrail match."""

    end: int
    label: Optional[str] = None
    start: int
    text: str


class GuardrailFinding(BaseModel):
    """Answer of the API: guardrail finding."""

    confidence: Optional[float] = None
    matches: List[GuardrailMatch]
    rationale: Optional[str] = None


class GuardrailEvaluation(BaseModel):
    """Answer of the API: guardrail evaluation."""

    disposition: Literal["allowed", "flagged", "redacted", "transformed", "blocked", "escalated"]
    duration_ms: Optional[float] = Field(None, alias="durationMs")
    error: Optional[str] = None
    findings: List[GuardrailFinding]
    guardrail: str
    message: Optional[str] = None
    stage: Literal["input", "output"]
    text: str
    triggered: bool


class GuardrailEvent(BaseModel):
    """Answer of the API: guardrail event."""

    action: Literal["log", "flag", "redact", "transform", "block", "escalate"]
    category: Literal[
        "pii",
        "secrets",
        "prompt_injection",
        "jailbreak",
        "toxicity",
        "self_harm",
        "hallucination",
        "off_topic",
        "compliance",
        "formatting",
        "custom",
    ]
    confidence: Optional[float] = None
    created_at: Optional[datetime] = None
    disposition: Literal[
        "logged", "flagged", "redacted", "transformed", "blocked", "escalated", "monitored", "error"
    ]
    error: Optional[str] = None
    excerpt: Optional[str] = None
    guardrail: Optional[int] = None
    guardrail_name: str
    id: int
    llmclient: Optional[str] = None
    mode: Literal["enforce", "monitor"]
    rationale: Optional[str] = None
    reviewed: bool
    session_key: Optional[str] = None
    severity: int
    stage: Literal["input", "output", "both"]
    strategy: Literal["regex", "keyword", "detector", "semantic", "moderation", "llm_judge"]
    updated_at: Optional[datetime] = None


class GuardrailEvents(BaseModel):
    """Answer of the API: guardrail events."""

    events: List[GuardrailEvent]
    guardrail: str
