# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.providers`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Optional

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
from smarter.types.rest.providers import Provider, ProviderModel

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncProvidersModelsCollectionWithRawResponse:
    """Methods of `AsyncProvidersModelsCollection` with raw responses."""

    def __init__(self, models: AsyncProvidersModelsCollection) -> None:
        self.list = async_to_recorded(models.list)
        self.retrieve = async_to_raw(models.retrieve)


class AsyncProvidersModelsCollectionWithStreamingResponse:
    """Methods of `AsyncProvidersModelsCollection` with streamed responses."""

    def __init__(self, models: AsyncProvidersModelsCollection) -> None:
        self.list = async_to_recorded_stream(models.list)
        self.retrieve = async_to_streamed(models.retrieve)


class AsyncProvidersModelsCollection(
    AsyncAPIResource[
        AsyncProvidersModelsCollectionWithRawResponse, AsyncProvidersModelsCollectionWithStreamingResponse
    ]
):
    """Models, over the platform's REST API."""

    def list(self, name: str, **options: Unpack[CallOptions]) -> AsyncPaginator[ProviderModel]:
        """List the models of a provider.

        Example:
            >>> names = [each.name async for each in client.providers.models.list("acme")]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("providers/{name}/models/", name=name), options)
        return async_list_of(self._client, request, ProviderModel, "")

    async def retrieve(self, name: str, model_name: str, **options: Unpack[CallOptions]) -> ProviderModel:
        """Return a model of a provider.

        Example:
            >>> async for each in client.providers.models.list("acme"):
            ...     model = await client.providers.models.retrieve("acme", each.name)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("providers/{name}/models/{model_name}/", name=name, model_name=model_name),
            options,
        )
        return await self._client.request(request, typed(ProviderModel))


class AsyncProvidersWithRawResponse:
    """Methods of `AsyncProviders` with raw responses."""

    def __init__(self, providers: AsyncProviders) -> None:
        self.list = async_to_recorded(providers.list)
        self.retrieve = async_to_raw(providers.retrieve)
        self.find = async_to_recorded(providers.find)


class AsyncProvidersWithStreamingResponse:
    """Methods of `AsyncProviders` with streamed responses."""

    def __init__(self, providers: AsyncProviders) -> None:
        self.list = async_to_recorded_stream(providers.list)
        self.retrieve = async_to_streamed(providers.retrieve)
        self.find = async_to_recorded_stream(providers.find)


class AsyncProviders(AsyncAPIResource[AsyncProvidersWithRawResponse, AsyncProvidersWithStreamingResponse]):
    """Providers, over the platform's REST API."""

    @cached_property
    def models(self) -> AsyncProvidersModelsCollection:
        """Models."""
        return AsyncProvidersModelsCollection(self._client)

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Provider]:
        """List the providers.

        Example:
            >>> names = [each.name async for each in client.providers.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "providers/", options)
        return async_list_of(self._client, request, Provider, "")

    async def retrieve(self, name: str, **options: Unpack[CallOptions]) -> Provider:
        """Return a provider.

        Example:
            >>> provider = await client.providers.retrieve("acme")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("providers/{name}/", name=name), options)
        return await self._client.request(request, typed(Provider))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Provider]:
        """Return the provider of this name, or None if the list has none.

        Example:
            >>> provider = await client.providers.find("acme")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None
