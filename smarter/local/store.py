"""Storage of the embedded platform: one SQLite file.

Several processes may share the file (the command in-process, and a server beside it): WAL, a busy timeout,
and every write in one immediate transaction. Within a process one connection is shared, one thread at a time.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Union

SCHEMA = """
CREATE TABLE IF NOT EXISTS resources (
    kind TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    owner TEXT NOT NULL,
    id INTEGER NOT NULL,
    manifest TEXT NOT NULL,
    created REAL NOT NULL,
    modified REAL NOT NULL,
    shown TEXT NOT NULL DEFAULT '{}',
    shown_until REAL NOT NULL DEFAULT 0,
    extra TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (kind, name, owner)
);
CREATE TABLE IF NOT EXISTS sequences (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deleted (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    caller TEXT NOT NULL,
    until REAL NOT NULL,
    PRIMARY KEY (kind, name, caller)
);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass
class Record:
    """One resource as stored: manifest normalised and complete, secrets in clear.

    `created` and `modified` are epoch seconds. Until `shown_until`, describe shows the values in `shown` (by
    dotted path) in place of the kept ones. `extra` holds what the platform knows and the manifest does not
    say.
    """

    kind: str
    name: str
    owner: str
    id: int
    manifest: Dict[str, Any]
    created: float
    modified: float
    shown: Dict[str, Any] = field(default_factory=dict)
    shown_until: float = 0.0
    extra: Dict[str, Any] = field(default_factory=dict)


class FileRemoved(sqlite3.OperationalError):
    """The database file was removed or replaced while it was open."""


def _identity(path: str) -> Optional[Tuple[int, int]]:
    """Return device and inode of a file, or None if it does not exist."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Store:
    """Resources by canonical kind, name and owner, in one SQLite file.

    Other routes keep their tables in the same file.

    `folder` is the folder of the file, for temporary files of uploads; None without a file.
    """

    def __init__(self, path: Union[str, Path] = ":memory:") -> None:
        """Open or create the file at `path`; ":memory:" keeps nothing.

        Raises OSError where the file is not a database, or another process holds it.
        """
        self.folder: Optional[str] = None
        self._path = str(path)
        self._file: Optional[Tuple[int, int]] = None
        if str(path) != ":memory:":
            self.folder = str(Path(path).parent)
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            # The file holds secrets in clear; SQLite gives its journals the same mode.
            os.close(os.open(str(path), os.O_CREAT | os.O_RDWR, 0o600))
            self._file = _identity(self._path)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(str(path), timeout=30.0, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self.create(SCHEMA)
        except sqlite3.DatabaseError as error:
            self._db.close()
            busy = isinstance(error, sqlite3.OperationalError)  # it is a database, but busy
            what = "now" if busy else "as a database"
            then = "another process may hold it" if busy else "move it away"
            if "disk is full" in str(error):
                then = "free some space"
            code = errno.EBUSY if busy else errno.EINVAL
            raise OSError(code, f"cannot be used {what} ({error}); {then}", str(path)) from error

    def create(self, schema: str) -> None:
        """Run the statements of `schema`, which must be idempotent."""
        with self.write() as db:
            for statement in schema.split(";"):
                if statement.strip():
                    db.execute(statement)

    def close(self) -> None:
        """Close the file. The store cannot be used afterwards."""
        with self._lock:
            self._db.close()

    def lock(self) -> None:
        """Wait for the other threads, and keep them out until `unlock`."""
        self._lock.acquire()

    def unlock(self) -> None:
        """Let other threads in again."""
        self._lock.release()

    def __del__(self) -> None:
        if hasattr(self, "_db"):
            self._db.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection inside a transaction, which an exception rolls back.

        Blocks may be nested; the outermost one is the transaction.
        """
        with self._lock:
            outermost = not self._db.in_transaction
            if outermost:
                self._check_file()
                self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if outermost:
                    self._db.execute("ROLLBACK")
                raise
            if outermost:
                self._db.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> List[sqlite3.Row]:
        """Return the rows that a query finds."""
        with self._lock:
            self._check_file()
            return self._db.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> Optional[sqlite3.Row]:
        """Return the first row that a query finds, or None."""
        return next(iter(self.rows(query, *values)), None)

    def save(self, table: str, **values: Any) -> int:
        """Add or replace a row by its key and return its number; keep objects as JSON."""
        cells = [json.dumps(value) if isinstance(value, (dict, list)) else value for value in values.values()]
        marks = ", ".join("?" * len(cells))
        with self.write() as db:
            statement = f"INSERT OR REPLACE INTO {table} ({', '.join(values)}) VALUES ({marks})"
            return int(db.execute(statement, cells).lastrowid or 0)

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement that changes the file."""
        with self.write() as db:
            db.execute(statement, values)

    def _check_file(self) -> None:
        """Raise FileRemoved if the file is gone: SQLite would go on writing to nothing."""
        if not self.is_in_place():
            raise FileRemoved(
                f"{self._path} was removed or replaced; nothing is stored until it is opened again"
            )

    def is_in_place(self) -> bool:
        """Tell whether the file is still the one that was opened."""
        return self._file is None or _identity(self._path) == self._file

    def next_id(self, sequence: str, wanted: Optional[int] = None) -> int:
        """Return the next number of a sequence, from 1, never reused.

        With `wanted`, return that, and let the next be larger.
        """
        with self.write() as db:
            db.execute("INSERT OR IGNORE INTO sequences VALUES (?, 0)", (sequence,))
            if wanted is None:
                db.execute("UPDATE sequences SET last = last + 1 WHERE name = ?", (sequence,))
                return int(db.execute("SELECT last FROM sequences WHERE name = ?", (sequence,)).fetchone()[0])
            db.execute("UPDATE sequences SET last = max(last, ?) WHERE name = ?", (wanted, sequence))
            return wanted

    def get(self, kind: str, name: str, owner: Optional[str] = None) -> Optional[Record]:
        """Return the resource of a kind, a name (in any case) and an owner, or None.

        Without an owner the oldest of any owner is returned.
        """
        where, arguments = "kind = ? AND name = ? COLLATE NOCASE", [kind, name]
        if owner is not None:
            where += " AND owner = ?"
            arguments.append(owner)
        return next(iter(self.select(f"{where} ORDER BY created", arguments)), None)

    def by_id(self, kind: str, number: int) -> Optional[Record]:
        """Return the resource of that kind with that number, or None."""
        return next(iter(self.select("kind = ? AND id = ?", [kind, number])), None)

    def all(self, kind: Optional[str] = None) -> List[Record]:
        """Return all resources, or those of a kind, by kind and number."""
        where, arguments = ("kind = ?", [kind]) if kind else ("1", [])
        return self.select(f"{where} ORDER BY kind, id", arguments)

    def select(self, where: str, arguments: Sequence[Any] = ()) -> List[Record]:
        """Return the resources that meet an SQL condition, optionally ordered."""
        return [_record(row) for row in self.rows(f"SELECT * FROM resources WHERE {where}", *arguments)]

    def put(self, record: Record) -> None:
        """Store a resource, replacing the one of its kind, name and owner."""
        self.save("resources", **vars(record))

    def remove(self, record: Record) -> None:
        """Delete a resource."""
        where = "kind = ? AND name = ? AND owner = ?"
        self.run(f"DELETE FROM resources WHERE {where}", record.kind, record.name, record.owner)

    def record_deletion(self, kind: str, name: str, caller: str, until: float) -> None:
        """Record a deletion, unknown to the read cache until `until` (epoch seconds)."""
        self.save("deleted", kind=kind, name=name.lower(), caller=caller, until=until)

    def is_deletion_recent(self, kind: str, name: str, caller: str, now: float) -> bool:
        """Tell whether the cache still has a deleted resource."""
        where = "kind = ? AND name = ? AND caller = ? AND until > ?"
        return self.row(f"SELECT 1 FROM deleted WHERE {where}", kind, name.lower(), caller, now) is not None

    def fact(self, name: str, value: str) -> str:
        """Return a stored fact about the file; store `value` if it is absent."""
        with self.write() as db:
            db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (name, value))
            return str(db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()[0])


def _record(row: sqlite3.Row) -> Record:
    data = {name: json.loads(row[name]) for name in ("manifest", "shown", "extra")}
    return Record(**{**dict(row), **data})
