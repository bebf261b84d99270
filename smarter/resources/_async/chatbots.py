"""Chatbots: the methods of every kind, and `prompt()`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Type, Union, cast
from weakref import WeakValueDictionary

from typing_extensions import Unpack

from smarter.client._async.raw_methods import async_to_recorded, async_to_recorded_stream
from smarter.client.http.concurrency import AsyncLock, async_loop_id
from smarter.client.options import CallOptions, only_known, shared_options, with_options
from smarter.errors import APIStatusError, UnknownKindError
from smarter.resources import prompting
from smarter.resources._async.kinds import (
    AsyncKindResources,
    AsyncKindResourcesWithRawResponse,
    AsyncKindResourcesWithStreamingResponse,
    AsyncResource,
)
from smarter.types.replies import Reply

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncBaseClient
    from smarter.kinds import Kind
    from smarter.platform import AsyncPlatform
    from smarter.types.specs import ChatbotSpec  # noqa: F401  named in quotes below


class AsyncChatbot(AsyncResource):
    """A chatbot. `prompt()` sends it a message."""

    async def prompt(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        **options: Unpack[CallOptions],
    ) -> Reply:
        """Send `text` to the chatbot; see `prompt` of `chatbots`."""
        owner = cast(AsyncChatbots, self._collection())
        return await owner._prompt(self, text, session, messages, resend, options)


class AsyncChatbots(AsyncKindResources[AsyncChatbot, "ChatbotSpec"]):
    """The chatbots."""

    def __init__(
        self,
        client: AsyncBaseClient,
        platform: AsyncPlatform,
        kind: Union[Kind, UnknownKindError],
        item: Type[AsyncChatbot],
    ) -> None:
        super().__init__(client, platform, kind, item)
        self._routes: Dict[str, str] = {}
        # Prompts that overlap in one session lose turns.
        self._locks: WeakValueDictionary[Any, Any] = WeakValueDictionary()

    async def prompt(
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
        chatbot = await self.get(name, **shared_options(options))
        return await self._prompt(chatbot, text, session, messages, resend, options)

    @cached_property
    def with_raw_response(self) -> AsyncChatbotsWithRawResponse:
        """Return the same methods, whose result is their last response before it is parsed."""
        return AsyncChatbotsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncChatbotsWithStreamingResponse:
        """Return the same methods, whose result is their last response in streamed form."""
        return AsyncChatbotsWithStreamingResponse(self)

    def _session_lock(self, session: str) -> Any:
        """Return the lock of a conversation in this event loop."""
        return self._locks.setdefault((async_loop_id(), session), AsyncLock())

    async def _prompt(
        self,
        chatbot: AsyncChatbot,
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
        platform = await self._platform(shared_options(options))
        dialect = (await platform.dialect()).name
        memory = self._routes
        routes = prompting.routes(dialect, url)
        if memory.get(dialect) in routes:
            routes = [memory[dialect]]
        first_refusal: Optional[APIStatusError] = None
        async with self._session_lock(prompt.session):
            for route in routes:
                request = with_options(prompting.request(route, prompt, url, resend), options)
                try:
                    response = await self._client.send(request)
                except APIStatusError as error:
                    if not prompting.next_route(error):
                        raise
                    first_refusal = first_refusal or error
                    continue
                memory[dialect] = route
                return prompting.read(response, prompt.session)
        assert first_refusal is not None
        raise first_refusal


class AsyncChatbotsWithRawResponse(AsyncKindResourcesWithRawResponse[AsyncChatbot, "ChatbotSpec"]):
    """Methods of `AsyncChatbots` that return their last response."""

    def __init__(self, chatbots: AsyncChatbots) -> None:
        super().__init__(chatbots)
        self.prompt = async_to_recorded(chatbots.prompt)


class AsyncChatbotsWithStreamingResponse(
    AsyncKindResourcesWithStreamingResponse[AsyncChatbot, "ChatbotSpec"]
):
    """Return the same methods, whose result is their last response in streamed form."""

    def __init__(self, chatbots: AsyncChatbots) -> None:
        super().__init__(chatbots)
        self.prompt = async_to_recorded_stream(chatbots.prompt)
