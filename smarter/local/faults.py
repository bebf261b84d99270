"""Fault injection: rules that select requests, a failure's moment and its form."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from dataclasses import asdict, dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Union

from smarter.local.base_platform import BasePlatform
from smarter.local.http.messages import Reply, Request
from smarter.local.manifest_api.envelopes import API
from smarter.local.openai_api.base import OpenAIError


class ConnectionCut(ConnectionError):
    """The connection is cut without another byte."""


ACTIONS = ("status", "delay", "cut", "garbage", "stale", "truncate", "kill")
MOMENTS = ("before", "after", "between")
# Faults between the pieces of a streamed answer.
_STREAMED = ("delay", "status")
_LEAST = {"nth": 1, "times": 1, "status": 100, "seconds": 0, "size": 0, "keep": 0}
WRITES = ("apply", "delete", "deploy", "undeploy", "create", "cancel", "prompt")


class Asked(NamedTuple):
    """The verb, kind and name of a request, as rules match them."""

    verb: str
    kind: str
    name: str


@dataclass
class Rule:
    """One way to fail.

    Which requests: `verb`, `kind` and `name`, each None for any. Of those that match, the `nth` (from 1) and the
    `times - 1` after it; without `nth` all of them. Verbs and kinds are those of the manifest API (a kind in any
    spelling); other routes have `create`, `list`, `retrieve`, `delete` or their last word as verb (`content`, `cancel`,
    `events`), and `files`, `chat/completions`, `responses`, `fine_tuning/jobs` or `models` as kind.

    How: `do` is `status` (answer with `status`, `headers` and `body`), `delay` (by `seconds`), `cut` (the connection,
    after `size` bytes of the answer's body where that is given), `garbage` (an answer of 200 whose body is `body`
    or nonsense), `stale` (a read that answers as before the last write), `truncate` (a list, to `keep` rows) or
    `kill` (the platform). `when` says whether the work is not done (`before`) or done (`after`) when it fails. In a
    streamed answer `between` delays each event, or puts an error of `status` in the place of the last one.
    """

    do: str
    verb: Optional[str] = None
    kind: Optional[str] = None
    name: Optional[str] = None
    nth: Optional[int] = None
    times: Optional[int] = None
    when: str = "before"
    status: int = 503
    headers: Dict[str, str] = field(default_factory=dict)
    body: Any = None
    seconds: float = 1.0
    size: Optional[int] = None
    keep: int = 0
    seen: int = 0
    fired: int = 0

    def __post_init__(self) -> None:
        for name, words in (("do", ACTIONS), ("when", MOMENTS)):
            if getattr(self, name) not in words:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it may be {', '.join(words)}")
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, (int, float)) or value < least
            ):
                raise ValueError(f"{name} is {value!r}; it is a number from {least}")
        if self.when == "between" and self.do not in _STREAMED:
            raise ValueError(f"when is 'between'; {self.do} may be before, after")
        if self.status > 599:
            raise ValueError(f"status is {self.status}; the last that HTTP has is 599")

    @classmethod
    def parse(cls, given: Any) -> Rule:
        """Return a rule from JSON. Raises ValueError."""
        if not isinstance(given, dict):
            raise ValueError(f"a rule is an object, not {json.dumps(given)}")
        known = {each.name for each in fields(cls)} - {"seen", "fired"}
        unknown = sorted(set(given) - known)
        if unknown or "do" not in given:
            wrong = "a rule has no such field" if unknown else "a rule must say what to `do`"
            named = f"{', '.join(unknown)}: " if unknown else ""
            raise ValueError(f"{named}{wrong}; it may have {', '.join(sorted(known))}")
        return cls(**given)

    def matches(self, asked: Asked) -> bool:
        """Tell whether the rule applies to such a request."""
        return (
            self.verb in (None, asked.verb)
            and (self.kind is None or fold(self.kind) == fold(asked.kind))
            and self.name in (None, asked.name)
        )

    def fires(self) -> bool:
        """Count a matching request, and tell whether it fails."""
        self.seen += 1
        first = self.nth or 1
        times = self.times or (1 if self.nth else None)
        due = self.seen >= first and (times is None or self.seen < first + times)
        self.fired += due
        return due


class Faults:
    """Fault rules of one platform, set as `platform.faults`.

    `admin` enables the admin routes that change them.

    `kill` ends the platform: by default this process, as `kill -9` does. While it is `dead` nothing is answered.
    """

    def __init__(
        self, rules: Iterable[Rule] = (), kill: Optional[Callable[[], None]] = None, admin: bool = False
    ) -> None:
        self.rules: List[Rule] = list(rules)
        self.kill = kill or partial(os.kill, os.getpid(), signal.SIGKILL)
        self.admin = admin
        self.dead = False
        self._lock = threading.Lock()
        self._answers: Dict[Tuple[str, ...], Reply] = {}
        self._before: Dict[Tuple[str, ...], Reply] = {}

    def add(self, do: str, **rule: Any) -> Rule:
        """Add a rule; the fields are those of `Rule`. Raises ValueError."""
        made = Rule.parse({"do": do, **rule})
        with self._lock:
            self.rules.append(made)
        return made

    def clear(self) -> None:
        """Forget all rules."""
        with self._lock:
            self.rules.clear()
            self._answers.clear()
            self._before.clear()

    def listed(self) -> List[Dict[str, Any]]:
        """Return the rules as JSON, with the counts of matched and failed requests."""
        return [asdict(rule) for rule in self.rules]

    def around(self, platform: BasePlatform, request: Request, answer: Callable[[], Reply]) -> Reply:
        """Answer a request, spoilt by the rules that it meets. Raises ConnectionCut."""
        if self.dead:
            raise ConnectionCut("the platform has been killed")
        if request.path == "/" or request.path.startswith("/_local/"):
            return answer()  # a rule for everything must not lock its author out
        asked = asked_for(request)
        with self._lock:
            due = [rule for rule in self.rules if rule.matches(asked) and rule.fires()]
            watching = any(rule.do == "stale" for rule in self.rules)
        if watching:
            answer = partial(self._watch, platform, request, asked, answer)
        for rule in reversed(due):
            answer = partial(self._spoil, rule, request, answer)
        return answer()

    def _spoil(self, rule: Rule, request: Request, answer: Callable[[], Reply]) -> Reply:
        if rule.when == "between":
            reply = answer()
            if isinstance(reply.body, bytes):  # a whole body has no moment between its pieces
                return reply
            spoilt = _slow(reply.body, rule.seconds) if rule.do == "delay" else _failing(reply.body, rule)
            return Reply(reply.status, reply.headers, spoilt)
        if rule.do == "delay":
            if rule.when == "before":
                time.sleep(rule.seconds)
            reply = answer()
            if rule.when == "after":
                time.sleep(rule.seconds)
            return reply
        if rule.do == "truncate":
            return truncated(answer(), rule.keep)
        if rule.do == "stale":
            return self._before.get(_target(request, asked_for(request))) or answer()
        done = answer() if rule.when == "after" or rule.size is not None else None
        if rule.do == "kill":
            self.kill()
        if rule.do == "status":
            return _reply(rule.status, rule.headers, rule.body)
        if rule.do == "garbage":
            return Reply(200, [("Content-Type", "application/json")], _bytes(rule.body) or b'{"data": {"half')
        if done is not None and rule.size is not None:
            return _cut_after(done, rule.size)
        raise ConnectionCut(f"cut by a rule at {request.method} {request.path}")

    # A stale read answers as before the last write, but the platform keeps no older state. So answers of reads are
    # kept, and each write is preceded by a describe, as nobody may have read the resource. Held by
    # tests/local/test_faults.py.
    def _watch(
        self, platform: BasePlatform, request: Request, asked: Asked, answer: Callable[[], Reply]
    ) -> Reply:
        """Keep the responses of reads, and at each write those until then."""
        if asked.verb not in WRITES:
            reply = answer()
            if isinstance(reply.body, bytes):  # a stream can be read only once
                self._answers[_target(request, asked)] = reply
            return reply
        until_now = dict(self._answers)
        if asked.name:
            path = f"/api/v1/cli/describe/{asked.kind}/"
            described = Request("POST", path, {"name": asked.name}, request.headers)
            until_now[_target(described, asked_for(described))] = platform.answer(described)
        reply = answer()
        self._before = {**self._before, **until_now}
        return reply


def load_rules(path: Union[str, Path]) -> List[Rule]:
    """Read the rules of a JSON file: a list, or an object with `rules`.

    Raises OSError, and ValueError that names the file.
    """
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
        rules = given.get("rules") if isinstance(given, dict) else given
        if not isinstance(rules, list):
            raise ValueError("rules are a list, or an object with a list of `rules`")
        return [Rule.parse(rule) for rule in rules]
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def asked_for(request: Request) -> Asked:
    """Return the verb, kind and name of a request."""
    parts = [part for part in re.sub(r"^(/api)?/v1/", "", request.path).split("/") if part]
    if parts[:1] == ["cli"] and len(parts) > 1:
        verb, kind, name = parts[1], "".join(parts[2:3]), request.query.get("name", "")
        if verb == "apply":
            manifest = _json(request.body)
            metadata = manifest.get("metadata")
            kind = str(manifest.get("kind", ""))
            name = str(metadata.get("name", "")) if isinstance(metadata, dict) else ""
        if verb in ("prompt", "chat"):
            verb, kind, name = "prompt", "LLMClient", kind
        return Asked(verb, kind, name)
    if parts[:1] == ["llm-clients"] and len(parts) > 2:
        return Asked(parts[2], "LLMClient", "")
    head = 2 if parts[:1] in (["chat"], ["fine_tuning"]) else 1
    kind, rest = "/".join(parts[:head]), parts[head:]
    if not rest:
        return Asked("create" if request.method == "POST" else "list", kind, "")
    verb = rest[1] if len(rest) > 1 else ("delete" if request.method == "DELETE" else "retrieve")
    return Asked(verb, kind, rest[0])


def fold(kind: str) -> str:
    """Return the common form of a kind's spellings.

    `chatbots`, `LLMClient` and `llm_clients` are one.
    """
    word = re.sub(r"[_-]", "", kind).lower()
    word = word[:-1] if word.endswith("s") else word
    return "llmclient" if word == "chatbot" else word


def truncated(reply: Reply, keep: int) -> Reply:
    """Return a list response with its first rows only."""
    data = _json(reply.body if isinstance(reply.body, bytes) else b"")
    if isinstance(data.get("data"), list):
        data["data"] = data["data"][:keep]
        if "last_id" in data:
            data["last_id"] = data["data"][-1]["id"] if data["data"] else None
        data["has_more"] = False
    else:
        table = (data.get("data") or {}).get("data")
        if not isinstance(table, dict) or not isinstance(table.get("items"), list):
            return reply
        table["items"] = table["items"][:keep]
    return Reply(reply.status, reply.headers, json.dumps(data).encode())


def _target(request: Request, asked: Asked) -> Tuple[str, ...]:
    """Return a key for a read, the same for all spellings of a kind and a name."""
    if asked.verb == "describe":
        return ("describe", fold(asked.kind), asked.name.replace("-", "_").lower())
    return (request.method, request.path, *(f"{key}={value}" for key, value in sorted(request.query.items())))


def _reply(status: int, headers: Mapping[str, str], body: Any) -> Reply:
    body = _error(status) if body is None else body
    kind = "text/html; charset=utf-8" if isinstance(body, str) else "application/json"
    return Reply(status, [("Content-Type", kind), *headers.items()], _bytes(body))


def _error(status: int) -> Dict[str, Any]:
    return OpenAIError(status, f"failing on purpose with {status}", "fault").body()


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _slow(pieces: Iterator[bytes], seconds: float) -> Iterator[bytes]:
    """Yield the pieces of a streamed answer, with a pause before each."""
    for piece in pieces:
        time.sleep(seconds)
        yield piece


def _failing(pieces: Iterator[bytes], rule: Rule) -> Iterator[bytes]:
    """Yield the pieces of a streamed answer, the last of them replaced by an error."""
    last = None
    for piece in pieces:
        if last is not None:
            yield last
        last = piece
    body = rule.body
    if last is not None and last.startswith(b"event: result"):  # of a prompt; the other form is OpenAI's
        if body is None:
            text = _error(rule.status)["error"]["message"]
            about = {"errorClass": "LLMProviderError", "description": text, "status": rule.status}
            body = {"error": about, "api": API}
        yield b"event: result\ndata: " + _bytes({"status": rule.status, "response": body}) + b"\n\n"
    else:
        yield b"event: error\ndata: " + _bytes(body or _error(rule.status)) + b"\n\n"


def _cut_after(reply: Reply, size: int) -> Reply:
    """Return a reply cut after `size` bytes; its headers name the full length."""
    body, headers = reply.body, reply.headers
    if isinstance(body, bytes) and not any(name.lower() == "content-length" for name, _ in headers):
        headers = [*headers, ("Content-Length", str(len(body)))]

    def pieces() -> Iterator[bytes]:
        left = size
        for piece in [body] if isinstance(body, bytes) else body:
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                break
        raise ConnectionCut(f"cut by a rule after {size} bytes")

    return Reply(reply.status, headers, pieces())


def _json(body: bytes) -> Dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
