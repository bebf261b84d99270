# Generated from smarter/resources/_async/turns.py by scripts/generate_sync.py. Edit that, not this.
"""Turns of conversations: one prompt at a time a session, plugins' names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Mapping, Optional, Tuple
from weakref import WeakValueDictionary

from smarter.client.base_model import objects_of
from smarter.client.http.concurrency import Lock, loop_id
from smarter.client.request import Request
from smarter.client.response import Cast
from smarter.errors import APIStatusError, InvalidArgumentError, SmarterError
from smarter.resources import prompting
from smarter.resources._sync.prompt_stream import PromptStream
from smarter.resources.prompt_events import plugin_number
from smarter.types.replies import Reply, ToolCallMade

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient

# Ways to send one prompt, best first: the name of each, and its request.
Ways = Mapping[str, Request]

_UNREAD: Cast[Any] = Cast(lambda client, request, response: response, stream=True)


class Turns:
    """The conversations of one client.

    Prompts that overlap in one session lose turns, so they wait for each other; a prompt beside a stream that is still
    open is refused, for it may be the same thread that would have to read the stream.
    """

    def __init__(self, client: BaseClient) -> None:
        self._client = client
        self._locks: WeakValueDictionary[Any, Any] = WeakValueDictionary()
        self._streams: WeakValueDictionary[str, PromptStream] = WeakValueDictionary()
        self._plugins: Dict[int, str] = {}

    def send(self, client: Any, ways: Ways, session: str) -> Tuple[str, Reply]:
        """Send one prompt through `client`; return the way that worked, and the reply."""
        with self._lock(session):
            self._check_streams(session)
            way, response = self._first(ways, client.send)
        reply = prompting.read(response, session)
        self.name_plugins(reply.tool_calls)
        return way, reply

    def open(self, client: Any, ways: Ways, stream: PromptStream) -> str:
        """Send the prompt of `stream` through `client`; return the way that worked."""
        with self._lock(stream.session):
            self._check_streams(stream.session)
            way, response = self._first(ways, lambda request: client.request(request, _UNREAD))
            stream._response, stream._name_plugins = response, self.name_plugins
            self._streams[stream.session] = stream
        return way

    def name_plugins(self, calls: Iterable[ToolCallMade]) -> None:
        """Add the plugins' names to calls with numbers only, as of newer platforms.

        A call whose plugin cannot be found keeps the name of its function.
        """
        unnamed = [(call, plugin_number(call)) for call in calls]
        unnamed = [(call, number) for call, number in unnamed if number is not None]
        if any(number not in self._plugins for _, number in unnamed):
            self._plugins.update(self._listed_plugins())
        for call, number in unnamed:
            if number in self._plugins:
                call.smarter_plugin = {"id": number, "name": self._plugins[number]}

    def _listed_plugins(self) -> Dict[int, str]:
        try:
            rows = (self._client.send(Request("GET", "plugins/", max_retries=0))).json()
        except SmarterError:  # a name is not worth an error
            return {}
        return {
            row["id"]: row["name"]
            for row in objects_of(rows, dict)
            if isinstance(row.get("id"), int) and isinstance(row.get("name"), str)
        }

    def _lock(self, session: str) -> Any:
        """Return the lock of a conversation in this event loop."""
        return self._locks.setdefault((loop_id(), session), Lock())

    def _check_streams(self, session: str) -> None:
        beside = self._streams.get(session)
        if beside is not None and not beside.ended:
            raise InvalidArgumentError(
                "A stream of this session is still open.",
                hint="Read it to its end or close it before the next prompt of the session.",
            )

    @staticmethod
    def _first(ways: Ways, send: Callable[[Request], Any]) -> Tuple[str, Any]:
        """Send by the first way on the platform; return it and the result of `send`."""
        first_refusal: Optional[APIStatusError] = None
        for way, request in ways.items():
            try:
                return way, send(request)
            except APIStatusError as error:
                if not prompting.next_route(error):
                    raise
                first_refusal = first_refusal or error
        assert first_refusal is not None
        raise first_refusal
