# Generated from smarter/resources/_async/fine_tuning.py by scripts/generate_sync.py. Edit that, not this.
"""`client.fine_tuning.jobs`: train a model with a file."""

from __future__ import annotations

from functools import cached_property

from typing_extensions import Unpack

from smarter.client._sync.raw_methods import to_raw, to_streamed
from smarter.client.core import segment
from smarter.client.options import CallOptions, call
from smarter.client.paginator import CursorPage, first_page
from smarter.client.parsing import typed
from smarter.resources._sync.base import APIGroup, APIResource
from smarter.types.arguments import call_options, event_list_params, job_create_params, job_list_params
from smarter.types.fine_tuning import (
    EventListParams,
    FineTuningJob,
    FineTuningJobCheckpoint,
    FineTuningJobEvent,
    JobCreateParams,
    JobListParams,
)

_JOBS = "fine_tuning/jobs"


class CheckpointsWithRawResponse:
    """Methods of `Checkpoints` with raw responses."""

    def __init__(self, checkpoints: Checkpoints) -> None:
        self.list = to_raw(checkpoints.list)


class CheckpointsWithStreamingResponse:
    """Methods of `Checkpoints` with streamed responses."""

    def __init__(self, checkpoints: Checkpoints) -> None:
        self.list = to_streamed(checkpoints.list)


class Checkpoints(APIResource[CheckpointsWithRawResponse, CheckpointsWithStreamingResponse]):
    """Checkpoints of fine-tuning jobs."""

    def list(
        self, fine_tuning_job_id: str, **params: Unpack[EventListParams]
    ) -> CursorPage[FineTuningJobCheckpoint]:
        """List the checkpoints of a job, newest first.

        Example:
            >>> from pathlib import Path
            >>> file = client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> steps = [each.step_number for each in client.fine_tuning.jobs.checkpoints.list(job.id)]
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}/checkpoints"
        return first_page(
            self._client,
            call("GET", path, event_list_params(**params), EventListParams),
            FineTuningJobCheckpoint,
        )


class JobsWithRawResponse:
    """Methods of `Jobs` with raw responses."""

    def __init__(self, jobs: Jobs) -> None:
        self.create = to_raw(jobs.create)
        self.retrieve = to_raw(jobs.retrieve)
        self.list = to_raw(jobs.list)
        self.cancel = to_raw(jobs.cancel)
        self.list_events = to_raw(jobs.list_events)
        self.checkpoints = jobs.checkpoints.with_raw_response


class JobsWithStreamingResponse:
    """Methods of `Jobs` with streamed responses."""

    def __init__(self, jobs: Jobs) -> None:
        self.create = to_streamed(jobs.create)
        self.retrieve = to_streamed(jobs.retrieve)
        self.list = to_streamed(jobs.list)
        self.cancel = to_streamed(jobs.cancel)
        self.list_events = to_streamed(jobs.list_events)
        self.checkpoints = jobs.checkpoints.with_streaming_response


class Jobs(APIResource[JobsWithRawResponse, JobsWithStreamingResponse]):
    """Fine-tuning jobs."""

    def create(self, *, model: str, training_file: str, **params: Unpack[JobCreateParams]) -> FineTuningJob:
        """Start a job.

        Args:
            model: the model to start from.
            training_file: the id of an uploaded file of the purpose `fine-tune`.

        Example:
            >>> from pathlib import Path
            >>> file = client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
        """
        body = {"model": model, "training_file": training_file}
        request = call("POST", _JOBS, job_create_params(**params), JobCreateParams, body=body)
        return self._client.request(request, typed(FineTuningJob))

    def retrieve(self, fine_tuning_job_id: str, **options: Unpack[CallOptions]) -> FineTuningJob:
        """Return a job.

        Example:
            >>> from pathlib import Path
            >>> file = client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> job = client.fine_tuning.jobs.retrieve(job.id)
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}"
        return self._client.request(call("GET", path, call_options(**options)), typed(FineTuningJob))

    def list(self, **params: Unpack[JobListParams]) -> CursorPage[FineTuningJob]:
        """List jobs, newest first.

        Example:
            >>> models = [each.fine_tuned_model for each in client.fine_tuning.jobs.list(limit=10)]
        """
        return first_page(
            self._client, call("GET", _JOBS, job_list_params(**params), JobListParams), FineTuningJob
        )

    def cancel(self, fine_tuning_job_id: str, **options: Unpack[CallOptions]) -> FineTuningJob:
        """Cancel a job.

        Example:
            >>> from pathlib import Path
            >>> file = client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> job = client.fine_tuning.jobs.cancel(job.id)
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}/cancel"
        return self._client.request(call("POST", path, call_options(**options)), typed(FineTuningJob))

    def list_events(
        self, fine_tuning_job_id: str, **params: Unpack[EventListParams]
    ) -> CursorPage[FineTuningJobEvent]:
        """List the events of a job, newest first.

        Example:
            >>> from pathlib import Path
            >>> file = client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> messages = [each.message for each in client.fine_tuning.jobs.list_events(job.id)]
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}/events"
        return first_page(
            self._client, call("GET", path, event_list_params(**params), EventListParams), FineTuningJobEvent
        )

    @cached_property
    def checkpoints(self) -> Checkpoints:
        """Checkpoints of jobs."""
        return Checkpoints(self._client)


class FineTuning(APIGroup):
    """The fine-tuning API."""

    @cached_property
    def jobs(self) -> Jobs:
        """Fine-tuning jobs."""
        return Jobs(self._client)
