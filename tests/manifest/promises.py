"""What `smarter validate` promises of any bytes at all; the fuzz targets and the generated tests hold it to that."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, List, Sequence
from unittest import mock
from xml.etree import ElementTree

from smarter.kinds import KindTable
from smarter.manifest import Finding, Options, validate
from smarter.manifest.autofix import mend
from smarter.manifest.reading import documents
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
from smarter.manifest.reading.sources import decode, encoding_of
from smarter.manifest.reading.yaml_reader import read_yaml
from smarter.manifest.reporters import FORMATS, reporter, text
from smarter.manifest.schema.kind_index import kind_index
from smarter.manifest.validate import Report


def same(a: Any, b: Any) -> bool:
    """Whether two plain values are the same to the type of every part and the order of every key."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return bool(a == b)


def agrees(text: str) -> bool:
    """Whether the quick reader read `text`; when it did, the careful one must agree to the type of every value."""
    value = read_fast(text)
    if value is UNKNOWN:
        return False
    roots, findings = read_yaml(text)
    assert findings == [], (text, value, findings)
    careful = roots[0].plain() if roots else None
    assert len(roots) <= 1
    assert same(value, careful), (text, value, careful)
    return True


def hold(data: bytes, kinds: KindTable, file: Path) -> Report:
    """Validates `data` as the file `file`, and holds the outcome to every promise that needs nothing else."""
    file.write_bytes(data)
    report = validate([file], kinds, Options({}))
    lines = _lines(data)
    for finding in report.findings:
        stands_there(finding, lines)
    careful = carefully(file, kinds)
    assert careful.manifests == report.manifests
    assert careful.findings == report.findings
    renders(report)
    if any(finding.edit for finding in report.findings):
        mends(data, report, kinds)
    return report


def carefully(file: Path, kinds: KindTable) -> Report:
    """The report without any short cut: no quick reader, no sieve."""

    def slow(kind: Any) -> Any:
        return kind_index(kind)._replace(surely_valid=lambda value: False)

    careful = mock.patch.object(documents, "read_fast", return_value=UNKNOWN)
    with careful, mock.patch("smarter.manifest.checking.document_checks.kind_index", slow):
        return validate([file], kinds, Options({}))


def stands_there(finding: Finding, lines: Sequence[str]) -> None:
    """A finding points into the file: at a character of a line, or just behind its last one."""
    assert 1 <= finding.line <= len(lines), (finding, len(lines))
    assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, (finding, lines[finding.line - 1])
    assert finding.end_column is None or finding.end_column >= finding.column, finding
    assert finding.message.strip(), finding


def renders(report: Report) -> None:
    """Each output is what its format says that it is."""
    written = {name: reporter(name)(report) for name in FORMATS}
    for name in ("json", "sarif"):
        json.loads(written[name])
    ElementTree.fromstring(written["junit"].encode("utf-8"))
    assert written["github"].count("\n") == len(report.findings)
    assert text.render(report, window=80).endswith("\n")
    assert written["text"].count("\n") == len(report.findings) + 1


def mends(data: bytes, report: Report, kinds: KindTable) -> None:
    """Mends come to an end, and leave every manifest a manifest."""
    text, findings = decode(data), report.findings
    for _ in range(10):
        edits = [finding.edit for finding in findings if finding.edit is not None]
        if not edits:
            return
        text = mend(text, edits)
        again = validate(["-"], kinds, Options({}), io.StringIO(text))
        assert again.manifests >= report.manifests, (report.findings, again.findings)
        findings = again.findings
    raise AssertionError(("mends without end", text))


def _lines(data: bytes) -> List[str]:
    mark, encoding = encoding_of(data)
    whole = data[len(mark) :].decode(encoding, "replace")
    return whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
