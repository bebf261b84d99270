"""`client.resources`: the kinds of resources by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List
from weakref import WeakValueDictionary

from smarter.client import http
from smarter.client.models import construct, set_request_id
from smarter.client.request import last_request_id
from smarter.kinds import load_kinds
from smarter.platform import AsyncPlatform
from smarter.resources._async.kinds import AsyncChatbot, AsyncChatbots, AsyncKindResources, AsyncResource
from smarter.types.shared import Identity, Status, Versions

if TYPE_CHECKING:
    from smarter.resources._async.root import AsyncSmarter

_ANSWERS = {"whoami": Identity, "status": Status, "version": Versions}


class AsyncResources:
    """Every kind by its plural (`resources.chatbots`), or by any spelling of its name (`resources["SqlPlugin"]`)."""

    if TYPE_CHECKING:  # for editors; at run time the names are those of the schemas
        chatbots: AsyncChatbots
        llm_clients: AsyncChatbots
        plugins: AsyncKindResources[AsyncResource]
        sql_plugins: AsyncKindResources[AsyncResource]
        api_plugins: AsyncKindResources[AsyncResource]
        secrets: AsyncKindResources[AsyncResource]
        sql_connections: AsyncKindResources[AsyncResource]
        api_connections: AsyncKindResources[AsyncResource]
        files: AsyncKindResources[AsyncResource]
        users: AsyncKindResources[AsyncResource]
        accounts: AsyncKindResources[AsyncResource]
        providers: AsyncKindResources[AsyncResource]

    def __init__(self, client: AsyncSmarter) -> None:
        self._client = client
        self._platform = AsyncPlatform(client)
        self._made: Dict[str, AsyncKindResources[Any]] = {}
        self._prompt_routes: Dict[str, str] = {}
        self._locks: WeakValueDictionary[str, Any] = WeakValueDictionary()

    def __getitem__(self, kind: str) -> AsyncKindResources[Any]:
        """The resources of `kind`, in any spelling: `Chatbot`, `chatbots`, `llm-client`.

        Raises:
            UnknownKindError: there is no such kind.
        """
        found = load_kinds().get(kind)
        made = self._made.get(found.name)
        if made is None:
            if "prompt" in found.verbs:
                made = AsyncChatbots(self._client, self._platform, found, AsyncChatbot)
            else:
                made = AsyncKindResources(self._client, self._platform, found, AsyncResource)
            self._made[found.name] = made
        return made

    def __getattr__(self, name: str) -> AsyncKindResources[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        found = load_kinds().find(name)
        if found is None:
            raise AttributeError(f"there is no kind of resource named {name!r}")
        return self[found.name]

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *(kind.plural for kind in load_kinds().all())})

    async def ask(self, verb: str) -> Any:
        """The answer to `whoami`, `status` or `version`, typed."""
        made = construct(_ANSWERS[verb], await self._platform.ask(verb) or {})
        set_request_id(made, last_request_id.get())
        return made

    def _session_lock(self, session: str) -> Any:
        """The lock of a conversation: prompts that overlap in one session lose turns."""
        return self._locks.setdefault(session, http.AsyncLock())
