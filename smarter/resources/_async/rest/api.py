# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Properties of the client for the REST API of newer platforms."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from smarter.client._async.client import AsyncBaseClient

if TYPE_CHECKING:
    from smarter.resources._async.rest.accounts import AsyncAccounts
    from smarter.resources._async.rest.contacts import AsyncContacts
    from smarter.resources._async.rest.guardrails import AsyncGuardrails
    from smarter.resources._async.rest.history import AsyncHistory
    from smarter.resources._async.rest.journal import AsyncJournal
    from smarter.resources._async.rest.llm_clients import AsyncLLMClients
    from smarter.resources._async.rest.llm_hosts import AsyncLLMHosts
    from smarter.resources._async.rest.mcp_clients import AsyncMCPClients
    from smarter.resources._async.rest.orchestrators import AsyncOrchestrators
    from smarter.resources._async.rest.plugins import AsyncPlugins
    from smarter.resources._async.rest.providers import AsyncProviders
    from smarter.resources._async.rest.proxies import AsyncProxies
    from smarter.resources._async.rest.secrets import AsyncSecrets
    from smarter.resources._async.rest.user_profiles import AsyncUserProfiles
    from smarter.resources._async.rest.users import AsyncUsers
    from smarter.resources._async.rest.vectorsearches import AsyncVectorsearches
    from smarter.resources._async.rest.vectorstores import AsyncVectorstores


class AsyncRestAPI(AsyncBaseClient):
    """Client with the methods of the REST API, each imported at its first use."""

    @cached_property
    def accounts(self) -> AsyncAccounts:
        """Accounts, over the REST API of newer platforms."""
        from smarter.resources._async.rest.accounts import AsyncAccounts

        return AsyncAccounts(self)

    @cached_property
    def contacts(self) -> AsyncContacts:
        """Contacts, over the REST API of newer platforms."""
        from smarter.resources._async.rest.contacts import AsyncContacts

        return AsyncContacts(self)

    @cached_property
    def guardrails(self) -> AsyncGuardrails:
        """Guardrails, over the REST API of newer platforms."""
        from smarter.resources._async.rest.guardrails import AsyncGuardrails

        return AsyncGuardrails(self)

    @cached_property
    def history(self) -> AsyncHistory:
        """History, over the REST API of newer platforms."""
        from smarter.resources._async.rest.history import AsyncHistory

        return AsyncHistory(self)

    @cached_property
    def journal(self) -> AsyncJournal:
        """Journal, over the REST API of newer platforms."""
        from smarter.resources._async.rest.journal import AsyncJournal

        return AsyncJournal(self)

    @cached_property
    def llm_clients(self) -> AsyncLLMClients:
        """LLM clients, over the REST API of newer platforms."""
        from smarter.resources._async.rest.llm_clients import AsyncLLMClients

        return AsyncLLMClients(self)

    @cached_property
    def llm_hosts(self) -> AsyncLLMHosts:
        """LLM hosts, over the REST API of newer platforms."""
        from smarter.resources._async.rest.llm_hosts import AsyncLLMHosts

        return AsyncLLMHosts(self)

    @cached_property
    def mcp_clients(self) -> AsyncMCPClients:
        """MCP clients, over the REST API of newer platforms."""
        from smarter.resources._async.rest.mcp_clients import AsyncMCPClients

        return AsyncMCPClients(self)

    @cached_property
    def orchestrators(self) -> AsyncOrchestrators:
        """Orchestrators, over the REST API of newer platforms."""
        from smarter.resources._async.rest.orchestrators import AsyncOrchestrators

        return AsyncOrchestrators(self)

    @cached_property
    def plugins(self) -> AsyncPlugins:
        """Plugins, over the REST API of newer platforms."""
        from smarter.resources._async.rest.plugins import AsyncPlugins

        return AsyncPlugins(self)

    @cached_property
    def providers(self) -> AsyncProviders:
        """Providers, over the REST API of newer platforms."""
        from smarter.resources._async.rest.providers import AsyncProviders

        return AsyncProviders(self)

    @cached_property
    def proxies(self) -> AsyncProxies:
        """Proxies, over the REST API of newer platforms."""
        from smarter.resources._async.rest.proxies import AsyncProxies

        return AsyncProxies(self)

    @cached_property
    def secrets(self) -> AsyncSecrets:
        """Secrets, over the REST API of newer platforms."""
        from smarter.resources._async.rest.secrets import AsyncSecrets

        return AsyncSecrets(self)

    @cached_property
    def user_profiles(self) -> AsyncUserProfiles:
        """User profiles, over the REST API of newer platforms."""
        from smarter.resources._async.rest.user_profiles import AsyncUserProfiles

        return AsyncUserProfiles(self)

    @cached_property
    def users(self) -> AsyncUsers:
        """Users, over the REST API of newer platforms."""
        from smarter.resources._async.rest.users import AsyncUsers

        return AsyncUsers(self)

    @cached_property
    def vectorsearches(self) -> AsyncVectorsearches:
        """Vectorsearches, over the REST API of newer platforms."""
        from smarter.resources._async.rest.vectorsearches import AsyncVectorsearches

        return AsyncVectorsearches(self)

    @cached_property
    def vectorstores(self) -> AsyncVectorstores:
        """Vectorstores, over the REST API of newer platforms."""
        from smarter.resources._async.rest.vectorstores import AsyncVectorstores

        return AsyncVectorstores(self)

    @cached_property
    def vector_stores(self) -> AsyncVectorstores:
        """Vector stores, over the REST API of newer platforms."""
        from smarter.resources._async.rest.vectorstores import AsyncVectorstores

        return AsyncVectorstores(self)
