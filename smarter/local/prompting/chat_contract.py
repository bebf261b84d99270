"""Responses to prompts: in chat contract 2 or 1, whole or streamed.

Older platforms know contract 1 alone.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator

from smarter.local.base_platform import BasePlatform
from smarter.local.http.messages import Reply, Request
from smarter.local.http.sse import event, event_stream
from smarter.local.manifest_api.envelopes import API
from smarter.local.prompting.pipeline import Answer, Steps

# Milliseconds after which a client may connect again.
_RETRY = 3000


def wants_contract_2(platform: BasePlatform, request: Request) -> bool:
    """Tell whether the client gets contract 2: on request; by default from 0.27 on."""
    given = {name.strip() for name in request.headers.get("x-smarter-capabilities", "").split(",")}
    if platform.dialect == "P15C":
        return "chat-contract-v1" not in given
    return platform.spoken.newer and "chat-contract-v2" in given


def wants_stream(request: Request) -> bool:
    """Tell whether the client asks for server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")


# The answer of contract 1 has the form of the function service that used to give it.
LAMBDA: Dict[str, Any] = {
    "isBase64Encoded": False,
    "statusCode": 200,
    "headers": {"Content-Type": "application/json"},
}


def response(answer: Answer, newest: bool) -> Dict[str, Any]:
    """Return the body of a response, in contract 2 if `newest`, else in contract 1."""
    data = contract_2(answer) if newest else {**LAMBDA, "body": json.dumps(answer.body, indent=2)}
    failed = {"error": answer.error} if newest and answer.error else {}
    return {"data": data, **failed, "api": API, "metadata": {"command": "prompt", "thing": "LLMClient"}}


def contract_2(answer: Answer) -> Dict[str, Any]:
    """Return the `data` of a prompt in contract 2."""
    smarter = answer.body["smarter"]
    completion = {key: value for key, value in answer.body.items() if key not in ("smarter", "metadata")}
    blank = {"tool_calls": None, "tool_call_id": None, "name": None}
    completion["choices"] = [
        {**choice, "message": {**blank, **choice["message"]}} for choice in completion["choices"]
    ]
    return {
        "contract": 2,
        "status": answer.status,
        "messages": [{**blank, **message} for message in smarter["messages"]],
        "completion": None if answer.error else completion,
        "plugins": smarter["plugins"],
        "tools": smarter.get("tools", []),
        # Not in the platform's contract, which allows further fields.
        **{key: value for key, value in smarter.items() if key == "guardrails"},
    }


def stream(steps: Steps, newest: bool) -> Reply:
    """Return a reply that streams a prompt's steps live, then its response.

    A client that closes the connection ends the prompt: no answer is kept.
    """

    def body() -> Iterator[bytes]:
        yield f"retry: {_RETRY}\n\n".encode()
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                answer: Answer = end.value
                break
            yield event(step, "progress")
        status = answer.status if newest else 200
        yield event({"status": status, "response": response(answer, newest)}, "result")

    return event_stream(body())
