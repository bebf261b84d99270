"""Commands over the REST API of newer platforms, against the embedded one."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import Command


def test_files_of_a_vectorstore_are_put_listed_searched_and_deleted(newer: Command) -> None:
    (newer.folder / "refunds.md").write_text("Refunds are possible within 30 days.", encoding="utf-8")
    (newer.folder / "copy.md").write_text("Refunds are possible within 30 days.", encoding="utf-8")
    put = newer("files", "put", "--vectorstore", "handbook", "refunds.md", "copy.md")
    assert put.out.splitlines() == ["1 refunds.md added, loaded", "1 refunds.md duplicate, loaded"]
    listed = newer("files", "list", "--vectorstore", "handbook")
    assert listed.out.splitlines()[1].split()[:4] == ["1", "refunds.md", "36", "loaded"]
    found = newer("search", "handbook", "How long are refunds possible?")
    assert (found.code, "refunds.md" in found.out, "within 30 days" in found.out) == (0, True, True)
    assert (
        newer("search", "handbook", "refund", "-o", "json").json["results"][0]["metadata"]["source"]
        == "refunds.md"
    )
    deleted = newer("files", "delete", "--vectorstore", "handbook", "refunds.md", "--yes")
    assert deleted.out == "1 deleted\n"
    assert newer("search", "handbook", "refunds").code == 1


def test_what_does_not_exist_is_named(newer: Command) -> None:
    missing = newer("search", "nope", "x")
    assert "vectorstore nope not found" in missing.err
    document = newer("files", "delete", "--vectorstore", "handbook", "nope.md", "--yes")
    assert "document nope.md not found in handbook" in document.err
    assert missing.code == document.code != 0


@pytest.mark.parametrize(
    "args",
    [
        ("search", "kb", "x"),
        ("files", "list", "--vectorstore", "kb"),
        ("guardrail", "evaluate", "g", "x"),
        ("mcp", "tools", "m"),
    ],
)
def test_an_older_platform_is_said_to_have_no_such_api(smarter: Command, args: tuple) -> None:
    done = smarter(*args)
    assert done.code == 6
    assert "newer platforms than 0.14 have one" in done.err
