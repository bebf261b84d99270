"""Requests to an embedded platform, parsed responses, and manifests for them."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, NamedTuple, Optional

from smarter.local import Platform

SESSION = "ab" * 32

_CLASSES = {"Plugin": "static", "SqlPlugin": "sql", "ApiPlugin": "api"}


class Answer(NamedTuple):
    status: int
    headers: Dict[str, str]
    data: Any


def call(
    platform: Platform,
    method: str,
    target: str,
    body: Any = None,
    headers: Optional[Mapping[str, str]] = None,
) -> Answer:
    """Send a request, as JSON unless bytes; the response's headers are lower case."""
    sent = {"Host": "localhost:9357", **(headers or {})}
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        sent.setdefault("Content-Type", "application/json")
    status, fields, content = platform.handle(method, target, sent, body or b"")
    whole = content if isinstance(content, bytes) else b"".join(content)
    named = {name.lower(): value for name, value in fields}
    data: Any = whole
    if whole and "json" in named.get("content-type", ""):
        data = json.loads(whole)
    return Answer(status, named, data)


def events(answer: Answer) -> List[Any]:
    """Return the data of each server-sent event; `[DONE]` stays text."""
    found = []
    for block in answer.data.decode().strip().split("\n\n"):
        lines = [line[len("data: ") :] for line in block.split("\n") if line.startswith("data: ")]
        text = "\n".join(lines)
        found.append(text if text == "[DONE]" else json.loads(text))
    return found


def upload(platform: Platform, content: bytes, filename: str = "notes.txt", **fields: str) -> Answer:
    """Upload a file as a form."""
    fields.setdefault("purpose", "assistants")
    lines = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    form = b"".join(lines) + head.encode() + content + b"\r\n--edge--\r\n"
    return call(
        platform, "POST", "/api/v1/files", form, {"Content-Type": "multipart/form-data; boundary=edge"}
    )


def apply(platform: Platform, kind: str, name: str, spec: Any, **metadata: Any) -> None:
    """Apply a manifest, which must succeed."""
    about = {"name": name, "description": f"the {name}", "version": "1.0.0", **metadata}
    if kind in _CLASSES:
        about["pluginClass"] = _CLASSES[kind]
    manifest = {"apiVersion": "smarter.sh/v1", "kind": kind, "metadata": about, "spec": spec}
    answer = call(platform, "POST", "/api/v1/cli/apply/", manifest)
    assert answer.status == 200, answer.data


def plugin(selector: Any, **rest: Any) -> Dict[str, Any]:
    """Return the spec of a plugin of any class."""
    return {"selector": selector, "prompt": {"systemRole": "Be brief.", "model": "gpt-4o-mini"}, **rest}


ALWAYS = {"directive": "always"}


def chatbot(platform: Platform, name: str, plugins: Any = (), functions: Any = (), **config: Any) -> str:
    """Apply a chatbot; return the path of its prompts."""
    settings = {
        "provider": "openai",
        "defaultModel": "gpt-4o-mini",
        "defaultSystemRole": "You are a librarian.",
    }
    merged = {**settings, **config}
    newest = platform.dialect == "P15C"
    spec = {"config": {"prompt": merged} if newest else merged, "plugins": list(plugins)}
    spec["extensions" if newest else "functions"] = list(functions)
    kind = "Chatbot" if platform.dialect == "P10" else "LLMClient"
    apply(platform, kind, name, spec)
    found = call(platform, "POST", f"/api/v1/cli/describe/{kind}/?name={name}").data
    path: str = found["data"]["status"]["urlLLMClient"]
    return "/api/v1" + path.partition("/api/v1")[2]


def prompt(platform: Platform, path: str, text: str, session: str = SESSION) -> Any:
    """Prompt a chatbot; return the body of the response."""
    answer = call(
        platform, "POST", path, {"session_key": session, "messages": [{"role": "user", "content": text}]}
    )
    assert answer.status == 200, answer.data
    return json.loads(answer.data["data"]["body"])


def reply(body: Any) -> str:
    """Return the text of a completion."""
    text: str = body["choices"][0]["message"]["content"]
    return text
