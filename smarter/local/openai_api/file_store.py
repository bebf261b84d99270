"""Storage of the files API: a row of metadata a file, its bytes in pieces.

No file is ever held whole in memory, and SQLite's limit for one value does not apply.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import IO, Any, Dict, Iterator

from smarter.local.faults import ConnectionCut
from smarter.local.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS openai_files (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    name TEXT,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    metadata TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS openai_files_name ON openai_files (name);
CREATE TABLE IF NOT EXISTS openai_pieces (
    file TEXT NOT NULL,
    start INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (file, start)
);
"""

COLUMNS = "id, created_at, bytes, filename, purpose, name, sha256, media_type, metadata"
PIECE = 256 * 1024


def keep(store: Store, row: Dict[str, Any], source: IO[bytes]) -> Dict[str, Any]:
    """Store a file and return its row with the digest."""
    digest = hashlib.sha256()
    source.seek(0)
    start = 0
    with store.write():
        for piece in iter(lambda: source.read(PIECE), b""):
            digest.update(piece)
            store.save("openai_pieces", file=row["id"], start=start, content=piece)
            start += len(piece)
        row = {**row, "sha256": digest.hexdigest()}
        store.save("openai_files", **row)
    return row


def pieces(store: Store, identifier: str, size: int) -> Iterator[bytes]:
    """Yield the `size` bytes of a file.

    Raises ConnectionCut if it is deleted meanwhile.
    """
    start = 0
    while start < size:
        try:
            row = store.row(
                "SELECT content FROM openai_pieces WHERE file = ? AND start = ?", identifier, start
            )
        except sqlite3.Error as error:  # such as a platform that was closed
            raise ConnectionCut(f"the file {identifier} cannot be read: {error}") from error
        if row is None:
            raise ConnectionCut(f"the file {identifier} was deleted while it was read")
        yield row[0]
        start += len(row[0])


def forget(store: Store, identifier: str) -> None:
    """Delete a file."""
    store.run("DELETE FROM openai_files WHERE id = ?", identifier)
    store.run("DELETE FROM openai_pieces WHERE file = ?", identifier)


def migrate(store: Store) -> None:
    """Split the files of a store that kept each in one value."""
    with store.write() as db:
        known = [row["name"] for row in db.execute("PRAGMA table_info(openai_files)")]
        if "content" not in known:
            return
        db.execute("DROP INDEX openai_files_name")
        db.execute("ALTER TABLE openai_files RENAME TO openai_files_whole")
        store.create(SCHEMA)
        db.execute(
            f"INSERT INTO openai_files (number, {COLUMNS}) SELECT number, {COLUMNS} FROM openai_files_whole"
        )
        for (identifier,) in db.execute("SELECT id FROM openai_files").fetchall():
            (whole,) = db.execute(
                "SELECT content FROM openai_files_whole WHERE id = ?", (identifier,)
            ).fetchone()
            for at in range(0, len(whole), PIECE):
                store.save("openai_pieces", file=identifier, start=at, content=whole[at : at + PIECE])
        db.execute("DROP TABLE openai_files_whole")
