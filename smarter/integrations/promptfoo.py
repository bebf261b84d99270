"""A promptfoo provider: tests prompt a chatbot of the environment's platform.

`provider.py` beside `promptfooconfig.yaml`, with one line, makes promptfoo find it:

    from smarter.integrations.promptfoo import call_api

The provider's `config` has `chatbot`, a name, and if need be `context`. `timeout` is promptfoo's own, in milliseconds;
the prompt has nine tenths of it. Tests with the same `metadata.conversationId` are turns of one conversation.
"""

from __future__ import annotations

import hashlib
import json
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple

if TYPE_CHECKING:
    from smarter import Smarter
    from smarter.types import Reply

__all__ = ["call_api"]

_CONFIG = ("chatbot", "context")
# promptfoo's own, in the configuration of every provider that is a Python file.
_PROMPTFOO_CONFIG = ("basePath", "pythonExecutable", "timeout", "workers")


# The fields of a call in `toolCalls`.
_CALL = ("name", "plugin", "arguments", "result")


def call_api(prompt: str, options: Mapping[str, Any], context: Mapping[str, Any]) -> Dict[str, Any]:
    """Prompt the chatbot; promptfoo calls this for each test.

    Returns:
        `output`, `tokenUsage` and `metadata`: `called` (the names of called plugins), `toolCalls` (`name`, `plugin`,
        `arguments`, `result`), `plugins`, `guardrails`, `session` and `seconds`. Or `error`.
    """
    from smarter import NOT_GIVEN
    from smarter.errors import SmarterError

    config = options.get("config") or {}
    problem = _config_problem(config)
    if problem:
        return {"error": problem}
    text, messages = _text_and_messages(prompt)
    session = _session(options, context)
    began = time.monotonic()
    try:
        client = _client(config.get("context"))
        timeout = config.get("timeout")
        reply = client.resources.chatbots.prompt(
            config["chatbot"],
            text,
            session=session,
            messages=messages,
            # Gives up before promptfoo does, so that the test has an error that says why.
            timeout=NOT_GIVEN if timeout is None else timeout / 1000 * 0.9,
        )
    except SmarterError as error:
        return {"error": f"{error}{f' ({error.hint})' if error.hint else ''}"}
    return _answer(reply, time.monotonic() - began)


@lru_cache(maxsize=None)
def _client(context: Optional[str]) -> Smarter:
    """Return the client of a context; promptfoo keeps the process for many tests."""
    from smarter import Smarter

    return Smarter(context=context)


def _config_problem(config: Mapping[str, Any]) -> Optional[str]:
    """Return the first mistake in the provider's `config`, or None."""
    from smarter._suggest import nearest

    for name in config:
        if name not in _CONFIG + _PROMPTFOO_CONFIG:
            near = nearest(name, _CONFIG)
            hint = f"; did you mean {near!r}?" if near else ""
            return f"unknown key {name!r} in the provider's config{hint}"
    if not isinstance(config.get("chatbot"), str) or not config["chatbot"]:
        return "the provider's config has no `chatbot`: name the chatbot to test"
    timeout = config.get("timeout")
    if timeout is not None and (isinstance(timeout, bool) or not isinstance(timeout, (int, float))):
        return f"timeout in the provider's config must be a number of milliseconds, not {timeout!r}"
    return None


def _text_and_messages(prompt: str) -> Tuple[Optional[str], Optional[List[Mapping[str, Any]]]]:
    """Return (text, None), or (None, messages) for a JSON list in chat format."""
    if prompt.lstrip().startswith("["):
        try:
            found = json.loads(prompt)
        except ValueError:
            return prompt, None
        if found and all(isinstance(each, dict) and "role" in each for each in found):
            return None, found
    return prompt, None


def _session(options: Mapping[str, Any], context: Mapping[str, Any]) -> Optional[str]:
    """Return the session of a test's conversation, or None for a test by itself.

    The key is the same in each of promptfoo's worker processes, and another one in each evaluation and repetition.
    """
    metadata = (context.get("test") or {}).get("metadata") or {}
    conversation = metadata.get("conversationId")
    if conversation is None:
        return None
    parts = (
        context.get("evaluationId"),
        context.get("repeatIndex"),
        options.get("id"),
        options.get("config"),
        (context.get("prompt") or {}).get("label"),
        conversation,
    )
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def _answer(reply: Reply, seconds: float) -> Dict[str, Any]:
    found: Dict[str, Any] = {
        "output": reply.text,
        "metadata": {
            "called": [call.name for call in reply.tool_calls],
            "toolCalls": [{key: getattr(call, key) for key in _CALL} for call in reply.tool_calls],
            "plugins": reply.plugins,
            "guardrails": reply.guardrails,
            "session": reply.session,
            "seconds": round(seconds, 3),
        },
    }
    if reply.usage is not None:
        found["tokenUsage"] = {
            "total": reply.usage.total_tokens,
            "prompt": reply.usage.prompt_tokens,
            "completion": reply.usage.completion_tokens,
        }
    return found
