"""The policy of a run: which rules count, and how severe they are."""

from __future__ import annotations

from os.path import abspath, dirname
from typing import Any, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Tuple

from smarter.manifest.findings import ERROR, SEVERITIES, WARNING, Finding
from smarter.manifest.project_file import VALIDATION, check_settings, find_validation_settings, wrong_setting

# Imports of rules, comments and excerpts are late: only findings need them, and most runs have none.

OFF = "off"

# Without these a document is not a manifest, so their errors cannot be silenced.
_ENVELOPE = frozenset(("", "apiVersion", "kind", "metadata", "metadata.name", "spec"))


class Policy(NamedTuple):
    """Which findings count, and how.

    Attributes:
        severities: rule -> `error`, `warning`, `note`, or `off`.
        select: if not empty, only these rules count; firm errors always do.
        strict: warnings become errors.
        exclude: patterns of files and folders to leave out, as in `.gitignore`.
        exclude_from: the folder that the patterns are relative to.
    """

    severities: Mapping[str, str] = {}
    select: FrozenSet[str] = frozenset()
    strict: bool = False
    exclude: Tuple[str, ...] = ()
    exclude_from: str = ""

    def weigh(self, finding: Finding) -> Optional[Finding]:
        """Return the finding with this policy's severity; None if it does not count."""
        if _is_firm(finding):
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
        """Return the relevant findings; comments in the file's `text` silence others."""
        findings = list(findings)
        if not findings:
            return findings
        from smarter.manifest.checking.silences import silences

        silenced = silences(text)
        weighed = (self.weigh(each) for each in findings if not _is_silenced(each, silenced))
        return [finding.shortened() for finding in weighed if finding is not None]


def _is_silenced(finding: Finding, silenced: Mapping[int, FrozenSet[str]]) -> bool:
    rules = silenced.get(finding.line)
    return rules is not None and (finding.rule in rules or "*" in rules) and not _is_firm(finding)


def _is_firm(finding: Finding) -> bool:
    from smarter.manifest.checking.rules import RULES

    rule = RULES[finding.rule]
    return finding.severity == ERROR and (rule.firm or finding.path in _ENVELOPE)


def discover(folder: str) -> Policy:
    """Return the policy set in `folder` or nearest above it.

    Raises:
        ConfigurationError: a setting is unknown or malformed.
    """
    settings, file = find_validation_settings(folder)
    return make_policy(settings, file) if file else Policy()


def make_policy(settings: Mapping[str, Any], where: str) -> Policy:
    """Return the policy of `settings`; `where` is their file, for messages.

    Raises:
        ConfigurationError: a setting is unknown or malformed.
    """
    settings = check_settings(settings, VALIDATION, where)
    severities = dict.fromkeys(_rules(settings.get("ignore", []), where), OFF)
    for rule, severity in settings.get("severity", {}).items():
        _rules([rule], where)
        if severity not in (*SEVERITIES, OFF):
            raise wrong_setting(where, f"unknown severity `{severity}`", str(severity), (*SEVERITIES, OFF))
        severities[rule] = severity
    exclude = settings.get("exclude", [])
    if not all(isinstance(pattern, str) for pattern in exclude):
        raise wrong_setting(where, "`exclude` must be a list of patterns")
    return Policy(
        severities, frozenset(_rules(settings.get("select", []), where)), settings.get("strict", False),
        tuple(exclude), dirname(abspath(where)) if exclude else "",
    )  # fmt: skip


def _rules(given: List[Any], where: str) -> List[str]:
    from smarter.manifest.checking.rules import RULES

    for rule in given:
        if rule not in RULES:
            raise wrong_setting(where, f"unknown rule `{rule}`", str(rule), RULES)
    return given
