# Generated from smarter/resources/_async/chatbots.py by scripts/generate_sync.py. Edit that, not this.
"""Chatbots: the methods of every kind, and `prompt()`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Type, Union, cast
from weakref import WeakValueDictionary

from typing_extensions import Unpack

from smarter.client._sync.raw_methods import to_recorded, to_recorded_stream
from smarter.client.http.concurrency import Lock, loop_id
from smarter.client.options import CallOptions, only_known, shared_options, with_options
from smarter.errors import APIStatusError, UnknownKindError
from smarter.resources import prompting
from smarter.resources._sync.kinds import (
    KindResources,
    KindResourcesWithRawResponse,
    KindResourcesWithStreamingResponse,
    Resource,
)
from smarter.types.replies import Reply

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient
    from smarter.kinds import Kind
    from smarter.platform import Platform
    from smarter.types.specs import ChatbotSpec  # noqa: F401  named in quotes below


class Chatbot(Resource):
    """A chatbot. `prompt()` sends it a message."""

    def prompt(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        **options: Unpack[CallOptions],
    ) -> Reply:
        """Send `text` to the chatbot; see `prompt` of `chatbots`."""
        owner = cast(Chatbots, self._collection())
        return owner._prompt(self, text, session, messages, resend, options)


class Chatbots(KindResources[Chatbot, "ChatbotSpec"]):
    """The chatbots."""

    def __init__(
        self,
        client: BaseClient,
        platform: Platform,
        kind: Union[Kind, UnknownKindError],
        item: Type[Chatbot],
    ) -> None:
        super().__init__(client, platform, kind, item)
        self._routes: Dict[str, str] = {}
        # Prompts that overlap in one session lose turns.
        self._locks: WeakValueDictionary[Any, Any] = WeakValueDictionary()

    def prompt(
        self,
        name: str,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        **options: Unpack[CallOptions],
    ) -> Reply:
        """Send `text` to the chatbot `name`; `str(reply)` is the text of its reply.

        A prompt is sent once. If it may have arrived and no response came, an error is raised: a retry adds another
        turn to the conversation.

        Args:
            text: the message.
            session: the conversation to continue: its last reply, or `reply.session`. None starts a new one.
            messages: earlier messages, for platforms without a history of this session.
            resend: retry after any transient failure, even if the message may arrive twice.

        Raises:
            PromptError: the model behind the chatbot failed.
            PermissionDeniedError: the platform does not let API keys prompt.
        """
        chatbot = self.get(name, **shared_options(options))
        return self._prompt(chatbot, text, session, messages, resend, options)

    @cached_property
    def with_raw_response(self) -> ChatbotsWithRawResponse:
        """Return the same methods, whose result is their last response before it is parsed."""
        return ChatbotsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ChatbotsWithStreamingResponse:
        """Return the same methods, whose result is their last response in streamed form."""
        return ChatbotsWithStreamingResponse(self)

    def _session_lock(self, session: str) -> Any:
        """Return the lock of a conversation in this event loop."""
        return self._locks.setdefault((loop_id(), session), Lock())

    def _prompt(
        self,
        chatbot: Chatbot,
        text: Optional[str],
        session: Union[str, Reply, None],
        messages: Optional[List[Mapping[str, Any]]],
        resend: bool,
        options: Mapping[str, Any],
    ) -> Reply:
        only_known(options)
        words, said = prompting.check_text(text, messages)
        key = prompting.check_session(session)
        prompt = prompting.Prompt(chatbot.name, words, key or prompting.new_session(), key is None, said)
        url = chatbot.status.get("urlLLMClient")
        platform = self._platform(shared_options(options))
        dialect = (platform.dialect()).name
        memory = self._routes
        routes = prompting.routes(dialect, url)
        if memory.get(dialect) in routes:
            routes = [memory[dialect]]
        first_refusal: Optional[APIStatusError] = None
        with self._session_lock(prompt.session):
            for route in routes:
                request = with_options(prompting.request(route, prompt, url, resend), options)
                try:
                    response = self._client.send(request)
                except APIStatusError as error:
                    if not prompting.next_route(error):
                        raise
                    first_refusal = first_refusal or error
                    continue
                memory[dialect] = route
                return prompting.read(response, prompt.session)
        assert first_refusal is not None
        raise first_refusal


class ChatbotsWithRawResponse(KindResourcesWithRawResponse[Chatbot, "ChatbotSpec"]):
    """Methods of `Chatbots` that return their last response."""

    def __init__(self, chatbots: Chatbots) -> None:
        super().__init__(chatbots)
        self.prompt = to_recorded(chatbots.prompt)


class ChatbotsWithStreamingResponse(KindResourcesWithStreamingResponse[Chatbot, "ChatbotSpec"]):
    """Return the same methods, whose result is their last response in streamed form."""

    def __init__(self, chatbots: Chatbots) -> None:
        super().__init__(chatbots)
        self.prompt = to_recorded_stream(chatbots.prompt)
