"""The model: a deterministic built-in one, or any OpenAI-compatible server."""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Tuple, Union

from smarter.local.http.messages import parsed
from smarter.local.prompting.tool_choice import Call, choose_call, instance

if TYPE_CHECKING:
    import urllib.error

Completion = Dict[str, Any]

# Models may think for minutes, but a server that never answers must not hold a thread for ever.
_UPSTREAM_TIMEOUT = 600.0


class ModelError(Exception):
    """The model did not answer: status (502 if unreachable) and error object."""

    def __init__(self, status: int, error: Dict[str, Any]) -> None:
        super().__init__(str(error.get("message", "")))
        self.status = status
        self.error = error


def from_environment(environ: Optional[Mapping[str, str]] = None) -> Model:
    """Return the model of SMARTER_LOCAL_LLM_URL, _KEY and _MODEL, or the built-in."""
    environ = os.environ if environ is None else environ
    url = environ.get("SMARTER_LOCAL_LLM_URL")
    if not url:
        return Model()
    return UpstreamModel(url, environ.get("SMARTER_LOCAL_LLM_KEY"), environ.get("SMARTER_LOCAL_LLM_MODEL"))


class Model:
    """The built-in model, which answers the same request the same way.

    It calls the first offered tool if the user's message has its required arguments (see `tool_choice.py`), then
    answers with the tool's result.
    """

    url = "builtin://smarter-local/v1"
    key_tail = "none"

    def names(self) -> Optional[List[str]]:
        """Return the available models, or None for those of the platform."""
        return None

    def stream(self, payload: Mapping[str, Any]) -> Iterator[Completion]:
        """Yield `chat.completion.chunk` objects. Raises ModelError at the first chunk."""
        return chunks(
            self.complete(payload), bool((payload.get("stream_options") or {}).get("include_usage"))
        )

    def complete(self, payload: Mapping[str, Any]) -> Completion:
        """Return the `chat.completion` for a request body. Raises ModelError."""
        messages: List[Dict[str, Any]] = list(payload["messages"])
        call = choose_call(payload)
        text = None if call else _cut(_answer(payload, messages), _limit(payload))
        words = len(text.split()) if text else 1
        asked = sum(len(text_of(message).split()) for message in messages)
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        finish = "tool_calls" if call else ("length" if words == _limit(payload) else "stop")
        return {
            "id": f"chatcmpl-{digest[:24]}",
            "object": "chat.completion",
            "created": 0,
            "model": str(payload["model"]),
            "choices": [
                {
                    "index": index,
                    "message": _message(text, call, digest),
                    "logprobs": None,
                    "finish_reason": finish,
                }
                for index in range(int(payload.get("n") or 1))
            ],
            "usage": {
                "prompt_tokens": asked,
                "completion_tokens": words,
                "total_tokens": asked + words,
                "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                "completion_tokens_details": {
                    "reasoning_tokens": 0,
                    "audio_tokens": 0,
                    "accepted_prediction_tokens": 0,
                    "rejected_prediction_tokens": 0,
                },
            },
            "service_tier": "default",
            "system_fingerprint": "fp_smarter_local",
        }


class UpstreamModel(Model):
    """A server that speaks OpenAI's chat completions."""

    def __init__(self, url: str, key: Optional[str] = None, model: Optional[str] = None) -> None:
        """Set the server's base URL, key, and the model to send for any name."""
        self.url = url.rstrip("/")
        self.key_tail = key[-4:] if key and len(key) > 12 else "none"
        self._key = key
        self._model = model

    def names(self) -> Optional[List[str]]:
        """Return the models that the server lists. Raises ModelError."""
        with self._send("/models", None) as answer:
            return [str(row["id"]) for row in _parsed(answer.read(), "data")["data"]]

    def complete(self, payload: Mapping[str, Any]) -> Completion:
        """Return the server's completion for a request body. Raises ModelError."""
        with self._send("/chat/completions", self._body(payload)) as answer:
            return _parsed(answer.read(), "choices")

    def stream(self, payload: Mapping[str, Any]) -> Iterator[Completion]:
        """Answer with the chunks of the server's stream, as they come. Raises ModelError."""
        with self._send("/chat/completions", {**self._body(payload), "stream": True}) as answer:
            for line in answer:
                data = line.decode("utf-8", "replace").partition("data:")[2].strip()
                if data and data != "[DONE]":
                    yield _parsed(data, "choices")

    def _body(self, payload: Mapping[str, Any]) -> Dict[str, Any]:
        body = {key: value for key, value in payload.items() if value is not None and key != "stream"}
        return {**body, "model": self._model} if self._model else body

    @contextmanager
    def _send(self, path: str, body: Optional[Dict[str, Any]]) -> Iterator[Any]:
        import urllib.error  # not at the top: it takes longer to import than the whole platform takes to open
        import urllib.request

        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=_UPSTREAM_TIMEOUT) as answer:
                yield answer
        except urllib.error.HTTPError as error:
            raise ModelError(error.code, _error_of(error)) from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise ModelError(
                502, _server_error(f"The model's server could not be reached: {reason}")
            ) from None


def _parsed(content: Union[str, bytes], key: str) -> Dict[str, Any]:
    """Return the server's JSON, an object with `key`. Raises ModelError."""
    found = parsed(content)
    if not isinstance(found, dict) or key not in found:
        raise ModelError(502, _server_error("The model's server did not answer as OpenAI's API does."))
    return found


def chunks(completion: Completion, include_usage: bool = False) -> Iterator[Completion]:
    """Yield a completion as `chat.completion.chunk` objects."""
    shared = {
        key: completion.get(key) for key in ("id", "created", "model", "service_tier", "system_fingerprint")
    }

    def chunk(index: int, delta: Dict[str, Any], finish: Optional[str] = None) -> Completion:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        found = {**shared, "object": "chat.completion.chunk", "choices": [choice]}
        return {**found, "usage": None} if include_usage else found

    for choice in completion["choices"]:
        index, message = choice["index"], choice["message"]
        yield chunk(
            index,
            {"role": "assistant", "content": None if message.get("tool_calls") else "", "refusal": None},
        )
        for number, call in enumerate(message.get("tool_calls") or []):
            function = call["function"]
            opening = {**call, "index": number, "function": {"name": function["name"], "arguments": ""}}
            yield chunk(index, {"tool_calls": [opening]})
            for piece in pieces(function["arguments"]):
                yield chunk(index, {"tool_calls": [{"index": number, "function": {"arguments": piece}}]})
        for piece in pieces(message.get("content") or ""):
            yield chunk(index, {"content": piece})
        yield chunk(index, {}, choice["finish_reason"])
    if include_usage:
        yield {**shared, "object": "chat.completion.chunk", "choices": [], "usage": completion["usage"]}


def pieces(text: str) -> List[str]:
    """Split text as a stream sends it: words, each with the space before it."""
    return re.findall(r"\s*\S+|\s+$", text)


def text_of(message: Mapping[str, Any]) -> str:
    """Return the text of a message's content: text, a list of parts, or nothing."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _answer(payload: Mapping[str, Any], messages: List[Dict[str, Any]]) -> str:
    said = next((text_of(message) for message in reversed(messages) if message["role"] == "user"), "")
    role = _instructions(messages)
    tools = [tool["function"]["name"] for tool in payload.get("tools") or [] if "function" in tool]
    found = [
        (str(message.get("name") or message.get("tool_call_id")), text_of(message))
        for message in _turn(messages)
        if message["role"] == "tool"
    ]
    form = payload.get("response_format") or {}
    if form.get("type") == "json_schema":
        return json.dumps(instance(form.get("json_schema", {}).get("schema", {})))
    if form.get("type") == "json_object":
        seen = {"you_said": said, "model": payload["model"], "instructions": role, "tools": tools}
        return json.dumps({**seen, "tool_results": dict(found)} if found else seen)
    lines = [f"You said: {said}"]
    lines += [f"The {_tool(name)} gave: {text}" for name, text in found]
    lines.append(f"I am the built-in model of the embedded platform, asked as {payload['model']}.")
    if not found:
        lines.append(f"Tools I may call: {', '.join(map(_tool, tools)) or 'none'}.")
    lines.append(f"My instructions: {role or 'none'}")
    return "\n".join(lines)


def _instructions(messages: List[Dict[str, Any]]) -> str:
    """Return the system's instructions without the platform's line about the time.

    That line would make each answer differ.
    """
    text = "\n".join(text_of(message) for message in messages if message["role"] in ("system", "developer"))
    lines = (line for line in text.splitlines() if not line.startswith("The current date/time is "))
    return "\n".join(lines).strip()


def _tool(name: str) -> str:
    """Return `tool NAME`, or `plugin`, since a plugin's number tells people nothing."""
    return "plugin" if name.startswith("smarter_plugin_") else f"tool {name}"


def _turn(messages: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Return the messages after the user's last one."""
    last = max((index for index, message in enumerate(messages) if message["role"] == "user"), default=-1)
    return messages[last + 1 :]


def _limit(payload: Mapping[str, Any]) -> Optional[int]:
    return payload.get("max_completion_tokens") or payload.get("max_tokens")


def _cut(text: str, limit: Optional[int]) -> str:
    words: List[Tuple[int, int]] = [match.span() for match in re.finditer(r"\S+", text)]
    return text if limit is None or len(words) <= limit else text[: words[limit - 1][1]]


def _message(text: Optional[str], call: Optional[Call], digest: str) -> Dict[str, Any]:
    message: Dict[str, Any] = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
    if call:
        function = {"name": call.name, "arguments": json.dumps(call.arguments)}
        message["tool_calls"] = [{"id": f"call_{digest[:24]}", "type": "function", "function": function}]
    return message


def _error_of(error: urllib.error.HTTPError) -> Dict[str, Any]:
    answer = parsed(error.read())
    if not isinstance(answer, dict) or "error" not in answer:
        return _server_error(f"The model's server answered {error.code}.")
    found = answer["error"]
    return found if isinstance(found, dict) else _server_error(str(found))


def _server_error(message: str) -> Dict[str, Any]:
    return {"message": message, "type": "server_error", "param": None, "code": None}
