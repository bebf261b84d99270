"""The embedded platform: one synchronous `handle(request) -> answer` over a SQLite file."""

from __future__ import annotations

import errno
import hmac
import importlib
import random
import sqlite3
import time
from collections import deque
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any, Callable, Deque, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from smarter.kinds.dialects import find_dialect
from smarter.local import seed, switches
from smarter.local.accounts import current_account
from smarter.local.contract.dialects import BY_NAME, generic_kind
from smarter.local.contract.kinds import LocalKind
from smarter.local.http.messages import Body, Headers, Reply, Request, Route, html_reply, json_reply
from smarter.local.manifest_api import plugin_rows
from smarter.local.store import Record, Store

# Modules that answer requests; each has `ROUTES`, and may have `SCHEMA`, the tables it keeps, and `migrate`, which
# brings up to date what an older version kept. The first route that matches answers.
ROUTE_MODULES: Tuple[str, ...] = (
    "smarter.local.manifest_api.routes",
    "smarter.local.openai_api.files",
    "smarter.local.prompt_api",
    "smarter.local.openai_api.models",
    "smarter.local.openai_api.chat",
    "smarter.local.openai_api.responses",
    "smarter.local.openai_api.fine_tuning",
    "smarter.local.admin_api",
    "smarter.local.page",
    "smarter.local.not_implemented",
)

# The hosts that the real platform knows when it runs on a developer's machine.
KNOWN_HOSTS = ("localhost", "api.localhost")


class Platform:
    """A Smarter platform in this process.

    `path` is the SQLite file (":memory:" keeps nothing), `dialect` a dialect or a version (`P14`,
    `0.36`), `clock` gives epoch seconds. With `api_key` a request must carry it; without one every request is
    the administrator's. `dial` says whether an SqlConnection is tried before it is kept (a callable decides,
    given `spec.connection`).
    `seeds` are what a new store begins with. `strict_faithful` removes what makes this platform more usable
    than the real one (`docs/local-platform.md` lists it).

    With `write_faults` (by default as `strict_faithful`) writes go wrong as they do on 0.14: plugins overwrite one
    another once their ids have come apart, refused applies leave half a resource, users of one account overwrite each
    other's resources. `shuffle` seeds the order in which plugins created at the same time get their second rows; a
    test that needs one order replaces `between_rows`, or parts the ids with `use_up_ids`. With `default_switches` the
    platform answers as its own set-up leaves it: 404 as JSON to those who accept it, 500 for a bad key.
    """

    def __init__(
        self,
        path: Union[str, Path] = ":memory:",
        dialect: str = "P14",
        strict_faithful: bool = False,
        dial: Union[bool, Callable[[Mapping[str, Any]], bool]] = False,
        clock: Callable[[], float] = time.time,
        api_key: Optional[str] = None,
        model: Any = None,
        seeds: Sequence[seed.Seed] = seed.DEFAULT,
        administrator: str = "admin",
        write_faults: Optional[bool] = None,
        default_switches: bool = False,
        shuffle: int = 0,
    ) -> None:
        found = find_dialect(dialect)
        if found is None:
            raise ValueError(
                f"unknown dialect {dialect!r}: a version such as 0.36, or one of {', '.join(BY_NAME)}"
            )
        self.dialect = found.name
        self.spoken = BY_NAME[found.name]
        self.kinds: Dict[str, LocalKind] = self.spoken.kinds
        self.schemas: Dict[str, Dict[str, Any]] = {}
        self.strict_faithful = strict_faithful
        self.write_faults = strict_faithful if write_faults is None else write_faults
        self.default_switches = default_switches
        self.between_rows: Callable[[], None] = self._wait_a_moment
        self._shuffle = random.Random(shuffle)
        self.dial = dial or strict_faithful
        self.clock = clock
        self.model = model
        self.faults: Any = None
        self.administrator = administrator
        self.domain = "api.localhost"
        self.recent: Deque[Dict[str, Any]] = deque(maxlen=50)
        self.keys: Dict[str, str] = {api_key: administrator} if api_key else {}
        self.store = Store(path)
        kept_as = self.store.fact("shape", self.spoken.shape)
        if kept_as != self.spoken.shape:
            self.store.close()
            why = f"keeps resources as {kept_as} has them, which {dialect} does not understand; use another file"
            raise OSError(errno.EINVAL, why, str(path))
        self._routes: List[Route] = []
        for name in ROUTE_MODULES:
            module = importlib.import_module(name)
            self._routes.extend(module.ROUTES)
            if hasattr(module, "SCHEMA"):
                self.store.create(module.SCHEMA)
            if hasattr(module, "migrate"):
                module.migrate(self.store)
        with self.store.write():
            if not self.store.all():
                seed.plant(self, seeds)

    def handle(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: Union[bytes, Iterable[bytes]] = b"",
    ) -> Tuple[int, Headers, Body]:
        """Answer one request; safe to call from several threads.

        `target` is the path with its query. Either body is bytes, or an iterator over pieces of them: an upload is
        taken as it comes.
        """
        request = Request.parse(method, target, headers, body)
        began = time.perf_counter()
        if self.faults is not None:
            reply = self.faults.around(self, request, lambda: self.answer(request))
        else:
            reply = self.answer(request)
        self.recent.append(
            {
                "at": self.clock(),
                "method": request.method,
                "path": request.path,
                "status": reply.status,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
        )
        date = formatdate(self.clock(), usegmt=True)
        return reply.status, [*reply.headers, ("Date", date)], reply.body

    def kind_of(self, record: Record) -> LocalKind:
        """What the platform knows of a record's kind."""
        return self.kinds.get(record.kind) or generic_kind(record.kind)

    def add_kind(self, name: str, schema: Optional[Dict[str, Any]] = None) -> None:
        """Serve one more kind, which keeps any spec as it is. `schema` is what json-schema answers for it."""
        self.kinds = {**self.kinds, name: generic_kind(name)}
        self.spoken = replace(self.spoken, kinds=self.kinds)
        if schema is not None:
            self.schemas[name] = schema

    @property
    def account_number(self) -> str:
        """The number of the account that everybody is in."""
        account = current_account(self)
        return str(account.manifest["metadata"]["accountNumber"]) if account else ""

    def answer(self, request: Request) -> Reply:
        """The reply of the first route that matches, or the framework's page for none."""
        if self.default_switches:
            return switches.answer(self, request, self._route)
        return self._route(request)

    def _route(self, request: Request) -> Reply:
        if self.strict_faithful and request.headers.get("host", "").partition(":")[0] not in KNOWN_HOSTS:
            return html_reply(400, "Bad Request")
        for method, pattern, view in self._routes:
            if method in ("*", request.method) and pattern.fullmatch(request.path):
                try:
                    return view(self, request)
                except RecursionError:
                    return json_reply(400, {"detail": "JSON parse error - nested too deep"})
                # Another process holds the file, or the disk is full.
                except sqlite3.OperationalError as error:
                    return json_reply(503, {"error": f"the embedded platform's database: {error}"})
        return html_reply(404, "Not Found")

    def caller(self, request: Request, schemes: Sequence[str] = ("token",)) -> Optional[str]:
        """Who asks: a username, or None where the key is missing, unknown or under another scheme than `schemes`."""
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
        """Whether the request carries the key, as `Bearer` or `Token`: what is not the manifest API takes both."""
        return self.caller(request, ("token", "bearer")) is not None

    def resource(self, kind: str, name: str) -> Optional[Dict[str, Any]]:
        """The manifest of a resource as kept (canonical kind; complete; secrets in clear), or None."""
        record = self.store.get(kind, name)
        return record.manifest if record else None

    def resource_by_id(self, kind: str, number: int) -> Optional[Dict[str, Any]]:
        """The manifest of the resource of that kind with that number, as kept, or None."""
        record = self.store.by_id(kind, number)
        return record.manifest if record else None

    def resources(self, kind: Optional[str] = None) -> List[Record]:
        """All resources, or those of a canonical kind, with their numbers and times."""
        return self.store.all(kind)

    def use_up_ids(self, plugins: int = 0, data: int = 0) -> None:
        """Use up ids of plugins and of their data rows, as failed creations by somebody else do."""
        for _ in range(plugins):
            plugin_rows.next_id(self.store, in_step=False)
        for _ in range(data):
            plugin_rows.next_data_id(self.store)

    def _wait_a_moment(self) -> None:
        """Let other requests come in between the two rows of a new plugin: up to 10 ms, in an order by the seed."""
        time.sleep(self._shuffle.uniform(0, 0.01))

    def close(self) -> None:
        """Close the file."""
        self.store.close()
