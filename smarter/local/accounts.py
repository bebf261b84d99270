"""The platform's account and users."""

from __future__ import annotations

from typing import Any, Dict, Optional

from smarter.kinds.paths import get
from smarter.local.record_columns import columns_of
from smarter.local.store import Record, Store


def current_account(store: Store) -> Optional[Record]:
    """Return the newest account; as on the real platform, all users belong to it."""
    accounts = store.all("Account")
    return accounts[-1] if accounts else None


def whoami(store: Store, caller: str) -> Dict[str, Any]:
    """Return the caller as a user, the account, and the environment."""
    return {
        "user": _user(store.get("User", caller), caller),
        "account": _account(current_account(store)),
        "environment": "local",
    }


def _user(record: Optional[Record], caller: str) -> Dict[str, Any]:
    config = get(record.manifest, ("spec", "config")) if record else {}
    return {
        "id": record.id if record else 0,
        "username": caller,
        "firstName": config.get("firstName") or "",
        "lastName": config.get("lastName") or "",
        "email": config.get("email") or "",
        "isStaff": bool(config.get("isStaff")),
        "isSuperuser": bool(record and record.extra.get("isSuperuser")),
    }


def _account(record: Optional[Record]) -> Dict[str, Any]:
    if record is None:
        return {}
    return {
        **columns_of(record),
        "accountNumber": record.manifest["metadata"]["accountNumber"],
        "isDefaultAccount": bool(record.extra.get("isDefaultAccount")),
        **record.manifest["spec"]["config"],
        "isActive": True,
    }
