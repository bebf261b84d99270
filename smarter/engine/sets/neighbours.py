"""Manifests of the project outside of a set's paths: files may have moved."""

from __future__ import annotations

import os
from functools import cached_property
from typing import Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set

from smarter._defaults import API_VERSION
from smarter.engine.desired import Identity
from smarter.engine.sets.apply_sets import Inventory
from smarter.kinds import KindTable
from smarter.manifest import load
from smarter.manifest.project_file import find_project_file
from smarter.manifest.reading.limits import FILE_BYTES
from smarter.manifest.reading.sources import STDIN, SUFFIXES, inside, repository_top

_GROUP = API_VERSION.partition("/")[0].encode()
_FOREIGN = frozenset(("node_modules", "build", "vendor"))
_MOST_ENTRIES = 20_000  # files and folders that are looked at


class Move(NamedTuple):
    """A manifest elsewhere in the project that describes an orphan.

    Attributes:
        file: the manifest.
        set_name: the set whose folder that is, if known.
        last: the set that loses the orphan has no manifest left.
    """

    file: str
    set_name: Optional[str]
    last: bool = False


# A prune cannot see the commit, but it can see that the manifest is in another folder now. A folder that describes some
# of the set's own resources, too, is another environment or a copy of them, and says nothing about a move.
# Held by tests/acceptance/test_moved_manifests.py.
class Neighbours:
    """Finds manifests beside the given paths. Reads no file before it is asked."""

    def __init__(self, paths: Sequence[str], kinds: KindTable) -> None:
        self.kinds = kinds
        self.given = [os.path.realpath(path) for path in paths if path != STDIN and os.path.exists(path)]
        self._described: Dict[str, Set[Identity]] = {}

    def find_moves(
        self,
        orphans: Iterable[Identity],
        own: Set[Identity],
        other_sets: Callable[[], Sequence[Inventory]],
    ) -> Dict[Identity, Move]:
        """Find the orphans' manifests in folders without resources of `own` manifests."""
        wanted = {identity[1].encode("utf-8", "surrogatepass"): identity for identity in orphans}
        found: Dict[Identity, Move] = {}
        for file in self._files if wanted else ():
            folder = self._branch(file)
            # The platform folds names, nearly so: `My-Plugin` is `my_plugin`.
            text = b"" if folder is None else _read(file).lower().replace(b"-", b"_")
            if folder is None or not any(name in text for name in wanted):
                continue
            for identity in self._of(file) & set(wanted.values()):
                described = set().union(*(self._of(each) for each in self._files if inside(each, folder)))
                if not described & own:
                    set_name = _set_of(described - {identity}, other_sets())
                    found.setdefault(identity, Move(os.path.relpath(file), set_name, last=not own))
        return found

    def moved_here(self, identity: Identity, owner: Inventory) -> bool:
        """Tell whether the given paths alone describe a member of a set based elsewhere."""
        others = owner.members - {identity}
        elsewhere = False
        for file in self._files:
            described = self._of(file)
            if identity in described:
                return False
            if described & others:
                if self._branch(file) is None:
                    return False  # it lies beside the given paths, in the folder of the other set
                elsewhere = True
        return elsewhere

    def _branch(self, file: str) -> Optional[str]:
        """Return the highest folder around `file` without a given path, or None."""
        branch, folder = None, os.path.dirname(file)
        while not any(inside(path, folder) for path in self.given):
            branch, folder = folder, os.path.dirname(folder)
        return branch

    def _of(self, file: str) -> Set[Identity]:
        """Return the resources that a file describes."""
        if file not in self._described:
            ours = _GROUP in _read(file)
            bundle = load([file], self.kinds, environ={}) if ours else None
            self._described[file] = {each.identity for each in bundle.resources} if bundle else set()
        return self._described[file]

    @cached_property
    def _files(self) -> List[str]:
        """The manifests of the project outside of the given paths, as real paths."""
        return list(self._walk())

    def _walk(self) -> Iterator[str]:
        left = _MOST_ENTRIES
        for root in sorted({_project_of(path) for path in self.given}):
            for folder, folders, names in os.walk(root):
                left -= len(folders) + len(names)
                if left < 0:
                    return
                folders[:] = sorted(
                    name
                    for name in folders
                    if name[0] != "."
                    and name not in _FOREIGN
                    and os.path.join(folder, name) not in self.given
                )
                for name in sorted(names):
                    file = os.path.join(folder, name)
                    given = any(inside(file, path) for path in self.given)
                    if name[0] != "." and name.lower().endswith(SUFFIXES) and not given:
                        yield file


def _project_of(path: str) -> str:
    """Return the project's folder: repository, `.smarter.yaml`, working, or parent."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    top = repository_top(folder)
    if top is not None:
        return top
    settings = find_project_file(folder)
    if settings is not None:
        return os.path.realpath(os.path.dirname(settings))
    here = os.path.realpath(os.getcwd())
    return here if inside(folder, here) else os.path.dirname(path)


def _set_of(described: Set[Identity], sets: Sequence[Inventory]) -> Optional[str]:
    """Return the set that owns the most of the resources that a folder describes."""
    shares: Mapping[str, int] = {each.name: len(each.members & described) for each in sets}
    best: List[str] = sorted(shares, key=lambda name: (-shares[name], name))
    return best[0] if best and shares[best[0]] else None


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read(FILE_BYTES)
    except OSError:
        return b""
