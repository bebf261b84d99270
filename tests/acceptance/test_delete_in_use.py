"""A delete names the resources that it breaks or deletes, before and after."""

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


def test_a_prune_and_the_delete_of_a_set_name_the_users_in_other_sets(smarter: Command) -> None:
    (smarter.folder / "shared").mkdir()
    (smarter.folder / "quickstart/plugin.yaml").rename(smarter.folder / "shared/plugin.yaml")
    assert smarter("apply", "-f", "shared/", "--set", "shared").code == 0
    assert smarter("apply", "-f", "quickstart/", "--set", "shop").code == 0
    note = "plugin/faq: chatbot/bike_shop refers to it"
    assert note in smarter("delete", "--set", "shared", "--dry-run").err
    assert "refers to it" not in smarter("delete", "--set", "shop", "--dry-run").err
    file = smarter.folder / "shared/plugin.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("name: faq", "name: questions"), encoding="utf-8"
    )
    planned = smarter("diff", "-f", "shared/", "--set", "shared", "--prune", "-o", "markdown")
    assert "**delete** `plugin/faq`: chatbot/bike\\_shop refers to it" in planned.out, planned
