# Generated from smarter/resources/_async/rest/llm_hosts.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.llm_hosts`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

from typing_extensions import Literal, Unpack

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


class LLMHostsWithRawResponse:
    """Methods of `LLMHosts` with raw responses."""

    def __init__(self, llm_hosts: LLMHosts) -> None:
        self.list = to_recorded(llm_hosts.list)
        self.discover = to_raw(llm_hosts.discover)
        self.discover_manifest = to_raw(llm_hosts.discover_manifest)
        self.report = to_raw(llm_hosts.report)
        self.retrieve = to_raw(llm_hosts.retrieve)
        self.deploy = to_raw(llm_hosts.deploy)
        self.logs = to_raw(llm_hosts.logs)
        self.plan = to_raw(llm_hosts.plan)
        self.status = to_raw(llm_hosts.status)
        self.undeploy = to_raw(llm_hosts.undeploy)
        self.find = to_recorded(llm_hosts.find)


class LLMHostsWithStreamingResponse:
    """Methods of `LLMHosts` with streamed responses."""

    def __init__(self, llm_hosts: LLMHosts) -> None:
        self.list = to_recorded_stream(llm_hosts.list)
        self.discover = to_streamed(llm_hosts.discover)
        self.discover_manifest = to_streamed(llm_hosts.discover_manifest)
        self.report = to_streamed(llm_hosts.report)
        self.retrieve = to_streamed(llm_hosts.retrieve)
        self.deploy = to_streamed(llm_hosts.deploy)
        self.logs = to_streamed(llm_hosts.logs)
        self.plan = to_streamed(llm_hosts.plan)
        self.status = to_streamed(llm_hosts.status)
        self.undeploy = to_streamed(llm_hosts.undeploy)
        self.find = to_recorded_stream(llm_hosts.find)


class LLMHosts(APIResource[LLMHostsWithRawResponse, LLMHostsWithStreamingResponse]):
    """LLM hosts, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[LLMHost]:
        """List the LLM hosts.

        Example:
            >>> names = [each.name for each in client.llm_hosts.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "llmhosts/", options)
        return list_of(self._client, request, LLMHost, "")

    def discover(
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
            >>> found = client.llm_hosts.discover(q="qwen")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            "llmhosts/discover/",
            options,
            query=given({"q": q, "task": task, "catalog": catalog, "limit": limit}),
        )
        return self._client.request(request, typed(LLMHostDiscovery))

    def discover_manifest(
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
            >>> manifest = client.llm_hosts.discover_manifest(repository="Qwen/Qwen2.5-0.5B-Instruct")
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
        return self._client.request(request, typed(LLMHostDraftManifest))

    def report(self, **options: Unpack[CallOptions]) -> LLMHostReport:
        """Summarise the LLM hosts.

        Example:
            >>> report = client.llm_hosts.report()
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "llmhosts/report/", options)
        return self._client.request(request, typed(LLMHostReport))

    def retrieve(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHost:
        """Return an LLM host.

        Example:
            >>> llm_host = client.llm_hosts.find("small_model")
            >>> llm_host = client.llm_hosts.retrieve(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llmhosts/{llm_host_id}/", llm_host_id=llm_host_id), options)
        return self._client.request(request, typed(LLMHost))

    def deploy(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHostStatus:
        """Deploy an LLM host.

        Example:
            >>> llm_host = client.llm_hosts.find("small_model")
            >>> deployed = client.llm_hosts.deploy(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("POST", rest_path("llmhosts/{llm_host_id}/deploy/", llm_host_id=llm_host_id), options)
        return self._client.request(request, typed(LLMHostStatus))

    def logs(
        self, llm_host_id: Union[int, str], *, tail: Optional[int] = None, **options: Unpack[CallOptions]
    ) -> LLMHostLogs:
        """Return the recent log of an LLM host.

        Example:
            >>> llm_host = client.llm_hosts.find("small_model")
            >>> logs = client.llm_hosts.logs(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("llmhosts/{llm_host_id}/logs/", llm_host_id=llm_host_id),
            options,
            query=given({"tail": tail}),
        )
        return self._client.request(request, typed(LLMHostLogs))

    def plan(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHostPlan:
        """Return the deployment plan of an LLM host.

        Example:
            >>> llm_host = client.llm_hosts.find("small_model")
            >>> plan = client.llm_hosts.plan(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llmhosts/{llm_host_id}/plan/", llm_host_id=llm_host_id), options)
        return self._client.request(request, typed(LLMHostPlan))

    def status(self, llm_host_id: Union[int, str], **options: Unpack[CallOptions]) -> LLMHostStatus:
        """Check the status of an LLM host now.

        Example:
            >>> llm_host = client.llm_hosts.find("small_model")
            >>> status = client.llm_hosts.status(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("llmhosts/{llm_host_id}/status/", llm_host_id=llm_host_id), options)
        return self._client.request(request, typed(LLMHostStatus))

    def undeploy(
        self,
        llm_host_id: Union[int, str],
        *,
        purge: Optional[Literal["true", "false"]] = None,
        **options: Unpack[CallOptions],
    ) -> LLMHostUndeployed:
        """Undeploy an LLM host.

        Example:
            >>> llm_host = client.llm_hosts.find("small_model")
            >>> undeployed = client.llm_hosts.undeploy(llm_host.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path("llmhosts/{llm_host_id}/undeploy/", llm_host_id=llm_host_id),
            options,
            query=given({"purge": purge}),
        )
        return self._client.request(request, typed(LLMHostUndeployed))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[LLMHost]:
        """Return the LLM host of this name, or None if the list has none.

        Example:
            >>> llm_host = client.llm_hosts.find("small_model")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None
