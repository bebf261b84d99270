"""A delete names the resources that it breaks or takes along, before and after."""

from __future__ import annotations

from tests.acceptance.conftest import Command


def test_a_delete_names_the_resources_that_use_the_deleted_one(smarter: Command) -> None:
    assert smarter("apply", "-f", "quickstart/").code == 0
    note = "plugin/faq: chatbot/bike_shop refers to it"
    rehearsed = smarter("delete", "plugin/faq", "chatbot/none", "--dry-run", "--ignore-not-found")
    assert note in rehearsed.err
    assert (
        "deletes apiconnection/warehouse with it"
        in smarter("delete", "secret/warehouse_key", "--dry-run").err
    )
    both = smarter("delete", "plugin/faq", "chatbot/bike_shop", "--dry-run")
    assert "refers to it" not in both.out + both.err
    whole = smarter("delete", "-f", "quickstart/", "--dry-run")
    assert "refers to it" not in whole.out + whole.err
    ran = smarter("delete", "plugin/faq", "--yes")
    assert ran.code == 0
    assert note in ran.err
