"""Response models and parameters of the fine-tuning API."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, Optional, Union

from typing_extensions import Literal, Required, TypedDict

from smarter.client.base_model import BaseModel
from smarter.client.options import CallOptions


class JobError(BaseModel):
    """The error of a failed job."""

    code: Optional[str] = None
    message: Optional[str] = None
    param: Optional[str] = None


class Hyperparameters(BaseModel):
    """Hyperparameters of a job; `auto` if the platform chooses."""

    batch_size: Union[int, str, None] = None
    learning_rate_multiplier: Union[float, str, None] = None
    n_epochs: Union[int, str, None] = None


class FineTuningJob(BaseModel):
    """A job that trains a model with a file."""

    id: str
    created_at: int
    """Seconds since the epoch."""
    model: str
    status: str
    """`validating_files`, `queued`, `running`, `succeeded`, `failed` or `cancelled`."""
    training_file: str
    object: str
    error: Optional[JobError] = None
    estimated_finish: Optional[int] = None
    fine_tuned_model: Optional[str] = None
    """Name of the new model, once it exists."""
    finished_at: Optional[int] = None
    hyperparameters: Optional[Hyperparameters] = None
    integrations: Optional[List[Any]] = None
    metadata: Optional[Dict[str, str]] = None
    method: Optional[Dict[str, Any]] = None
    organization_id: Optional[str] = None
    result_files: Optional[List[str]] = None
    seed: Optional[int] = None
    trained_tokens: Optional[int] = None
    validation_file: Optional[str] = None


class FineTuningJobEvent(BaseModel):
    """An event of a job."""

    id: str
    created_at: int
    """Seconds since the epoch."""
    level: str
    """`info`, `warn` or `error`."""
    message: str
    object: str
    data: Optional[Any] = None
    type: Optional[str] = None


class CheckpointMetrics(BaseModel):
    """Losses and accuracies at a checkpoint."""

    step: Optional[float] = None
    train_loss: Optional[float] = None
    train_mean_token_accuracy: Optional[float] = None
    valid_loss: Optional[float] = None
    valid_mean_token_accuracy: Optional[float] = None
    full_valid_loss: Optional[float] = None
    full_valid_mean_token_accuracy: Optional[float] = None


class FineTuningJobCheckpoint(BaseModel):
    """A model as it was after some steps of a job."""

    id: str
    created_at: int
    """Seconds since the epoch."""
    fine_tuned_model_checkpoint: str
    """The name of the model at this step."""
    fine_tuning_job_id: str
    metrics: CheckpointMetrics
    object: str
    step_number: int


class HyperparametersParam(TypedDict, total=False):
    """Hyperparameters; `auto` lets the platform choose."""

    batch_size: Union[Literal["auto"], int]
    learning_rate_multiplier: Union[Literal["auto"], float]
    n_epochs: Union[Literal["auto"], int]


class SupervisedParam(TypedDict, total=False):
    """Supervised training."""

    hyperparameters: HyperparametersParam


class MethodParam(TypedDict, total=False):
    """The training method."""

    type: Required[Literal["supervised", "dpo", "reinforcement"]]
    supervised: SupervisedParam
    dpo: Mapping[str, Any]
    reinforcement: Mapping[str, Any]


class JobCreateParams(CallOptions, total=False):
    """Further arguments of `fine_tuning.jobs.create`."""

    hyperparameters: HyperparametersParam
    integrations: Optional[Iterable[Mapping[str, Any]]]
    metadata: Optional[Dict[str, str]]
    method: MethodParam
    seed: Optional[int]
    suffix: Optional[str]
    """Part of the new model's name."""
    validation_file: Optional[str]


class EventListParams(CallOptions, total=False):
    """Arguments of the lists of events and checkpoints."""

    after: str
    """Id of the previous page's last item."""
    limit: int
    """Items a page."""


class JobListParams(EventListParams, total=False):
    """Arguments of the list of jobs."""

    metadata: Optional[Dict[str, str]]
    """Only jobs with these values in their metadata."""
