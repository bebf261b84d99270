"""The chunks of a streamed chat completion, joined, with their events. Pure."""

from __future__ import annotations

from typing import Any, Dict, Generic, Iterator, List, Optional, TypeVar

from pydantic import VERSION
from pydantic_core import from_json

from smarter.client.base_model import check_shape, construct
from smarter.resources.structured import Parsing, of_model
from smarter.types.chat import ChatCompletionChunk, ChunkChoice, ParsedChatCompletion
from smarter.types.completion_events import (
    ChatCompletionStreamEvent,
    ChunkEvent,
    ContentDeltaEvent,
    ContentDoneEvent,
    FunctionToolCallArgumentsDeltaEvent,
    FunctionToolCallArgumentsDoneEvent,
    LogprobsDeltaEvent,
    LogprobsDoneEvent,
    RefusalDeltaEvent,
    RefusalDoneEvent,
)

M = TypeVar("M")

_READS_PARTS = tuple(map(int, VERSION.split(".")[:2])) >= (2, 7)

# Texts that arrive whole; any other text of a delta continues the text before it.
_WHOLE = frozenset(("role", "type", "id", "index"))


class CompletionState(Generic[M]):
    """The completion so far."""

    def __init__(self, parsing: Parsing[M]) -> None:
        self._parsing = parsing
        self._data: Dict[str, Any] = {}
        # Index of a choice -> index of the call whose arguments are arriving.
        self._calls: Dict[int, int] = {}

    @property
    def snapshot(self) -> Optional[ParsedChatCompletion[M]]:
        """Return the completion so far; None before the first chunk."""
        if not self._data:
            return None
        made: ParsedChatCompletion[M] = construct(
            of_model(ParsedChatCompletion, self._parsing.model), self._data
        )
        return made

    def feed(self, chunk: ChatCompletionChunk) -> Iterator[ChatCompletionStreamEvent[M]]:
        """Add a chunk and yield its events.

        Raises:
            LengthFinishReasonError, ContentFilterFinishReasonError: text or arguments to parse ended too early.
            APIResponseValidationError: the text or the arguments do not have their form.
        """
        check_shape(chunk, "choices")
        self._add(chunk)
        snapshot = self.snapshot
        assert snapshot is not None
        yield ChunkEvent(chunk, snapshot)
        for choice in chunk.choices or ():
            yield from self._events_of(choice)

    def _add(self, chunk: ChatCompletionChunk) -> None:
        data = chunk.to_dict()
        choices: Any = data.pop("choices", None)
        kept = self._data.setdefault("choices", [])
        self._data.update({key: value for key, value in data.items() if value is not None})
        self._data["object"] = "chat.completion"
        for choice in choices or ():
            known = _at_index(kept, choice.get("index") or 0)
            _merge(known.setdefault("message", {}), choice.get("delta") or {})
            if choice.get("finish_reason") is not None:
                known["finish_reason"] = choice["finish_reason"]
            if choice.get("logprobs"):
                _merge(known.setdefault("logprobs", {}), choice["logprobs"])

    def _events_of(self, choice: ChunkChoice) -> Iterator[ChatCompletionStreamEvent[M]]:
        index = choice.index or 0
        known = _at_index(self._data["choices"], index)
        message, delta = known["message"], choice.delta
        if delta is not None and delta.content:
            text = message["content"]
            parsed = None if self._parsing.model is None else _readable(text)
            yield ContentDeltaEvent(delta.content, text, parsed)
        if delta is not None and delta.refusal:
            yield RefusalDeltaEvent(delta.refusal, message["refusal"])
        for call in (delta and delta.tool_calls) or ():
            yield from self._call_done(known, unless=call.index)
            self._calls[index] = call.index
            function = _at_index(message["tool_calls"], call.index).get("function")
            if call.function is not None and function is not None:
                name, arguments = function.get("name") or "", function.get("arguments") or ""
                yield FunctionToolCallArgumentsDeltaEvent(
                    name,
                    call.index,
                    arguments,
                    call.function.arguments or "",
                    _readable(arguments) if self._parsing.parses_call(name) else None,
                )
        for kind in ("content", "refusal"):
            probabilities = (choice.logprobs or {}).get(kind)
            if probabilities and isinstance(probabilities, list):
                all_of_them = list(known["logprobs"][kind])
                yield LogprobsDeltaEvent(probabilities, all_of_them, f"logprobs.{kind}.delta")  # type: ignore[arg-type]  # of two
        if choice.finish_reason is not None:
            self._parsing.check_finish(self.snapshot, choice.finish_reason)
            yield from self._choice_done(known)

    def _choice_done(self, known: Dict[str, Any]) -> Iterator[ChatCompletionStreamEvent[M]]:
        message = known["message"]
        if message.get("content"):
            if not message.get("refusal"):
                message["parsed"] = self._parsing.content(message["content"])
            yield ContentDoneEvent(message["content"], message.get("parsed"))
        if message.get("refusal"):
            yield RefusalDoneEvent(message["refusal"])
        yield from self._call_done(known)
        for kind in ("content", "refusal"):
            probabilities = (known.get("logprobs") or {}).get(kind)
            if probabilities and isinstance(probabilities, list):
                yield LogprobsDoneEvent(list(probabilities), f"logprobs.{kind}.done")  # type: ignore[arg-type]  # of two

    def _call_done(
        self, known: Dict[str, Any], unless: Optional[int] = None
    ) -> Iterator[FunctionToolCallArgumentsDoneEvent]:
        """Yield the event of a call's complete arguments, unless more arrive."""
        index = self._calls.get(known["index"])
        if index is None or index == unless:
            return
        del self._calls[known["index"]]
        function = _at_index(known["message"]["tool_calls"], index).get("function")
        if function is not None:
            name, arguments = function.get("name") or "", function.get("arguments") or ""
            function["parsed_arguments"] = self._parsing.arguments(name, arguments)
            yield FunctionToolCallArgumentsDoneEvent(name, index, arguments, function["parsed_arguments"])


def _at_index(items: List[Dict[str, Any]], index: int) -> Dict[str, Any]:
    """Return the item with this `index`, added if it is new."""
    for item in items:
        if isinstance(item, dict) and item.get("index") == index:
            return item
    items.append({"index": index})
    return items[-1]


# A stream sends a message in pieces: texts continue, items of lists have an `index` and may arrive in any order, and
# names and roles arrive whole, sometimes again (tests/resources/test_completion_stream.py).
def _merge(known: Dict[str, Any], delta: Dict[str, Any]) -> None:
    for key, value in delta.items():
        if isinstance(value, list):
            kept = known.get(key)
            if not isinstance(kept, list):
                kept = known[key] = []
            for item in value:
                if isinstance(item, dict) and "index" in item:
                    _merge(_at_index(kept, item["index"]), item)
                else:
                    kept.append(item)
        elif isinstance(value, dict):
            if not isinstance(known.get(key), dict):
                known[key] = {}
            _merge(known[key], value)
        elif isinstance(value, str) and isinstance(known.get(key), str) and key not in _WHOLE:
            known[key] += value
        elif value is not None or key not in known:
            known[key] = value


def _readable(text: str) -> Any:
    """Parse JSON, unfinished too from pydantic 2.7 on; None if impossible."""
    try:
        return from_json(text, allow_partial=True) if _READS_PARTS else from_json(text)
    except ValueError:
        return None
