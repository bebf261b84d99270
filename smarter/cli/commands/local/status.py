"""`smarter local status`: show the database of the embedded platform."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Optional

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit_mapping
from smarter.cli.session import Session
from smarter.errors import SmarterError


@session_command(
    "smarter local status",
    "smarter local status -o json",
    "smarter local status --db /tmp/try.db",
)
@flags.local_database()
@flags.output()
def command(session: Session, db: Optional[Path]) -> None:
    """Show where the embedded platform stores its resources, and how many it has."""
    emit_mapping(session, describe_database(db or contexts.data_home() / "local.db"))


def describe_database(path: Path) -> Dict[str, Any]:
    """Return a database's path, size, version and resources, if its file exists.

    Raises SmarterError if the file cannot be read.
    """
    from smarter.kinds import DIALECTS, load_kinds
    from smarter.kinds.names import is_record
    from smarter.local.store import Store

    if not path.exists():
        return {"path": str(path), "exists": False}
    try:
        store = Store(path)
    except OSError as error:
        raise SmarterError(f"{path}: {error.strerror}") from None
    try:
        kinds = load_kinds()
        counts = Counter(
            kinds.usual(each.kind).name if kinds.find(each.kind) else each.kind
            for each in store.all()
            if not is_record(each.kind, each.name)
        )
        shape = store.fact("shape", "P14")
    finally:
        store.close()
    versions = {name: dialect.versions for name, dialect in DIALECTS.items()}
    size = sum(one.stat().st_size for one in database_files(path))
    return {
        "path": str(path),
        "exists": True,
        "bytes": size,
        "platform": versions.get(shape, shape),
        "resources": dict(sorted(counts.items())),
    }


def database_files(path: Path) -> List[Path]:
    """Return the existing files of a database: SQLite keeps two more beside it."""
    return [one for one in (path, Path(f"{path}-wal"), Path(f"{path}-shm")) if one.exists()]
