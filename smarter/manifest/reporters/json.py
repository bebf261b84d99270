"""A report as one JSON document, by `docs/validate-output.schema.json`."""

from __future__ import annotations

from typing import Any, Dict

from smarter._text import dump_json
from smarter.manifest.findings import SEVERITIES
from smarter.manifest.reporters.repository_paths import to_json
from smarter.manifest.validate import Report


def document(report: Report) -> Dict[str, Any]:
    """Return the report as plain data: `results` are the findings."""
    counted = {word: sum(found.severity == word for found in report.findings) for word in SEVERITIES}
    return {
        "type": "smarter.validate",
        "schemaVersion": "1",
        "results": [to_json(finding) for finding in report.findings],
        "summary": {**counted, "manifests": report.manifests, "files": len(report.files)},
    }


def render(report: Report) -> str:
    return dump_json(document(report))
