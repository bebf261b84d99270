"""State that all routes share: store, kinds, clock, keys."""

from __future__ import annotations

import errno
import hmac
import random
import time
from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Pattern, Sequence, Tuple, Union

from smarter.kinds.dialects import find_dialect
from smarter.local.accounts import current_account
from smarter.local.contract.dialects import BY_NAME
from smarter.local.contract.kinds import LocalKind
from smarter.local.contract.newer_kinds import generic_kind
from smarter.local.http.messages import Reply, Request
from smarter.local.manifest_api import plugin_rows
from smarter.local.seed import DEFAULT, Seed, plant
from smarter.local.store import Record, Store
from smarter.local.web.request_log import RequestLog


class BasePlatform(ABC):
    """State of an embedded platform; `Platform` adds the routes."""

    def __init__(
        self,
        path: Union[str, Path] = ":memory:",
        dialect: str = "P14",
        strict_faithful: bool = False,
        dial: Union[bool, Callable[[Mapping[str, Any]], bool]] = False,
        clock: Callable[[], float] = time.time,
        api_key: Optional[str] = None,
        model: Any = None,
        seeds: Sequence[Seed] = DEFAULT,
        administrator: str = "admin",
        write_faults: Optional[bool] = None,
        default_switches: bool = False,
        shuffle: int = 0,
    ) -> None:
        found = find_dialect(dialect)
        if found is None:
            names = ", ".join(BY_NAME)
            raise ValueError(f"unknown dialect {dialect!r}: a version such as 0.36, or one of {names}")
        self.dialect = found.name
        self.spoken = BY_NAME[found.name]
        self.kinds: Dict[str, LocalKind] = self.spoken.kinds
        self.schemas: Dict[str, Dict[str, Any]] = {}
        self.strict_faithful = strict_faithful
        self.write_faults = strict_faithful if write_faults is None else write_faults
        self.default_switches = default_switches
        # Seconds that a document of a vectorstore takes to load, and a vectorstore to deploy.
        self.loading_seconds = 0.0
        self.between_rows: Callable[[], None] = self._wait_a_moment
        self._random = random.Random(shuffle)
        self.dial = dial or strict_faithful
        self.clock = clock
        self.model = model
        self.faults: Any = None
        self.administrator = administrator
        self.domain = "api.localhost"
        self.recent = RequestLog()
        self.keys: Dict[str, str] = {api_key: administrator} if api_key else {}
        self.store = Store(path)
        shape = self.store.fact("shape", self.spoken.shape)
        if shape != self.spoken.shape:
            self.store.close()
            why = f"holds resources of {shape}, which {dialect} cannot read; use another file"
            raise OSError(errno.EINVAL, why, str(path))
        self.prepare()
        with self.store.write():
            if not self.store.all():
                plant(self.store, self.kinds, seeds, administrator, clock())

    @abstractmethod
    def prepare(self) -> None:
        """Create the tables besides those of resources."""

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """Return the reply to a request, without the faults that are to be injected."""

    def kind_of(self, record: Record) -> LocalKind:
        """Return the kind of a record."""
        return self.kinds.get(record.kind) or generic_kind(record.kind)

    def add_kind(self, name: str, schema: Optional[Dict[str, Any]] = None) -> None:
        """Serve one more kind, which accepts any spec.

        `schema` is the response of json-schema for it.
        """
        self.kinds = {**self.kinds, name: generic_kind(name)}
        self.spoken = replace(self.spoken, kinds=self.kinds)
        if schema is not None:
            self.schemas[name] = schema

    @property
    def account_number(self) -> str:
        """The number of the only account; "" before one exists."""
        account = current_account(self.store)
        return str(account.manifest["metadata"]["accountNumber"]) if account else ""

    @property
    def profile(self) -> Dict[str, Any]:
        """The administrator's profile, as many answers show it."""
        user = self.resource("User", self.administrator)
        email = user["spec"]["config"].get("email") if user else None
        return {
            "user": {"username": self.administrator, "email": email},
            "account": {"accountNumber": self.account_number},
        }

    def caller(self, request: Request, schemes: Sequence[str] = ("token",)) -> Optional[str]:
        """Return the username of the caller, or None without a valid key.

        `schemes` are the accepted schemes of the Authorization header.
        """
        if not self.keys:
            return self.administrator
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in schemes:
            return None
        for known, username in self.keys.items():
            if hmac.compare_digest(known.encode(), key.strip().encode()):
                return username
        return None

    def authorized(self, request: Request) -> bool:
        """Tell whether the request has a valid key, as `Bearer` or `Token`.

        The manifest API takes `Token` only.
        """
        return self.caller(request, ("token", "bearer")) is not None

    def resource(self, kind: str, name: str) -> Optional[Dict[str, Any]]:
        """Return the stored manifest of a resource, or None.

        The manifest is complete, its kind canonical, its secrets in clear.
        """
        record = self.store.get(kind, name)
        return record.manifest if record else None

    def resources(self, kind: Optional[str] = None) -> List[Record]:
        """Return all resources, or those of one canonical kind."""
        return self.store.all(kind)

    def use_up_ids(self, plugins: int = 0, data: int = 0) -> None:
        """Use up ids of plugins and of data rows, as failed creations do."""
        for _ in range(plugins):
            plugin_rows.next_id(self.store, in_step=False)
        for _ in range(data):
            plugin_rows.next_data_id(self.store)

    def _wait_a_moment(self) -> None:
        """Sleep up to 10 ms, so that other requests run between a plugin's two rows."""
        time.sleep(self._random.uniform(0, 0.01))

    def close(self) -> None:
        """Close the file."""
        self.store.close()


# Replies to a request; called with the platform, the request, and each group of the route's pattern.
View = Callable[..., Reply]
# A route: the method ("*" for any), a compiled pattern that must match the whole path, and the view.
Route = Tuple[str, Pattern[str], View]
