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


class JobListParams(CallOptions, total=False):
    """Arguments of `fine_tuning.jobs.list` and `list_events`."""

    after: str
    """Id of the previous page's last item."""
    limit: int
    """Items a page."""
