"""Apply sets from the command line: deletion, renaming, adoption, protection."""

from __future__ import annotations

import shutil
from typing import List

import pytest

from tests.acceptance.conftest import Command


def sets(smarter: Command) -> List[str]:
    return smarter("sets").out.split("\n")[:-1]


def protect(smarter: Command, file: str, annotation: str = "protect") -> None:
    path = smarter.folder / "quickstart" / file
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "  tags: [quickstart]\n",
        f"  tags: [quickstart]\n  annotations: [{{smarter.sh/{annotation}: true}}]\n",
        1,
    )
    assert annotation in text
    path.write_text(text, encoding="utf-8")


def test_a_set_is_applied_and_deleted(smarter: Command) -> None:
    assert smarter("apply", "-f", "quickstart", "--set", "pr-123").code == 0
    refused = smarter("delete", "--set", "pr-123")
    assert (refused.code, "--yes" in refused.err) == (8, True)
    shown = smarter("delete", "--set", "pr-123", "--dry-run", "-o", "json").json
    assert (shown["set"], shown["summary"]["deleted"]) == ({"name": "pr-123", "members": 0}, 5)
    done = smarter("delete", "--set", "pr-123", "--yes")
    assert done.code == 0
    assert "5 resources: 5 deleted" in done.out
    assert sets(smarter) == []
    again = smarter("delete", "--set", "pr-123", "--yes")
    assert (again.code, "There is no set pr-123" in again.err) == (7, True)


@pytest.mark.parametrize("words", [["plugin", "faq", "--set", "x"], ["-f", "quickstart", "--set", "x"], []])
def test_delete_takes_either_names_manifests_or_a_set(smarter: Command, words: List[str]) -> None:
    assert smarter("delete", *words).code == 2


def test_a_protected_member_survives_its_set(smarter: Command) -> None:
    protect(smarter, "file.yaml")
    smarter("apply", "-f", "quickstart", "--set", "shop")
    done = smarter("delete", "--set", "shop", "--yes")
    assert done.code == 8
    assert "file/repair_guide: Protected by the annotation smarter.sh/protect" in done.err
    assert sets(smarter) == ["shop (1)", "  file/repair_guide"]


def test_a_protected_orphan_stops_nothing_else(smarter: Command) -> None:
    protect(smarter, "file.yaml")
    smarter("apply", "-f", "quickstart", "--set", "shop")
    (smarter.folder / "quickstart" / "file.yaml").unlink()
    chatbot = smarter.folder / "quickstart" / "chatbot.yaml"
    chatbot.write_text(chatbot.read_text(encoding="utf-8").replace("1.0.0", "1.0.1"), encoding="utf-8")
    done = smarter("apply", "-f", "quickstart", "--set", "shop", "--prune", "--yes")
    assert done.code == 8
    assert "chatbot/bike_shop updated" in done.out
    assert smarter("diff", "-f", "quickstart", "--set", "shop").code == 0
    assert smarter("get", "file", "repair_guide").code == 0


def test_orphans_are_listed_without_prune(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart", "--set", "shop")
    (smarter.folder / "quickstart" / "file.yaml").unlink()
    for verb in ("plan", "diff", "apply"):
        ran = smarter(verb, "-f", "quickstart", "--set", "shop")
        assert ran.code == 0
        assert "? file/repair_guide orphan: in the set shop and in no manifest" in ran.out + ran.err
    found = smarter("diff", "-f", "quickstart", "--set", "shop", "-o", "json").json["orphans"]
    assert [(each["kind"], each["name"], each["reason"]) for each in found] == [
        ("File", "repair_guide", "not-pruned")
    ]
    smarter("plan", "-f", "quickstart", "--set", "shop", "--out", "plan.json")
    assert "? file/repair_guide orphan" in smarter("show", "plan.json").out
    assert "file/repair_guide" in smarter("show", "plan.json", "-o", "markdown").out


def test_a_member_with_the_annotation_leaves_its_set_alive(smarter: Command) -> None:
    protect(smarter, "file.yaml", "keep")
    smarter("apply", "-f", "quickstart", "--set", "shop")
    (smarter.folder / "quickstart" / "file.yaml").unlink()
    planned = smarter("plan", "-f", "quickstart", "--set", "shop", "--prune")
    assert "leaves the set and is not deleted" in planned.out
    assert smarter("apply", "-f", "quickstart", "--set", "shop", "--prune", "--yes").code == 0
    assert smarter("get", "file", "repair_guide").code == 0
    assert "  file/repair_guide" not in sets(smarter)


def test_the_last_member_is_pruned_from_an_empty_folder_and_no_more(smarter: Command) -> None:
    one = smarter.folder / "one"
    one.mkdir()
    shutil.move(str(smarter.folder / "quickstart" / "plugin.yaml"), one / "plugin.yaml")
    smarter("apply", "-f", "one", "--set", "one")
    (one / "plugin.yaml").unlink()
    done = smarter("apply", "-f", "one", "--set", "one", "--prune", "--yes")
    assert (done.code, "plugin/faq deleted" in done.out) == (0, True)
    assert sets(smarter) == []
    again = smarter("apply", "-f", "one", "--set", "one", "--prune", "--yes")
    assert (again.code, "one" in again.err) == (1, True)
    shutil.copytree(smarter.folder / "quickstart", smarter.folder / "more")
    (smarter.folder / "more" / "chatbot.yaml").unlink()
    smarter("apply", "-f", "more", "--set", "shop")
    refused = smarter("apply", "-f", "one", "--set", "shop", "--prune", "--yes", "--prune-limit", "100")
    assert (refused.code, "delete --set shop" in refused.err) == (8, True)


def test_a_rename_in_a_small_set_is_pruned(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart", "--set", "shop")
    chatbot = smarter.folder / "quickstart" / "chatbot.yaml"
    text = chatbot.read_text(encoding="utf-8").replace("name: bike_shop", "name: bikeshop")
    chatbot.write_text(text, encoding="utf-8")
    done = smarter("apply", "-f", "quickstart", "--set", "shop", "--prune", "--yes")
    assert (done.code, "chatbot/bike_shop deleted" in done.out) == (0, True)


def test_a_set_is_renamed_and_releases_members(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart", "--set", "shop")
    assert smarter("sets", "rename", "shop", "web-shop").out == "set shop renamed to web-shop\n"
    assert sets(smarter)[0] == "web-shop (5)"
    assert smarter("diff", "-f", "quickstart", "--set", "web-shop").code == 0
    assert smarter("apply", "-f", "quickstart", "--set", "shop").code == 8
    assert smarter("sets", "release", "web-shop", "plugin/faq").out == "plugin/faq released\n"
    assert sets(smarter)[0] == "web-shop (4)"
    assert smarter("sets", "release", "web-shop", "plugin/faq").code == 7
    assert smarter("sets", "rename", "none", "other").code == 7
    assert smarter("sets", "list", "web-shop").code == 0
    assert smarter("sets", "web-shop", "-o", "json").json["type"] == "smarter.sets"


def test_adopted_and_deleted_resources_leave_their_set(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart", "--set", "one")
    other = smarter.folder / "other"
    other.mkdir()
    shutil.move(str(smarter.folder / "quickstart" / "plugin.yaml"), other / "plugin.yaml")
    smarter("adopt", "-f", "other", "--set", "two")
    same = smarter("diff", "-f", "quickstart", "--set", "one", "--prune")
    assert (same.code, same.out) == (0, "")
    assert smarter("delete", "-f", "quickstart", "--yes").code == 0
    assert sets(smarter) == ["two (1)", "  plugin/faq"]
    assert smarter("delete", "plugin/faq", "--yes").code == 0
    assert sets(smarter) == []
