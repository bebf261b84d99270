# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Models of the REST API: llm_hosts."""

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
    "LLMHost",
    "LLMHostCatalogModel",
    "LLMHostDiscovery",
    "LLMHostDraftManifest",
    "LLMHostLogs",
    "LLMHostPlan",
    "LLMHostPod",
    "LLMHostReport",
    "LLMHostReportHost",
    "LLMHostReportTotals",
    "LLMHostStatus",
    "LLMHostUndeployed",
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


class LLMHost(BaseModel):
    """Answer of the API: llm host."""

    annotations: Optional[Union[List[Dict[str, Any]], Dict[str, Any]]] = None
    api_format: Literal["openai_compatible", "huggingface", "ollama_native", "custom"] = Field(
        alias="apiFormat"
    )
    api_key_secret: Optional[int] = Field(None, alias="apiKeySecret")
    can_delete: bool = Field(alias="canDelete")
    compute: Optional[int] = None
    context_window: Optional[int] = Field(None, alias="contextWindow")
    cost_per_hour: Optional[str] = Field(None, alias="costPerHour")
    created_at: Optional[datetime] = Field(None, alias="createdAt")
    deployed_at: Optional[datetime] = Field(None, alias="deployedAt")
    description: Optional[str] = None
    embedding_dimensions: Optional[int] = Field(None, alias="embeddingDimensions")
    endpoint_url: str = Field(alias="endpointUrl")
    gpu_count: int = Field(alias="gpuCount")
    gpu_type: str = Field(alias="gpuType")
    hashed_id: str = Field(alias="hashedId")
    health_check_url: str = Field(alias="healthCheckUrl")
    id: int
    inference_engine: Literal["vllm", "tgi", "sglang", "llama_cpp", "ollama", "tei", "custom"] = Field(
        alias="inferenceEngine"
    )
    is_active: bool = Field(alias="isActive")
    last_health_check_at: Optional[datetime] = Field(None, alias="lastHealthCheckAt")
    last_health_ok: Optional[bool] = Field(None, alias="lastHealthOk")
    license: str
    manifest_url: str = Field(alias="manifestUrl")
    model_architecture: str = Field(alias="modelArchitecture")
    model_repository: str = Field(alias="modelRepository")
    model_revision: str = Field(alias="modelRevision")
    model_source: Literal["huggingface", "ollama", "s3", "url", "pvc"] = Field(alias="modelSource")
    model_task: Literal["text-generation", "embedding"] = Field(alias="modelTask")
    name: str
    parameter_count: Optional[int] = Field(None, alias="parameterCount")
    public_url: str = Field(alias="publicUrl")
    quantization: Literal[
        "none", "fp32", "fp16", "bf16", "fp8", "mxfp4", "int8", "int4", "gguf", "awq", "gptq"
    ]
    ready_replicas: int = Field(alias="readyReplicas")
    replicas: int
    served_model_name: str = Field(alias="servedModelName")
    spec: Dict[str, Any]
    status: Literal[
        "provisioning", "pending", "downloading", "deploying", "active", "degraded", "inactive", "error"
    ]
    status_message: str = Field(alias="statusMessage")
    supports_function_calling: bool = Field(alias="supportsFunctionCalling")
    supports_reasoning: bool = Field(alias="supportsReasoning")
    supports_streaming: bool = Field(alias="supportsStreaming")
    supports_vision: bool = Field(alias="supportsVision")
    tags: Optional[List[str]] = None
    updated_at: Optional[datetime] = Field(None, alias="updatedAt")
    user_profile: AccountUserProfile = Field(alias="userProfile")
    version: Optional[str] = None
    vram_required_gb: Optional[int] = Field(None, alias="vramRequiredGb")


class LLMHostCatalogModel(BaseModel):
    """Answer of the API: llm host catalog model."""

    architecture: Optional[str] = None
    catalog: str
    context_window: Optional[int] = None
    description: Optional[str] = None
    downloads: Optional[int] = None
    files: Optional[List[str]] = None
    gated: Optional[bool] = None
    license: Optional[str] = None
    likes: Optional[int] = None
    manifest: Optional[Dict[str, Any]] = None
    parameter_count: Optional[int] = None
    quantization: Optional[str] = None
    repository: str
    source: str
    tags: Optional[List[str]] = None
    task: str


class LLMHostDiscovery(BaseModel):
    """Answer of the API: llm host discovery."""

    models: List[LLMHostCatalogModel]


class LLMHostDraftManifest(BaseModel):
    """Answer of the API: llm host draft manifest."""

    manifest: Dict[str, Any]


class LLMHostReportHost(BaseModel):
    """Answer of the API: llm host report host."""

    compute: Optional[str] = None
    cost_per_hour: Optional[str] = Field(None, alias="costPerHour")
    deployed_at: Optional[datetime] = Field(None, alias="deployedAt")
    endpoint: Optional[str] = None
    engine: str
    estimated_cost: Optional[str] = Field(None, alias="estimatedCost")
    gpu_type: Optional[str] = Field(None, alias="gpuType")
    gpus: int
    model: str
    name: str
    owner: str
    public_url: Optional[str] = Field(None, alias="publicUrl")
    ready_replicas: int = Field(alias="readyReplicas")
    replicas: int
    status: str
    task: str
    uptime_hours: Optional[float] = Field(None, alias="uptimeHours")


class LLMHostReportTotals(BaseModel):
    """Answer of the API: llm host report totals."""

    active: int
    cost_per_hour: str = Field(alias="costPerHour")
    deployed: int
    errors: int
    estimated_cost: str = Field(alias="estimatedCost")
    gpus: int
    llmhosts: int


class LLMHostReport(BaseModel):
    """Answer of the API: llm host report."""

    by_engine: Dict[str, int] = Field(alias="byEngine")
    by_status: Dict[str, int] = Field(alias="byStatus")
    llmhosts: List[LLMHostReportHost]
    totals: LLMHostReportTotals


class LLMHostPod(BaseModel):
    """Answer of the API: llm host pod."""

    downloading: bool
    name: Optional[str] = None
    phase: Optional[str] = None
    ready: bool
    reason: Optional[str] = None
    restarts: int


class LLMHostStatus(BaseModel):
    """Answer of the API: llm host status."""

    checked_at: Optional[datetime] = Field(None, alias="checkedAt")
    endpoint: Optional[str] = None
    healthy: Optional[bool] = None
    llmhost: str
    message: Optional[str] = None
    pods: Optional[List[LLMHostPod]] = None
    public_url: Optional[str] = Field(None, alias="publicUrl")
    ready_replicas: Optional[int] = Field(None, alias="readyReplicas")
    replicas: Optional[int] = None
    status: str


class LLMHostLogs(BaseModel):
    """Answer of the API: llm host logs."""

    llmhost: str
    logs: str


class LLMHostPlan(BaseModel):
    """Answer of the API: llm host plan."""

    llmhost: str
    resources: List[Dict[str, Any]]


class LLMHostUndeployed(BaseModel):
    """Answer of the API: llm host undeployed."""

    llmhost: str
    message: str
    status: Literal[
        "provisioning", "pending", "downloading", "deploying", "active", "degraded", "inactive", "error"
    ]
