# Generated from smarter/resources/_async/namespace.py by scripts/generate_sync.py. Edit that, not this.
"""`client.resources`: the kinds by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Union

from smarter._suggest import nearest
from smarter.client.base_model import WrongShapeError, from_data, set_request_id
from smarter.client.options import only_known
from smarter.client.request import last_request_id
from smarter.errors import APIResponseValidationError, InvalidArgumentError, UnknownKindError
from smarter.kinds import Kind, load_kinds
from smarter.platform import Platform
from smarter.resources._sync.base import APIGroup
from smarter.resources._sync.chatbots import Chatbot, Chatbots
from smarter.resources._sync.kind_resources import KindResources
from smarter.resources._sync.resource import Resource
from smarter.types.shared import Identity, Status, Versions

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient
    from smarter.types import specs

_ANSWERS = {"whoami": Identity, "status": Status, "version": Versions}


class Resources(APIGroup):
    """Every kind: `resources.chatbots`, or `resources["SqlPlugin"]` in any spelling."""

    if TYPE_CHECKING:  # for editors; at run time the names are those of the schemas
        chatbots: Chatbots
        llm_clients: Chatbots
        accounts: KindResources[Resource, specs.AccountSpec]
        api_connections: KindResources[Resource, specs.ApiConnectionSpec]
        api_plugins: KindResources[Resource, specs.ApiPluginSpec]
        budgets: KindResources[Resource, specs.BudgetSpec]
        custom_domains: KindResources[Resource, specs.CustomDomainSpec]
        files: KindResources[Resource, specs.FileSpec]
        guardrails: KindResources[Resource, specs.GuardrailSpec]
        image_search_plugins: KindResources[Resource, specs.ImageSearchPluginSpec]
        llm_hosts: KindResources[Resource, specs.LLMHostSpec]
        llm_host_computes: KindResources[Resource, specs.LLMHostComputeSpec]
        mcp_clients: KindResources[Resource, specs.MCPClientSpec]
        orchestrators: KindResources[Resource, specs.OrchestratorSpec]
        plugins: KindResources[Resource, specs.PluginSpec]
        prompts: KindResources[Resource, specs.PromptSpec]
        providers: KindResources[Resource, specs.ProviderSpec]
        proxies: KindResources[Resource, specs.ProxySpec]
        secrets: KindResources[Resource, specs.SecretSpec]
        skill_plugins: KindResources[Resource, specs.SkillPluginSpec]
        smarter_auth_tokens: KindResources[Resource, specs.SmarterAuthTokenSpec]
        sql_connections: KindResources[Resource, specs.SqlConnectionSpec]
        sql_plugins: KindResources[Resource, specs.SqlPluginSpec]
        users: KindResources[Resource, specs.UserSpec]
        vectorsearches: KindResources[Resource, specs.VectorsearchSpec]
        vectorstores: KindResources[Resource, specs.VectorstoreSpec]
        websearch_plugins: KindResources[Resource, specs.WebsearchPluginSpec]

    def __init__(self, client: BaseClient) -> None:
        super().__init__(client)
        self._platform = Platform(client)
        self._made: Dict[str, KindResources[Any, Any]] = {}

    def __getitem__(self, kind: str) -> KindResources[Any, Any]:
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
                made = Chatbots(self._client, self._platform, found, Chatbot)
            else:
                made = KindResources(self._client, self._platform, found, Resource)
            self._made[name] = made
        return made

    def __getattr__(self, name: str) -> KindResources[Any, Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        found = load_kinds().find(name)
        if found is None:
            if hasattr(Chatbots, name):
                raise AttributeError(f"{name!r} needs a kind, as in `resources.chatbots.{name}(...)`.")
            near = nearest(name, [kind.plural for kind in load_kinds().all()])
            hint = f". Did you mean {near!r}?" if near else ""
            raise AttributeError(f"unknown kind {name!r}{hint}")
        return self[found.name]

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *(kind.plural for kind in load_kinds().all())})

    def ask(self, verb: str, options: Mapping[str, Any]) -> Any:
        """Return the typed response to `whoami`, `status` or `version`."""
        only_known(options)
        platform = self._platform
        if options:
            from smarter.client._sync.client_wrappers import OptionsView

            platform = platform.through(OptionsView(self._client, options))
        wanted: Any = _ANSWERS[verb]
        try:
            made = from_data(wanted, platform.ask(verb) or {})
        except WrongShapeError as error:
            raise APIResponseValidationError(
                f"The response to {verb} has the wrong shape: {error}."
            ) from error
        set_request_id(made, last_request_id.get())
        return made
