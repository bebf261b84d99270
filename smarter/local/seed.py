"""What a platform holds before anybody applied anything: an account, an administrator, and what else is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence

from smarter.local.store import Record

if TYPE_CHECKING:
    from smarter.local.platform import Platform


@dataclass(frozen=True)
class Seed:
    """One resource to begin with: its manifest as kept (complete, secrets in clear), its number and times
    where they matter.

    `name` is the name it is looked up by, where that is not the manifest's own. Without an owner it is the
    administrator's.
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


def plant(platform: Platform, seeds: Sequence[Seed]) -> None:
    """Put seeds into a platform's store, as if they had always been there."""
    now = platform.clock()
    with platform.store.write():
        for seed in seeds:
            model = platform.kinds[seed.kind].model
            number = platform.store.next_id(model, seed.id)
            name = seed.name or seed.manifest["metadata"]["name"]
            created = now if seed.created is None else seed.created
            modified = created if seed.modified is None else seed.modified
            owner = seed.owner or platform.administrator
            record = Record(
                seed.kind,
                name,
                owner,
                number,
                seed.manifest,
                created,
                modified,
                {},
                0.0,
                dict(seed.extra),
            )
            platform.store.put(record)
