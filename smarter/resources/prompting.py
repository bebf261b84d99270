"""Prompts of chatbots: requests by dialect, and the meaning of responses. Pure."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from smarter.client.base_model import construct, set_request_id
from smarter.client.core import segment
from smarter.client.error_responses import plain, words
from smarter.client.request import Request, Verdict
from smarter.client.response import Response
from smarter.errors import (
    APIResponseValidationError,
    APIStatusError,
    InternalServerError,
    InvalidArgumentError,
    NotFoundError,
    PermissionDeniedError,
    PromptError,
)
from smarter.platform.error_rules import classify
from smarter.types.replies import Reply

_SESSION_KEY = re.compile(r"[0-9a-f]{64}")

# Responses of a platform whose command-line prompt is broken (0.14.x). The prompt had no effect.
_BROKEN = re.compile(r"Prompt matching query does not exist|'prompt' key is missing|instance of HttpRequest")


class Turn(NamedTuple):
    """One turn as a caller asks for it; see `prompt` of `client.resources.chatbots`."""

    text: Optional[str]
    session: Union[str, Reply, None] = None
    messages: Optional[Sequence[Mapping[str, Any]]] = None
    resend: bool = False


class Prompt(NamedTuple):
    """One turn, as sent."""

    text: str
    session: str
    new_session: bool
    messages: Sequence[Mapping[str, Any]]


def prompt_of(turn: Turn) -> Prompt:
    """Return what to send for a turn.

    Raises:
        InvalidArgumentError: the text is missing, or the session is invalid.
    """
    text, messages = check_text(turn.text, turn.messages)
    key = check_session(turn.session)
    return Prompt(text, key or new_session(), key is None, messages)


def new_session() -> str:
    """Return a new session key: 64 hexadecimal digits."""
    return secrets.token_hex(32)


def check_session(session: Union[str, Reply, None]) -> Optional[str]:
    """Return the key of `session`, which may be a reply.

    Raises:
        InvalidArgumentError: not 64 hexadecimal digits, on which the platform fails without a message.
    """
    key = session.session if isinstance(session, Reply) else session
    if key is None or (isinstance(key, str) and _SESSION_KEY.fullmatch(key)):
        return key
    raise InvalidArgumentError(
        "session must be 64 hexadecimal digits, as in reply.session.",
        hint="Leave it out for a new conversation.",
    )


def check_text(
    text: Any, messages: Optional[Sequence[Mapping[str, Any]]]
) -> Tuple[str, List[Mapping[str, Any]]]:
    """Return the text of the user, and the messages of the turn with it at the end.

    Raises:
        InvalidArgumentError: the text is empty.
    """
    given = list(messages or [])
    if not all(isinstance(message, Mapping) for message in given):
        raise InvalidArgumentError("messages must be a list of mappings with a role and a content.")
    if text is None and given and given[-1].get("role") == "user":
        text = given.pop().get("content")
    if not isinstance(text, str) or not text.strip():
        raise InvalidArgumentError(f"A prompt must be a non-empty text, not {text!r}.")
    return text, [*given, {"role": "user", "content": text}]


def chatbot_url(status: Mapping[str, Any]) -> Optional[str]:
    """Return the chatbot's own URL, from its status; None if it is not usable."""
    shown = status.get("urlLLMClient")
    return shown if isinstance(shown, str) and re.fullmatch("[!-~]+", shown) else None


def below_base(url: str) -> str:
    """Return the part of a platform's URL below its API base.

    The platform's own host name is not always the address that clients use.
    """
    path = re.sub(r"^[a-z]+://[^/?#]*|[?#].*", "", url, flags=re.IGNORECASE)
    found = re.search(r"/(?:api/)?v1/(.+)$", path)
    return found.group(1) if found else path


def routes(dialect: str, url: Optional[str]) -> List[str]:
    """Return the routes for prompts, best first; `rest` needs the chatbot's URL."""
    if dialect == "P10":
        return ["chat"]
    return ["rest", "prompt"] if url else ["prompt"]


def request(
    route: str,
    name: str,
    prompt: Prompt,
    url: Optional[str],
    *,
    resend: bool = False,
    stream: bool = False,
) -> Request:
    """Return the request for one turn of the chatbot `name` by one of `routes`.

    `stream` asks for events where the platform has them.
    """
    query: Optional[Dict[str, str]]
    body: Dict[str, Any]
    if route == "rest":
        path = below_base(url or "")
        query = None
        body = {"session_key": prompt.session, "messages": list(prompt.messages)}
    else:
        path = f"cli/{route}/{segment('name', name)}/"
        # The platform keeps one session a `uid`, so each session has its own.
        query = {"uid": prompt.session, "new_session": "true" if prompt.new_session else "false"}
        body = {"prompt": prompt.text, "session_key": prompt.session, "messages": list(prompt.messages)}
    headers = {"X-Smarter-Capabilities": "chat-contract-v2"}  # older platforms ignore it
    if stream:  # platforms without streams respond in JSON
        headers["Accept"] = "text/event-stream, application/json;q=0.9"
    return Request(
        "POST",
        path,
        query=query,
        json=body,
        headers=headers,
        classify=verdict,
        repeat="always" if resend else "unsent",
        redirects=False,
    )


def verdict(status: int, headers: Mapping[str, str], body: Any, text: str) -> Optional[Verdict]:
    """Return the meaning of a response to a prompt."""
    if 300 <= status < 400:
        return Verdict(
            error=PermissionDeniedError,
            message="The platform does not accept API keys for prompts: it redirects to a login page.",
            hint="Its operator can enable token authentication for prompts.",
        )
    if status >= 400 and _is_failed_turn(body):
        return Verdict()  # `read` tells the failure, as it does where the platform reports it with 200
    known = classify("prompt")(status, headers, body, text)
    if known is not None:
        return known
    if status == 404:
        return Verdict(error=NotFoundError, message="No such chatbot, or the API key may not prompt it.")
    if status >= 500 and isinstance(body, dict) and isinstance(body.get("details"), str):
        return Verdict(error=InternalServerError, message=plain(body["details"].split("request=<")[0]))
    return None


def verdict_by_id(status: int, headers: Mapping[str, str], body: Any, text: str) -> Optional[Verdict]:
    """Return the verdict on a prompt by chatbot id; 404 means no such chatbot."""
    if status != 404:
        return verdict(status, headers, body, text)
    return Verdict(
        error=NotFoundError,
        message="{path}: no chatbot has this id, or the API key may not prompt it ({status}).",
        hint="By name it is prompted with client.resources.chatbots.prompt and .stream.",
    )


def _is_failed_turn(body: Any) -> bool:
    """Tell if an error of platform 0.27 or newer is a turn with a failed model."""
    return (
        isinstance(body, dict)
        and isinstance(body.get("error"), dict)
        and isinstance(body.get("data"), dict)
        and "messages" in body["data"]
    )


def next_route(error: APIStatusError) -> bool:
    """Tell if the platform lacks this route, so that another may be tried.

    The prompt did not reach the chatbot in these cases.
    """
    if 300 <= error.status_code < 400 or error.status_code in (404, 405, 501):
        return True
    return bool(error.description and _BROKEN.search(error.description))


def read(response: Response, session: str) -> Reply:
    """Read the reply in a successful response.

    Raises:
        PromptError: the model's provider failed, which the platform reports as a reply.
        APIResponseValidationError: the response contains no reply.
    """
    answer = _unwrapped(response.json())
    failure = answer.failure or (None if answer.completion is None else _failure(answer.completion))
    if failure is not None:
        raise PromptError(
            f"The chatbot failed: {plain(failure)}",
            response=response.http_response,
            body=answer.completion or response.text,
            hint="The turn is part of the conversation; prompt again when the model's provider is back.",
        )
    if answer.completion is None:
        raise APIResponseValidationError(
            "The response to the prompt contains no reply.",
            response=response.http_response,
            body=response.text,
        )
    made: Reply = construct(Reply, {**answer.completion, "session": answer.session or session})
    _add_results(made)
    set_request_id(made, response.request_id)
    return made


def _add_results(reply: Reply) -> None:
    """Add tools' results from the transcript to their calls, in the same order."""
    results = [
        each
        for each in reply.messages
        if getattr(each, "role", None) == "tool" and getattr(each, "smarter_is_new", True)
    ]
    for call, result in zip(reply.tool_calls, results):
        if getattr(result, "name", None) in (None, call.function_name):
            call.result = result.content


class _Answer(NamedTuple):
    completion: Optional[Dict[str, Any]] = None
    session: Optional[str] = None
    failure: Optional[str] = None


# Each version of the platform wraps the completion in another envelope: `response`, `data` or `body`, up to six deep,
# some of them JSON texts, and a failure may have status 200 (tests/resources/test_prompting.py).
def _unwrapped(data: Any) -> _Answer:
    """Find the chat completion in a response, however deep, and its session key."""
    session: Optional[str] = None
    for _ in range(6):
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except ValueError:
                break
        if not isinstance(data, dict):
            break
        if isinstance(data.get("error"), dict):
            return _Answer(failure=words(data).text or "it does not say why")
        if isinstance(data.get("choices"), list):
            return _Answer(data, session)
        if isinstance(data.get("completion"), dict):
            return _Answer(_of_contract_2(data), data.get("session_key") or session)
        if isinstance(data.get("request"), dict):
            session = data["request"].get("session_key") or session
        status = data.get("statusCode")
        if isinstance(status, int) and status >= 400:
            return _Answer(failure=_words(data.get("body")) or f"its status is {status}")
        data = next((data[name] for name in ("response", "data", "body") if name in data), None)
    return _Answer()


def _of_contract_2(data: Mapping[str, Any]) -> Dict[str, Any]:
    """Return contract 2's chat response as contract 1's: a completion, rest inside."""
    about = {name: value for name, value in data.items() if name not in ("completion", "contract", "status")}
    calls = [
        {"function_name": call["function"].get("name"), "function_args": call["function"].get("arguments")}
        for message in data.get("messages") or ()
        if isinstance(message, Mapping) and message.get("smarter_is_new", True)
        for call in message.get("tool_calls") or ()
        if isinstance(call, Mapping) and isinstance(call.get("function"), Mapping)
    ]
    completion: Dict[str, Any] = dict(data["completion"])
    settings = {"model": completion.get("model"), "tool_calls": calls}
    return {**completion, "metadata": completion.get("metadata") or settings, "smarter": about}


def _words(body: Any) -> str:
    """Return the message of an error in a response."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return str(body)
    return words(body).text


def _failure(body: Mapping[str, Any]) -> Optional[str]:
    """Return the error in a reply, or None."""
    context = body.get("smarter")
    messages = (context.get("messages") if isinstance(context, dict) else None) or []
    for message in messages:
        new = isinstance(message, dict) and message.get("smarter_is_new", True)
        if new and message.get("role") == "smarter_error":
            return str(message.get("content") or "").split("Python Stack trace:")[0].strip()
    fingerprint = str(body.get("system_fingerprint") or "")
    if body.get("id") == "error_response" or fingerprint.startswith("error_response_"):
        return str(construct(Reply, dict(body)))
    return None
