# Generated from smarter/resources/_async/rest/llm_clients.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.llm_clients`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Optional, Union

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
from smarter.resources._sync.rest.extras import PromptCalls
from smarter.resources._sync.rest.lists import list_of
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


class LLMClientsPluginsCollectionWithRawResponse:
    """Methods of `LLMClientsPluginsCollection` with raw responses."""

    def __init__(self, plugins: LLMClientsPluginsCollection) -> None:
        self.list = to_recorded(plugins.list)
        self.retrieve = to_raw(plugins.retrieve)


class LLMClientsPluginsCollectionWithStreamingResponse:
    """Methods of `LLMClientsPluginsCollection` with streamed responses."""

    def __init__(self, plugins: LLMClientsPluginsCollection) -> None:
        self.list = to_recorded_stream(plugins.list)
        self.retrieve = to_streamed(plugins.retrieve)


class LLMClientsPluginsCollection(
    APIResource[LLMClientsPluginsCollectionWithRawResponse, LLMClientsPluginsCollectionWithStreamingResponse]
):
    """Plugins, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> CursorPage[LLMClientPlugin]:
        """List the plugins of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> ids = [each.id for each in client.llm_clients.plugins.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("llm-clients/{llm_client_id}/plugins/", llm_client_id=llm_client_id), options
        )
        return list_of(self._client, request, LLMClientPlugin, "")

    def retrieve(
        self, llm_client_id: Union[int, str], plugin_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientPlugin:
        """Return a plugin of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> for each in client.llm_clients.plugins.list(chatbot.id):
            ...     plugin = client.llm_clients.plugins.retrieve(chatbot.id, each.id)
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
        return self._client.request(request, typed(LLMClientPlugin))


class LLMClientsExtensionsCollectionWithRawResponse:
    """Methods of `LLMClientsExtensionsCollection` with raw responses."""

    def __init__(self, extensions: LLMClientsExtensionsCollection) -> None:
        self.list = to_recorded(extensions.list)
        self.retrieve = to_raw(extensions.retrieve)


class LLMClientsExtensionsCollectionWithStreamingResponse:
    """Methods of `LLMClientsExtensionsCollection` with streamed responses."""

    def __init__(self, extensions: LLMClientsExtensionsCollection) -> None:
        self.list = to_recorded_stream(extensions.list)
        self.retrieve = to_streamed(extensions.retrieve)


class LLMClientsExtensionsCollection(
    APIResource[
        LLMClientsExtensionsCollectionWithRawResponse,
        LLMClientsExtensionsCollectionWithStreamingResponse,
    ]
):
    """Extensions, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> CursorPage[LLMClientExtension]:
        """List the extensions of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> names = [each.name for each in client.llm_clients.extensions.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("llm-clients/{llm_client_id}/extensions", llm_client_id=llm_client_id), options
        )
        return list_of(self._client, request, LLMClientExtension, "")

    def retrieve(
        self, llm_client_id: Union[int, str], extension_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientExtension:
        """Return an extension of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> for each in client.llm_clients.extensions.list(chatbot.id):
            ...     extension = client.llm_clients.extensions.retrieve(chatbot.id, each.id)
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
        return self._client.request(request, typed(LLMClientExtension))


class LLMClientsCustomDomainsCollectionWithRawResponse:
    """Methods of `LLMClientsCustomDomainsCollection` with raw responses."""

    def __init__(self, custom_domains: LLMClientsCustomDomainsCollection) -> None:
        self.list = to_recorded(custom_domains.list)
        self.retrieve = to_raw(custom_domains.retrieve)


class LLMClientsCustomDomainsCollectionWithStreamingResponse:
    """Methods of `LLMClientsCustomDomainsCollection` with streamed responses."""

    def __init__(self, custom_domains: LLMClientsCustomDomainsCollection) -> None:
        self.list = to_recorded_stream(custom_domains.list)
        self.retrieve = to_streamed(custom_domains.retrieve)


class LLMClientsCustomDomainsCollection(
    APIResource[
        LLMClientsCustomDomainsCollectionWithRawResponse,
        LLMClientsCustomDomainsCollectionWithStreamingResponse,
    ]
):
    """Custom domains, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> CursorPage[LLMClientCustomDomain]:
        """List the custom domains of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> names = [each.name for each in client.llm_clients.custom_domains.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("llm-clients/{llm_client_id}/customdomains", llm_client_id=llm_client_id),
            options,
        )
        return list_of(self._client, request, LLMClientCustomDomain, "")

    def retrieve(
        self, llm_client_id: Union[int, str], customdomain_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientCustomDomain:
        """Return a custom domain of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> for each in client.llm_clients.custom_domains.list(chatbot.id):
            ...     custom_domain = client.llm_clients.custom_domains.retrieve(chatbot.id, each.id)
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
        return self._client.request(request, typed(LLMClientCustomDomain))


class LLMClientsAPIKeysCollectionWithRawResponse:
    """Methods of `LLMClientsAPIKeysCollection` with raw responses."""

    def __init__(self, api_keys: LLMClientsAPIKeysCollection) -> None:
        self.list = to_recorded(api_keys.list)
        self.retrieve = to_raw(api_keys.retrieve)


class LLMClientsAPIKeysCollectionWithStreamingResponse:
    """Methods of `LLMClientsAPIKeysCollection` with streamed responses."""

    def __init__(self, api_keys: LLMClientsAPIKeysCollection) -> None:
        self.list = to_recorded_stream(api_keys.list)
        self.retrieve = to_streamed(api_keys.retrieve)


class LLMClientsAPIKeysCollection(
    APIResource[LLMClientsAPIKeysCollectionWithRawResponse, LLMClientsAPIKeysCollectionWithStreamingResponse]
):
    """API keys, over the platform's REST API."""

    def list(
        self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> CursorPage[LLMClientKey]:
        """List the API keys of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> ids = [each.id for each in client.llm_clients.api_keys.list(chatbot.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("llm-clients/{llm_client_id}/apikeys/", llm_client_id=llm_client_id), options
        )
        return list_of(self._client, request, LLMClientKey, "")

    def retrieve(
        self, llm_client_id: Union[int, str], apikey_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> LLMClientKey:
        """Return an API key of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> for each in client.llm_clients.api_keys.list(chatbot.id):
            ...     api_key = client.llm_clients.api_keys.retrieve(chatbot.id, each.id)
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
        return self._client.request(request, typed(LLMClientKey))


class LLMClientsWithRawResponse:
    """Methods of `LLMClients` with raw responses."""

    def __init__(self, llm_clients: LLMClients) -> None:
        self.list = to_recorded(llm_clients.list)
        self.retrieve = to_raw(llm_clients.retrieve)
        self.config = to_raw(llm_clients.config)
        self.prompt = to_recorded(llm_clients.prompt)
        self.find = to_recorded(llm_clients.find)


class LLMClientsWithStreamingResponse:
    """Methods of `LLMClients` with streamed responses."""

    def __init__(self, llm_clients: LLMClients) -> None:
        self.list = to_recorded_stream(llm_clients.list)
        self.retrieve = to_streamed(llm_clients.retrieve)
        self.config = to_streamed(llm_clients.config)
        self.prompt = to_recorded_stream(llm_clients.prompt)
        self.find = to_recorded_stream(llm_clients.find)


class LLMClients(PromptCalls[LLMClientsWithRawResponse, LLMClientsWithStreamingResponse]):
    """LLM clients, over the platform's REST API."""

    @cached_property
    def api_keys(self) -> LLMClientsAPIKeysCollection:
        """API keys."""
        return LLMClientsAPIKeysCollection(self._client)

    @cached_property
    def custom_domains(self) -> LLMClientsCustomDomainsCollection:
        """Custom domains."""
        return LLMClientsCustomDomainsCollection(self._client)

    @cached_property
    def extensions(self) -> LLMClientsExtensionsCollection:
        """Extensions."""
        return LLMClientsExtensionsCollection(self._client)

    @cached_property
    def plugins(self) -> LLMClientsPluginsCollection:
        """Plugins."""
        return LLMClientsPluginsCollection(self._client)

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[LLMClient]:
        """List the chatbots.

        Example:
            >>> names = [each.name for each in client.llm_clients.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "llm-clients/", options)
        return list_of(self._client, request, LLMClient, "")

    def retrieve(self, llm_client_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMClient:
        """Return a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> chatbot = client.llm_clients.retrieve(chatbot.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llm-clients/{llm_client_id}/", llm_client_id=llm_client_id), options)
        return self._client.request(request, typed(LLMClient))

    def config(
        self,
        llm_client_id: Union[int, str],
        *,
        session_key: Optional[str] = None,
        verbose: Optional[bool] = None,
        **options: Unpack[CallOptions],
    ) -> ChatConfigResponse:
        """Return the chat configuration of a chatbot.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
            >>> config = client.llm_clients.config(chatbot.id)
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
        return self._client.request(request, typed(ChatConfigResponse))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[LLMClient]:
        """Return the chatbot of this name, or None if the list has none.

        Example:
            >>> chatbot = client.llm_clients.find("bike_shop")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None
