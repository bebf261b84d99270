"""Initial resources of a platform: an account and an administrator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence

from smarter.local.contract.kinds import LocalKind
from smarter.local.store import Record, Store


@dataclass(frozen=True)
class Seed:
    """One initial resource, with its number and times if they matter.

    The manifest is complete, its secrets in clear. `name` is the name to look it up by, if that is not the manifest's.
    Without an owner it is the administrator's.
    """

    kind: str
    manifest: Dict[str, Any]
    name: Optional[str] = None
    owner: Optional[str] = None
    id: Optional[int] = None
    created: Optional[float] = None
    modified: Optional[float] = None
    extra: Dict[str, Any] = field(default_factory=dict)


def _manifest(
    kind: str, name: str, spec: Dict[str, Any], description: str, **metadata: Any
) -> Dict[str, Any]:
    return {
        "apiVersion": "smarter.sh/v1",
        "kind": kind,
        "metadata": {
            "name": name,
            "description": description,
            "version": "1.0.0",
            "tags": [],
            "annotations": [],
            **metadata,
        },
        "spec": spec,
    }


ACCOUNT_NUMBER = "1000-0000-0001"
DEFAULT: List[Seed] = [
    Seed(
        "Account",
        _manifest(
            "Account",
            "embedded_platform",
            {
                "config": {
                    "companyName": "Embedded platform",
                    **dict.fromkeys(("phoneNumber", "address1", "address2", "city", "state", "postalCode")),
                    "country": "US",
                    "language": "en-US",
                    "timezone": "America/New_York",
                    "currency": "USD",
                }
            },
            "The account of this embedded platform",
            accountNumber=ACCOUNT_NUMBER,
        ),
        owner=ACCOUNT_NUMBER,
        extra={"isDefaultAccount": True},
    ),
    Seed(
        "User",
        _manifest(
            "User",
            "admin",
            {
                "config": {
                    "firstName": None,
                    "lastName": None,
                    "email": "admin@example.com",
                    "isStaff": True,
                    "isActive": True,
                }
            },
            "no description",
            username="admin",
        ),
        extra={"isSuperuser": True},
    ),
]


def plant(
    store: Store, kinds: Mapping[str, LocalKind], seeds: Sequence[Seed], administrator: str, now: float
) -> None:
    """Store seeds as if they had always existed; `now` is in epoch seconds."""
    with store.write():
        for seed in seeds:
            number = store.next_id(kinds[seed.kind].model, seed.id)
            created = now if seed.created is None else seed.created
            modified = created if seed.modified is None else seed.modified
            name, owner = seed.name or seed.manifest["metadata"]["name"], seed.owner or administrator
            store.put(
                Record(seed.kind, name, owner, number, seed.manifest, created, modified, extra=seed.extra)
            )
