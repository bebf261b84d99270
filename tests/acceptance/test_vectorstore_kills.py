"""After a kill at any request, the next apply leaves one document per file.

A kill at a request is simulated by a platform that refuses that request and all later ones.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import pytest

from tests.acceptance.conftest import KNOWLEDGE, Command, Ran
from tests.acceptance.server import Answer, Server

KEY = "k" * 64
REFUSED: Answer = (500, [("Content-Type", "text/plain")], b"")
MANIFEST = """\
apiVersion: smarter.sh/v1
kind: File
metadata: {name: manuals}
spec: {path: manuals, vectorstore: handbook, metadata: {edition: EDITION}}
"""
# The second edition changes one file, renames one, adds one and removes one; the metadata of all of them change.
EDITIONS: Dict[str, Dict[str, str]] = {
    "first": {"a.md": "one", "b.md": "two", "sub/c.md": "three"},
    "second": {"a.md": "one, changed", "renamed.md": "two", "new.md": "four"},
}


class Shop:
    """A folder of documents, and the database of a platform with its first edition."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start = folder / "start.db"
        self.write("first")
        with Server(self.start, api_key=KEY, dialect="P15") as server:
            assert self.apply(server).code == 0
        self.write("second")

    def write(self, edition: str) -> None:
        shop = self.folder / "shop"
        shutil.rmtree(shop, ignore_errors=True)
        for name, text in EDITIONS[edition].items():
            (shop / "manuals" / name).parent.mkdir(parents=True, exist_ok=True)
            (shop / "manuals" / name).write_text(text, encoding="utf-8")
        (shop / "handbook.yaml").write_text(KNOWLEDGE, encoding="utf-8")
        (shop / "manuals.yaml").write_text(MANIFEST.replace("EDITION", edition), encoding="utf-8")

    def server(self) -> Server:
        """Return a platform that has the first edition."""
        database = self.folder / "run.db"
        for old in self.folder.glob("run.db*"):
            old.unlink()
        shutil.copy(self.start, database)
        return Server(database, api_key=KEY, dialect="P15")

    def apply(self, server: Server) -> Ran:
        key = self.folder / "key"
        key.write_text(KEY + "\n", encoding="utf-8")
        flags = ["--base-url", server.url, "--api-key-file", str(key)]
        command = Command(self.folder, self.folder / "home", flags)
        return command(
            "apply", "-f", "shop", "--set", "shop", "--prune", "--prune-limit", "100", "--yes",
            "--parallelism", "1", env={"SMARTER_MAX_RETRIES": "0"},
        )  # fmt: skip


def documents(server: Server) -> List[Tuple[str, str]]:
    """Return (path in the folder, content) of each document of the database."""
    rows = server.platform.store.rows(
        "SELECT json_extract(metadata, '$.\"smarter.sh/client/name\"'), content FROM vectorstore_documents"
    )
    return sorted((str(name).partition("/")[2], content) for name, content in rows)


@pytest.fixture(scope="module")
def shop(reads_last: None, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("kills"))


@pytest.fixture(scope="module")
def requests(shop: Shop) -> List[str]:
    """Return the requests of an apply that succeeds."""
    with shop.server() as server:
        assert shop.apply(server).code == 0
        assert documents(server) == sorted(EDITIONS["second"].items())
        return list(server.requests)


def check_recovery(shop: Shop, last: int) -> List[Tuple[str, str]]:
    """Answer only `last` requests, then apply again; return the documents between."""
    with shop.server() as server:

        def refuse(method: str, target: str) -> Optional[Answer]:
            return REFUSED if len(server.requests) > last else None

        server.spoil = refuse
        assert shop.apply(server).code != 0
        between = documents(server)
        kept = {text for _, text in between}
        assert kept & {"one", "one, changed"}, "a changed file has its old or its new content"
        server.spoil = lambda method, target: None
        again = shop.apply(server)
        assert again.code == 0, (last, again.err)
        assert documents(server) == sorted(EDITIONS["second"].items()), last
        return between


def test_wherever_the_documents_are_left_the_next_apply_leaves_no_duplicate(
    shop: Shop, requests: List[str]
) -> None:
    writes = [at for at, line in enumerate(requests) if "/documents/" in line and not line.startswith("GET")]
    between = [check_recovery(shop, last) for last in sorted({*writes, *(at + 1 for at in writes)})]
    assert len({tuple(each) for each in between}) > len(writes) / 2, "the runs ended at different steps"
    assert any(len(each) > 3 for each in between), "a new document is there before the old one goes"


@pytest.mark.full
def test_wherever_an_apply_ends_the_next_one_leaves_no_duplicate(shop: Shop, requests: List[str]) -> None:
    for last in range(len(requests)):
        check_recovery(shop, last)
