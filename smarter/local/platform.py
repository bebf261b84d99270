"""The embedded platform: `handle(request) -> reply` over a SQLite file."""

from __future__ import annotations

import sqlite3
import time
from email.utils import formatdate
from typing import Iterable, Mapping, Sequence, Tuple, Union

from smarter.local import admin_api, not_implemented, prompt_api, switches
from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import (
    LARGEST_BODY,
    Body,
    BodyTooLarge,
    Headers,
    Reply,
    Request,
    html_reply,
    json_reply,
)
from smarter.local.manifest_api import routes as manifest_routes
from smarter.local.openai_api import chat, file_store, files, fine_tuning, models, responses
from smarter.local.prompting import conversations
from smarter.local.prompting import guardrails as guarding
from smarter.local.rest_api import (
    document_store,
    external_services,
    guardrails,
    history,
    journal,
    lists,
    proxies,
    vectorstores,
)
from smarter.local.web import openapi, page

# The routes that are described: a heading, whether newer platforms alone have them, and the table.
_DESCRIBED: Sequence[Tuple[str, bool, Sequence[Route]]] = (
    ("Files", False, files.ROUTES),
    ("Prompts", False, prompt_api.ROUTES),
    ("Models", False, models.ROUTES),
    ("Models", False, chat.ROUTES),
    ("Models", False, responses.ROUTES),
    ("Fine-tuning", False, fine_tuning.ROUTES),
    ("Vectorstores", True, vectorstores.ROUTES),
    ("Lists", True, guardrails.ROUTES),
    ("Servers", True, external_services.ROUTES),
    ("History", True, history.ROUTES),
    ("History", True, journal.ROUTES),
    ("Lists", True, lists.ROUTES),
    ("Models", True, proxies.ROUTES),
    ("Page", False, page.ROUTES),
)
# The first route that matches replies.
ROUTES: Sequence[Route] = (
    *manifest_routes.ROUTES,
    *(route for _, _, table in _DESCRIBED for route in table),
    *admin_api.ROUTES,
    *openapi.routes(_DESCRIBED),
    *not_implemented.ROUTES,
)

# The modules with tables besides those of resources.
_STORING = (file_store, conversations, guarding, models, responses, chat, fine_tuning, document_store)

# The hosts that the real platform knows when it runs on a developer's machine.
KNOWN_HOSTS = ("localhost", "api.localhost")


class Platform(BasePlatform):
    """A Smarter platform in this process.

    `path` is the SQLite file (":memory:" keeps nothing), `dialect` a dialect or a version (`P14`, `0.36`), `clock`
    returns epoch seconds. With `api_key` a request must carry it; without one every request is the administrator's.
    With `dial` the database of an SqlConnection must answer (a callable decides, given `spec.connection`). `seeds` are
    the resources of a new store. `strict_faithful` removes what makes this platform more usable than the real one
    (`docs/local-platform.md` lists it).

    With `write_faults` (by default as `strict_faithful`) writes go wrong as they do on 0.14: plugins overwrite one
    another once their ids have come apart, refused applies leave half a resource, users of one account overwrite each
    other's resources. `shuffle` seeds the order in which plugins created at the same time get their second rows; a
    test that needs one order replaces `between_rows`, or parts the ids with `use_up_ids`. With `default_switches` the
    platform answers as its own set-up leaves it: 404 as JSON to clients that accept it, 500 for a bad key.
    """

    def prepare(self) -> None:
        """Create the tables besides those of resources."""
        for module in _STORING:
            self.store.create(module.SCHEMA)
        file_store.migrate(self.store)

    def handle(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: Union[bytes, Iterable[bytes]] = b"",
    ) -> Tuple[int, Headers, Body]:
        """Return status, headers and body of the reply. Thread-safe.

        `target` is the path with its query. Either body is bytes, or an iterator over pieces of them, so that an
        upload is never whole in memory.
        """
        request = Request.parse(method, target, headers, body)
        began = time.perf_counter()
        try:
            if self.faults is not None:
                reply = self.faults.around(self, request, lambda: self.answer(request))
            else:
                reply = self.answer(request)
        except BodyTooLarge:
            limit = f"{LARGEST_BODY // 2**20} MB"
            reply = json_reply(413, {"detail": f"The request body is larger than {limit}."})
        reply = self.recent.add(request, reply, self.clock(), (time.perf_counter() - began) * 1000)
        date = formatdate(self.clock(), usegmt=True)
        return reply.status, [*reply.headers, ("Date", date)], reply.body

    def answer(self, request: Request) -> Reply:
        """Return the reply to a request, without the faults that are to be injected."""
        if self.default_switches:
            return switches.answer(self, request, self._route)
        return self._route(request)

    def _route(self, request: Request) -> Reply:
        """Return the reply of the first route that matches, or the framework's 404 page."""
        if self.strict_faithful and request.headers.get("host", "").partition(":")[0] not in KNOWN_HOSTS:
            return html_reply(400, "Bad Request")
        for method, pattern, view in ROUTES:
            match = pattern.fullmatch(request.path) if method in ("*", request.method) else None
            if match:
                try:
                    return view(self, request, *match.groups())
                except RecursionError:
                    return json_reply(400, {"detail": "JSON parse error - nested too deep"})
                # Another process holds the file, or the disk is full.
                except sqlite3.OperationalError as error:
                    return json_reply(503, {"error": f"the embedded platform's database: {error}"})
        return html_reply(404, "Not Found")
