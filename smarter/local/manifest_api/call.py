"""One request to the manifest API: caller, verb, kind and name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterator, Optional, Tuple

from smarter.local.base_platform import BasePlatform
from smarter.local.contract.fields import Invalid
from smarter.local.contract.kinds import LocalKind, Reference
from smarter.local.http.messages import Request
from smarter.local.manifest_api.envelopes import Refusal, no_broker
from smarter.local.manifest_api.ingest import names_at, read_manifest
from smarter.local.manifest_api.plugin_rows import is_unreadable
from smarter.local.store import Record

# Seconds for which the platform's cache shows an earlier read.
CACHE = 60.0


@dataclass
class Call:
    """A verb on a kind.

    `thing` is the kind's name on the wire, `name` the raw name of the query, `posted` the data of the body.
    """

    platform: BasePlatform
    request: Request
    verb: str
    kind: LocalKind
    thing: str
    caller: str
    name: str = ""
    posted: Any = None

    @property
    def now(self) -> float:
        """The platform's time, epoch seconds."""
        return self.platform.clock()

    def sees(self, record: Record) -> bool:
        """Tell whether the caller may see a record.

        Callers see their own, the administrator's, and shared ones.
        """
        return self.platform.kind_of(record).shared or record.owner in (
            self.caller,
            self.platform.administrator,
        )

    def find(self, name: Optional[str] = None, kind: Optional[str] = None) -> Optional[Record]:
        """Return the resource of a name, in any case: the caller's own first."""
        store = self.platform.store
        kind, name = kind or self.kind.name, self.name if name is None else name
        if self.platform.kinds[kind].shared:
            found = store.get(kind, name)
            return found or (self._account_numbered(name) if kind == "Account" else None)
        found = store.get(kind, name, self.caller) or store.get(kind, name, self.platform.administrator)
        if found is None and self.platform.write_faults and self.platform.kinds[kind].has_data_row:
            found = store.get(kind, name)
        return found

    def _account_numbered(self, number: str) -> Optional[Record]:
        """Return the account of a number, as newer platforms' lists show no name."""
        accounts = self.platform.store.all("Account") if self.platform.spoken.newer else []
        # A number is folded as names are.
        numbered = {one.manifest["metadata"]["accountNumber"].replace("-", "_"): one for one in accounts}
        return numbered.get(number.replace("-", "_"))

    def references_to(self, record: Record) -> Iterator[Tuple[Record, Reference]]:
        """Yield each resource that names a record, with the field that does."""
        for kind in self.platform.kinds.values():
            references = [one for one in kind.references if record.kind in one.kinds]
            for other in self.platform.store.all(kind.name) if references else ():
                for one in references:
                    if record.name in names_at(other.manifest, one.path):
                        yield other, one

    # The answers for a missing resource differ by kind and verb, and for a minute after a delete, while the platform's
    # cache still has it. Which one comes is recorded, and held by tests/local/conformance.
    def resolve(self) -> Record:
        """Return the resource of the request, or raise the kind's refusal."""
        record = self.find() if self.kind.found_by_name else None
        if record is not None and self.kind.has_data_row and is_unreadable(record):
            raise no_broker(self.thing, for_manifest=self.verb == "describe")
        if record is not None:
            if self.verb in self.kind.refused:
                raise self.refuse(self.kind.refused[self.verb], "is refused by the platform")
            return record
        by_body = not self.name and self.posted_manifest() is not None
        if self.verb in self.kind.gone and (by_body or self.just_deleted()):
            raise self.refuse(self.kind.gone[self.verb], "not ready: it was deleted")
        if self.verb in self.kind.missing:
            answer = self.kind.missing[self.verb]
            if self.platform.spoken.newer and answer[0] != 501:
                raise Refusal(*answer, f"{self.thing} {self.name} not found")
            raise self.refuse(answer, "not found")
        raise no_broker(self.thing, for_manifest=self.verb == "describe")

    def posted_manifest(self) -> Optional[Dict[str, Any]]:
        """Return the body as a manifest of the kind, None if it is not valid."""
        if not isinstance(self.posted, dict):
            return None
        try:
            return read_manifest(self.kind, self.posted)
        except Invalid:
            return None

    def refuse(self, answer: tuple[int, str], why: str) -> Refusal:
        """Return a refusal with its sentence."""
        if answer[0] == 501:
            return Refusal(*answer, f"{self.verb} not implemented")
        return Refusal(*answer, f"Failed to {self.verb} {self.thing} {self.name}: {why}")

    def just_deleted(self) -> bool:
        """Tell whether the cache still knows the deleted resource of this name."""
        return self.platform.store.is_deletion_recent(self.kind.name, self.name, self.caller, self.now)
