"""The promises of `smarter validate` for any bytes, for fuzzing and tests."""

from __future__ import annotations

import io
import json
from copy import copy
from pathlib import Path
from typing import Any, List, Sequence
from unittest import mock
from xml.etree import ElementTree

from smarter.kinds import KindTable
from smarter.manifest import Finding, Options, validate
from smarter.manifest.autofix import apply_edits
from smarter.manifest.reading import documents
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
from smarter.manifest.reading.sources import decode, encoding_of
from smarter.manifest.reading.yaml_reader import read_yaml
from smarter.manifest.reporters import FORMATS, reporter, text
from smarter.manifest.schema.fast_validator import never
from smarter.manifest.schema.kind_index import kind_index
from smarter.manifest.validate import Report


def same(a: Any, b: Any) -> bool:
    """Return whether two plain values are equal, with types and order of keys."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return bool(a == b)


def agrees(text: str) -> bool:
    """Return whether the fast reader accepts `text`; check that both readers agree."""
    value = read_fast(text)
    if value is UNKNOWN:
        return False
    roots, findings = read_yaml(text)
    assert findings == [], (text, value, findings)
    careful = roots[0].plain() if roots else None
    assert len(roots) <= 1
    assert same(value, careful), (text, value, careful)
    return True


def check_invariants(data: bytes, kinds: KindTable, file: Path) -> Report:
    """Validate `data` as the file `file`, and check every promise about it alone."""
    file.write_bytes(data)
    report = validate([file], kinds, Options({}))
    lines = _lines(data)
    for finding in report.findings:
        check_position(finding, lines)
    careful = validate_carefully(file, kinds)
    assert careful.manifests == report.manifests
    assert careful.findings == report.findings
    check_outputs(report)
    if any(finding.edit for finding in report.findings):
        check_fixes(data, report, kinds)
    return report


def validate_carefully(file: Path, kinds: KindTable) -> Report:
    """Validate without the fast reader and the fast validator."""

    def slow(kind: Any) -> Any:
        index = copy(kind_index(kind))
        index.surely_valid = never
        return index

    careful = mock.patch.object(documents, "read_fast", return_value=UNKNOWN)
    with careful, mock.patch("smarter.manifest.checking.document_checks.kind_index", slow):
        return validate([file], kinds, Options({}))


def check_position(finding: Finding, lines: Sequence[str]) -> None:
    """Check that a finding points at a character of a line or just after the last."""
    assert 1 <= finding.line <= len(lines), (finding, len(lines))
    assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, (finding, lines[finding.line - 1])
    assert finding.end_column is None or finding.end_column >= finding.column, finding
    assert finding.message.strip(), finding


def check_outputs(report: Report) -> None:
    """Check that each output is valid in its format."""
    written = {name: reporter(name)(report) for name in FORMATS}
    for name in ("json", "sarif"):
        json.loads(written[name])
    ElementTree.fromstring(written["junit"].encode("utf-8"))
    assert written["github"].count("\n") == len(report.findings)
    assert text.render(report, window=80).endswith("\n")
    assert written["text"].count("\n") == len(report.findings) + 1


def check_fixes(data: bytes, report: Report, kinds: KindTable) -> None:
    """Check that fixing ends, and leaves every manifest a manifest."""
    text, findings = decode(data), report.findings
    for _ in range(10):
        edits = [finding.edit for finding in findings if finding.edit is not None]
        if not edits:
            return
        text = apply_edits(text, edits)
        again = validate(["-"], kinds, Options({}), io.StringIO(text))
        assert again.manifests >= report.manifests, (report.findings, again.findings)
        findings = again.findings
    raise AssertionError(("mends without end", text))


def _lines(data: bytes) -> List[str]:
    mark, encoding = encoding_of(data)
    whole = data[len(mark) :].decode(encoding, "replace")
    return whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
