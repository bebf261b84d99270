# Generated from smarter/resources/_async/namespace.py by scripts/generate_sync.py. Edit that, not this.
"""`client.resources`: the kinds of resources by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List
from weakref import WeakValueDictionary

from smarter.client import http
from smarter.client.models import construct, set_request_id
from smarter.client.request import last_request_id
from smarter.kinds import load_kinds
from smarter.platform import Platform
from smarter.resources._sync.kinds import Chatbot, Chatbots, KindResources, Resource
from smarter.types.shared import Identity, Status, Versions

if TYPE_CHECKING:
    from smarter.resources._sync.root import Smarter

_ANSWERS = {"whoami": Identity, "status": Status, "version": Versions}


class Resources:
    """Every kind by its plural (`resources.chatbots`), or by any spelling of its name (`resources["SqlPlugin"]`)."""

    if TYPE_CHECKING:  # for editors; at run time the names are those of the schemas
        chatbots: Chatbots
        llm_clients: Chatbots
        plugins: KindResources[Resource]
        sql_plugins: KindResources[Resource]
        api_plugins: KindResources[Resource]
        secrets: KindResources[Resource]
        sql_connections: KindResources[Resource]
        api_connections: KindResources[Resource]
        files: KindResources[Resource]
        users: KindResources[Resource]
        accounts: KindResources[Resource]
        providers: KindResources[Resource]

    def __init__(self, client: Smarter) -> None:
        self._client = client
        self._platform = Platform(client)
        self._made: Dict[str, KindResources[Any]] = {}
        self._prompt_routes: Dict[str, str] = {}
        self._locks: WeakValueDictionary[str, Any] = WeakValueDictionary()

    def __getitem__(self, kind: str) -> KindResources[Any]:
        """The resources of `kind`, in any spelling: `Chatbot`, `chatbots`, `llm-client`.

        Raises:
            UnknownKindError: there is no such kind.
        """
        found = load_kinds().get(kind)
        made = self._made.get(found.name)
        if made is None:
            if "prompt" in found.verbs:
                made = Chatbots(self._client, self._platform, found, Chatbot)
            else:
                made = KindResources(self._client, self._platform, found, Resource)
            self._made[found.name] = made
        return made

    def __getattr__(self, name: str) -> KindResources[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        found = load_kinds().find(name)
        if found is None:
            raise AttributeError(f"there is no kind of resource named {name!r}")
        return self[found.name]

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *(kind.plural for kind in load_kinds().all())})

    def ask(self, verb: str) -> Any:
        """The answer to `whoami`, `status` or `version`, typed."""
        made = construct(_ANSWERS[verb], self._platform.ask(verb) or {})
        set_request_id(made, last_request_id.get())
        return made

    def _session_lock(self, session: str) -> Any:
        """The lock of a conversation: prompts that overlap in one session lose turns."""
        return self._locks.setdefault(session, http.Lock())
