"""One turn of a conversation with a chatbot: system role, plugins, model, tools, model again, transcript."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from smarter.local import sessions
from smarter.local.model import Completion, Model, ModelError, from_environment, text_of
from smarter.local.openai_http import new_id
from smarter.local.tools import Tool, attached, function_tools, plugin_tool, selected

if TYPE_CHECKING:
    from smarter.local.platform import Platform
    from smarter.local.store import Record

# What openai-python would have raised: the transcript names it.
_ERROR_CLASSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    429: "RateLimitError",
}


@dataclass
class Turn:
    """What happened while one prompt was answered."""

    chatbot: Mapping[str, Any]
    said: str
    settings: Dict[str, Any]
    plugins: List[Record] = field(default_factory=list)
    tools: List[Tool] = field(default_factory=list)
    transcript: List[Dict[str, Any]] = field(default_factory=list)
    calls: List[Dict[str, Any]] = field(default_factory=list)
    requests: List[Dict[str, Any]] = field(default_factory=list)
    responses: List[Completion] = field(default_factory=list)

    @property
    def provider(self) -> str:
        """The name of the model's provider, as the chatbot has it."""
        return str(chatbot_config(self.chatbot).get("provider") or "openai")

    def tell(self, content: str, role: str = "smarter") -> None:
        """Add a line of the platform's own to the transcript."""
        self.transcript.append({"role": role, "content": content})

    def ask(self, model: Model, messages: List[Dict[str, Any]], clock: float, **more: Any) -> Completion:
        """Ask the model and note request, answer and charge. Raises ModelError."""
        shown = {
            "api_url": f"{model.url}/",
            "api_key": f"****{model.key_tail}",
            "model": self.settings["model"],
        }
        self.requests.append({**shown, "messages": list(messages), **more})
        sent = {**self.settings, "messages": [_sendable(message) for message in messages], **more}
        completion = model.complete({key: value for key, value in sent.items() if value is not None})
        completion = stamped(completion, clock)
        self.responses.append(completion)
        usage = completion.get("usage") or {}
        self.tell(
            "{} prompt charges: {} prompt tokens, {} completion tokens = {} total tokens charged.".format(
                self.provider,
                *(usage.get(f"{part}_tokens", 0) for part in ("prompt", "completion", "total")),
            )
        )
        return completion


def error_class(status: int) -> str:
    """The name of the exception that a provider's library raises for a status."""
    return _ERROR_CLASSES.get(status, "InternalServerError")


def stamped(completion: Completion, now: float) -> Completion:
    """A completion of the built-in model, which knows no time, as one of its own: a fresh id and the time."""
    return (
        completion
        if completion.get("created")
        else {**completion, "id": new_id("chatcmpl-"), "created": int(now)}
    )


def model_of(platform: Platform) -> Model:
    """The platform's model; the environment chooses it at the first question."""
    if platform.model is None:
        platform.model = from_environment()
    return platform.model  # type: ignore[no-any-return]


def prompt(
    platform: Platform, chatbot_id: int, chatbot: Mapping[str, Any], session_key: str, messages: Any
) -> Dict[str, Any]:
    """Answer the last user message of `messages` in a session; the body of the answer, also where it failed.

    A failure comes back as the real platform gives it: an answer whose id is `error_response`.
    """
    settings = _settings(chatbot)
    problem = _problem(messages)
    if problem:
        turn = Turn(chatbot, "", settings)
        return _failed(turn, platform.clock(), problem, problem)
    said = text_of(next(message for message in reversed(messages) if message["role"] == "user"))
    turn = Turn(chatbot, said, settings)
    history = sessions.history(platform, session_key, chatbot_id)
    new = [message for message in messages if message["role"] != "system"] if not history else [messages[-1]]
    if history and new[0]["role"] != "user":
        new = [{"role": "user", "content": said}]
    # Kept before the model is asked: a turn that fails has been said all the same.
    sessions.append(platform, session_key, chatbot_id, new)
    told = len(turn.transcript)
    try:
        body = _converse(platform, turn, [*_spoken(history), *new])
    except ModelError as error:
        detail = json.dumps({"error": error.error}, indent=4)
        raised = error_class(error.status)
        where = model_of(platform).url
        return _failed(
            turn,
            platform.clock(),
            f"Error code: {error.status} - {{'error': {error.error}}}",
            f"{where}/ raised the following {raised} exception: {detail}",
        )
    sessions.append(platform, session_key, chatbot_id, turn.transcript[told:])
    sessions.count(platform, session_key, turn.calls, turn.said)
    return body


def _converse(platform: Platform, turn: Turn, messages: List[Dict[str, Any]]) -> Dict[str, Any]:
    model = model_of(platform)
    now = platform.clock()
    role = system_role(turn.chatbot, now)
    turn.plugins = attached(platform, turn.chatbot)
    turn.tools = function_tools(turn.chatbot)
    for plugin in turn.plugins:
        if selected(plugin, turn.said):
            turn.tell(f"Smarter selected this plugin: {plugin.name}")
            about = plugin.manifest["spec"].get("prompt") or {}
            role += f"\n\nAnd also:\n{about.get('systemRole') or ''}"
            _override(turn.settings, about)
            turn.tools.append(plugin_tool(platform, plugin))
    offered = [tool.definition() for tool in turn.tools] or None
    turn.tell(_configuration(turn, model, bool(offered)))
    for tool in turn.tools:
        turn.tell(
            f"Tool presented: {tool.name}({', '.join(tool.parameters['properties'])}) - {tool.description}"
            f"\n\nTool definition:\n{'-' * 20}\n{json.dumps(tool.definition(), indent=4)}"
        )
    asked = [{"role": "system", "content": role}, *messages]
    choice = {"tool_choice": "auto"} if offered else {}
    completion = turn.ask(model, asked, now, tools=offered, **choice)
    message = completion["choices"][0]["message"]
    turn.transcript.append(_reply(message))
    if message.get("tool_calls"):
        asked = [*asked, message, *_called(turn, message["tool_calls"])]
        completion = turn.ask(model, asked, now)
        charge = turn.transcript.pop()
        turn.transcript.append(_reply(completion["choices"][0]["message"]))
        turn.transcript.append(charge)
    return _body(turn, completion)


def _called(turn: Turn, calls: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Run the tools that the model calls; what they gave, as messages."""
    by_name = {tool.name: tool for tool in turn.tools}
    results = []
    for call in calls:
        name, arguments = call["function"]["name"], call["function"]["arguments"]
        turn.tell(
            f"{turn.provider} called this tool: {name}({arguments})"
            f"\n\nTool call:\n{'-' * 20}\n{json.dumps(call, indent=4)}"
        )
        tool = by_name.get(name)
        content = tool.call(arguments) if tool else json.dumps({"error": f"there is no tool {name!r}"})
        result = {"tool_call_id": call["id"], "name": name, "role": "tool", "content": content}
        turn.transcript.append(result)
        results.append(result)
        turn.calls.append(_call_made(name, arguments, tool))
    return results


def _call_made(name: str, arguments: str, tool: Optional[Tool]) -> Dict[str, Any]:
    try:
        given = json.loads(arguments)
    except ValueError:
        given = arguments
    made: Dict[str, Any] = {"function_name": name, "function_args": given}
    if tool and tool.plugin:
        metadata = tool.plugin.manifest["metadata"]
        about = ("description", "pluginClass", "version", "annotations", "tags")
        made["smarter_plugin"] = {
            "id": tool.plugin.id,
            "name": tool.plugin.name,
            **{key: metadata.get(key) for key in about},
            "ready": True,
            "kind": tool.plugin.kind,
        }
    return made


def system_role(chatbot: Mapping[str, Any], now: float) -> str:
    """The chatbot's system role under the time, which the platform puts before it."""
    moment = datetime.fromtimestamp(now, timezone.utc)
    role = (chatbot_config(chatbot).get("defaultSystemRole") or "").strip()
    return f"The current date/time is {moment:%A, %Y-%m-%dT%H:%M:%S%z}\n{role}"


def chatbot_config(chatbot: Mapping[str, Any]) -> Mapping[str, Any]:
    """A chatbot's settings, flat: newer manifests have them one level deeper, under `prompt` and `styles`."""
    config: Mapping[str, Any] = chatbot["spec"]["config"]
    return {**config, **(config.get("prompt") or {}), **(config.get("styles") or {})}


def _settings(chatbot: Mapping[str, Any]) -> Dict[str, Any]:
    config = chatbot_config(chatbot)
    return {
        "model": config.get("defaultModel") or "gpt-4o-mini",
        "temperature": config.get("defaultTemperature"),
        "max_completion_tokens": config.get("defaultMaxTokens"),
    }


def _override(settings: Dict[str, Any], about: Mapping[str, Any]) -> None:
    """A selected plugin brings its own settings."""
    for key, name in (
        ("model", "model"),
        ("temperature", "temperature"),
        ("max_completion_tokens", "maxTokens"),
    ):
        if about.get(name) is not None:
            settings[key] = about[name]


def _problem(messages: Any) -> Optional[str]:
    """What is wrong with the messages, in the platform's words."""
    if messages is None:
        return "Smarter Value Error: dict key 'messages' was not found in request body object"
    if not isinstance(messages, list):
        return "Smarter Value Error: dict key 'messages' should be a JSON list"
    for message in messages:
        for key in ("role", "content"):
            if not isinstance(message, dict) or key not in message:
                shown = json.dumps(message, indent=2)
                return f"Smarter Value Error: dict key '{key}' not found in message {shown}"
    users = [message for message in messages if message["role"] == "user"]
    if not users:
        return "Smarter Value Error: A value for either messages or input_text is required"
    return None if text_of(users[-1]) else "Smarter Value Error: input_text is required"


def _spoken(history: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """What the model may hear of the transcript: not the platform's own lines."""
    return [message for message in history if not message["role"].startswith("smarter")]


def _sendable(message: Mapping[str, Any]) -> Dict[str, Any]:
    """A message as a model's server takes it: without the nulls it put there itself."""
    return {key: value for key, value in message.items() if value is not None or key == "content"}


def _reply(message: Mapping[str, Any]) -> Dict[str, Any]:
    blank: Dict[str, Any] = {
        "content": None,
        "refusal": None,
        "role": "assistant",
        "annotations": [],
        "audio": None,
    }
    return {**blank, "function_call": None, "tool_calls": None, **message}


def _configuration(turn: Turn, model: Model, tools: bool) -> str:
    settings = turn.settings
    return (
        f"Prompt configuration: llm={turn.provider},"
        f" url={model.url}/chat/completions api_key=****{model.key_tail} model={settings['model']},"
        f" temperature={settings['temperature']}, max_completion_tokens={settings['max_completion_tokens']}"
        + (", tool_choice=auto." if tools else "")
    )


def _body(turn: Turn, completion: Completion) -> Dict[str, Any]:
    about = {"tool_calls": turn.calls or None, **_settings(turn.chatbot), "input_text": turn.said}
    iterations: List[Dict[str, Any]] = [
        {"request": request, "response": response} for request, response in zip(turn.requests, turn.responses)
    ]
    iterations[-1]["response"] = {**completion, "metadata": about}
    nothing: Dict[str, Any] = {"request": {"messages": []}, "response": {}}
    first, second = [*iterations, nothing][:2]
    return _assembled({**completion, "metadata": about}, turn, first, {**second, "messages": []})


def _failed(turn: Turn, now: float, text: str, told: str) -> Dict[str, Any]:
    message = {**_reply({"content": text}), "annotations": None}
    choice = {"finish_reason": "stop", "index": 0, "logprobs": None, "message": message}
    charges = {f"{part}_tokens": 0 for part in ("completion", "prompt", "total")}
    turn.tell("openai prompt charges: 0 prompt tokens, 0 completion tokens = 0 total tokens charged.")
    turn.tell(told, role="smarter_error")
    about: Dict[str, Any] = {"tool_calls": None}
    if turn.requests:
        about.update({**turn.settings, "input_text": turn.said})
    completion = {
        "id": "error_response",
        "choices": [choice],
        "created": int(now),
        "model": turn.settings["model"],
        "object": "chat.completion",
        "service_tier": None,
        "system_fingerprint": f"error_response_{int(now)}",
        "usage": {**charges, "completion_tokens_details": None, "prompt_tokens_details": None},
        "metadata": about,
    }
    first = {"request": turn.requests[0] if turn.requests else None, "response": completion}
    second: Dict[str, Any] = {"request": {"messages": []}, "response": {}, "messages": []}
    return _assembled(completion, turn, first, second)


def _assembled(
    completion: Completion, turn: Turn, first: Dict[str, Any], second: Dict[str, Any]
) -> Dict[str, Any]:
    smarter = {
        "first_iteration": first,
        "second_iteration": second,
        "plugins": [plugin.name for plugin in turn.plugins],
        "messages": [{**message, "smarter_is_new": True} for message in turn.transcript],
    }
    if turn.tools:
        smarter["tools"] = [tool.name for tool in turn.tools]
    return {**completion, "smarter": smarter}
