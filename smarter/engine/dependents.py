"""Dependents of a resource: its users, and those deleted with it (cascade).

`describe`, `delete`, `prune`, `adopt` and replacements all ask here. Known are the resources of kinds that the platform
can list, and the members of the resource's apply set; of other kinds there may be more, which `unseen` says.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from smarter._text import enumerate_words
from smarter.engine.concurrency import PARALLELISM, map_concurrently
from smarter.engine.desired import Identity, label
from smarter.engine.graph.references import hides_references, reference_fields, refers_to
from smarter.engine.sets.apply_sets import MARK, some
from smarter.engine.sets.reader import read_set
from smarter.errors import SmarterError
from smarter.kinds import DIALECTS, Kind
from smarter.kinds.names import normalize_key
from smarter.platform import LiveResource, Platform
from smarter.platform.response_reader import served_dependents


class CascadeEffect(NamedTuple):
    """Effects of a delete on other resources.

    Attributes:
        known: resources that the platform deletes along.
        documents: names of the documents without a resource that it deletes along.
        unseen: kinds that may have more of them.
        users: resources that stay, and refer to the deleted one, as KIND/NAME.
        refused: the platform does not delete what is in use.
    """

    known: Sequence[LiveResource] = ()
    documents: Sequence[str] = ()
    unseen: Sequence[Kind] = ()
    users: Sequence[str] = ()
    refused: bool = False

    def notes(self) -> Tuple[str, ...]:
        """Return a sentence for each effect, as plans show it."""
        notes = [f"the platform deletes {label(live.identity)} with it" for live in self.known]
        if self.documents:
            count = "a document" if len(self.documents) == 1 else f"{len(self.documents)} documents"
            names = some(self.documents)
            notes.append(f"the platform deletes with it {count} that no manifest describes: {names}")
        if self.unseen:
            kinds = enumerate_words([kind.plural for kind in self.unseen], "and")
            notes.append(f"the platform deletes with it the {kinds} that refer to it, and cannot list them")
        if self.users:
            refer = "refers" if len(self.users) == 1 else "refer"
            effect = ", and the platform does not delete what is in use" if self.refused else ""
            notes.append(f"{some(sorted(self.users))} {refer} to it{effect}")
        return tuple(notes)


class Users(NamedTuple):
    """Users of a resource: the `known` ones, and the kinds with possible others."""

    known: List[LiveResource]
    unseen: List[Kind]


class Dependents:
    """Users of resources. Each resource is read once, when it is first needed."""

    def __init__(self, platform: Platform, parallelism: int = PARALLELISM) -> None:
        self.platform = platform
        self.dialect = platform.dialect().name
        self.parallelism = parallelism
        self._list = lru_cache(maxsize=None)(platform.list)
        self._read_set = lru_cache(maxsize=None)(partial(read_set, platform))
        self._read: Dict[Identity, Optional[LiveResource]] = {}

    def users(self, target: LiveResource, *, cascading: bool = False) -> List[LiveResource]:
        """Return the known resources that refer to `target`.

        With `cascading` only those that the platform deletes along with it.
        """
        found = {
            live.identity: live
            for kind in referring_kinds(self.platform, target.kind, cascading=cascading)
            for live in self._candidates(kind, target)
            if refers_to(live, target.kind, target.name, cascading=cascading)
        }
        return list(found.values())

    def users_and_unseen(self, target: LiveResource) -> Users:
        """Return the known users of `target`, and the kinds with possible others.

        A kind whose resources cannot be read is one of these; the error is not raised.
        """
        known: Dict[Identity, LiveResource] = {}
        unseen: List[Kind] = []
        for kind in referring_kinds(self.platform, target.kind):
            try:
                candidates = self._candidates(kind, target)
            except SmarterError:
                unseen.append(kind)
                continue
            users = [live for live in candidates if refers_to(live, target.kind, target.name)]
            known.update((live.identity, live) for live in users)
            rest = [live for live in candidates if live.identity not in known]
            if not kind.is_listable(self.dialect) or any(
                hides_references(live, target.kind) for live in rest
            ):
                unseen.append(kind)
        return Users(list(known.values()), unseen)

    def named_users(self, target: LiveResource) -> Tuple[List[Identity], List[Kind]]:
        """Return the resources that refer to `target`, and the kinds that may have more.

        Newer platforms list it in the status of the resource, as far as the key may see it.
        """
        served = served_dependents(target.status)
        if served is None:
            known, unseen = self.users_and_unseen(target)
            return [live.identity for live in known], unseen
        kinds = [self.platform.kinds.find(word) for word, _ in served]
        return [(kind.canonical if kind else word, name) for kind, (word, name) in zip(kinds, served)], []

    def _candidates(self, kind: Kind, target: LiveResource) -> List[LiveResource]:
        find = self._listed_users if kind.is_listable(self.dialect) else self._of_set
        return find(kind, target)

    # A platform may hold 10,000 resources, and each read is a request. So only those are read whose row in the list may
    # refer to the target. Held by tests/acceptance/test_many_resources.py.
    def _listed_users(self, kind: Kind, target: LiveResource) -> List[LiveResource]:
        rows = (row for row in self._list(kind).rows if row.get("name") and _row_may_refer(row, kind, target))
        return self._read_all(kind, [(kind.canonical, str(row["name"])) for row in rows])

    def _of_set(self, kind: Kind, target: LiveResource) -> List[LiveResource]:
        name = target.marks.get(MARK)
        members = sorted(self._read_set(name).members) if name is not None else ()
        return self._read_all(kind, [each for each in members if each[0] == kind.canonical])

    def _read_all(self, kind: Kind, wanted: List[Identity]) -> List[LiveResource]:
        new = [each for each in wanted if each not in self._read]
        found = map_concurrently(lambda each: self.platform.read(kind, each[1]), new, self.parallelism)
        self._read.update(zip(new, found))
        return [live for live in map(self._read.get, wanted) if live is not None]


def _row_may_refer(row: Mapping[str, Any], kind: Kind, target: LiveResource) -> bool:
    """Tell whether the resource in a row of a list may refer to `target`."""
    wanted = normalize_key(target.name)
    for field in reference_fields(kind, target.kind):
        key = field.path[-1]
        shown = row.get(key)
        if field.in_list or key not in row or not isinstance(shown, (str, list, type(None))):
            return True
        names = shown if isinstance(shown, list) else [shown]
        if any(normalize_key(str(name)) == wanted for name in names if name):
            return True
    return False


def referring_kinds(platform: Platform, target: Kind, *, cascading: bool = False) -> List[Kind]:
    """Return the served kinds able to refer to `target`, each canonical kind once.

    With `cascading` only those that the platform deletes along with it.
    """
    dialect = platform.dialect()
    found: Dict[str, Kind] = {}
    for kind in platform.kinds.all():
        fields = reference_fields(kind, target)
        is_part = kind.served == "files"
        if cascading:
            fields = [field for field in fields if field.schema.get("x-smarter-cascade")]
            wanted = is_part or not dialect.keeps_dependents
        else:
            wanted = not is_part
        if fields and wanted and (is_part or kind.verb("describe", dialect.name) != "no"):
            found.setdefault(kind.canonical, kind)
    return list(found.values())


def cascading_kinds(platform: Platform, target: Kind) -> List[Kind]:
    """Return the kinds deleted along with one of `target`, directly or indirectly."""
    found: Dict[str, Kind] = {}
    waiting = [target]
    while waiting:
        for kind in referring_kinds(platform, waiting.pop(), cascading=True):
            if kind.canonical not in found:
                found[kind.canonical] = kind
                waiting.append(kind)
    return list(found.values())


# With a Secret or a User the platform silently deletes the resources that refer to it, and the users of these: a Secret
# took its ApiConnection and the ApiPlugin behind it. So the whole chain is looked up before a delete is
# planned, each resource under the first that takes it along. Newer platforms keep the users of a resource, but
# the documents of a vectorstore are parts of it.
# Held by tests/platform/test_traps.py, tests/engine/sets/test_apply_sets.py, tests/acceptance/test_document_folders.py.
def cascade_effects(
    dependents: Dependents, to_delete: Mapping[Identity, LiveResource], excluded: Iterable[Identity] = ()
) -> Dict[Identity, CascadeEffect]:
    """Find the resources deleted along with each of `to_delete`, also indirectly.

    `excluded` are resources that will no longer refer to them.
    """
    refused = DIALECTS[dependents.dialect].keeps_dependents
    seen = {*to_delete, *excluded}
    leaving = {kind for kind, _ in to_delete}
    effects: Dict[Identity, CascadeEffect] = {}
    for identity in sorted(to_delete):
        known: List[LiveResource] = []
        waiting = [to_delete[identity]]
        while waiting:
            for live in dependents.users(waiting.pop(), cascading=True):
                if live.identity not in seen:
                    seen.add(live.identity)
                    known.append(live)
                    waiting.append(live)
        kinds = cascading_kinds(dependents.platform, to_delete[identity].kind)
        unseen = [k for k in kinds if k.canonical not in leaving and not k.is_listable(dependents.dialect)]
        documents = [
            name
            for live in (to_delete[identity], *known)
            if any(
                kind.served == "files"
                for kind in referring_kinds(dependents.platform, live.kind, cascading=True)
            )
            for name in dependents.platform.other_documents(live.name)
        ]
        effects[identity] = CascadeEffect(known, documents, unseen, refused=refused)
    return effects


# Held by tests/acceptance/test_delete_in_use.py.
def effects_with_users(
    dependents: Dependents, to_delete: Mapping[Identity, LiveResource], others: Iterable[Identity] = ()
) -> Dict[Identity, CascadeEffect]:
    """Find the cascade effects, and the remaining users of each of `to_delete`.

    `others` are deleted as well.
    """
    return add_users(dependents, to_delete, cascade_effects(dependents, to_delete, others), others)


def add_users(
    dependents: Dependents,
    to_delete: Mapping[Identity, LiveResource],
    effects: Mapping[Identity, CascadeEffect],
    others: Iterable[Identity] = (),
) -> Dict[Identity, CascadeEffect]:
    """Add to the effects the resources that stay and refer to one of `to_delete`.

    `others` do not refer to them any more, or are deleted as well.
    """
    leaving = {*to_delete, *others, *(live.identity for effect in effects.values() for live in effect.known)}
    return {
        identity: effect._replace(
            users=[
                label(user) for user in dependents.named_users(to_delete[identity])[0] if user not in leaving
            ]
        )
        for identity, effect in effects.items()
    }
