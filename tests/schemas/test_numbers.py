"""The numbers about newer platforms in `docs/platform.md`."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.conformance.sdk_recordings import RECORDED
from tests import sdk_archive
from tests.schemas.deliberate_differences import DELIBERATE
from tests.schemas.rule_cases import CASES
from tests.schemas.test_against_the_vendor import facts
from tests.schemas.test_vendor_verdicts import mutations

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "platform.md").read_text(encoding="utf-8")


def test_the_numbers_of_rules_and_recordings_are_current() -> None:
    right = sum(case[2] for case in CASES)
    assert f"on {len(CASES)} manifests ({right} right, {len(CASES) - right} wrong)" in DOCS
    assert f"{len(RECORDED)} of {len(RECORDED)} agree" in DOCS


@pytest.mark.skipif(not sdk_archive.files(), reason="needs the vendor's archive")
def test_the_numbers_of_the_comparison_with_the_vendor_are_current() -> None:
    schemas = sdk_archive.schemas()
    assert f"{sum(len(facts(schema)) for schema in schemas.values())} fields;" in DOCS
    assert f"{len(DELIBERATE)} deliberate differences" in DOCS
    assert f"on {sum(len(mutations(kind)) for kind in schemas)} manifests made from them" in DOCS
