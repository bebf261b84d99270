"""`client.resources`: the kinds by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Union

from smarter._suggest import nearest
from smarter.client.base_model import WrongShapeError, from_data, set_request_id
from smarter.client.options import only_known
from smarter.client.request import last_request_id
from smarter.errors import APIResponseValidationError, InvalidArgumentError, UnknownKindError
from smarter.kinds import Kind, load_kinds
from smarter.platform import AsyncPlatform
from smarter.resources._async.base import AsyncAPIGroup
from smarter.resources._async.chatbots import AsyncChatbot, AsyncChatbots
from smarter.resources._async.kind_resources import AsyncKindResources
from smarter.resources._async.resource import AsyncResource
from smarter.types.shared import Identity, Status, Versions

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncBaseClient
    from smarter.types import specs

_ANSWERS = {"whoami": Identity, "status": Status, "version": Versions}


class AsyncResources(AsyncAPIGroup):
    """Every kind: `resources.chatbots`, or `resources["SqlPlugin"]` in any spelling."""

    if TYPE_CHECKING:  # for editors; at run time the names are those of the schemas
        chatbots: AsyncChatbots
        llm_clients: AsyncChatbots
        accounts: AsyncKindResources[AsyncResource, specs.AccountSpec]
        api_connections: AsyncKindResources[AsyncResource, specs.ApiConnectionSpec]
        api_plugins: AsyncKindResources[AsyncResource, specs.ApiPluginSpec]
        budgets: AsyncKindResources[AsyncResource, specs.BudgetSpec]
        custom_domains: AsyncKindResources[AsyncResource, specs.CustomDomainSpec]
        files: AsyncKindResources[AsyncResource, specs.FileSpec]
        guardrails: AsyncKindResources[AsyncResource, specs.GuardrailSpec]
        image_search_plugins: AsyncKindResources[AsyncResource, specs.ImageSearchPluginSpec]
        llm_hosts: AsyncKindResources[AsyncResource, specs.LLMHostSpec]
        llm_host_computes: AsyncKindResources[AsyncResource, specs.LLMHostComputeSpec]
        mcp_clients: AsyncKindResources[AsyncResource, specs.MCPClientSpec]
        orchestrators: AsyncKindResources[AsyncResource, specs.OrchestratorSpec]
        plugins: AsyncKindResources[AsyncResource, specs.PluginSpec]
        prompts: AsyncKindResources[AsyncResource, specs.PromptSpec]
        providers: AsyncKindResources[AsyncResource, specs.ProviderSpec]
        proxies: AsyncKindResources[AsyncResource, specs.ProxySpec]
        secrets: AsyncKindResources[AsyncResource, specs.SecretSpec]
        skill_plugins: AsyncKindResources[AsyncResource, specs.SkillPluginSpec]
        smarter_auth_tokens: AsyncKindResources[AsyncResource, specs.SmarterAuthTokenSpec]
        sql_connections: AsyncKindResources[AsyncResource, specs.SqlConnectionSpec]
        sql_plugins: AsyncKindResources[AsyncResource, specs.SqlPluginSpec]
        users: AsyncKindResources[AsyncResource, specs.UserSpec]
        vectorsearches: AsyncKindResources[AsyncResource, specs.VectorsearchSpec]
        vectorstores: AsyncKindResources[AsyncResource, specs.VectorstoreSpec]
        websearch_plugins: AsyncKindResources[AsyncResource, specs.WebsearchPluginSpec]

    def __init__(self, client: AsyncBaseClient) -> None:
        super().__init__(client)
        self._platform = AsyncPlatform(client)
        self._made: Dict[str, AsyncKindResources[Any, Any]] = {}

    def __getitem__(self, kind: str) -> AsyncKindResources[Any, Any]:
        """Return the resources of a kind in any spelling: `Chatbot`, `llm-client`.

        The first call looks up an unknown kind on the platform; it raises `UnknownKindError` if that lacks it too.
        """
        if not isinstance(kind, str):
            raise InvalidArgumentError(f"The name of a kind must be a string, not {type(kind).__name__}.")
        found: Union[Kind, UnknownKindError]
        try:
            found = load_kinds().get(kind)
            name = found.name
        except UnknownKindError as error:
            found, name = error, f"{kind}?"
        made = self._made.get(name)
        if made is None:
            if isinstance(found, Kind) and "prompt" in found.verbs:
                made = AsyncChatbots(self._client, self._platform, found, AsyncChatbot)
            else:
                made = AsyncKindResources(self._client, self._platform, found, AsyncResource)
            self._made[name] = made
        return made

    def __getattr__(self, name: str) -> AsyncKindResources[Any, Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        found = load_kinds().find(name)
        if found is None:
            if hasattr(AsyncChatbots, name):
                raise AttributeError(f"{name!r} needs a kind, as in `resources.chatbots.{name}(...)`.")
            near = nearest(name, [kind.plural for kind in load_kinds().all()])
            hint = f". Did you mean {near!r}?" if near else ""
            raise AttributeError(f"unknown kind {name!r}{hint}")
        return self[found.name]

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *(kind.plural for kind in load_kinds().all())})

    async def ask(self, verb: str, options: Mapping[str, Any]) -> Any:
        """Return the typed response to `whoami`, `status` or `version`."""
        only_known(options)
        platform = self._platform
        if options:
            from smarter.client._async.client_wrappers import AsyncOptionsView

            platform = platform.through(AsyncOptionsView(self._client, options))
        wanted: Any = _ANSWERS[verb]
        try:
            made = from_data(wanted, await platform.ask(verb) or {})
        except WrongShapeError as error:
            raise APIResponseValidationError(
                f"The response to {verb} has the wrong shape: {error}."
            ) from error
        set_request_id(made, last_request_id.get())
        return made
