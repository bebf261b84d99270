"""Guardrails: findings in a text, and actions. Model strategies find nothing."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Pattern, Tuple

from smarter.local.base_platform import BasePlatform
from smarter.local.record_columns import snake_times
from smarter.local.store import Record

SCHEMA = """
CREATE TABLE IF NOT EXISTS guardrail_events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    guardrail TEXT NOT NULL,
    created REAL NOT NULL,
    event TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS guardrail_events_guardrail ON guardrail_events (guardrail, number);
"""

# The reply in place of a blocked text where the guardrail has no message of its own.
_BLOCKED = "This cannot be answered."
_DISPOSITIONS = {
    "log": "allowed",
    "flag": "flagged",
    "redact": "redacted",
    "transform": "transformed",
    "block": "blocked",
    "escalate": "escalated",
}
_DETECTORS = {
    "credit_card": r"\b(?:\d[ -]?){12,18}\d\b",
    "us_ssn": r"\b\d{3}-\d{2}-\d{4}\b",
    "email": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
    "phone_number": r"(?<![\w-])\+?\d{1,3}?[ .-]?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b",
    "ip_address": r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
    "iban": r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b",
    "aws_access_key": r"\bA(?:KIA|SIA)[A-Z0-9]{16}\b",
    "private_key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "api_key": r"\b(?:sk|pk|ghp|xox[bp])[-_][A-Za-z0-9_-]{16,}\b",
    "jwt": r"\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+",
    "password_assignment": r"(?i)\bpass(?:word|wd)?\s*[:=]\s*\S+",
}


class _Match(NamedTuple):
    start: int
    end: int
    label: str


def evaluate(guardrail: Record, text: str, stage: str) -> Dict[str, Any]:
    """Return a guardrail's verdict on a text at the stage `input` or `output`."""
    began = time.monotonic()
    config: Mapping[str, Any] = guardrail.manifest["spec"]["config"]
    error = None
    matches: List[_Match] = []
    if config.get("strategy") not in ("regex", "keyword", "detector"):
        error = f"the embedded platform has no model for the strategy {config.get('strategy')}"
    elif config.get("isActive", True) and config.get("stage") in (stage, "both"):
        matches = _without_overlaps(_matches(config, text))
    failed = error is not None and bool(config.get("failClosed"))
    acts = bool(matches) and config.get("mode") != "monitor"
    disposition = "blocked" if failed else _DISPOSITIONS[str(config.get("action"))] if acts else "allowed"
    return {
        "guardrail": guardrail.name,
        "stage": stage,
        "triggered": bool(matches),
        "disposition": disposition,
        "text": _replaced(text, matches, config) if disposition in ("redacted", "transformed") else text,
        "message": config.get("message") if disposition == "blocked" else None,
        "error": error,
        "durationMs": (time.monotonic() - began) * 1000,
        "findings": [_finding(text, matches)] if matches else [],
    }


class Passage(NamedTuple):
    """A text that passed the guardrails of a chatbot.

    Attributes:
        text: the text, without redacted parts.
        blocked: the message in its place, if a guardrail blocked it.
        acted: the action of each triggered guardrail.
    """

    text: str
    blocked: Optional[str]
    acted: List[Dict[str, Any]]


def attached(platform: BasePlatform, chatbot: Mapping[str, Any]) -> List[Record]:
    """Return the guardrails that a chatbot names, the first to act first."""
    names = chatbot["spec"].get("guardrails") or [] if platform.spoken.newer else []
    found = [platform.store.get("Guardrail", str(name)) for name in names]
    known = [each for each in found if each is not None]
    return sorted(known, key=lambda each: each.manifest["spec"]["config"].get("priority") or 0)


def _event_disposition(guardrail: Record, disposition: str) -> str:
    """Return an event's disposition: `monitored` or `logged` where text passes."""
    if disposition != "allowed":
        return disposition
    return "monitored" if guardrail.manifest["spec"]["config"].get("mode") == "monitor" else "logged"


def store_events(
    platform: BasePlatform,
    chatbot: str,
    session_key: str,
    guardrails: List[Record],
    acted: List[Dict[str, Any]],
) -> None:
    """Store the actions of guardrails on a prompt as their events."""
    now = platform.clock()
    by_name = {each.name: each for each in guardrails}
    for each in acted:
        config = by_name[each["name"]].manifest["spec"]["config"]
        event = {
            "guardrail": by_name[each["name"]].id,
            "guardrail_name": each["name"],
            "llmclient": chatbot,
            "session_key": session_key,
            **{key: each[key] for key in ("stage", "action", "disposition", "rationale")},
            "category": config.get("category") or "custom",
            "strategy": config["strategy"],
            "mode": config.get("mode") or "enforce",
            "severity": config.get("severity") or 3,
            "confidence": 1.0,
            "excerpt": None,
            "error": None,
            "reviewed": False,
        }
        platform.store.save("guardrail_events", guardrail=each["name"], created=now, event=event)


def events(platform: BasePlatform, guardrail: str) -> List[Dict[str, Any]]:
    """Return the latest 100 events of a guardrail, newest first."""
    rows = platform.store.rows(
        "SELECT number, created, event FROM guardrail_events WHERE guardrail = ? ORDER BY number DESC LIMIT 100",
        guardrail,
    )
    return [
        {**json.loads(event), "id": number, **snake_times(created, created)}
        for number, created, event in rows
    ]


def passage(guardrails: List[Record], text: str, stage: str) -> Passage:
    """Pass a text through guardrails; the first that blocks it ends that."""
    acted: List[Dict[str, Any]] = []
    for guardrail in guardrails:
        found = evaluate(guardrail, text, stage)
        failed = found["error"] is not None and found["disposition"] == "blocked"
        if not found["triggered"] and not failed:
            continue
        acted.append(
            {
                "name": guardrail.name,
                "stage": stage,
                "action": guardrail.manifest["spec"]["config"]["action"],
                "disposition": _event_disposition(guardrail, found["disposition"]),
                "rationale": found["error"] or found["findings"][0]["rationale"],
            }
        )
        if found["disposition"] == "blocked":
            return Passage(text, found["message"] or _BLOCKED, acted)
        text = found["text"]
    return Passage(text, None, acted)


def _matches(config: Mapping[str, Any], text: str) -> Iterator[_Match]:
    for label, pattern in _patterns(config):
        for found in pattern.finditer(text):
            yield _Match(found.start(), found.end(), label)


def _patterns(config: Mapping[str, Any]) -> Iterator[Tuple[str, Pattern[str]]]:
    if config["strategy"] == "regex":
        flags = config.get("flags")
        words = ["IGNORECASE"] if flags is None else flags
        yield "pattern", re.compile(str(config.get("pattern")), sum(getattr(re, word) for word in words))
    elif config["strategy"] == "keyword":
        edge = r"\b" if config.get("wholeWord", True) else ""
        case = 0 if config.get("caseSensitive") else re.IGNORECASE
        for word in config.get("keywords") or ():
            yield str(word), re.compile(f"{edge}{re.escape(str(word))}{edge}", case)
    else:
        for name in config.get("detectors") or ():
            yield str(name), re.compile(_DETECTORS[str(name)])


def _without_overlaps(matches: Iterator[_Match]) -> List[_Match]:
    found: List[_Match] = []
    for each in sorted(matches):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found


def _replaced(text: str, matches: List[_Match], config: Mapping[str, Any]) -> str:
    for each in reversed(matches):
        new = str(config.get("replacement") or "[REDACTED]").replace("{label}", each.label)
        text = text[: each.start] + new + text[each.end :]
    return text


def _finding(text: str, matches: List[_Match]) -> Dict[str, Any]:
    labels = ", ".join(dict.fromkeys(each.label for each in matches))
    shown = [{**each._asdict(), "text": text[each.start : each.end]} for each in matches]
    return {"confidence": 1.0, "rationale": f"Detected: {labels}.", "matches": shown}
