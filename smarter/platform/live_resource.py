"""Live resources: responses of `describe`, or file objects, as plain data."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from smarter.kinds import Kind
from smarter.kinds.names import OURS
from smarter.kinds.paths import get
from smarter.kinds.wire import unknown_fields

# Seconds after an update in which a read may still show the state before it (the platform's cache, and a margin).
STALE_SECONDS = 75.0

_EMPTY: Tuple[Any, ...] = (None, [], {}, "")

# The platform adds this to the id of a row in `status.recordLocator`.
_FIRST_ROW = 1_000_000


class DataRow(NamedTuple):
    """The data row in a plugin's apply response: the plugin's id, the row's owner."""

    id: int
    owner: int


@dataclass(frozen=True)
class LiveResource:
    """One resource as read: `metadata` and `spec`, and our annotations in `marks`."""

    kind: Kind
    name: str
    manifest: Mapping[str, Any] = field(repr=False)  # connections come back with passwords in clear
    status: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict, repr=False)
    created: Optional[datetime] = None
    modified: Optional[datetime] = None
    read_at: Optional[datetime] = None
    id: Optional[str] = None
    # ids of older uploads under the same name, left by an upload that was cut off
    superseded: Tuple[str, ...] = ()
    # why the platform could not take its content
    problem: Optional[str] = None

    @property
    def identity(self) -> Tuple[str, str]:
        """Canonical kind and name."""
        return self.kind.canonical, self.name

    @property
    def row_id(self) -> Optional[int]:
        """The database row's id, from `status.recordLocator`; None if it tells none."""
        locator = re.search(r"-r([A-Za-z0-9+/_-]{1,200})x\Z", str(self.status.get("recordLocator") or ""))
        if locator is None:
            return None
        encoded = locator.group(1) + "=" * (-len(locator.group(1)) % 4)
        try:
            return int(base64.b64decode(encoded)) - _FIRST_ROW
        except ValueError:
            return None

    def unknown_fields(self) -> List[str]:
        """Return the set fields of the spec that are unknown to the kind's schema."""
        schema, spec = self.kind.schema, {"spec": self.manifest.get("spec") or {}}
        paths = [path for path in unknown_fields(spec, schema, schema) if get(spec, path) not in _EMPTY]
        return [".".join(map(str, path)) for path in paths]

    @property
    def settled(self) -> bool:
        """True if the last change is older than the read cache: the spec is the truth."""
        if self.modified is None or self.read_at is None:
            return True
        return self.read_at - self.modified > timedelta(seconds=STALE_SECONDS)


def split_annotations(annotations: Any) -> Tuple[List[Dict[str, Any]], Dict[str, str]]:
    """Split annotations (map or list of maps) into the user's and prefixless ours."""
    if isinstance(annotations, Mapping):
        annotations = [{key: value} for key, value in annotations.items()]
    theirs: List[Dict[str, Any]] = []
    ours: Dict[str, str] = {}
    for entry in annotations if isinstance(annotations, list) else []:
        if not isinstance(entry, dict):
            continue
        for key, value in entry.items():
            if str(key).lower().startswith(OURS):
                ours[str(key)[len(OURS) :]] = str(value)
            else:
                theirs.append({key: value})
    return theirs, ours


def user_annotations(manifest: Mapping[str, Any]) -> Iterator[Tuple[str, Any]]:
    """Yield the user's annotations of a manifest, with keys in lower case."""
    theirs, _ = split_annotations((manifest.get("metadata") or {}).get("annotations"))
    for entry in theirs:
        for key, value in entry.items():
            yield str(key).lower(), value


def with_marks(manifest: Mapping[str, Any], marks: Mapping[str, str]) -> Dict[str, Any]:
    """Return `manifest` with our annotations behind the user's own."""
    metadata = dict(manifest.get("metadata") or {})
    theirs, _ = split_annotations(metadata.get("annotations"))
    metadata["annotations"] = [*theirs, *({OURS + key: value} for key, value in sorted(marks.items()))]
    return {**manifest, "metadata": metadata}


def kept_metadata(name: Any, rest: Mapping[str, Any]) -> Tuple[Dict[str, Any], Dict[str, str]]:
    """Return a file manifest's metadata from the stored fields, and our annotations."""
    theirs, ours = split_annotations(rest.get("annotations"))
    given = {key: rest.get(key) for key in ("description", "version")}
    tags = rest.get("tags")
    return {
        "name": name,
        **given,
        "tags": tags if isinstance(tags, list) else [],
        "annotations": theirs,
    }, ours


def from_describe(kind: Kind, name: str, data: Mapping[str, Any], date: Optional[str]) -> LiveResource:
    """Make the live resource from a `describe`'s `data` and Date header."""
    metadata = dict(data.get("metadata") or {})
    theirs, ours = split_annotations(metadata.get("annotations"))
    metadata["annotations"] = theirs
    status = data.get("status") or {}
    return LiveResource(
        kind=kind,
        name=str(metadata.get("name") or name),
        manifest={"metadata": metadata, "spec": data.get("spec") or {}},
        status=status,
        marks=ours,
        created=parse_time(status.get("created")),
        modified=parse_time(status.get("modified")),
        read_at=parse_date(date),
    )


def parse_time(text: Any) -> Optional[datetime]:
    """Parse an ISO 8601 time of the platform; None if it is invalid."""
    try:
        when = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)


def parse_date(header: Optional[str]) -> datetime:
    """Parse a Date header; return this machine's time if it is invalid."""
    try:
        when = parsedate_to_datetime(header or "")
    except (TypeError, ValueError, IndexError):
        return datetime.now(timezone.utc)
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)


def parse_seconds(seconds: Any) -> Optional[datetime]:
    """Parse seconds since 1970, as from the files API; None if invalid."""
    try:
        return datetime.fromtimestamp(float(seconds), timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
