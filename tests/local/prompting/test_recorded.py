"""Prompting agrees with the recording: statuses, error classes, shapes."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterator, List

import pytest

from smarter.local import Platform
from smarter.local.contract.name_rewrites import hashed_id
from tests.local.calling import SESSION, Answer, call
from tests.recordings import recordings

FOLDER = recordings()
pytestmark = pytest.mark.skipif(FOLDER is None, reason="needs the recordings")

KEY = "k" * 64
TOKEN = {"Authorization": f"Token {KEY}"}
# Numbers of the recording's chatbots there and here.
NUMBERS = {4: 1, 5: 2, 6: 3}
PLUGIN = {
    "apiVersion": "smarter.sh/v1",
    "kind": "Plugin",
    "metadata": {
        "name": "everlasting_gobstopper",
        "description": "Candy.",
        "version": "0.2.0",
        "pluginClass": "static",
        "tags": ["candy"],
        "annotations": [{"smarter.sh/a": "b"}],
    },
    "spec": {
        "selector": {"directive": "search_terms", "searchTerms": ["gobstopper"]},
        "prompt": {"provider": "openai", "systemRole": "Sell.", "model": "gpt-4o-mini", "temperature": 1.0},
        "data": {"description": "Candy.", "staticData": {"contact": [{"name": "x"}], "couponCodes": [1]}},
    },
}
# Prompts that make the built-in model call tools with the same arguments as the recorded one.
WORDS = {
    "everlasting Gobstopper coupon codes USE_TOOL": "Gobstopper coupon codes",
    "USE_TOOL": "dates=[] difference",
}
# Not this platform's to answer: pages, cookie sessions, the provider's failures, a crash of the API host's; and what
# was tried twice under one name, with keys that may and may not prompt.
ELSEWHERE = (
    "workbench",
    "namedhost",
    "provider-",
    "-429",
    "session-cookie",
    "tokauth-concurrent-",
    "seed-api-host",
    "passthrough1",
    "history",
)

# What the platform tells of its own insides, what people or models choose, and the tags of a plugin, which the one in
# the recording has only because no apply made it.
_NOBODYS = re.compile(r"meta_data|annotations\[\]|function_args\.|(plugin_meta|smarter_plugin)\.tags")


def exchanges() -> List[Dict[str, Any]]:
    assert FOLDER is not None
    lines = (FOLDER / "wire" / "prompting-0.14.19.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def switched_off(name: str) -> bool:
    """Return whether the recorded platform refused prompts by API key, its default."""
    return name.startswith(("rest-", "switchoff-")) and not name.endswith("-session")


def ask(platform: Platform, exchange: Dict[str, Any]) -> Answer:
    name, request = exchange["name"], exchange["request"]
    url, body = request["url"].replace("<key>", SESSION), request["body"]
    for theirs, ours in NUMBERS.items():
        url = url.replace(hashed_id(theirs), hashed_id(ours))
    if isinstance(body, dict):
        text = json.dumps(body).replace("<key>", SESSION)
        for theirs_said, ours_said in WORDS.items():
            text = text.replace(theirs_said, ours_said)
        body = json.loads(text)
    elif body is not None:
        body = body.encode()
    headers = {} if any(word in name for word in ("notoken", "noauth", "no-auth")) else TOKEN
    if "badtoken" in name:
        headers = {"Authorization": "Token bad"}
    return call(platform, request["method"], url, body, headers)


def differences(theirs: Any, ours: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of two values that differ in shape; of lists, the first items."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            if key not in theirs or key not in ours:
                yield f"{path}.{key} only in {'ours' if key in ours else 'theirs'}"
            else:
                yield from differences(theirs[key], ours[key], f"{path}.{key}")
    elif isinstance(theirs, list) and isinstance(ours, list):
        if theirs and ours:
            yield from differences(theirs[0], ours[0], f"{path}[]")
        elif bool(theirs) != bool(ours):
            yield f"{path} has {len(theirs)} items in theirs, {len(ours)} in ours"
    elif type(theirs) is not type(ours):
        yield f"{path} is {type(theirs).__name__} in theirs, {type(ours).__name__} in ours"


def body_of(data: Any) -> Any:
    """Parse a response's data and the text inside it; None for a cut text."""
    if isinstance(data, dict) and isinstance(data.get("data"), dict) and "body" in data["data"]:
        try:
            return {**data, "data": {**data["data"], "body": json.loads(data["data"]["body"])}}
        except ValueError:
            return None
    return data


def test_every_prompt_is_answered_as_recorded() -> None:
    platform = Platform(api_key=KEY)
    strict = Platform(api_key=KEY, strict_faithful=True)
    wrong: List[str] = []
    compared = 0
    try:
        for kept in (platform, strict):
            assert call(kept, "POST", "/api/v1/cli/apply/", PLUGIN, TOKEN).status == 200
        for exchange in exchanges():
            name, recorded = exchange["name"], exchange["response"]
            if name.startswith("apply-"):
                for kept in (platform, strict):
                    applied = call(kept, "POST", "/api/v1/cli/apply/", exchange["request"]["body"], TOKEN)
                    assert applied.status == 200
                continue
            url = exchange["request"]["url"]
            wanted = any(word in url for word in ("/cli/prompt", "/cli/chat", "/llm-clients/", "passthrough"))
            if (
                not wanted
                or any(word in name + url for word in ELSEWHERE)
                or name.startswith("switchoff-cli")
            ):
                continue
            if name.startswith("switchoff-") and name.endswith("-session"):
                continue
            answer = ask(strict if switched_off(name) else platform, exchange)
            compared += 1
            if answer.status != recorded["status"]:
                wrong.append(f"{name}: {recorded['status']} in theirs, {answer.status} in ours")
                continue
            theirs, ours = body_of(recorded["body"]), body_of(answer.data)
            if not isinstance(theirs, dict) or not isinstance(ours, dict):
                continue
            if (
                isinstance(theirs.get("error"), dict)
                and theirs["error"]["errorClass"] != ours["error"]["errorClass"]
            ):
                wrong.append(
                    f"{name}: {theirs['error']['errorClass']} in theirs, {ours['error']['errorClass']} in ours"
                )
            wrong += [f"{name}: {each}" for each in differences(theirs, ours) if not _NOBODYS.search(each)]
    finally:
        platform.close()
        strict.close()
    assert wrong == []
    assert compared >= 85
