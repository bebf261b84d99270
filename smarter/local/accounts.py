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
    account = current_account(store)
    return {
        "user": user_row(store.get("User", caller), caller),
        "account": account_row(account) if account else {},
        "environment": "local",
    }


def user_row(record: Optional[Record], name: str) -> Dict[str, Any]:
    """Return a user as the API shows it; a name without a record has no rights."""
    config = get(record.manifest, ("spec", "config")) if record else {}
    return {
        "id": record.id if record else 0,
        "username": name,
        **{key: config.get(key) or "" for key in ("firstName", "lastName", "email")},
        "isStaff": bool(config.get("isStaff")),
        "isSuperuser": bool(record and record.extra.get("isSuperuser")),
    }


def account_row(record: Record) -> Dict[str, Any]:
    """Return an account as the API shows it."""
    return {
        **columns_of(record),
        "accountNumber": record.manifest["metadata"]["accountNumber"],
        "isDefaultAccount": bool(record.extra.get("isDefaultAccount")),
        **record.manifest["spec"]["config"],
        "isActive": True,
    }
