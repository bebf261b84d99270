"""The platform's rewrites of names."""

from __future__ import annotations

from typing import Any

import pytest

from smarter.local.contract.name_rewrites import (
    camel,
    hashed_id,
    rewrite,
    slug,
    snake,
    tail_mask,
    timestamp,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("EverlastingGobstopper", "everlastinggobstopper"),
        ("netec-demo", "netec_demo"),
        ("my.plugin", "myplugin"),
        ("a/b", "ab"),
        ("Ünïcode", "unicode"),
        ("_x_", "x"),
        ("a__b", "a_b"),
        ("has spaces", "has_spaces"),
        ("日本", ""),
    ],
)
def test_a_name_becomes_a_slug(written: str, kept: str) -> None:
    assert slug(written) == kept


@pytest.mark.parametrize(
    ("written", "as_snake"),
    [
        ("with-hyphen/my-key", "with_hyphen/my_key"),
        ("smarter.sh/Camel_Key.dot", "smarter.sh/camel_key.dot"),
        ("c d", "c_d"),
        ("plain", "plain"),
    ],
)
def test_names_become_snake_case(written: str, as_snake: str) -> None:
    assert snake(written) == as_snake


@pytest.mark.parametrize(
    ("written", "as_camel"),
    [
        ("under_score", "underScore"),
        ("Camel_Key.dot", "CamelKey.Dot"),
        ("with-hyphen", "with-hyphen"),
        ("What is the weather?", "What is the weather?"),
    ],
)
def test_names_become_camel_case_only_at_underscores(written: str, as_camel: str) -> None:
    assert camel(written) == as_camel


def test_a_reference_is_folded_differently_from_a_name() -> None:
    assert snake("EverlastingGobstopper") == "everlasting_gobstopper"
    assert slug("EverlastingGobstopper") == "everlastinggobstopper"


@pytest.mark.parametrize(
    ("value", "rewritten"),
    [
        ({"a_b": "c_d"}, {"aB": "c_d"}),
        (["a_b", 1, True, None], ["aB", 1, True, None]),
        ([{"a_b": ["c_d", {"e_f": "g_h"}]}], [{"aB": ["cD", {"eF": "g_h"}]}]),
        ("a_b", "a_b"),
    ],
)
def test_only_keys_and_strings_of_lists_are_rewritten(value: Any, rewritten: Any) -> None:
    assert rewrite(value, camel) == rewritten


def test_ids_are_shown_hashed() -> None:
    assert hashed_id(14) == "rMTAwMDAxNAx"


def test_a_secret_shows_its_last_four_letters_and_a_short_one_all() -> None:
    assert tail_mask("PLAINTEXT-VALUE-1") == "********UE-1"
    assert tail_mask("abcd") == "abcd"


def test_times_are_utc_with_three_or_six_decimals() -> None:
    assert timestamp(1_800_000_000.25) == "2027-01-15T08:00:00.250Z"
    assert timestamp(1_800_000_000.25, 6) == "2027-01-15T08:00:00.250000Z"
