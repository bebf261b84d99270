"""`client.models`: the available models."""

from __future__ import annotations

from typing_extensions import Unpack

from smarter.client._async.raw_methods import async_to_raw, async_to_streamed
from smarter.client.core import segment
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator, async_first_page
from smarter.client.parsing import deleted, typed
from smarter.resources._async.base import AsyncAPIResource
from smarter.types.arguments import call_options
from smarter.types.models import Model, ModelDeleted


class AsyncModelsWithRawResponse:
    """Methods of `AsyncModels` with raw responses."""

    def __init__(self, models: AsyncModels) -> None:
        self.retrieve = async_to_raw(models.retrieve)
        self.list = async_to_raw(models.list)
        self.delete = async_to_raw(models.delete)


class AsyncModelsWithStreamingResponse:
    """Methods of `AsyncModels` with streamed responses."""

    def __init__(self, models: AsyncModels) -> None:
        self.retrieve = async_to_streamed(models.retrieve)
        self.list = async_to_streamed(models.list)
        self.delete = async_to_streamed(models.delete)


class AsyncModels(AsyncAPIResource[AsyncModelsWithRawResponse, AsyncModelsWithStreamingResponse]):
    """The models API."""

    async def retrieve(self, model: str, **options: Unpack[CallOptions]) -> Model:
        """Return a model.

        Example:
            >>> model = await client.models.retrieve("gpt-4o-mini")
            >>> model.id
            'gpt-4o-mini'
        """
        return await self._client.request(
            call("GET", f"models/{segment('model', model)}", call_options(**options)), typed(Model)
        )

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Model]:
        """List models.

        Example:
            >>> ids = [each.id async for each in client.models.list()]
        """
        return async_first_page(self._client, call("GET", "models", call_options(**options)), Model)

    async def delete(self, model: str, **options: Unpack[CallOptions]) -> ModelDeleted:
        """Delete a fine-tuned model.

        Example:
            >>> from smarter import APIStatusError
            >>> try:
            ...     deleted = await client.models.delete("ft:gpt-4o-mini:acme::1")
            ... except APIStatusError as error:
            ...     print(error.status_code)
            404
        """
        request = call("DELETE", f"models/{segment('model', model)}", call_options(**options))
        return await self._client.request(request, deleted(ModelDeleted, id=model))
