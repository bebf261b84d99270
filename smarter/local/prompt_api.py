"""Prompting routes: a chatbot by hashed id or name, or a provider."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from typing import Any, Dict, List, Mapping, Optional

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Reply, Request, html_reply, json_reply, parsed
from smarter.local.manifest_api.envelopes import API, Refusal, detail, not_authenticated, refusal
from smarter.local.prompting import chat_contract, conversations, pipeline
from smarter.local.prompting.chat_config import config_of, contract_2
from smarter.local.prompting.model import ModelError
from smarter.local.prompting.turns import dumped
from smarter.local.store import Record

_KEY = re.compile("[0-9a-f]{64}")


def chatbot_id(hashed: str) -> Optional[int]:
    """Return the number in a hashed id, or None.

    A hashed id is `r`, base64 of a million plus the number, `x`.
    """
    inner = hashed[1:-1]
    if not (hashed.startswith("r") and hashed.endswith("x")):
        return None
    try:
        number = int(base64.urlsafe_b64decode(inner + "=" * (-len(inner) % 4))) - 1_000_000
    except (ValueError, binascii.Error):
        return None
    return number if number >= 0 else None


def prompt_by_id(platform: BasePlatform, request: Request, hashed: str, what: str) -> Reply:
    """POST /llm-clients/{id}/prompt/, .../config/: prompt, or return a configuration."""
    config = what.endswith("config")
    if not config and request.method != "POST":
        return Reply(405, [("Content-Type", "text/html; charset=utf-8"), ("Allow", "POST")])
    number = int(hashed) if platform.spoken.newer and hashed.isdecimal() else chatbot_id(hashed)
    if number is None:
        return html_reply(500, "Server Error") if config else json_reply(404, {})
    if not platform.authorized(request):
        bare = "authorization" not in request.headers or platform.strict_faithful
        return json_reply(404, {}) if bare else html_reply(500, "Server Error")
    if platform.strict_faithful and not platform.default_switches:
        # As it comes out of the box, the real platform lets no API key prompt.
        return _to_login(request)
    chatbot = platform.store.by_id("LLMClient", number)
    if chatbot is None:
        return json_reply(404, {"error": "Not found"}) if config else html_reply(500, "Server Error")
    body = parsed(request.body)
    given = body.get("session_key") if isinstance(body, dict) else None
    key = _session_key(given or request.query.get("session_key"))
    if key is None:
        return html_reply(500, "Server Error")
    if config:
        found = config_of(platform, request, chatbot, key)
        if chat_contract.wants_contract_2(platform, request):
            found = contract_2(found, chatbot)
        return _wrapped(found, "chat_config", "ChatConfig")
    if not body or not isinstance(body, dict):
        text = f"Smarter LLM Client Exception: POST data is empty. name={chatbot.name}"
        error = "An error occurred while processing your request."
        return json_reply(500, {"error": error, "details": text, "trace": text})
    steps = _run(platform, request, chatbot, key, body.get("messages"))
    newest = chat_contract.wants_contract_2(platform, request)
    if platform.spoken.newer and chat_contract.wants_stream(request):
        return chat_contract.stream(steps, newest)
    answer = pipeline.finish(steps)
    return json_reply(answer.status if newest else 200, chat_contract.response(answer, newest))


def _run(
    platform: BasePlatform, request: Request, chatbot: Record, key: str, messages: Any
) -> pipeline.Steps:
    """Answer a prompt and keep the answer for the log; contract 2 drops part of it."""
    answer = yield from pipeline.run(platform, chatbot, key, messages)
    request.notes["answer"] = answer.body
    return answer


def prompt_by_name(
    platform: BasePlatform, request: Request, word: str, config: Optional[str], name: str
) -> Reply:
    """POST cli/prompt/{name}/, cli/prompt/config/{name}/: ask by name; `chat` on P10."""
    if (word == "chat") != (platform.dialect == "P10"):
        return html_reply(404, "Not Found")
    thing = "Chat" if word == "chat" else "Prompt"
    if platform.caller(request) is None:
        return _refused(not_authenticated(), word, word, request.url)
    try:
        if config:
            return _cli_config(platform, request, name)
        if request.body and "json" not in request.headers.get("content-type", "application/json"):
            media = request.headers.get("content-type", "")
            return detail(415, f'Unsupported media type "{media}" in request.')
        return _cli_prompt(platform, request, name, word, thing)
    except Refusal as problem:
        return _refused(problem, word, thing, request.url)


def _view_error(text: str) -> Refusal:
    return Refusal(500, "APIV1CLIChatViewError", f"Smarter api v1 cli prompt error: Internal error. {text}")


def _cli_config(platform: BasePlatform, request: Request, name: str) -> Reply:
    if not request.query.get("uid"):
        raise _view_error("UID is missing.")
    if platform.dialect == "P14":
        text = "Smarter Value Error: Expected request to be an instance of HttpRequest, got Request"
        raise Refusal(400, "SmarterValueError", text)
    chatbot = _chatbot(platform, name)
    key = _key_of_client(platform, request, name, parsed(request.body) or {})
    return _wrapped(config_of(platform, request, chatbot, key), "chat_config", "ChatConfig")


def _cli_prompt(platform: BasePlatform, request: Request, name: str, word: str, thing: str) -> Reply:
    body = parsed(request.body)
    if not isinstance(body, dict) or not body:
        raise _view_error("Request body is empty.")
    if not request.query.get("uid"):
        raise _view_error("UID is missing.")
    if request.query.get("new_session", "false").lower() not in ("true", "false"):
        raise _view_error("new_session is neither true nor false.")
    if body.get("session_key") and not _KEY.fullmatch(str(body["session_key"])):
        text = f"Smarter Value Error: Invalid session key {body['session_key']}"
        raise Refusal(400, "SmarterValueError", text)
    if platform.dialect == "P14":
        # This route never succeeds on 0.14: it finds no session, or loses the prompt.
        if body.get("session_key"):
            raise _view_error("'prompt' key is missing from the request body.")
        raise Refusal(500, "DoesNotExist", "Prompt matching query does not exist.")
    if not body.get("prompt"):
        raise _view_error("'prompt' key is missing from the request body.")
    chatbot = _chatbot(platform, name)
    key = _key_of_client(platform, request, name, body)
    messages = [*(body.get("messages") or []), {"role": "user", "content": body["prompt"]}]
    answer = pipeline.finish(_run(platform, request, chatbot, key, messages)).body
    asked = {"session_key": key, "prompt": body["prompt"], "messages": messages}
    return _wrapped(
        {"request": asked, "response": {"data": {**chat_contract.LAMBDA, "body": answer}}}, word, thing
    )


def passthrough(platform: BasePlatform, request: Request, provider: str) -> Reply:
    """POST /prompts/passthrough/{provider}/: forward an OpenAI request."""
    try:
        if not platform.authorized(request):
            raise not_authenticated()
        if platform.strict_faithful and not platform.default_switches:
            return _to_login(request)
        if provider != "openai" and platform.resource("Provider", provider) is None:
            raise Refusal(400, "SmarterValueError", f"Provider {provider} not found for user admin.")
        body = parsed(request.body)
        if not isinstance(body, dict) or not body.get("messages") or not body.get("model"):
            raise Refusal(400, "SmarterValueError", "The body is not a chat completion request.")
        tail = {"api": API, "metadata": {"command": "prompt", "thing": "Prompt"}}
        if body.get("stream"):
            return json_reply(200, {"message": "Response is not a ChatCompletion object", **tail})
        completion = pipeline.model_of(platform).complete(body)
        return json_reply(200, {**dumped(completion, platform.clock()), **tail})
    except ModelError as error:
        text = f"Error code: {error.status} - {{'error': {error.error}}}"
        refused = Refusal(400, pipeline.error_class(error.status), text)
    except Refusal as problem:
        refused = problem
    return _refused(refused, "prompt", "Prompt", request.url)


def _refused(problem: Refusal, command: str, thing: str, url: str) -> Reply:
    problem.thing = thing
    return refusal(problem, command, url)


def _to_login(request: Request) -> Reply:
    where = f"/login/?next={request.path}"
    return Reply(302, [("Content-Type", "text/html; charset=utf-8"), ("Location", where)])


def _chatbot(platform: BasePlatform, name: str) -> Record:
    record = platform.store.get("LLMClient", name)
    if record is None:
        raise Refusal(404, "SmarterConfigurationError", f"There is no chatbot {name!r}.")
    return record


def _key_of_client(platform: BasePlatform, request: Request, name: str, body: Mapping[str, Any]) -> str:
    """Return the given session key, the client's last one, or a new one."""
    client = f"{name}/{request.query['uid']}"
    key = body.get("session_key")
    if not key and request.query.get("new_session", "false").lower() != "true":
        key = conversations.of_client(platform, client)
    key = str(key or secrets.token_hex(32))
    conversations.set_client(platform, client, key)
    return key


def _session_key(given: Any) -> Optional[str]:
    """Return the given session key, a fresh one for none, None for a malformed one."""
    if not given:
        return secrets.token_hex(32)
    return given if isinstance(given, str) and _KEY.fullmatch(given) else None


def _wrapped(data: Dict[str, Any], command: str, thing: str) -> Reply:
    return json_reply(200, {"data": data, "api": API, "metadata": {"command": command, "thing": thing}})


_BASE = "(?:/api)?/v1/"
_BY_ID = re.compile(_BASE + "(?:llm-clients|chatbots)/([^/]+)/(prompt/config|prompt|config|chat)/")
_BY_NAME = re.compile(_BASE + "cli/(prompt|chat)/(config/)?([^/]+)/")
_PASSTHROUGH = re.compile(_BASE + "prompts/passthrough/([^/]+)/")
ROUTES: List[Route] = [
    ("*", _BY_ID, prompt_by_id),
    ("*", _BY_NAME, prompt_by_name),
    ("POST", _PASSTHROUGH, passthrough),
]
