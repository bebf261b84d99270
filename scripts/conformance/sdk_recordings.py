"""Recorded responses in the archive of the platform's own SDK, as exchanges.

The archive has responses without requests and without the manifests of the platform's resources. So each request is
named here, its resources are applied first, and shapes are compared: status, error class, command, and every key with
the type of its value.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from scripts.conformance.recording import Exchange
from scripts.conformance.replay import Outcome
from scripts.conformance.replay_targets import decoded
from smarter.local.platform import Platform

_CLI = "/api/v1/cli/"
_CHATBOT = "calculator"


class Recorded(NamedTuple):
    """A file of the archive and the request that it responds to.

    `about` names a file with the manifest that is the body. Below `own` paths each platform has its own keys.
    """

    file: str
    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = {}
    about: Optional[str] = None
    own: Tuple[str, ...] = ()


_SESSION = {"session_key": "0" * 64, "messages": [{"role": "user", "content": "calculate 17 * 23"}]}
_PROMPT = "/api/v1/llm-clients/1/prompt/"
_USAGE = "data.completion.usage.prompt_tokens_details", "data.completion.usage.completion_tokens_details"
_STREAMED = tuple(f"result.response.{path}" for path in _USAGE)
_V2 = {"X-Smarter-Capabilities": "chat-contract-v2"}
RECORDED: Tuple[Recorded, ...] = (
    Recorded("whoami.json", "POST", f"{_CLI}whoami/"),
    Recorded("version.json", "POST", f"{_CLI}version/", own=("data.api.python",)),
    Recorded("status.json", "POST", f"{_CLI}status/", own=("data.infrastructures",)),
    Recorded("resources.json", "POST", f"{_CLI}resources/"),
    Recorded("validate.json", "POST", f"{_CLI}validate/", about="example_guardrail.json"),
    Recorded("example_guardrail.json", "POST", f"{_CLI}example-manifest/Guardrail/", own=("data.status",)),
    Recorded("schema_secret.json", "POST", f"{_CLI}json-schema/Secret/", own=("data",)),
    Recorded(
        "describe_llmclient.json", "POST", f"{_CLI}describe/LLMClient/?name={_CHATBOT}", own=("data.spec",)
    ),
    Recorded("describe_missing.json", "POST", f"{_CLI}describe/LLMClient/?name=doesnotexist"),
    Recorded("get_bad.json", "POST", f"{_CLI}get/Nope/"),
    Recorded("get_llmclient.json", "POST", f"{_CLI}get/LLMClient/"),
    Recorded("prompt.json", "POST", _PROMPT, _SESSION, _V2, own=_USAGE),
    Recorded(
        "prompt_sse.txt", "POST", _PROMPT, _SESSION, {**_V2, "Accept": "text/event-stream"}, own=_STREAMED
    ),
    Recorded("llmclients.json", "GET", "/api/v1/llm-clients/", own=("styles",)),
    Recorded("llmclient_plugins.json", "GET", "/api/v1/llm-clients/1/plugins/"),
    Recorded("llmclient_extensions.json", "GET", "/api/v1/llm-clients/1/extensions"),
    Recorded("plugins.json", "GET", "/api/v1/plugins/"),
    Recorded("secrets.json", "GET", "/api/v1/secrets/"),
    Recorded("guardrails.json", "GET", "/api/v1/guardrails/", own=("config",)),
    Recorded("mcpclients.json", "GET", "/api/v1/mcpclients/"),
    Recorded("users.json", "GET", "/api/v1/accounts/users/"),
    Recorded("accounts.json", "GET", "/api/v1/accounts/"),
    Recorded("user_profiles.json", "GET", "/api/v1/accounts/user-profiles/"),
    Recorded("contacts.json", "GET", "/api/v1/accounts/contacts/"),
    Recorded("journal.json", "GET", "/api/v1/journal/"),
    Recorded("history.json", "GET", "/api/v1/prompts/history/prompt/"),
    Recorded("toolcalls.json", "GET", "/api/v1/prompts/history/tool-calls/"),
    Recorded("plugin_usage.json", "GET", "/api/v1/prompts/history/plugin-usage/"),
    Recorded("proxy.json", "GET", "/api/v1/proxy/"),
    Recorded("delete.json", "POST", f"{_CLI}delete/Guardrail/?name=sdk_probe_guardrail"),
)


def replay_sdk_recordings(folder: Path, dialect: str = "P15C") -> List[Outcome]:
    """Replay the recorded responses below a folder against the embedded platform.

    Raises OSError, or ValueError if the folder has none.
    """
    data = folder if (folder / "whoami.json").is_file() else folder / "tests" / "data"
    if not (data / "whoami.json").is_file():
        raise ValueError("no recorded responses of smarter-api here (tests/data/whoami.json)")
    platform = Platform(":memory:", dialect, model=None)
    try:
        _prepare(platform, data)
        return [_outcome(platform, data, one) for one in RECORDED]
    finally:
        platform.close()


def _outcome(platform: Platform, data: Path, one: Recorded) -> Outcome:
    expected = _parsed(data / one.file)
    body = _parsed(data / one.about)["data"] if one.about else one.body
    error = expected.get("error") if isinstance(expected, dict) else None
    status = int(error["status"]) if isinstance(error, dict) else 200
    exchange = Exchange(
        one.file, True, False, "", one.method, one.path, dict(one.headers), body, status, {}, expected
    )
    got, answer = _ask(platform, one.method, one.path, one.headers, body)
    if got != status:
        return Outcome(exchange, got, answer, ("status", f"{got}, recorded {status}"))
    places = _class_difference(expected, answer) or shape_differences(expected, answer, one.own)
    return Outcome(exchange, got, answer, ("data", "; ".join(places[:5])) if places else None)


def _class_difference(old: Any, new: Any) -> List[str]:
    """Return where the error class or the metadata differ."""
    found = []
    if isinstance(old, dict) and isinstance(new, dict):
        if isinstance(old.get("error"), dict) and old["error"]["errorClass"] != new["error"]["errorClass"]:
            found.append(f"errorClass {new['error']['errorClass']}")
        if old.get("metadata") != new.get("metadata"):
            found.append(f"metadata {new.get('metadata')}")
    return found


def shape_differences(old: Any, new: Any, own: Tuple[str, ...] = (), where: str = "") -> List[str]:
    """Return the keys that `new` lacks or gives another type; null fits any type."""
    if where in own or old is None or new is None or where.endswith("annotations"):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for key, value in old.items():
            place = f"{where}.{key}" if where else key
            if key not in new:
                found.append(f"{place} is missing")
            else:
                found += shape_differences(value, new[key], own, place)
        return found
    if isinstance(old, list) and isinstance(new, list):
        # All rows of a list have one shape; of the messages of a prompt there may be more or fewer.
        return shape_differences(old[0], new[0], own, where) if old and new else []
    same = (isinstance(old, (int, float)) and isinstance(new, (int, float))) or type(old) is type(new)
    return [] if same else [f"{where} is {type(new).__name__}, recorded {type(old).__name__}"]


def _prepare(platform: Platform, data: Path) -> None:
    """Apply the resources that the recorded responses are about."""
    chatbot = dict(_parsed(data / "describe_llmclient.json")["data"])
    guardrail = _parsed(data / "example_guardrail.json")["data"]
    names = [*(chatbot["spec"].get("guardrails") or []), "sdk_probe_guardrail"]
    for name in names:
        metadata = {**guardrail["metadata"], "name": name}
        _apply(platform, {**guardrail, "metadata": metadata})
    _apply(platform, _manifest("Secret", {"config": {"value": "not-a-secret"}}))
    _apply(platform, _manifest("MCPClient", {"config": {"endpointUrl": "https://mcp.example.com/"}}))
    plugin = {
        "selector": {"directive": "always"},
        "prompt": {"systemRole": "Be brief."},
        "data": {"staticData": {}},
    }
    _apply(platform, _manifest("Plugin", plugin, pluginClass="static"))
    _apply(platform, {**chatbot, "spec": {**chatbot["spec"], "plugins": ["probe"]}})


def _manifest(kind: str, spec: Dict[str, Any], **metadata: Any) -> Dict[str, Any]:
    about = {"name": "probe", "description": "a probe", "version": "1.0.0", **metadata}
    return {"apiVersion": "smarter.sh/v1", "kind": kind, "metadata": about, "spec": spec}


def _apply(platform: Platform, manifest: Mapping[str, Any]) -> None:
    status, answer = _ask(platform, "POST", f"{_CLI}apply/", {}, manifest)
    if status != 200:
        raise ValueError(f"{manifest['kind']}: {answer['error']['description']}")


def _ask(
    platform: Platform, method: str, path: str, headers: Mapping[str, str], body: Any
) -> Tuple[int, Any]:
    sent = {"Host": "localhost:9357", "Content-Type": "application/json", **headers}
    content = b"" if body is None else json.dumps(body).encode()
    status, fields, answer = platform.handle(method, path, sent, content)
    whole = answer if isinstance(answer, bytes) else b"".join(answer)
    named = {name.lower(): value for name, value in fields}
    if "event-stream" in named.get("content-type", ""):
        return status, _events(whole.decode())
    return status, decoded(named, whole)


def _parsed(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else _events(text)


def _events(text: str) -> Dict[str, Any]:
    """Return the events of a stream by name, the first of each."""
    found: Dict[str, Any] = {}
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "retry" in fields:
            found.setdefault("retry", int(fields["retry"]))
        elif "data" in fields:
            found.setdefault(fields.get("event", "message"), json.loads(fields["data"]))
    return found
