"""Documents of a vectorstore as File manifests: from Git to a chatbot's answer."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

import pytest

from tests.acceptance.conftest import KNOWLEDGE, Command
from tests.acceptance.server import Server

Answer = Tuple[int, List[Tuple[str, str]], bytes]


@pytest.fixture
def write(newer: Command) -> Callable[..., None]:
    """Return a function that writes a file and its manifest into `shop/`."""
    folder = newer.folder / "shop"
    folder.mkdir()
    (folder / "handbook.yaml").write_text(KNOWLEDGE, encoding="utf-8")

    def write(name: str, content: Any, more: str = "") -> None:
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.md").write_bytes(data)
        (folder / f"{name}.yaml").write_text(
            "apiVersion: smarter.sh/v1\nkind: File\n"
            f"metadata: {{name: {name}}}\nspec: {{path: {name}.md, vectorstore: handbook{more}}}\n",
            encoding="utf-8",
        )

    return write


def documents(newer: Command) -> List[str]:
    return newer("files", "list", "--vectorstore", "handbook", "-o", "name").out.split()


def apply(newer: Command, *args: str) -> Any:
    return newer("apply", "-f", "shop", "--set", "shop", "-o", "json", *args)


def test_a_file_is_a_document_and_nothing_is_left_to_do(newer: Command, write: Any) -> None:
    write("prices", "A new chain costs 35 dollars.", ", metadata: {lang: en}")
    assert apply(newer).actions["File/prices"] == "created"
    assert apply(newer).actions["File/prices"] == "unchanged"
    assert newer("diff", "-f", "shop", "--set", "shop").code == 0
    found = newer("search", "handbook", "What does a chain cost?", "-o", "json").json["results"]
    assert found[0]["metadata"]["lang"] == "en"
    assert newer("get", "files", "-o", "name").out == "file/prices\n"


def test_changed_content_replaces_the_document(newer: Command, write: Any, newer_server: Server) -> None:
    write("prices", "A new chain costs 35 dollars.")
    apply(newer)
    write("prices", "A new chain costs 45 dollars.")
    newer_server.requests.clear()
    assert apply(newer).actions["File/prices"] == "updated"
    assert documents(newer) == ["2"]
    writes = [
        line.split("?")[0] for line in newer_server.requests if "/documents/" in line and "GET" not in line
    ]
    assert writes == [
        "POST /api/v1/vectorstores/1/documents/",
        "DELETE /api/v1/vectorstores/1/documents/1/",
    ], "the new document exists before the old one goes"


def test_a_crash_after_the_upload_leaves_no_second_document_after_the_next_apply(
    newer: Command, write: Any, newer_server: Server
) -> None:
    write("prices", "A new chain costs 35 dollars.")
    apply(newer)
    write("prices", "A new chain costs 45 dollars.")

    def cut_off(method: str, target: str) -> Optional[Answer]:
        return (500, [("Content-Type", "text/plain")], b"") if method == "DELETE" else None

    newer_server.spoil = cut_off
    assert apply(newer).code == 4
    newer_server.spoil = lambda method, target: None
    assert len(documents(newer)) == 2
    assert apply(newer).code == 0
    assert documents(newer) == ["2"]
    assert newer("diff", "-f", "shop", "--set", "shop").code == 0


def test_changed_metadata_alone_reaches_the_document(newer: Command, write: Any) -> None:
    write("prices", "A new chain costs 35 dollars.", ", metadata: {lang: en}")
    apply(newer)
    write("prices", "A new chain costs 35 dollars.", ", metadata: {lang: de}")
    assert apply(newer).actions["File/prices"] == "updated"
    assert newer("diff", "-f", "shop", "--set", "shop").code == 0
    assert newer("search", "handbook", "chain", "-o", "json").json["results"][0]["metadata"]["lang"] == "de"


@pytest.mark.parametrize(
    "more", [", metadata: {}", ', mediaType: "text/html; charset=utf-8"'], ids=["metadata", "media type"]
)
def test_values_dropped_by_the_platform_are_not_a_difference(newer: Command, write: Any, more: str) -> None:
    write("prices", "A new chain costs 35 dollars.", more)
    assert apply(newer).actions["File/prices"] == "created"
    assert apply(newer).actions["File/prices"] == "unchanged"
    assert newer("diff", "-f", "shop", "--set", "shop").code == 0


def test_a_document_that_is_deleted_in_the_background_is_waited_for(
    newer: Command, write: Any, newer_server: Server
) -> None:
    write("prices", "A new chain costs 35 dollars.", ", metadata: {lang: en}")
    apply(newer)
    write("prices", "A new chain costs 35 dollars.", ", metadata: {lang: de}")
    pending: List[str] = []
    looks = 0

    def later(method: str, target: str) -> Optional[Answer]:
        nonlocal looks
        if method == "DELETE":
            pending.append(target)
            return (
                202,
                [("Content-Type", "application/json")],
                b'{"document": "prices.md", "status": "deleting"}',
            )
        looks += method == "GET" and bool(pending)
        if looks == 2 and pending:
            newer_server.platform.handle(
                "DELETE", pending.pop(), {"authorization": "Token " + "k" * 64, "host": "localhost"}
            )
        return None

    newer_server.spoil = later
    assert apply(newer).actions["File/prices"] == "updated"
    newer_server.spoil = lambda method, target: None
    assert documents(newer) == ["2"]
    assert newer("search", "handbook", "chain", "-o", "json").json["results"][0]["metadata"]["lang"] == "de"


def test_the_same_content_under_another_name_is_refused_by_name(newer: Command, write: Any) -> None:
    write("prices", "A new chain costs 35 dollars.")
    apply(newer)
    (newer.folder / "shop" / "prices.yaml").unlink()
    write("copy", "A new chain costs 35 dollars.")
    done = apply(newer)
    assert (done.code, done.actions["File/copy"]) == (4, "failed")
    problem = next(each for each in done.json["results"] if each["name"] == "copy")["error"]
    assert "already has the content of copy.md, as file/prices" in problem["message"]
    assert "smarter delete file/prices" in problem["hint"]


def test_two_manifests_of_one_document_are_refused(newer: Command, write: Any, newer_server: Server) -> None:
    write("prices", "A new chain costs 35 dollars.")
    write("copy", "A new chain costs 35 dollars.")
    newer_server.requests.clear()
    done = newer("apply", "-f", "shop", "--set", "shop")
    assert done.code == 1
    assert "`prices.md` has the same content as `copy.md`" in done.err
    assert not newer_server.requests


def test_a_document_that_cannot_be_loaded_fails_and_the_old_one_stays(newer: Command, write: Any) -> None:
    write("prices", "A new chain costs 35 dollars.")
    apply(newer)
    write("prices", b"\x89PNG\xff")
    done = apply(newer)
    problem = next(each for each in done.json["results"] if each["name"] == "prices")["error"]
    assert "could not load prices.md" in problem["message"]
    assert newer("search", "handbook", "chain").code == 0
    write("prices", "A new chain costs 45 dollars.")
    assert apply(newer).code == 0
    assert len(documents(newer)) == 1


def test_a_file_that_left_the_set_is_pruned(newer: Command, write: Any) -> None:
    write("prices", "A new chain costs 35 dollars.")
    write("hours", "We open at nine.")
    apply(newer)
    (newer.folder / "shop" / "hours.yaml").unlink()
    done = apply(newer, "--prune", "--prune-limit", "50", "--yes")
    assert done.actions["File/hours"] == "deleted"
    assert len(documents(newer)) == 1


def test_an_empty_file_is_refused_before_it_is_sent(newer: Command, write: Any, newer_server: Server) -> None:
    write("prices", "")
    newer_server.requests.clear()
    done = newer("apply", "-f", "shop", "--set", "shop")
    assert "`prices.md` is empty" in done.err
    assert not newer_server.requests


def test_an_export_has_no_difference(newer: Command, write: Any) -> None:
    write("prices", "A new chain costs 35 dollars.", ", metadata: {lang: en}")
    apply(newer)
    text = newer("export", "file/prices").out
    assert "vectorstore: handbook" in text
    assert "smarter.sh/name" not in text


def test_a_platform_without_vectorstores_refuses_with_6(smarter: Command) -> None:
    (smarter.folder / "x.md").write_text("x", encoding="utf-8")
    (smarter.folder / "x.yaml").write_text(
        "apiVersion: smarter.sh/v1\nkind: File\nmetadata: {name: x}\nspec: {path: x.md, vectorstore: kb}\n",
        encoding="utf-8",
    )
    done = smarter("apply", "-f", "x.yaml")
    assert done.code == 6, done.err
