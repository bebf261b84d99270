"""Names fold as the platform folds them: pairs observed on 0.14.19."""

from __future__ import annotations

import pytest

from smarter.kinds import fold_name, fold_reference


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("my_chatbot", "my_chatbot"),
        ("my-chatbot", "my_chatbot"),
        ("EverlastingGobstopper", "everlastinggobstopper"),
        ("my.plugin", "myplugin"),
        ("a/b", "ab"),
        ("Ünïcode", "unicode"),
        ("_x_", "x"),
        ("日本", ""),
        ("a__b", "a_b"),
        ("two words", "two_words"),
    ],
)
def test_a_name_folds_as_the_platform_slugifies_it(written: str, kept: str) -> None:
    assert fold_name(written) == kept


@pytest.mark.parametrize(
    ("written", "looked_up"),
    [
        ("EverlastingGobstopper", "everlasting_gobstopper"),
        ("everlastingGobstopper", "everlasting_gobstopper"),
        ("everlasting_gobstopper", "everlasting_gobstopper"),
    ],
)
def test_a_reference_folds_from_camel_to_snake_case(written: str, looked_up: str) -> None:
    assert fold_reference(written) == looked_up


def test_folding_twice_changes_nothing_more() -> None:
    for name in ("my-chatbot", "Ünï-code__x", "two words"):
        assert fold_name(fold_name(name)) == fold_name(name)
