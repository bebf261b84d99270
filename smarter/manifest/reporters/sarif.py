"""SARIF 2.1.0, the code scanning format of GitHub, GitLab, Azure and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, Dict, List
from urllib.parse import quote

from smarter._text import dump_json
from smarter._version import __version__
from smarter.manifest.checking.rules import RULES
from smarter.manifest.findings import SEVERITIES, Finding
from smarter.manifest.reading.sources import inside
from smarter.manifest.reporters.repository_paths import in_repository, repository_root
from smarter.manifest.validate import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000  # GitHub rejects a run with more


def render(report: Report) -> str:
    return dump_json(document(report))


def document(report: Report) -> Dict[str, Any]:
    """Return the log as plain data: the worst findings, and a count of any others."""
    root = _root(report)
    worst = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    kept = worst[:MOST_RESULTS]
    run: Dict[str, Any] = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"uri": _folder_uri(root)}},
        "invocations": [{"executionSuccessful": True}],
        "results": _results(kept, root),
    }
    if len(worst) > len(kept):
        words = f"{len(worst) - len(kept)} of {len(worst)} findings were left out."
        notification = {"level": "warning", "message": {"text": words}}
        run["invocations"][0]["toolExecutionNotifications"] = [notification]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _root(report: Report) -> str:
    """Return the root of paths: the first file's repository, else the working folder."""
    first = report.findings[0].file if report.findings else os.curdir
    return repository_root(first) or repository_root() or os.path.realpath(os.curdir)


def _folder_uri(folder: str) -> str:
    uri = Path(folder).as_uri()
    return uri if uri.endswith("/") else uri + "/"


def _driver() -> Dict[str, Any]:
    return {
        "name": "smarter",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": f"{rule.title}."},
                "fullDescription": {"text": rule.text},
                "help": {"text": rule.text},
                "defaultConfiguration": {"level": rule.severity},
            }
            for rule in RULES.values()
        ],
    }


def _results(findings: List[Finding], root: str) -> List[Dict[str, Any]]:
    order = {rule: index for index, rule in enumerate(RULES)}
    seen: Dict[str, int] = {}
    results = []
    for finding in findings:
        place, shown = _location(finding, root), in_repository(finding)
        key = "\0".join((finding.rule, place["artifactLocation"]["uri"], finding.path, shown.message))
        seen[key] = seen.get(key, 0) + 1
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        result: Dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": order[finding.rule],
            "level": finding.severity,
            "message": {"text": shown.text},
            "locations": [{"physicalLocation": place}],
            # The digest leaves out the line, so that a finding stays the same when text above it moves.
            "partialFingerprints": {"smarter/v1": f"{digest}:{seen[key]}"},
        }
        if finding.path:
            result["locations"][0]["logicalLocations"] = [{"fullyQualifiedName": finding.path}]
        if finding.edit is not None and not finding.edit.secret:
            result["fixes"] = [_fix(finding, place["artifactLocation"])]
        results.append(result)
    return results


def _location(finding: Finding, root: str) -> Dict[str, Any]:
    region: Dict[str, Any] = {"startLine": finding.line, "startColumn": finding.column}
    if finding.end_column is not None and finding.end_column > finding.column:
        region["endColumn"] = finding.end_column
    return {"artifactLocation": _artifact(finding.file, root), "region": region}


def _artifact(file: str, root: str) -> Dict[str, str]:
    """Return a path from the repository's top, for code scanning; elsewhere a URL."""
    full = os.path.realpath(file) if os.path.lexists(file) else os.path.abspath(file)
    if not inside(full, root):
        return {"uri": Path(full).as_uri()}
    path = os.path.relpath(full, root).replace(os.sep, "/")
    return {"uri": quote(os.fsencode(path)), "uriBaseId": "SRCROOT"}


def _fix(finding: Finding, artifact: Dict[str, str]) -> Dict[str, Any]:
    """Return the replacement that `smarter validate --fix` makes."""
    assert finding.edit is not None
    start, end, text, _ = finding.edit
    region: Dict[str, Any] = {"charOffset": start, "charLength": end - start}
    if finding.end_column is not None:
        region = {"startLine": finding.line, "startColumn": finding.column, "endColumn": finding.end_column}
    replacement = {"deletedRegion": region, "insertedContent": {"text": text}}
    return {
        "description": {"text": finding.hint or f"{RULES[finding.rule].title}: fix."},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}],
    }
