"""Which findings count: rules chosen, silenced or weighed otherwise, by settings and by comments in the manifests."""

from __future__ import annotations

import importlib
import os
import re
import sys
from functools import lru_cache
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Mapping, NamedTuple, Optional

from smarter.errors import ConfigurationError
from smarter.manifest.checking.rules import RULES
from smarter.manifest.findings import ERROR, SEVERITIES, WARNING, Finding
from smarter.manifest.reading.nodes import LINE_BREAK

OFF = "off"

# Without these a document is no manifest: what is wrong with them cannot be silenced.
_ENVELOPE = frozenset(("", "apiVersion", "kind", "metadata", "metadata.name", "spec"))
_MARKER = "smarter:"
_COMMENT = r"(?P<before>.*?)#[ \t]*smarter:[ \t]*ignore(?:[ \t]*=[ \t]*(?P<rules>[\w, \t-]*[\w-]))?"
_KEYS = ("ignore", "select", "severity", "strict")


class Policy(NamedTuple):
    """What is made of findings.

    Attributes:
        severities: rule -> `error`, `warning`, `note`, or `off`.
        select: when there are any, only these rules count (and firm errors, which always do).
        strict: warnings become errors.
    """

    severities: Mapping[str, str] = {}
    select: FrozenSet[str] = frozenset()
    strict: bool = False

    def weigh(self, finding: Finding) -> Optional[Finding]:
        """The finding as this policy has it; None if it does not count."""
        if _firm(finding):
            return finding
        severity = self.severities.get(finding.rule, finding.severity)
        if self.select and finding.rule not in self.select:
            severity = OFF
        if severity == OFF:
            return None
        if self.strict and severity == WARNING:
            severity = ERROR
        return finding if severity == finding.severity else finding._replace(severity=severity)

    def judge(self, findings: Iterable[Finding], text: str) -> List[Finding]:
        """The findings that count, as they count: `text` is the file's, whose comments may silence them."""
        silenced = silences(text)
        weighed = (self.weigh(finding) for finding in findings if not _silenced(finding, silenced))
        return [finding for finding in weighed if finding is not None]


@lru_cache(maxsize=4)
def silences(text: str) -> Mapping[int, FrozenSet[str]]:
    """Line -> the rules that a comment silences there; `*` is all of them.

    `# smarter: ignore=RULE[,RULE]` at the end of a line silences that line, on a line of its own the next one that is
    no comment. Without rules it silences all of them.
    """
    found: Dict[int, FrozenSet[str]] = {}
    if _MARKER in text:
        lines = LINE_BREAK.split(text)
        for number, line in enumerate(lines, 1):
            match = re.match(_COMMENT, line) if _MARKER in line else None
            if match is not None:
                target = number if match.group("before").strip() else _next_line(lines, number)
                found[target] = found.get(target, frozenset()) | _words(match)
    return found


def unknown_silences(text: str, file: str) -> Iterator[Finding]:
    """A finding for each comment that silences a rule that does not exist."""
    for number, line in enumerate(LINE_BREAK.split(text), 1) if _MARKER in text else ():
        match = re.match(_COMMENT, line) if _MARKER in line else None
        for word in sorted(_words(match) - {"*"} - set(RULES)) if match is not None else ():
            start = line.rindex(word) + 1
            message = f"There is no rule `{word}`."
            hint = _instead(word)
            yield Finding(
                "unknown-rule", WARNING, message, file, number, start, "", None, hint, start + len(word)
            )


def _words(match: re.Match[str]) -> FrozenSet[str]:
    return frozenset(word for word in re.split(r"[,\s]+", match.group("rules") or "*") if word)


def _next_line(lines: List[str], number: int) -> int:
    following = range(number + 1, len(lines) + 1)
    return next((n for n in following if lines[n - 1].strip()[:1] not in ("", "#")), number)


def _silenced(finding: Finding, silenced: Mapping[int, FrozenSet[str]]) -> bool:
    return (
        bool(silenced)
        and not _firm(finding)
        and bool(silenced.get(finding.line, frozenset()) & {finding.rule, "*"})
    )


def _firm(finding: Finding) -> bool:
    rule = RULES[finding.rule]
    return finding.severity == ERROR and (rule.firm or finding.path in _ENVELOPE)


def _instead(word: str) -> str:
    from smarter._suggest import nearest

    meant = nearest(word, RULES)
    return f"Did you mean `{meant}`?" if meant else "`smarter validate --list-rules` lists them."


def discover(folder: str) -> Policy:
    """The policy that `.smarter.yaml` or `[tool.smarter]` in `pyproject.toml` sets, in `folder` or above it, up to the
    repository's top.

    Raises:
        ConfigurationError: a setting is none, or has a value that it cannot have.
    """
    here = os.path.abspath(folder)
    while True:
        for name, read in (".smarter.yaml", _read_yaml), ("pyproject.toml", _read_toml):
            file = os.path.join(here, name)
            settings = read(file) if os.path.isfile(file) else None
            if settings is not None:
                return make_policy(settings, file)
        above = os.path.dirname(here)
        if above == here or os.path.exists(os.path.join(here, ".git")):
            return Policy()
        here = above


def make_policy(settings: Mapping[str, Any], where: str) -> Policy:
    """The policy that `settings` mean; `where` they stand is for the error's words."""
    for key in settings:
        if key not in _KEYS:
            raise _wrong(where, f"`{key}` is no setting", key, _KEYS)
    ignore = _rules(settings.get("ignore", []), "ignore", where)
    select = _rules(settings.get("select", []), "select", where)
    severities = dict.fromkeys(ignore, OFF)
    given = settings.get("severity", {})
    if not isinstance(given, Mapping):
        raise _wrong(where, "`severity` must be a table of rule and severity")
    for rule, severity in given.items():
        _rules([rule], "severity", where)
        if severity not in (*SEVERITIES, OFF):
            raise _wrong(where, f"`{severity}` is no severity", str(severity), (*SEVERITIES, OFF))
        severities[rule] = severity
    strict = settings.get("strict", False)
    if not isinstance(strict, bool):
        raise _wrong(where, "`strict` must be true or false")
    return Policy(severities, frozenset(select), strict)


def _rules(given: Any, key: str, where: str) -> List[str]:
    if not isinstance(given, list):
        raise _wrong(where, f"`{key}` must be a list of rules")
    for rule in given:
        if rule not in RULES:
            raise _wrong(where, f"There is no rule `{rule}`", str(rule), RULES)
    return given


def _wrong(where: str, words: str, said: str = "", known: Iterable[str] = ()) -> ConfigurationError:
    from smarter._suggest import nearest

    meant = nearest(said, known) if said else None
    return ConfigurationError(f"{where}: {words}.", hint=f"Did you mean `{meant}`?" if meant else None)


def _read_yaml(file: str) -> Optional[Mapping[str, Any]]:
    """What the file says about rules; it says other things to other parts of the program. None if it says nothing."""
    from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
    from smarter.manifest.reading.yaml_reader import read_yaml

    text = _text_of(file)
    settings = read_fast(text)
    if settings is UNKNOWN:
        roots, findings = read_yaml(text, file)
        wrong = [finding for finding in findings if finding.severity == ERROR]
        if wrong:
            raise _wrong(f"{file}:{wrong[0].line}", wrong[0].message)
        settings = roots[0].plain() if roots else None
    if not isinstance(settings, dict):
        return None
    from smarter._suggest import find_typo

    for key in settings:
        if key not in _KEYS and find_typo(str(key), _KEYS) is not None:
            raise _wrong(file, f"`{key}` is no setting", str(key), _KEYS)
    return {key: value for key, value in settings.items() if key in _KEYS} or None


def _text_of(file: str) -> str:
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError) as error:
        why = (
            f"It cannot be read: {error.strerror}" if isinstance(error, OSError) else "This is not UTF-8 text"
        )
        raise _wrong(file, why) from None


def _read_toml(file: str) -> Optional[Mapping[str, Any]]:
    text = _text_of(file)
    if "tool.smarter" not in text:
        return None
    tomllib = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        settings = tomllib.loads(text).get("tool", {}).get("smarter")
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, f"This is not TOML: {error}") from None
    return settings if isinstance(settings, dict) else None
