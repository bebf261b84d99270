# Generated from smarter/resources/_async/rest/providers.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.providers`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Optional

from typing_extensions import Unpack

from smarter.client._sync.raw_methods import (
    to_raw,
    to_recorded,
    to_recorded_stream,
    to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import CursorPage
from smarter.client.parsing import typed
from smarter.resources._sync.base import APIResource
from smarter.resources._sync.rest.lists import list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.providers import Provider, ProviderModel

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class ProvidersModelsCollectionWithRawResponse:
    """Methods of `ProvidersModelsCollection` with raw responses."""

    def __init__(self, models: ProvidersModelsCollection) -> None:
        self.list = to_recorded(models.list)
        self.retrieve = to_raw(models.retrieve)


class ProvidersModelsCollectionWithStreamingResponse:
    """Methods of `ProvidersModelsCollection` with streamed responses."""

    def __init__(self, models: ProvidersModelsCollection) -> None:
        self.list = to_recorded_stream(models.list)
        self.retrieve = to_streamed(models.retrieve)


class ProvidersModelsCollection(
    APIResource[ProvidersModelsCollectionWithRawResponse, ProvidersModelsCollectionWithStreamingResponse]
):
    """Models, over the platform's REST API."""

    def list(self, name: str, **options: Unpack[CallOptions]) -> CursorPage[ProviderModel]:
        """List the models of a provider.

        Example:
            >>> names = [each.name for each in client.providers.models.list("acme")]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("providers/{name}/models/", name=name), options)
        return list_of(self._client, request, ProviderModel, "")

    def retrieve(self, name: str, model_name: str, **options: Unpack[CallOptions]) -> ProviderModel:
        """Return a model of a provider.

        Example:
            >>> for each in client.providers.models.list("acme"):
            ...     model = client.providers.models.retrieve("acme", each.name)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("providers/{name}/models/{model_name}/", name=name, model_name=model_name),
            options,
        )
        return self._client.request(request, typed(ProviderModel))


class ProvidersWithRawResponse:
    """Methods of `Providers` with raw responses."""

    def __init__(self, providers: Providers) -> None:
        self.list = to_recorded(providers.list)
        self.retrieve = to_raw(providers.retrieve)
        self.find = to_recorded(providers.find)


class ProvidersWithStreamingResponse:
    """Methods of `Providers` with streamed responses."""

    def __init__(self, providers: Providers) -> None:
        self.list = to_recorded_stream(providers.list)
        self.retrieve = to_streamed(providers.retrieve)
        self.find = to_recorded_stream(providers.find)


class Providers(APIResource[ProvidersWithRawResponse, ProvidersWithStreamingResponse]):
    """Providers, over the platform's REST API."""

    @cached_property
    def models(self) -> ProvidersModelsCollection:
        """Models."""
        return ProvidersModelsCollection(self._client)

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Provider]:
        """List the providers.

        Example:
            >>> names = [each.name for each in client.providers.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "providers/", options)
        return list_of(self._client, request, Provider, "")

    def retrieve(self, name: str, **options: Unpack[CallOptions]) -> Provider:
        """Return a provider.

        Example:
            >>> provider = client.providers.retrieve("acme")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("providers/{name}/", name=name), options)
        return self._client.request(request, typed(Provider))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Provider]:
        """Return the provider of this name, or None if the list has none.

        Example:
            >>> provider = client.providers.find("acme")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None
