"""Prompting: system role, plugins, model, tools, model again, then storage."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any, Dict, Generator, List, Mapping, NamedTuple, Optional

from smarter.local.base_platform import BasePlatform
from smarter.local.prompting import conversations, guardrails
from smarter.local.prompting.model import Model, ModelError, from_environment, text_of
from smarter.local.prompting.tools import attached, function_tools, plugin_tool, selected, vectorsearch_tools
from smarter.local.prompting.turns import Turn
from smarter.local.store import Record

# The error of openai-python in this case: the transcript names it.
_ERROR_CLASSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    429: "RateLimitError",
}


def error_class(status: int) -> str:
    """Return the exception that a provider's library raises for a status."""
    return _ERROR_CLASSES.get(status, "InternalServerError")


def model_of(platform: BasePlatform) -> Model:
    """Return the platform's model; the environment chooses it at first use."""
    if platform.model is None:
        platform.model = from_environment()
    return platform.model  # type: ignore[no-any-return]


class Answer(NamedTuple):
    """The outcome of a prompt.

    Attributes:
        body: of the answer.
        status: 200, or that of the failure; newer platforms reply with it.
        error: the failure as newer platforms describe it.
    """

    body: Dict[str, Any]
    status: int = 200
    error: Optional[Dict[str, Any]] = None


# Yields events, as newer platforms report them while a prompt runs, and returns the outcome.
Steps = Generator[Dict[str, Any], None, Answer]


def finish(steps: Steps) -> Answer:
    """Run a prompt to its end and return the outcome."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            answer: Answer = end.value
            return answer


def run(platform: BasePlatform, chatbot: Record, session_key: str, messages: Any) -> Steps:
    """Answer the last user message of `messages` in a session, step by step.

    If the session has a history, the other messages are ignored. A failure is an answer with the id `error_response`,
    as on the real platform.
    """
    config = chatbot_config(chatbot.manifest)
    provider = str(config.get("provider") or "openai")
    settings = _settings(config)
    problem = _problem(messages)
    if problem:
        body = Turn(platform, provider, "", settings).failed(problem, problem)
        return _failure(body, 400, "SmarterValueError", problem)
    said = text_of(next(message for message in reversed(messages) if message["role"] == "user"))
    turn = Turn(platform, provider, said, settings)
    guards = guardrails.attached(platform, chatbot.manifest)
    asked = turn.guard(guardrails.passage(guards, said, "input"))
    history = conversations.history(platform, session_key, chatbot.id)
    new = [message for message in messages if message["role"] != "system"]
    if history:
        new = [{"role": "user", "content": turn.said}]
    elif turn.said != said:
        new[-1] = {**new[-1], "content": turn.said}
    conversations.open_session(platform, session_key)
    # Stored before the model is asked, so that the messages stay even if it fails.
    conversations.append(platform, session_key, chatbot.id, new)
    heard = [message for message in history if not message["role"].startswith("smarter")]
    try:
        if asked.blocked is None:
            yield from _converse(turn, chatbot.manifest, [*heard, *new])
            turn.guard(guardrails.passage(guards, turn.text, "output"))
    except ModelError as error:
        detail = json.dumps({"error": error.error}, indent=4)
        where = f"{model_of(platform).url}/ raised the following {error_class(error.status)} exception"
        text = f"Error code: {error.status} - {{'error': {error.error}}}"
        return _failure(turn.failed(text, f"{where}: {detail}"), error.status, "LLMProviderError", str(error))
    conversations.append(platform, session_key, chatbot.id, turn.transcript)
    conversations.append_calls(platform, session_key, turn)
    if turn.guardrails:
        guardrails.store_events(platform, chatbot.name, session_key, guards, turn.guardrails)
    return Answer(turn.answered())


def _failure(body: Dict[str, Any], status: int, name: str, text: str) -> Answer:
    return Answer(body, status, {"errorClass": name, "description": text, "status": status})


def _converse(
    turn: Turn, chatbot: Mapping[str, Any], messages: List[Dict[str, Any]]
) -> Generator[Dict[str, Any], None, None]:
    """Ask the model, run the tools it calls, and ask once more. Yields progress.

    Raises ModelError.
    """
    platform = turn.platform
    model = model_of(platform)
    role = system_role(chatbot, platform.clock())
    settings = dict(turn.settings)
    turn.plugins = attached(platform, chatbot)
    turn.tools = function_tools(chatbot)
    for plugin in turn.plugins:
        if selected(plugin, turn.said):
            turn.tell(f"Smarter selected this plugin: {plugin.name}")
            about = plugin.manifest["spec"].get("prompt") or {}
            role += f"\n\nAnd also:\n{about.get('systemRole') or ''}"
            settings.update(_overriding(about))
            turn.tools.append(plugin_tool(platform, plugin))
    turn.tools += vectorsearch_tools(platform)
    turn.tell(
        f"Prompt configuration: llm={turn.provider}, url={model.url}/chat/completions api_key=****{model.key_tail}"
        f" model={settings['model']}, temperature={settings['temperature']},"
        f" max_completion_tokens={settings['max_completion_tokens']}"
        + (", tool_choice=auto." if turn.tools else "")
    )
    for tool in turn.tools:
        turn.tell(
            f"Tool presented: {tool.name}({', '.join(tool.parameters['properties'])}) - {tool.description}"
            f"\n\nTool definition:\n{'-' * 20}\n{json.dumps(tool.definition(), indent=4)}"
        )
    offered: Dict[str, Any] = {"tools": [tool.definition() for tool in turn.tools] or None}
    if turn.tools:
        offered["tool_choice"] = "auto"
    asked = [{"role": "system", "content": role}, *messages]
    yield {"type": "llm_request", "message": "Sending the prompt to the LLM", "iteration": 1}
    message = turn.ask(model, asked, {**settings, **offered})
    turn.charge()
    turn.transcript.append(message)
    if message["tool_calls"]:
        results = []
        for call in message["tool_calls"]:
            name, arguments = call["function"]["name"], call["function"]["arguments"]
            about = {"tool": name, "function": name}
            yield {
                "type": "tool_requested",
                "message": f"Calling tool {name}",
                **about,
                "arguments": arguments,
            }
            results.append(turn.call(call))
            yield {"type": "tool_responded", "message": f"Tool {name} responded", **about}
        yield {"type": "llm_request", "message": "Sending the tool results to the LLM", "iteration": 2}
        # The second request offers no tools: the platform never makes a third.
        turn.transcript.append(turn.ask(model, [*asked, message, *results], settings))
        turn.charge()


def system_role(chatbot: Mapping[str, Any], now: float) -> str:
    """Return the chatbot's system role after the platform's line with the time."""
    moment = datetime.fromtimestamp(now, timezone.utc)
    role = (chatbot_config(chatbot).get("defaultSystemRole") or "").strip()
    return f"The current date/time is {moment:%A, %Y-%m-%dT%H:%M:%S%z}\n{role}"


def chatbot_config(chatbot: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a chatbot's settings, flattened.

    The split forms have them under `prompt` and `styles`.
    """
    config: Mapping[str, Any] = chatbot["spec"]["config"]
    return {**config, **(config.get("prompt") or {}), **(config.get("styles") or {})}


def _settings(config: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "model": config.get("defaultModel") or "gpt-4o-mini",
        "temperature": config.get("defaultTemperature"),
        "max_completion_tokens": config.get("defaultMaxTokens"),
    }


def _overriding(about: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the model settings of a selected plugin."""
    names = {"model": "model", "temperature": "temperature", "max_completion_tokens": "maxTokens"}
    return {key: about[name] for key, name in names.items() if about.get(name) is not None}


def _problem(messages: Any) -> Optional[str]:
    """Return the error of the messages, in the platform's words."""
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
