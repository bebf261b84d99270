# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.llm_hosts`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

from typing_extensions import Literal, Unpack

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
from smarter.resources.rest import given, rest_path
from smarter.types.rest.llm_hosts import (
    LLMHost,
    LLMHostDiscovery,
    LLMHostDraftManifest,
    LLMHostLogs,
    LLMHostPlan,
    LLMHostReport,
    LLMHostStatus,
    LLMHostUndeployed,
)

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncLLMHostsWithRawResponse:
    """Methods of `AsyncLLMHosts` with raw responses."""

    def __init__(self, llm_hosts: AsyncLLMHosts) -> None:
        self.list = async_to_recorded(llm_hosts.list)
        self.discover = async_to_raw(llm_hosts.discover)
        self.discover_manifest = async_to_raw(llm_hosts.discover_manifest)
        self.report = async_to_raw(llm_hosts.report)
        self.retrieve = async_to_raw(llm_hosts.retrieve)
        self.deploy = async_to_raw(llm_hosts.deploy)
        self.logs = async_to_raw(llm_hosts.logs)
        self.plan = async_to_raw(llm_hosts.plan)
        self.status = async_to_raw(llm_hosts.status)
        self.undeploy = async_to_raw(llm_hosts.undeploy)
        self.find = async_to_recorded(llm_hosts.find)


class AsyncLLMHostsWithStreamingResponse:
    """Methods of `AsyncLLMHosts` with streamed responses."""

    def __init__(self, llm_hosts: AsyncLLMHosts) -> None:
        self.list = async_to_recorded_stream(llm_hosts.list)
        self.discover = async_to_streamed(llm_hosts.discover)
        self.discover_manifest = async_to_streamed(llm_hosts.discover_manifest)
        self.report = async_to_streamed(llm_hosts.report)
        self.retrieve = async_to_streamed(llm_hosts.retrieve)
        self.deploy = async_to_streamed(llm_hosts.deploy)
        self.logs = async_to_streamed(llm_hosts.logs)
        self.plan = async_to_streamed(llm_hosts.plan)
        self.status = async_to_streamed(llm_hosts.status)
        self.undeploy = async_to_streamed(llm_hosts.undeploy)
        self.find = async_to_recorded_stream(llm_hosts.find)


class AsyncLLMHosts(AsyncAPIResource[AsyncLLMHostsWithRawResponse, AsyncLLMHostsWithStreamingResponse]):
    """LLM hosts, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[LLMHost]:
        """List the LLM hosts.

        Example:
            >>> names = [each.name async for each in client.llm_hosts.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "llmhosts/", options)
        return async_list_of(self._client, request, LLMHost, "")

    async def discover(
        self,
        *,
        q: Optional[str] = None,
        task: Optional[Literal["text-generation", "embedding"]] = None,
        catalog: Optional[Literal["huggingface", "builtin"]] = None,
        limit: Optional[int] = None,
        **options: Unpack[CallOptions],
    ) -> LLMHostDiscovery:
        """Search a catalog of models to host.

        Example:
            >>> found = await client.llm_hosts.discover(q="qwen")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            "llmhosts/discover/",
            options,
            query=given({"q": q, "task": task, "catalog": catalog, "limit": limit}),
        )
        return await self._client.request(request, typed(LLMHostDiscovery))

    async def discover_manifest(
        self,
        *,
        repository: str,
        catalog: Optional[str] = None,
        engine: Optional[str] = None,
        name: Optional[str] = None,
        token_secret: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> LLMHostDraftManifest:
        """Draft a manifest for a model of a catalog.

        Example:
            >>> manifest = await client.llm_hosts.discover_manifest(repository="Qwen/Qwen2.5-0.5B-Instruct")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            "llmhosts/discover/manifest/",
            options,
            query=given(
                {
                    "repository": repository,
                    "catalog": catalog,
                    "engine": engine,
                    "name": name,
                    "tokenSecret": token_secret,
                }
            ),
        )
        return await self._client.request(request, typed(LLMHostDraftManifest))

    async def report(self, **options: Unpack[CallOptions]) -> LLMHostReport:
        """Summarise the LLM hosts.

        Example:
            >>> report = await client.llm_hosts.report()
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "llmhosts/report/", options)
        return await self._client.request(request, typed(LLMHostReport))

    async def retrieve(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHost:
        """Return an LLM host.

        Example:
            >>> llm_host = await client.llm_hosts.find("small_model")
            >>> llm_host = await client.llm_hosts.retrieve(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llmhosts/{llm_host_id}/", llm_host_id=llm_host_id), options)
        return await self._client.request(request, typed(LLMHost))

    async def deploy(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHostStatus:
        """Deploy an LLM host.

        Example:
            >>> llm_host = await client.llm_hosts.find("small_model")
            >>> deployed = await client.llm_hosts.deploy(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("POST", rest_path("llmhosts/{llm_host_id}/deploy/", llm_host_id=llm_host_id), options)
        return await self._client.request(request, typed(LLMHostStatus))

    async def logs(
        self, llm_host_id: Union[int, str], *, tail: Optional[int] = None, **options: Unpack[CallOptions]
    ) -> LLMHostLogs:
        """Return the recent log of an LLM host.

        Example:
            >>> llm_host = await client.llm_hosts.find("small_model")
            >>> logs = await client.llm_hosts.logs(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("llmhosts/{llm_host_id}/logs/", llm_host_id=llm_host_id),
            options,
            query=given({"tail": tail}),
        )
        return await self._client.request(request, typed(LLMHostLogs))

    async def plan(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHostPlan:
        """Return the deployment plan of an LLM host.

        Example:
            >>> llm_host = await client.llm_hosts.find("small_model")
            >>> plan = await client.llm_hosts.plan(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llmhosts/{llm_host_id}/plan/", llm_host_id=llm_host_id), options)
        return await self._client.request(request, typed(LLMHostPlan))

    async def status(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHostStatus:
        """Check the status of an LLM host now.

        Example:
            >>> llm_host = await client.llm_hosts.find("small_model")
            >>> status = await client.llm_hosts.status(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llmhosts/{llm_host_id}/status/", llm_host_id=llm_host_id), options)
        return await self._client.request(request, typed(LLMHostStatus))

    async def undeploy(
        self,
        llm_host_id: Union[int, str],
        *,
        purge: Optional[Literal["true", "false"]] = None,
        **options: Unpack[CallOptions],
    ) -> LLMHostUndeployed:
        """Undeploy an LLM host.

        Example:
            >>> llm_host = await client.llm_hosts.find("small_model")
            >>> undeployed = await client.llm_hosts.undeploy(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path("llmhosts/{llm_host_id}/undeploy/", llm_host_id=llm_host_id),
            options,
            query=given({"purge": purge}),
        )
        return await self._client.request(request, typed(LLMHostUndeployed))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[LLMHost]:
        """Return the LLM host of this name, or None if the list has none.

        Example:
            >>> llm_host = await client.llm_hosts.find("small_model")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None
