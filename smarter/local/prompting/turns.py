"""One turn of a conversation: question, answer, tool calls, charges."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional

from smarter.local.base_platform import BasePlatform
from smarter.local.http.messages import parsed
from smarter.local.openai_api.base import new_id
from smarter.local.prompting.guardrails import Passage
from smarter.local.prompting.model import Completion, Model, text_of
from smarter.local.prompting.tools import Tool, shown_plugin
from smarter.local.store import Record

_NOTHING: Mapping[str, Any] = {"request": {"messages": []}, "response": {}, "messages": []}
_FREE = {"completion_tokens": 0, "prompt_tokens": 0, "total_tokens": 0}


@dataclass
class Turn:
    """One prompt being answered. `settings` are the chatbot's model settings."""

    platform: BasePlatform
    provider: str
    said: str
    settings: Mapping[str, Any]
    plugins: List[Record] = field(default_factory=list)
    tools: List[Tool] = field(default_factory=list)
    transcript: List[Dict[str, Any]] = field(default_factory=list)
    calls: List[Dict[str, Any]] = field(default_factory=list)
    requests: List[Dict[str, Any]] = field(default_factory=list)
    responses: List[Completion] = field(default_factory=list)
    guardrails: List[Dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the last answer."""
        return text_of(self.responses[-1]["choices"][0]["message"])

    def guard(self, passed: Passage) -> Passage:
        """Apply the guardrails' work, on the question first, then on the answer."""
        for each in passed.acted:
            self.tell(
                f"Guardrail {each['name']} on {each['stage']}: {each['disposition']}. {each['rationale']}"
            )
        self.guardrails += passed.acted
        if not self.responses:
            self.said = passed.text
            if passed.blocked is not None:
                self.requests.append({"messages": []})
                self.responses.append(self._own_answer(passed.blocked))
                self.transcript.append(self.responses[-1]["choices"][0]["message"])
        elif passed.blocked is not None or passed.text != self.text:
            message = self.responses[-1]["choices"][0]["message"]
            message["content"] = passed.text if passed.blocked is None else passed.blocked
        return passed

    def _own_answer(self, text: str) -> Completion:
        """Return an answer for which no model is asked."""
        choice = {"index": 0, "message": {"content": text}, "logprobs": None, "finish_reason": "stop"}
        return dumped(
            {
                "id": "",
                "object": "chat.completion",
                "created": 0,
                "model": self.settings["model"],
                "choices": [choice],
                "usage": dict(_FREE),
            },
            self.platform.clock(),
        )

    def tell(self, content: str, role: str = "smarter") -> None:
        """Add a line of the platform to the transcript."""
        self.transcript.append({"role": role, "content": content})

    def ask(
        self, model: Model, messages: List[Dict[str, Any]], settings: Mapping[str, Any]
    ) -> Dict[str, Any]:
        """Ask the model and return its message. Raises ModelError."""
        shown = {"api_url": f"{model.url}/", "api_key": f"****{model.key_tail}", "model": settings["model"]}
        # The platform notes the settings with the first question of a turn only.
        self.requests.append({**shown, "messages": list(messages), **({} if self.requests else settings)})
        sent = {**settings, "messages": [_sendable(message) for message in messages]}
        completion = model.complete({key: value for key, value in sent.items() if value is not None})
        self.responses.append(dumped(completion, self.platform.clock()))
        message: Dict[str, Any] = self.responses[-1]["choices"][0]["message"]
        return message

    def charge(self, usage: Optional[Mapping[str, Any]] = None) -> None:
        """Add the cost of the last answer to the transcript."""
        spent = usage or (self.responses[-1].get("usage") or {} if self.responses else {})
        completion, prompt, total = (spent.get(key, 0) for key in _FREE)
        self.tell(
            f"{self.provider} prompt charges: {prompt} prompt tokens, {completion} completion tokens"
            f" = {total} total tokens charged."
        )

    def call(self, call: Mapping[str, Any]) -> Dict[str, Any]:
        """Run the tool that the model calls; return its result as a message."""
        name, arguments = call["function"]["name"], call["function"]["arguments"]
        self.tell(
            f"{self.provider} called this tool: {name}({arguments})"
            f"\n\nTool call:\n{'-' * 20}\n{json.dumps(call, indent=4)}"
        )
        tool = next((tool for tool in self.tools if tool.name == name), None)
        content = tool.call(arguments) if tool else json.dumps({"error": f"there is no tool {name!r}"})
        made: Dict[str, Any] = {"function_name": name, "function_args": parsed(arguments, arguments)}
        if tool and tool.plugin:
            made["smarter_plugin"] = shown_plugin(self.platform, tool.plugin)
        self.calls.append(made)
        result = {"tool_call_id": call["id"], "name": name, "role": "tool", "content": content}
        self.transcript.append(result)
        return result

    def answered(self) -> Dict[str, Any]:
        """Return the body of the answer."""
        about = {"tool_calls": self.calls or None, **self.settings, "input_text": self.said}
        self.responses[-1] = {**self.responses[-1], "metadata": about}
        both = zip(self.requests, self.responses)
        iterations = [{"request": request, "response": response} for request, response in both]
        second = {**iterations[1], "messages": []} if len(iterations) > 1 else _NOTHING
        return self._assembled(self.responses[-1], iterations[0], second)

    def failed(self, text: str, transcript: str) -> Dict[str, Any]:
        """Return the body of an error, as the platform wraps one.

        `text` is the message, `transcript` the line of the transcript.
        """
        now = int(self.platform.clock())
        about: Dict[str, Any] = {"tool_calls": None}
        if self.requests:
            about.update({**self.settings, "input_text": self.said})
        message = {**_whole({"content": text}), "annotations": None}
        completion = {
            "id": "error_response",
            "choices": [{"finish_reason": "stop", "index": 0, "logprobs": None, "message": message}],
            "created": now,
            "model": self.settings["model"],
            "object": "chat.completion",
            "service_tier": None,
            "system_fingerprint": f"error_response_{now}",
            "usage": {**_FREE, "completion_tokens_details": None, "prompt_tokens_details": None},
            "metadata": about,
        }
        self.charge(_FREE)
        self.tell(transcript, role="smarter_error")
        first = {"request": self.requests[0] if self.requests else None, "response": completion}
        return self._assembled(completion, first, _NOTHING)

    def _assembled(
        self, completion: Completion, first: Mapping[str, Any], second: Mapping[str, Any]
    ) -> Dict[str, Any]:
        smarter = {
            "first_iteration": first,
            "second_iteration": second,
            "plugins": [plugin.name for plugin in self.plugins],
            "messages": [{**message, "smarter_is_new": True} for message in self.transcript],
        }
        if self.guardrails:
            smarter["guardrails"] = self.guardrails
        if self.tools:
            smarter["tools"] = [tool.name for tool in self.tools]
        return {**completion, "smarter": smarter}


def stamped(completion: Completion, now: float) -> Completion:
    """Return a built-in model's completion with a fresh id and the time.

    Completions of other models are returned as they are.
    """
    if completion.get("created"):
        return completion
    return {**completion, "id": new_id("chatcmpl-"), "created": int(now)}


def dumped(completion: Completion, now: float) -> Completion:
    """Return a completion with every optional field of its messages."""
    choices = [{**choice, "message": _whole(choice["message"])} for choice in completion["choices"]]
    return {**stamped(completion, now), "choices": choices}


def _whole(message: Mapping[str, Any]) -> Dict[str, Any]:
    blank: Dict[str, Any] = {
        "content": None,
        "refusal": None,
        "role": "assistant",
        "annotations": [],
        "audio": None,
    }
    return {**blank, "function_call": None, "tool_calls": None, **message}


def _sendable(message: Mapping[str, Any]) -> Dict[str, Any]:
    """Return a message without the nulls that the platform added."""
    return {key: value for key, value in message.items() if value is not None or key == "content"}
