"""The events of a streamed response with the text and the arguments so far. Pure."""

from __future__ import annotations

from typing import Any, Dict, Generic, Iterator, Optional, Tuple, TypeVar

from smarter.client.base_model import check_shape, construct
from smarter.resources.structured import Parsing, of_model
from smarter.types.responses import (
    ParsedResponse,
    ParsedResponseCompletedEvent,
    ParsedResponseFunctionCallArgumentsDeltaEvent,
    ParsedResponseStreamEvent,
    ParsedResponseTextDeltaEvent,
    ParsedResponseTextDoneEvent,
    ResponseCompletedEvent,
    ResponseFailedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseIncompleteEvent,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
)

M = TypeVar("M")


class ResponseState(Generic[M]):
    """The response so far.

    Args:
        starting_after: events up to this `sequence_number` are not yielded. The server sends them all the same, since
            the texts begin in them.
    """

    def __init__(self, parsing: Parsing[M], starting_after: Optional[int]) -> None:
        self.response: Optional[ParsedResponse[M]] = None
        self._parsing = parsing
        self._after = starting_after
        # Output index and content index (-1 for arguments) -> text.
        self._texts: Dict[Tuple[int, int], str] = {}

    def feed(self, event: ResponseStreamEvent) -> Iterator[ParsedResponseStreamEvent[M]]:
        """Add an event and yield it with the text so far, or parsed.

        Raises:
            APIResponseValidationError: a text or arguments do not have their form.
        """
        made = self._completed(event)
        check_shape(event, "sequence_number")
        if self._after is None or event.sequence_number is None or event.sequence_number > self._after:
            yield made

    def _completed(self, event: Any) -> Any:
        model = self._parsing.model
        if isinstance(event, ResponseTextDeltaEvent):
            check_shape(event, "output_index", "content_index", "delta")
            text = self._grown(event.output_index, event.content_index, event.delta)
            return _as(ParsedResponseTextDeltaEvent, event, snapshot=text)
        if isinstance(event, ResponseFunctionCallArgumentsDeltaEvent):
            check_shape(event, "output_index", "delta")
            text = self._grown(event.output_index, -1, event.delta)
            return _as(ParsedResponseFunctionCallArgumentsDeltaEvent, event, snapshot=text)
        if isinstance(event, ResponseTextDoneEvent):
            check_shape(event, "text")
            kind = of_model(ParsedResponseTextDoneEvent, model)
            return _as(kind, event, parsed=self._parsing.content(event.text or ""))
        ended = isinstance(event, (ResponseCompletedEvent, ResponseIncompleteEvent, ResponseFailedEvent))
        if ended and event.response is not None:
            check_shape(event, "response")
            self.response = construct(of_model(ParsedResponse, model), event.response.to_dict())
            assert self.response is not None
            if isinstance(event, ResponseCompletedEvent):
                self._parsing.parse_output(self.response)
                return _as(of_model(ParsedResponseCompletedEvent, model), event, response=self.response)
        return event

    def _grown(self, output: int, part: int, delta: str) -> str:
        text = self._texts[output, part] = self._texts.get((output, part), "") + (delta or "")
        return text


def _as(kind: Any, event: Any, **more: Any) -> Any:
    """Return `event` as another class, with further fields."""
    made = kind.model_construct(**event.to_dict())
    for name, value in more.items():
        setattr(made, name, value)
    return made
