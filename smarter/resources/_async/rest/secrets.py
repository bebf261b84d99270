# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.secrets`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

from typing_extensions import Unpack

from smarter.client._async.raw_methods import (
    async_to_raw,
    async_to_recorded,
    async_to_recorded_stream,
    async_to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator
from smarter.client.parsing import typed
from smarter.resources._async.base import AsyncAPIResource
from smarter.resources._async.rest.lists import async_list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.secrets import Secret

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncSecretsWithRawResponse:
    """Methods of `AsyncSecrets` with raw responses."""

    def __init__(self, secrets: AsyncSecrets) -> None:
        self.list = async_to_recorded(secrets.list)
        self.retrieve = async_to_raw(secrets.retrieve)
        self.find = async_to_recorded(secrets.find)


class AsyncSecretsWithStreamingResponse:
    """Methods of `AsyncSecrets` with streamed responses."""

    def __init__(self, secrets: AsyncSecrets) -> None:
        self.list = async_to_recorded_stream(secrets.list)
        self.retrieve = async_to_streamed(secrets.retrieve)
        self.find = async_to_recorded_stream(secrets.find)


class AsyncSecrets(AsyncAPIResource[AsyncSecretsWithRawResponse, AsyncSecretsWithStreamingResponse]):
    """Secrets, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Secret]:
        """List the secrets.

        Example:
            >>> names = [each.name async for each in client.secrets.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "secrets/", options)
        return async_list_of(self._client, request, Secret, "")

    async def retrieve(self, secret_id: Union[int, str], **options: Unpack[CallOptions]) -> Secret:
        """Return a secret.

        Example:
            >>> secret = await client.secrets.find("warehouse_key")
            >>> secret = await client.secrets.retrieve(secret.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("secrets/{secret_id}/", secret_id=secret_id), options)
        return await self._client.request(request, typed(Secret))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Secret]:
        """Return the secret of this name, or None if the list has none.

        Example:
            >>> secret = await client.secrets.find("warehouse_key")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None
