# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.llm_clients`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
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
from smarter.resources._async.rest.extras import AsyncPromptCalls
from smarter.resources._async.rest.lists import async_list_of
from smarter.resources.rest import given, once, rest_path
from smarter.types.rest.llm_clients import (
    ChatConfigResponse,
    LLMClient,
    LLMClientCustomDomain,
    LLMClientExtension,
    LLMClientKey,
    LLMClientPlugin,
)

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncLLMClientsPluginsCollectionWithRawResponse:
    """Methods of `AsyncLLMClientsPluginsCollection` with raw responses."""

    def __init__(self, plugins: AsyncLLMClientsPluginsCollection) -> None:
        self.list = async_to_recorded(plugins.list)
        self.retrieve = async_to_raw(plugins.retrieve)


class AsyncLLMClientsPluginsCollectionWithStreamingResponse:
    """Methods of `AsyncLLMClientsPluginsCollection` with streamed responses."""

    def __init__(self, plugins: AsyncLLMClientsPluginsCollection) -> None:
        self.list = async_to_recorded_stream(plugins.list)
        self.retrieve = async_to_streamed(plugins.retrieve)


class AsyncLLMClientsPluginsCollection(
    AsyncAPIResource[
        AsyncLLMClientsPluginsCollectionWithRawResponse, AsyncLLMClientsPluginsCollectionWithStreamingResponse
    ]
):
    """Plugins, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AsyncPaginator[LLMClientPlugin]:
        """List the plugins of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> ids = [each.id async for each in client.llm_clients.plugins.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("llm-clients/{llm_client_id}/plugins/", llm_client_id=llm_client_id), options
        )
        return async_list_of(self._client, request, LLMClientPlugin, "")

    async def retrieve(
        self, llm_client_id: Union[int, str], plugin_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientPlugin:
        """Return a plugin of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> async for each in client.llm_clients.plugins.list(chatbot.id):
            ...     plugin = await client.llm_clients.plugins.retrieve(chatbot.id, each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path(
                "llm-clients/{llm_client_id}/plugins/{plugin_id}/",
                llm_client_id=llm_client_id,
                plugin_id=plugin_id,
            ),
            options,
        )
        return await self._client.request(request, typed(LLMClientPlugin))


class AsyncLLMClientsExtensionsCollectionWithRawResponse:
    """Methods of `AsyncLLMClientsExtensionsCollection` with raw responses."""

    def __init__(self, extensions: AsyncLLMClientsExtensionsCollection) -> None:
        self.list = async_to_recorded(extensions.list)
        self.retrieve = async_to_raw(extensions.retrieve)


class AsyncLLMClientsExtensionsCollectionWithStreamingResponse:
    """Methods of `AsyncLLMClientsExtensionsCollection` with streamed responses."""

    def __init__(self, extensions: AsyncLLMClientsExtensionsCollection) -> None:
        self.list = async_to_recorded_stream(extensions.list)
        self.retrieve = async_to_streamed(extensions.retrieve)


class AsyncLLMClientsExtensionsCollection(
    AsyncAPIResource[
        AsyncLLMClientsExtensionsCollectionWithRawResponse,
        AsyncLLMClientsExtensionsCollectionWithStreamingResponse,
    ]
):
    """Extensions, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AsyncPaginator[LLMClientExtension]:
        """List the extensions of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> names = [each.name async for each in client.llm_clients.extensions.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("llm-clients/{llm_client_id}/extensions", llm_client_id=llm_client_id), options
        )
        return async_list_of(self._client, request, LLMClientExtension, "")

    async def retrieve(
        self, llm_client_id: Union[int, str], extension_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientExtension:
        """Return an extension of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> async for each in client.llm_clients.extensions.list(chatbot.id):
            ...     extension = await client.llm_clients.extensions.retrieve(chatbot.id, each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path(
                "llm-clients/{llm_client_id}/extensions/{extension_id}",
                llm_client_id=llm_client_id,
                extension_id=extension_id,
            ),
            options,
        )
        return await self._client.request(request, typed(LLMClientExtension))


class AsyncLLMClientsCustomDomainsCollectionWithRawResponse:
    """Methods of `AsyncLLMClientsCustomDomainsCollection` with raw responses."""

    def __init__(self, custom_domains: AsyncLLMClientsCustomDomainsCollection) -> None:
        self.list = async_to_recorded(custom_domains.list)
        self.retrieve = async_to_raw(custom_domains.retrieve)


class AsyncLLMClientsCustomDomainsCollectionWithStreamingResponse:
    """Methods of `AsyncLLMClientsCustomDomainsCollection` with streamed responses."""

    def __init__(self, custom_domains: AsyncLLMClientsCustomDomainsCollection) -> None:
        self.list = async_to_recorded_stream(custom_domains.list)
        self.retrieve = async_to_streamed(custom_domains.retrieve)


class AsyncLLMClientsCustomDomainsCollection(
    AsyncAPIResource[
        AsyncLLMClientsCustomDomainsCollectionWithRawResponse,
        AsyncLLMClientsCustomDomainsCollectionWithStreamingResponse,
    ]
):
    """Custom domains, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AsyncPaginator[LLMClientCustomDomain]:
        """List the custom domains of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> names = [each.name async for each in client.llm_clients.custom_domains.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("llm-clients/{llm_client_id}/customdomains", llm_client_id=llm_client_id),
            options,
        )
        return async_list_of(self._client, request, LLMClientCustomDomain, "")

    async def retrieve(
        self, llm_client_id: Union[int, str], customdomain_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientCustomDomain:
        """Return a custom domain of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> async for each in client.llm_clients.custom_domains.list(chatbot.id):
            ...     custom_domain = await client.llm_clients.custom_domains.retrieve(chatbot.id, each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path(
                "llm-clients/{llm_client_id}/customdomains/{customdomain_id}",
                llm_client_id=llm_client_id,
                customdomain_id=customdomain_id,
            ),
            options,
        )
        return await self._client.request(request, typed(LLMClientCustomDomain))


class AsyncLLMClientsAPIKeysCollectionWithRawResponse:
    """Methods of `AsyncLLMClientsAPIKeysCollection` with raw responses."""

    def __init__(self, api_keys: AsyncLLMClientsAPIKeysCollection) -> None:
        self.list = async_to_recorded(api_keys.list)
        self.retrieve = async_to_raw(api_keys.retrieve)


class AsyncLLMClientsAPIKeysCollectionWithStreamingResponse:
    """Methods of `AsyncLLMClientsAPIKeysCollection` with streamed responses."""

    def __init__(self, api_keys: AsyncLLMClientsAPIKeysCollection) -> None:
        self.list = async_to_recorded_stream(api_keys.list)
        self.retrieve = async_to_streamed(api_keys.retrieve)


class AsyncLLMClientsAPIKeysCollection(
    AsyncAPIResource[
        AsyncLLMClientsAPIKeysCollectionWithRawResponse, AsyncLLMClientsAPIKeysCollectionWithStreamingResponse
    ]
):
    """API keys, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AsyncPaginator[LLMClientKey]:
        """List the API keys of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> ids = [each.id async for each in client.llm_clients.api_keys.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("llm-clients/{llm_client_id}/apikeys/", llm_client_id=llm_client_id), options
        )
        return async_list_of(self._client, request, LLMClientKey, "")

    async def retrieve(
        self, llm_client_id: Union[int, str], apikey_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientKey:
        """Return an API key of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> async for each in client.llm_clients.api_keys.list(chatbot.id):
            ...     api_key = await client.llm_clients.api_keys.retrieve(chatbot.id, each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path(
                "llm-clients/{llm_client_id}/apikeys/{apikey_id}/",
                llm_client_id=llm_client_id,
                apikey_id=apikey_id,
            ),
            options,
        )
        return await self._client.request(request, typed(LLMClientKey))


class AsyncLLMClientsWithRawResponse:
    """Methods of `AsyncLLMClients` with raw responses."""

    def __init__(self, llm_clients: AsyncLLMClients) -> None:
        self.list = async_to_recorded(llm_clients.list)
        self.retrieve = async_to_raw(llm_clients.retrieve)
        self.config = async_to_raw(llm_clients.config)
        self.prompt = async_to_recorded(llm_clients.prompt)
        self.find = async_to_recorded(llm_clients.find)


class AsyncLLMClientsWithStreamingResponse:
    """Methods of `AsyncLLMClients` with streamed responses."""

    def __init__(self, llm_clients: AsyncLLMClients) -> None:
        self.list = async_to_recorded_stream(llm_clients.list)
        self.retrieve = async_to_streamed(llm_clients.retrieve)
        self.config = async_to_streamed(llm_clients.config)
        self.prompt = async_to_recorded_stream(llm_clients.prompt)
        self.find = async_to_recorded_stream(llm_clients.find)


class AsyncLLMClients(AsyncPromptCalls[AsyncLLMClientsWithRawResponse, AsyncLLMClientsWithStreamingResponse]):
    """LLM clients, over the platform's REST API."""

    @cached_property
    def api_keys(self) -> AsyncLLMClientsAPIKeysCollection:
        """API keys."""
        return AsyncLLMClientsAPIKeysCollection(self._client)

    @cached_property
    def custom_domains(self) -> AsyncLLMClientsCustomDomainsCollection:
        """Custom domains."""
        return AsyncLLMClientsCustomDomainsCollection(self._client)

    @cached_property
    def extensions(self) -> AsyncLLMClientsExtensionsCollection:
        """Extensions."""
        return AsyncLLMClientsExtensionsCollection(self._client)

    @cached_property
    def plugins(self) -> AsyncLLMClientsPluginsCollection:
        """Plugins."""
        return AsyncLLMClientsPluginsCollection(self._client)

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[LLMClient]:
        """List the chatbots.

        Example:
            >>> names = [each.name async for each in client.llm_clients.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "llm-clients/", options)
        return async_list_of(self._client, request, LLMClient, "")

    async def retrieve(self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMClient:
        """Return a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> chatbot = await client.llm_clients.retrieve(chatbot.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llm-clients/{llm_client_id}/", llm_client_id=llm_client_id), options)
        return await self._client.request(request, typed(LLMClient))

    async def config(
        self,
        llm_client_id: Union[int, str],
        *,
        session_key: Optional[str] = None,
        verbose: Optional[bool] = None,
        **options: Unpack[CallOptions],
    ) -> ChatConfigResponse:
        """Return the chat configuration of a chatbot.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
            >>> config = await client.llm_clients.config(chatbot.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = once(
            call(
                "POST",
                rest_path("llm-clients/{llm_client_id}/config/", llm_client_id=llm_client_id),
                options,
                query=given({"session_key": session_key, "verbose": verbose}),
            )
        )
        return await self._client.request(request, typed(ChatConfigResponse))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[LLMClient]:
        """Return the chatbot of this name, or None if the list has none.

        Example:
            >>> chatbot = await client.llm_clients.find("bike_shop")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None
