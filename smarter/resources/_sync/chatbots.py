# Generated from smarter/resources/_async/chatbots.py by scripts/generate_sync.py. Edit that, not this.
"""Chatbots: the methods of every kind, and `prompt()`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple, Union, cast

from typing_extensions import Literal, Unpack, overload

from smarter.client._sync.raw_methods import to_recorded, to_recorded_stream
from smarter.client.options import CallOptions, check_booleans, only_known, shared_options, with_options
from smarter.resources import prompting
from smarter.resources._sync.kind_resources import (
    KindResources,
    KindResourcesWithRawResponse,
    KindResourcesWithStreamingResponse,
)
from smarter.resources._sync.prompt_stream import PromptStream
from smarter.resources._sync.resource import Resource
from smarter.resources._sync.turns import Turns, Ways
from smarter.types.arguments import call_options
from smarter.types.replies import Reply

if TYPE_CHECKING:
    from smarter.types.specs import ChatbotSpec  # noqa: F401  named in quotes below


class Chatbot(Resource):
    """A chatbot. `prompt()` sends it a message."""

    @overload
    def prompt(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: Literal[False] = False,
        **options: Unpack[CallOptions],
    ) -> Reply:
        raise call_options(**options)

    @overload
    def prompt(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: Literal[True],
        **options: Unpack[CallOptions],
    ) -> PromptStream:
        raise call_options(**options)

    @overload
    def prompt(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: bool,
        **options: Unpack[CallOptions],
    ) -> Union[Reply, PromptStream]:
        raise call_options(**options)

    def prompt(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: bool = False,
        **options: Unpack[CallOptions],
    ) -> Union[Reply, PromptStream]:
        """Send `text` to the chatbot; see `prompt` of `chatbots`.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> reply = chatbot.prompt("What does a new chain cost?")
            >>> text = reply.text
        """
        check_booleans("prompt", stream=stream, resend=resend)
        owner = cast(Chatbots, self._collection())
        turn = prompting.Turn(text, session, messages, resend)
        if stream:
            return owner._stream(self, turn, options).open()
        return owner._prompt(self, turn, options)

    def stream(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        **options: Unpack[CallOptions],
    ) -> PromptStream:
        """Send `text` to the chatbot as the stream opens; see `chatbots.stream`.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> with chatbot.stream("What does a new chain cost?") as stream:
            ...     types = [event.type for event in stream]
        """
        owner = cast(Chatbots, self._collection())
        check_booleans("stream", resend=resend)
        return owner._stream(self, prompting.Turn(text, session, messages, resend), call_options(**options))


class Chatbots(KindResources[Chatbot, "ChatbotSpec"]):
    """The chatbots."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._routes: Dict[str, str] = {}
        self._turns = Turns(self._client)

    @overload
    def prompt(
        self,
        name: str,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: Literal[False] = False,
        **options: Unpack[CallOptions],
    ) -> Reply:
        raise call_options(**options)

    @overload
    def prompt(
        self,
        name: str,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: Literal[True],
        **options: Unpack[CallOptions],
    ) -> PromptStream:
        raise call_options(**options)

    @overload
    def prompt(
        self,
        name: str,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: bool,
        **options: Unpack[CallOptions],
    ) -> Union[Reply, PromptStream]:
        raise call_options(**options)

    def prompt(
        self,
        name: str,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        stream: bool = False,
        **options: Unpack[CallOptions],
    ) -> Union[Reply, PromptStream]:
        """Send `text` to the chatbot `name`; `str(reply)` is the text of its reply.

        A prompt is sent once. If it may have arrived and no response came, an error is raised: a retry adds another
        turn to the conversation.

        Args:
            text: the message.
            session: the conversation to continue: its last reply, or `reply.session`. None starts a new one.
            messages: earlier messages, for platforms without a history of this session.
            resend: retry after any transient failure, even if the message may arrive twice.
            stream: return the events of the turn as they come, as `stream` does, with the prompt sent already.

        Raises:
            PromptError: the model behind the chatbot failed.
            PermissionDeniedError: the platform does not let API keys prompt.

        Example:
            >>> reply = client.resources.chatbots.prompt("bike_shop", "When are you open?")
            >>> reply = client.resources.chatbots.prompt("bike_shop", "And on Sunday?", session=reply)
        """
        check_booleans("chatbots.prompt", stream=stream, resend=resend)
        turn = prompting.Turn(text, session, messages, resend)
        if stream:
            return self._stream(name, turn, options).open()
        return self._prompt(self.get(name, **shared_options(options)), turn, options)

    def stream(
        self,
        name: str,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        **options: Unpack[CallOptions],
    ) -> PromptStream:
        """Send `text` to the chatbot `name` and iterate over the turn's events.

        The prompt is sent on entering `with`, or with the first event. Each event has a `type`: `progress`,
        `tool_call`, `tool_result`, `guardrail`, `text`, `usage`, and at the end `done` with the reply. Platforms before
        0.15 do not stream: the same events come at once, when the turn is over. The arguments are those of `prompt`.

        Raises:
            PromptError: the model behind the chatbot failed. The stream raises it where the events end.
            APIConnectionError: the connection broke; the turn may be part of the conversation all the same.

        Example:
            >>> with client.resources.chatbots.stream("bike_shop", "When are you open?") as stream:
            ...     types = [event.type for event in stream]
        """
        check_booleans("chatbots.stream", resend=resend)
        return self._stream(name, prompting.Turn(text, session, messages, resend), call_options(**options))

    @cached_property
    def with_raw_response(self) -> ChatbotsWithRawResponse:
        """Return the same methods, whose result is their last raw response."""
        return ChatbotsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ChatbotsWithStreamingResponse:
        """Return the same methods, whose result is their last response in streamed form."""
        return ChatbotsWithStreamingResponse(self)

    def _prompt(self, chatbot: Chatbot, turn: prompting.Turn, options: Mapping[str, Any]) -> Reply:
        only_known(options)
        prompt = prompting.prompt_of(turn)
        dialect, ways = self._ways(chatbot, prompt, turn.resend, options, stream=False)
        self._routes[dialect], reply = self._turns.send(self._client, ways, prompt.session)
        return reply

    def _stream(
        self, chatbot: Union[str, Chatbot], turn: prompting.Turn, options: Mapping[str, Any]
    ) -> PromptStream:
        """Return a stream that looks up the chatbot on opening, if given by name."""
        only_known(options)
        prompt = prompting.prompt_of(turn)

        def opening(stream: PromptStream) -> None:
            shared = shared_options(options)
            found = self.get(chatbot, **shared) if isinstance(chatbot, str) else chatbot
            dialect, ways = self._ways(found, prompt, turn.resend, options, stream=True)
            self._routes[dialect] = self._turns.open(self._client, ways, stream)

        return PromptStream(prompt.session, opening)

    def _ways(
        self,
        chatbot: Chatbot,
        prompt: prompting.Prompt,
        resend: bool,
        options: Mapping[str, Any],
        stream: bool,
    ) -> Tuple[str, Ways]:
        """Return the dialect, and the requests that may carry the prompt, best first."""
        url = prompting.chatbot_url(chatbot.status)
        platform = self._platform(shared_options(options))
        dialect = (platform.dialect()).name
        routes = prompting.routes(dialect, url)
        if self._routes.get(dialect) in routes:
            routes = [self._routes[dialect]]
        return dialect, {
            route: with_options(
                prompting.request(route, chatbot.name, prompt, url, resend=resend, stream=stream), options
            )
            for route in routes
        }


class ChatbotsWithRawResponse(KindResourcesWithRawResponse[Chatbot, "ChatbotSpec"]):
    """Methods of `Chatbots` that return their last response."""

    def __init__(self, chatbots: Chatbots) -> None:
        super().__init__(chatbots)
        self.prompt = to_recorded(chatbots.prompt)


class ChatbotsWithStreamingResponse(KindResourcesWithStreamingResponse[Chatbot, "ChatbotSpec"]):
    """Methods of `Chatbots` that return their last response in streamed form."""

    def __init__(self, chatbots: Chatbots) -> None:
        super().__init__(chatbots)
        self.prompt = to_recorded_stream(chatbots.prompt)
