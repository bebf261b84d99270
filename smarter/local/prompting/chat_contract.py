"""Chat contract 2 and streamed prompts of newer platforms, from the answer of the pipeline."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Mapping, Tuple

from smarter.local.http.messages import Reply, Request

CAPABILITY = "chat-contract-v2"
# Milliseconds after which a client may connect again.
_RETRY = 3000


def wants_contract_2(request: Request) -> bool:
    """Tell whether the client asks for contract 2."""
    names = request.headers.get("x-smarter-capabilities", "").split(",")
    return CAPABILITY in (name.strip() for name in names)


def wants_stream(request: Request) -> bool:
    """Tell whether the client asks for server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")


def contract_2(answer: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the `data` of a prompt in contract 2."""
    smarter = answer["smarter"]
    completion = {key: value for key, value in answer.items() if key not in ("smarter", "metadata")}
    blank = {"tool_calls": None, "tool_call_id": None, "name": None}
    completion["choices"] = [
        {**choice, "message": {**blank, **choice["message"]}} for choice in completion["choices"]
    ]
    return {
        "contract": 2,
        "status": 200,
        "messages": [{**blank, **message} for message in smarter["messages"]],
        "completion": completion,
        "plugins": smarter["plugins"],
        "tools": smarter.get("tools", []),
    }


def stream(answer: Mapping[str, Any], response: Mapping[str, Any]) -> Reply:
    """Return a reply that streams the steps of an answered prompt, and `response` as the last event."""

    def body() -> Iterator[bytes]:
        yield f"retry: {_RETRY}\n\n".encode()
        for event in _progress(answer):
            yield _event("progress", event)
        yield _event("result", {"status": 200, "response": response})

    headers = [("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache")]
    return Reply(200, headers, body())


def _event(name: str, data: Mapping[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _progress(answer: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
    calls = _tool_calls(answer)
    yield {"type": "llm_request", "message": "Sending the prompt to the LLM", "iteration": 1}
    for name, arguments in calls:
        about = {"tool": name, "function": name}
        yield {"type": "tool_requested", "message": f"Calling tool {name}", **about, "arguments": arguments}
        yield {"type": "tool_responded", "message": f"Tool {name} responded", **about}
    if calls:
        yield {"type": "llm_request", "message": "Sending the tool results to the LLM", "iteration": 2}


def _tool_calls(answer: Mapping[str, Any]) -> List[Tuple[str, str]]:
    return [
        (call["function"]["name"], call["function"]["arguments"])
        for message in answer["smarter"]["messages"]
        for call in message.get("tool_calls") or []
    ]
