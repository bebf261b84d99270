"""Targets on a command line: `chatbot demo`, `chatbot/demo`, `chatbots,plugins`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, List, NamedTuple, Optional, Sequence, Tuple

import click

from smarter.errors import NotFoundError

if TYPE_CHECKING:
    from smarter.cli.session import Session
    from smarter.kinds import Kind, KindTable
    from smarter.platform import Platform


class Target(NamedTuple):
    """A kind and names; no names mean all resources of the kind."""

    kind: Kind
    names: List[str]


def parse_targets(words: Sequence[str], kinds: KindTable) -> List[Target]:
    """Parse words to targets in their order, each kind once.

    Raises:
        UnknownKindError: a word is not a kind.
        click.UsageError: both forms are used at once.
    """
    first = kinds.find(words[0]) if len(words) > 1 and "/" not in words[0] else None
    # Documents of a folder have a `/` in their names: `file manuals/chains.md`.
    named = first is not None and first.served == "files"
    if any("/" in word for word in words) and not named:
        bare = [word for word in words if "/" not in word]
        if bare:
            raise click.UsageError(f"Write {bare[0]!r} as KIND/NAME too.")
        return _merged([(word.split("/", 1)[0], [word.split("/", 1)[1]]) for word in words], kinds)
    head, *names = words
    listed = [word for word in head.split(",") if word]
    if "all" in listed:
        raise click.UsageError("`all` is only for `smarter get all`.")
    if len(listed) > 1 and names:
        raise click.UsageError("Name resources of several kinds as KIND/NAME.")
    return _merged([(word, list(names)) for word in listed], kinds)


def parse_named(words: Sequence[str], kinds: KindTable, verb: str) -> List[Tuple[Kind, str]]:
    """Return the named resources under the platform's spelling of their names.

    Raises:
        UnknownKindError: a word is not a kind.
        click.UsageError: both forms are used at once, or a kind has no names to `verb`.
    """
    found = parse_targets(words, kinds)
    require_names(found, verb)
    return [(kind, kind.fold(name)) for kind, names in found for name in names]


def require_names(targets: Sequence[Target], verb: str) -> None:
    """Raise `click.UsageError` if a kind has no names to `verb`."""
    for target in targets:
        if not target.names:
            raise click.UsageError(f"Name the {target.kind.plural} to {verb}.")


def chosen_targets(session: Session, words: Sequence[str], paths: Sequence[str]) -> List[Target]:
    """Return the targets of words, or those of manifests."""
    if words:
        return parse_targets(words, session.kinds)
    found: Dict[str, Target] = {}
    for each in session.load(paths, resolve=False).resources:
        found.setdefault(each.kind.canonical, Target(each.kind, [])).names.append(each.name)
    return list(found.values())


def all_targets(platform: Platform) -> List[Target]:
    """Return every kind that the platform can show, aliases once."""
    dialect = platform.dialect().name
    found: Dict[str, Target] = {}
    for kind in platform.served():
        if kind.served != "manifest" or kind.verb("describe", dialect) != "no":
            found.setdefault(kind.canonical, Target(kind, []))
    return list(found.values())


def _merged(pairs: Sequence[Tuple[str, List[str]]], kinds: KindTable) -> List[Target]:
    found: List[Target] = []
    for word, names in pairs:
        kind = kinds.get(word)
        known = next((target for target in found if target.kind is kind), None)
        if known is None:
            found.append(Target(kind, list(names)))
        else:
            known.names.extend(name for name in names if name not in known.names)
    return found


def parse_one(words: Sequence[str], kinds: KindTable) -> Tuple[Kind, str]:
    """Return the only named resource under the platform's spelling of its name.

    Raises:
        UnknownKindError: a word is not a kind.
        click.UsageError: not exactly one is named.
    """
    found = parse_targets(words, kinds)
    if len(found) != 1 or len(found[0].names) != 1:
        raise click.UsageError("Name one resource, as KIND NAME or KIND/NAME.")
    return found[0].kind, found[0].kind.fold(found[0].names[0])


def wanted(words: Sequence[str], kinds: KindTable) -> Tuple[List[Tuple[Kind, str]], List[Kind]]:
    """Return named resources and whole kinds; `chatbot demo` is one resource."""
    named: List[Tuple[Kind, str]] = []
    whole: Dict[str, Kind] = {}
    before: Optional[Kind] = None
    for word in words:
        head, _, name = word.partition("/")
        if name:
            kind = kinds.get(head)
            named.append((kind, kind.fold(name)))
        elif before is not None and kinds.find(word) is None and "," not in word:
            whole.pop(before.canonical, None)
            named.append((before, before.fold(word)))
        else:
            for part in filter(None, word.split(",")):
                before = kinds.get(part)
                whole[before.canonical] = before
    return named, list(whole.values())


def members(platform: Platform, set_name: Optional[str]) -> List[Tuple[Kind, str]]:
    """Return the members of an apply set.

    Raises:
        NotFoundError: there is no such set.
    """
    from smarter import engine

    if set_name is None:
        return []
    known = engine.read_set(platform, set_name)
    if not known.stored:
        raise NotFoundError(f"set {set_name} not found", hint="smarter sets")
    return [(platform.kinds.usual(kind), name) for kind, name in sorted(known.members)]
