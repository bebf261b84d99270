"""Streams of a prompt's events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, List, Optional

from smarter.client._async.streams import AsyncEvents, AsyncStream, json_of
from smarter.client.error_responses import judge, make_error
from smarter.client.response import Response, media_type
from smarter.errors import APIError, APIResponseValidationError
from smarter.resources import prompt_events, prompting
from smarter.types.prompt_events import PromptDoneEvent, PromptEvent
from smarter.types.replies import Reply, ToolCallMade

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self


class AsyncPromptStream(AsyncStream[PromptEvent]):
    """Iterator over the events of one prompt; its end or `with` closes it.

    The prompt is sent on entering `with`, or with the first event.

    Attributes:
        session: the conversation; another prompt continues it once this stream has ended or is closed.
    """

    def __init__(self, session: str, opening: Callable[[AsyncPromptStream], Any]) -> None:
        """Take a function that sends the prompt and gives the stream its response."""
        self.session = session
        self._opening: Optional[Callable[[AsyncPromptStream], Any]] = opening
        self._response: Optional[httpx.Response] = None
        self._name_plugins: Any = None
        self._reply: Optional[Reply] = None
        self._error: Optional[BaseException] = None
        self._ended = self._closed = False
        self._events = self._read()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of session {self.session!r}>"

    @property
    def response(self) -> httpx.Response:  # type: ignore[override]  # pyright: ignore  # only read
        """Return the `httpx.Response` that the stream reads, once the prompt is sent."""
        if self._response is None:
            raise APIError("The prompt is not sent yet: use `with`, or read the first event.")
        return self._response

    async def open(self) -> Self:
        """Send the prompt, unless it is sent.

        Example:
            >>> chatbot = await client.resources.chatbots.get("bike_shop")
            >>> stream = await chatbot.stream("When are you open?").open()
            >>> reply = await stream.get_final_reply()
        """
        opening, self._opening = self._opening, None
        if opening is not None:
            await opening(self)
        return self

    async def __aenter__(self) -> Self:
        return await self.open()

    async def close(self) -> None:
        """Stop reading and close; the platform may still complete the turn.

        Example:
            >>> chatbot = await client.resources.chatbots.get("bike_shop")
            >>> stream = await chatbot.prompt("When are you open?", stream=True)
            >>> await stream.close()
        """
        self._opening = None
        self._closed = self._ended = True
        if self._response is not None:
            await self._response.aclose()

    async def get_final_reply(self) -> Reply:
        """Read the stream to its end and return the whole reply.

        Raises:
            APIError: the prompt failed, or the stream was closed before its end.

        Example:
            >>> chatbot = await client.resources.chatbots.get("bike_shop")
            >>> async with chatbot.stream("When are you open?") as stream:
            ...     reply = await stream.get_final_reply()
        """
        async for _ in self:
            pass
        if self._error is not None:
            raise self._error
        if self._reply is None:
            raise APIError("The stream was closed before the reply arrived.")
        return self._reply

    until_done = get_final_reply

    @property
    def ended(self) -> bool:
        """Tell if the stream has ended or is closed."""
        return self._ended

    async def _read(self) -> AsyncIterator[PromptEvent]:
        try:
            async for event in self._typed():
                if isinstance(event, PromptDoneEvent):
                    self._reply, self._ended = event.reply, True
                yield event
                if self._closed:
                    return
        except Exception as error:
            self._error = error
            raise
        finally:
            await self.close()

    async def _typed(self) -> AsyncIterator[PromptEvent]:
        await self.open()
        if self._response is None or self._closed:  # closed before an event was read
            return
        announced: List[ToolCallMade] = []
        final = None if media_type(self._response) == "text/event-stream" else self._response
        if final is None:
            async for event in AsyncEvents(self._response):
                data = json_of(event, self._response)
                if event.name == "result":
                    final = self._result(data)
                    break
                if event.name != "progress" or not isinstance(data, dict):
                    continue  # a newer platform may send events that are unknown here
                call = prompt_events.requested_call(data)
                if call is None:
                    yield prompt_events.progress_event(data, announced)
                else:
                    await self._name_plugins([call])
                    announced.append(call)
                    yield prompt_events.call_event(call)
        if final is None:
            raise APIResponseValidationError(
                "The stream of the prompt ended without a result.",
                response=self._response,
                hint="The turn may be part of the conversation.",
            )
        reply = prompting.read(Response(final), self.session)
        await self._name_plugins(reply.tool_calls)
        for made in prompt_events.reply_events(reply, announced):
            yield made

    def _result(self, data: Any) -> httpx.Response:
        """Return the last event's response with the stream's headers; raise errors."""
        status = data.get("status") if isinstance(data, dict) else None
        if not isinstance(status, int) or not 100 <= status <= 599:
            raise APIResponseValidationError(
                "The result of the prompt has no status.", response=self._response, body=data
            )
        outer = self.response
        headers = {name: value for name, value in outer.headers.items() if name.startswith("x-")}
        headers["content-type"] = "application/json"
        content = json.dumps(data.get("response")).encode()
        final = type(outer)(status, headers=headers, content=content, request=outer.request)
        verdict, body = judge(final, prompting.verdict)
        if verdict is not None and verdict.error is not None:
            raise make_error(final, verdict, body, "")
        return final
