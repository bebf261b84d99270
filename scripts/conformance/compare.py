"""Comparison of two responses: status, error class, envelope and data.

Set aside are identifiers, dates, tracebacks, the wording of messages, and the dump of internals in an apply's answer.
What json-schema, example-manifest, status, version, prompts and OPTIONS carry is each platform's own: of these, status
and envelope must agree.
"""

from __future__ import annotations

import re
from typing import Any, List, Mapping, Optional, Tuple

_IDENTIFIERS = {"id", "hashedId", "recordLocator", "keyId"}
_DATES = {"created", "modified", "createdAt", "updatedAt", "lastUsedAt", "last_accessed", "lastAccessed"}
_ACCOUNTS = {"accountNumber", "account_number", "adminAccount"}
# The platform returns lists that it stores as sets in any order, and rows of tables by name or in any order.
_UNORDERED = {"tags", "plugins", "functions", "items"}
_OWN_DATA = ("json-schema", "example-manifest", "status", "version", "prompt")
_HASHED = re.compile(r"\br[A-Za-z0-9_-]{6,80}x\b")
_ACCOUNT = re.compile(r"\b\d{4}-\d{4}-\d{4}\b")
_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")


def difference(
    verb: str, method: str, expected: Tuple[int, Any], actual: Tuple[int, Any]
) -> Optional[Tuple[str, str]]:
    """Return the first difference of two responses (status, body), or None.

    A difference is an aspect and words: ("status", "500, was 200").

    A body is data if it was JSON, else text; the content of text is not compared.
    """
    if expected[0] != actual[0]:
        return "status", f"{actual[0]}, recorded {expected[0]}"
    old, new = expected[1], actual[1]
    if not isinstance(old, dict) or not isinstance(new, dict):
        return None if type(old) is type(new) else ("envelope", f"{_what(new)}, recorded {_what(old)}")
    if method == "OPTIONS":
        return None
    if set(old) != set(new):
        return "envelope", f"keys {sorted(new)}, recorded {sorted(old)}"
    for key in ("api", "metadata"):
        if old.get(key) != new.get(key):
            return "envelope", f"{key} {new.get(key)}, recorded {old.get(key)}"
    if "error" in old:
        return _error_difference(old["error"], new["error"])
    if verb in _OWN_DATA or "data" not in old:
        return None
    old_data, new_data = old["data"], new["data"]
    if verb == "apply":
        old_data, new_data = _manifests(old_data), _manifests(new_data)
        if isinstance(old_data, dict) and "manifest" not in old_data and isinstance(new_data, dict):
            new_data.pop("manifest", None)  # some recorders keep only the sent manifest of the dump
    places = data_differences(old_data, new_data)
    return ("data", "; ".join(places)) if places else None


def _error_difference(old: Any, new: Any) -> Optional[Tuple[str, str]]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return None if type(old) is type(new) else ("envelope", "error is of another type")
    if old.get("errorClass") != new.get("errorClass"):
        return "error class", f"{new.get('errorClass')}, recorded {old.get('errorClass')}"
    if set(old) != set(new):
        return "envelope", f"error has {sorted(new)}, recorded {sorted(old)}"
    for key in ("status", "thing", "command"):
        if old.get(key) != new.get(key):
            return "envelope", f"error.{key} {new.get(key)!r}, recorded {old.get(key)!r}"
    if (old.get("stacktrace") is None) != (new.get("stacktrace") is None):
        return "envelope", "error.stacktrace"
    return None


def _manifests(dump: Any) -> Any:
    """Return the manifests in the dump of an apply: the sent one, and the parsed one."""
    return {key: dump[key] for key in ("data", "manifest") if key in dump} if isinstance(dump, dict) else dump


def data_differences(old: Any, new: Any, where: str = "", key: str = "") -> List[str]:
    """Return the places where data differs."""
    scalar = not isinstance(old, (dict, list))
    if scalar and old == new and isinstance(old, bool) == isinstance(new, bool):
        return []
    if key in _IDENTIFIERS or (key in ("password", "proxyPassword") and isinstance(old, int)):
        return [] if type(old) is type(new) else [f"{where} is of another type"]
    if key in _DATES:
        same = _DATE.fullmatch(str(old)) and _DATE.fullmatch(str(new)) if old is not None else new is None
        return [] if same else [f"{where} is not a date"]
    if isinstance(old, dict) and isinstance(new, dict):
        return _mapping_differences(old, new, where)
    if isinstance(old, list) and isinstance(new, list):
        if key in _UNORDERED:
            old, new = sorted(old, key=_rank), sorted(new, key=_rank)
        if len(old) != len(new):
            return [f"{where} has {len(new)} items, recorded {len(old)}"]
        found: List[str] = []
        for index, (one, other) in enumerate(zip(old, new)):
            found += data_differences(one, other, f"{where}[{index}]")
        return found
    if isinstance(old, str) and isinstance(new, str):
        return [] if _same_text(old, new, key) else [f"{where} differs"]
    return [f"{where} differs"]


def _rank(item: object) -> str:
    return (
        str([item[key] for key in ("name", "username") if key in item])
        if isinstance(item, dict)
        else str(item)
    )


def _mapping_differences(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> List[str]:
    found: List[str] = []
    for name in sorted({*old, *new}):
        place = f"{where}.{name}" if where else name
        if name not in new:
            found.append(f"{place} is missing")
        elif name not in old:
            found.append(f"{place} is not recorded")
        else:
            found += data_differences(old[name], new[name], place, name)
    return found


def _same_text(old: str, new: str, key: str) -> bool:
    if key in _ACCOUNTS:
        return bool(_ACCOUNT.fullmatch(old) and _ACCOUNT.fullmatch(new))
    return _without_identifiers(old) == _without_identifiers(new)


def _without_identifiers(text: str) -> str:
    return _ACCOUNT.sub("<account>", _HASHED.sub("<id>", text)) if "/" in text or "." in text else text


def _what(body: object) -> str:
    for kind, words in ((dict, "a JSON object"), (list, "a JSON list"), (str, "text")):
        if isinstance(body, kind):
            return words
    return "nothing"
