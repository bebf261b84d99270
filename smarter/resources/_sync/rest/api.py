# Generated from smarter/resources/_async/rest/api.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""Properties of the client for the REST API of newer platforms."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from smarter.client._sync.client import BaseClient

if TYPE_CHECKING:
    from smarter.resources._sync.rest.accounts import Accounts
    from smarter.resources._sync.rest.contacts import Contacts
    from smarter.resources._sync.rest.guardrails import Guardrails
    from smarter.resources._sync.rest.history import History
    from smarter.resources._sync.rest.journal import Journal
    from smarter.resources._sync.rest.llm_clients import LLMClients
    from smarter.resources._sync.rest.llm_hosts import LLMHosts
    from smarter.resources._sync.rest.mcp_clients import MCPClients
    from smarter.resources._sync.rest.orchestrators import Orchestrators
    from smarter.resources._sync.rest.plugins import Plugins
    from smarter.resources._sync.rest.providers import Providers
    from smarter.resources._sync.rest.proxies import Proxies
    from smarter.resources._sync.rest.secrets import Secrets
    from smarter.resources._sync.rest.user_profiles import UserProfiles
    from smarter.resources._sync.rest.users import Users
    from smarter.resources._sync.rest.vectorsearches import Vectorsearches
    from smarter.resources._sync.rest.vectorstores import Vectorstores


class RestAPI(BaseClient):
    """Client with the methods of the REST API, each imported at its first use."""

    @cached_property
    def accounts(self) -> Accounts:
        """Accounts, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.accounts import Accounts

        return Accounts(self)

    @cached_property
    def contacts(self) -> Contacts:
        """Contacts, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.contacts import Contacts

        return Contacts(self)

    @cached_property
    def guardrails(self) -> Guardrails:
        """Guardrails, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.guardrails import Guardrails

        return Guardrails(self)

    @cached_property
    def history(self) -> History:
        """History, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.history import History

        return History(self)

    @cached_property
    def journal(self) -> Journal:
        """Journal, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.journal import Journal

        return Journal(self)

    @cached_property
    def llm_clients(self) -> LLMClients:
        """LLM clients, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.llm_clients import LLMClients

        return LLMClients(self)

    @cached_property
    def llm_hosts(self) -> LLMHosts:
        """LLM hosts, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.llm_hosts import LLMHosts

        return LLMHosts(self)

    @cached_property
    def mcp_clients(self) -> MCPClients:
        """MCP clients, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.mcp_clients import MCPClients

        return MCPClients(self)

    @cached_property
    def orchestrators(self) -> Orchestrators:
        """Orchestrators, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.orchestrators import Orchestrators

        return Orchestrators(self)

    @cached_property
    def plugins(self) -> Plugins:
        """Plugins, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.plugins import Plugins

        return Plugins(self)

    @cached_property
    def providers(self) -> Providers:
        """Providers, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.providers import Providers

        return Providers(self)

    @cached_property
    def proxies(self) -> Proxies:
        """Proxies, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.proxies import Proxies

        return Proxies(self)

    @cached_property
    def secrets(self) -> Secrets:
        """Secrets, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.secrets import Secrets

        return Secrets(self)

    @cached_property
    def user_profiles(self) -> UserProfiles:
        """User profiles, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.user_profiles import UserProfiles

        return UserProfiles(self)

    @cached_property
    def users(self) -> Users:
        """Users, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.users import Users

        return Users(self)

    @cached_property
    def vectorsearches(self) -> Vectorsearches:
        """Vectorsearches, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.vectorsearches import Vectorsearches

        return Vectorsearches(self)

    @cached_property
    def vectorstores(self) -> Vectorstores:
        """Vectorstores, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.vectorstores import Vectorstores

        return Vectorstores(self)

    @cached_property
    def vector_stores(self) -> Vectorstores:
        """Vector stores, over the REST API of newer platforms."""
        from smarter.resources._sync.rest.vectorstores import Vectorstores

        return Vectorstores(self)
