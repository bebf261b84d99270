"""`client.fine_tuning.jobs`: train a model with a file."""

from __future__ import annotations

from functools import cached_property

from typing_extensions import Unpack

from smarter.client._async.raw_methods import async_to_raw, async_to_streamed
from smarter.client.core import segment
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator, async_first_page
from smarter.client.parsing import typed
from smarter.resources._async.base import AsyncAPIGroup, AsyncAPIResource
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


class AsyncCheckpointsWithRawResponse:
    """Methods of `AsyncCheckpoints` with raw responses."""

    def __init__(self, checkpoints: AsyncCheckpoints) -> None:
        self.list = async_to_raw(checkpoints.list)


class AsyncCheckpointsWithStreamingResponse:
    """Methods of `AsyncCheckpoints` with streamed responses."""

    def __init__(self, checkpoints: AsyncCheckpoints) -> None:
        self.list = async_to_streamed(checkpoints.list)


class AsyncCheckpoints(
    AsyncAPIResource[AsyncCheckpointsWithRawResponse, AsyncCheckpointsWithStreamingResponse]
):
    """Checkpoints of fine-tuning jobs."""

    def list(
        self, fine_tuning_job_id: str, **params: Unpack[EventListParams]
    ) -> AsyncPaginator[FineTuningJobCheckpoint]:
        """List the checkpoints of a job, newest first.

        Example:
            >>> from pathlib import Path
            >>> file = await client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = await client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> steps = [each.step_number async for each in client.fine_tuning.jobs.checkpoints.list(job.id)]
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}/checkpoints"
        return async_first_page(
            self._client,
            call("GET", path, event_list_params(**params), EventListParams),
            FineTuningJobCheckpoint,
        )


class AsyncJobsWithRawResponse:
    """Methods of `AsyncJobs` with raw responses."""

    def __init__(self, jobs: AsyncJobs) -> None:
        self.create = async_to_raw(jobs.create)
        self.retrieve = async_to_raw(jobs.retrieve)
        self.list = async_to_raw(jobs.list)
        self.cancel = async_to_raw(jobs.cancel)
        self.list_events = async_to_raw(jobs.list_events)
        self.checkpoints = jobs.checkpoints.with_raw_response


class AsyncJobsWithStreamingResponse:
    """Methods of `AsyncJobs` with streamed responses."""

    def __init__(self, jobs: AsyncJobs) -> None:
        self.create = async_to_streamed(jobs.create)
        self.retrieve = async_to_streamed(jobs.retrieve)
        self.list = async_to_streamed(jobs.list)
        self.cancel = async_to_streamed(jobs.cancel)
        self.list_events = async_to_streamed(jobs.list_events)
        self.checkpoints = jobs.checkpoints.with_streaming_response


class AsyncJobs(AsyncAPIResource[AsyncJobsWithRawResponse, AsyncJobsWithStreamingResponse]):
    """Fine-tuning jobs."""

    async def create(
        self, *, model: str, training_file: str, **params: Unpack[JobCreateParams]
    ) -> FineTuningJob:
        """Start a job.

        Args:
            model: the model to start from.
            training_file: the id of an uploaded file of the purpose `fine-tune`.

        Example:
            >>> from pathlib import Path
            >>> file = await client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = await client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
        """
        body = {"model": model, "training_file": training_file}
        request = call("POST", _JOBS, job_create_params(**params), JobCreateParams, body=body)
        return await self._client.request(request, typed(FineTuningJob))

    async def retrieve(self, fine_tuning_job_id: str, **options: Unpack[CallOptions]) -> FineTuningJob:
        """Return a job.

        Example:
            >>> from pathlib import Path
            >>> file = await client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = await client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> job = await client.fine_tuning.jobs.retrieve(job.id)
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}"
        return await self._client.request(call("GET", path, call_options(**options)), typed(FineTuningJob))

    def list(self, **params: Unpack[JobListParams]) -> AsyncPaginator[FineTuningJob]:
        """List jobs, newest first.

        Example:
            >>> models = [each.fine_tuned_model async for each in client.fine_tuning.jobs.list(limit=10)]
        """
        return async_first_page(
            self._client, call("GET", _JOBS, job_list_params(**params), JobListParams), FineTuningJob
        )

    async def cancel(self, fine_tuning_job_id: str, **options: Unpack[CallOptions]) -> FineTuningJob:
        """Cancel a job.

        Example:
            >>> from pathlib import Path
            >>> file = await client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = await client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> job = await client.fine_tuning.jobs.cancel(job.id)
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}/cancel"
        return await self._client.request(call("POST", path, call_options(**options)), typed(FineTuningJob))

    def list_events(
        self, fine_tuning_job_id: str, **params: Unpack[EventListParams]
    ) -> AsyncPaginator[FineTuningJobEvent]:
        """List the events of a job, newest first.

        Example:
            >>> from pathlib import Path
            >>> file = await client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
            >>> job = await client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
            >>> messages = [each.message async for each in client.fine_tuning.jobs.list_events(job.id)]
        """
        path = f"{_JOBS}/{segment('fine_tuning_job_id', fine_tuning_job_id)}/events"
        return async_first_page(
            self._client, call("GET", path, event_list_params(**params), EventListParams), FineTuningJobEvent
        )

    @cached_property
    def checkpoints(self) -> AsyncCheckpoints:
        """Checkpoints of jobs."""
        return AsyncCheckpoints(self._client)


class AsyncFineTuning(AsyncAPIGroup):
    """The fine-tuning API."""

    @cached_property
    def jobs(self) -> AsyncJobs:
        """Fine-tuning jobs."""
        return AsyncJobs(self._client)
