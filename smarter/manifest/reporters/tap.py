"""The Test Anything Protocol, version 14: a test point a file, findings as YAML.

https://testanything.org/tap-version-14-specification.html
"""

from __future__ import annotations

import json

from smarter._text import escape_controls, escape_json
from smarter.manifest.findings import ERROR
from smarter.manifest.reporters.repository_paths import repository_path, to_json
from smarter.manifest.validate import Report


def render(report: Report) -> str:
    by_file = report.by_file()
    lines = ["TAP version 14", f"1..{len(by_file)}"]
    for number, (file, findings) in enumerate(by_file.items(), 1):
        failed = any(finding.severity == ERROR for finding in findings)
        name = escape_controls(repository_path(file).replace("\\", "\\\\").replace("#", "\\#"))
        lines.append(f"{'not ok' if failed else 'ok'} {number} - {name}")
        if findings:  # as YAML, written as JSON, which needs no other quoting
            shown = (escape_json(json.dumps(to_json(finding), ensure_ascii=False)) for finding in findings)
            lines.extend(("  ---", "  findings:", *(f"    - {each}" for each in shown), "  ..."))
    return "\n".join(lines) + "\n"
