"""SARIF 2.1.0, for code scanning: GitHub, GitLab, Azure DevOps and editors read it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Dict, List
from urllib.parse import quote

from smarter._version import __version__
from smarter.manifest.checking.rules import RULES
from smarter.manifest.findings import SEVERITIES, Finding
from smarter.manifest.validate import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000  # of a run; GitHub refuses a file with more


def render(report: Report) -> str:
    return json.dumps(document(report), indent=2, ensure_ascii=False) + "\n"


def document(report: Report) -> Dict[str, Any]:
    """The log as plain data. Where there are too many findings for a log, the worst are kept and the log says so."""
    worst = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    kept = worst[:MOST_RESULTS]
    run: Dict[str, Any] = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"uri": Path.cwd().as_uri() + "/"}},
        "invocations": [{"executionSuccessful": True}],
        "results": _results(kept),
    }
    if len(worst) > len(kept):
        words = f"{len(worst) - len(kept)} of {len(worst)} findings were left out."
        run["invocations"][0]["toolExecutionNotifications"] = [
            {"level": "warning", "message": {"text": words}}
        ]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


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


def _results(findings: List[Finding]) -> List[Dict[str, Any]]:
    order = {rule: index for index, rule in enumerate(RULES)}
    seen: Dict[str, int] = {}
    results = []
    for finding in findings:
        place = _location(finding)
        key = "\0".join((finding.rule, place["artifactLocation"]["uri"], finding.path, finding.message))
        seen[key] = seen.get(key, 0) + 1
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        message = f"{finding.message} {finding.hint}" if finding.hint else finding.message
        result: Dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": order[finding.rule],
            "level": finding.severity,
            "message": {"text": message},
            "locations": [{"physicalLocation": place}],
            # Without the line, so that a finding is known again when text above it moves.
            "partialFingerprints": {"smarter/v1": f"{digest}:{seen[key]}"},
        }
        if finding.path:
            result["locations"][0]["logicalLocations"] = [{"fullyQualifiedName": finding.path}]
        results.append(result)
    return results


def _location(finding: Finding) -> Dict[str, Any]:
    region: Dict[str, Any] = {"startLine": finding.line, "startColumn": finding.column}
    if finding.end_column is not None and finding.end_column > finding.column:
        region["endColumn"] = finding.end_column
    return {"artifactLocation": _artifact(finding.file), "region": region}


def _artifact(file: str) -> Dict[str, str]:
    """A path below the working folder is relative to it, as the services want it; any other is a URL."""
    full = os.path.abspath(file)
    inside = (
        os.path.relpath(full) if os.path.splitdrive(full)[0] == os.path.splitdrive(os.getcwd())[0] else full
    )
    if os.path.isabs(inside) or inside.split(os.sep)[0] == os.pardir:
        return {"uri": Path(full).as_uri()}
    return {"uri": quote(os.fsencode(inside.replace(os.sep, "/"))), "uriBaseId": "SRCROOT"}
