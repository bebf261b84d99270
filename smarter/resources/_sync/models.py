# Generated from smarter/resources/_async/models.py by scripts/generate_sync.py. Edit that, not this.
"""`client.models`: the available models."""

from __future__ import annotations

from typing_extensions import Unpack

from smarter.client._sync.raw_methods import to_raw, to_streamed
from smarter.client.core import segment
from smarter.client.options import CallOptions, call
from smarter.client.paginator import CursorPage, first_page
from smarter.client.parsing import deleted, typed
from smarter.resources._sync.base import APIResource
from smarter.types.arguments import call_options
from smarter.types.models import Model, ModelDeleted


class ModelsWithRawResponse:
    """Methods of `Models` with raw responses."""

    def __init__(self, models: Models) -> None:
        self.retrieve = to_raw(models.retrieve)
        self.list = to_raw(models.list)
        self.delete = to_raw(models.delete)


class ModelsWithStreamingResponse:
    """Methods of `Models` with streamed responses."""

    def __init__(self, models: Models) -> None:
        self.retrieve = to_streamed(models.retrieve)
        self.list = to_streamed(models.list)
        self.delete = to_streamed(models.delete)


class Models(APIResource[ModelsWithRawResponse, ModelsWithStreamingResponse]):
    """The models API."""

    def retrieve(self, model: str, **options: Unpack[CallOptions]) -> Model:
        """Return a model.

        Example:
            >>> model = client.models.retrieve("gpt-4o-mini")
            >>> model.id
            'gpt-4o-mini'
        """
        return self._client.request(
            call("GET", f"models/{segment('model', model)}", call_options(**options)), typed(Model)
        )

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Model]:
        """List models.

        Example:
            >>> ids = [each.id for each in client.models.list()]
        """
        return first_page(self._client, call("GET", "models", call_options(**options)), Model)

    def delete(self, model: str, **options: Unpack[CallOptions]) -> ModelDeleted:
        """Delete a fine-tuned model.

        Example:
            >>> from smarter import APIStatusError
            >>> try:
            ...     deleted = client.models.delete("ft:gpt-4o-mini:acme::1")
            ... except APIStatusError as error:
            ...     print(error.status_code)
            404
        """
        request = call("DELETE", f"models/{segment('model', model)}", call_options(**options))
        return self._client.request(request, deleted(ModelDeleted, id=model))
