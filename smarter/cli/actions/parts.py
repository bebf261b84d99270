"""A part of the manifests, by KIND/NAME or selector, with its references."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional, Sequence

from smarter._suggest import nearest
from smarter.cli.actions.selectors import matches, parse_selector
from smarter.cli.output.error_report import UsageError

if TYPE_CHECKING:
    from smarter.kinds import KindTable
    from smarter.manifest import Resource


def select(
    resources: Sequence[Resource], parts: Sequence[str], selector: Optional[str], kinds: KindTable
) -> List[Resource]:
    """Return the resources of `parts` and `selector`, with their references.

    The manifest of a folder names all of its documents.

    Raises:
        UsageError: no manifest describes a resource of `parts`, or none matches.
        SelectorError: the selector is malformed.
        CycleError: the resources refer to each other in a circle.
    """
    from smarter.engine.graph.resource_graph import with_needed

    named = _named(resources, parts, kinds) if parts else list(resources)
    if selector is not None:
        terms = parse_selector(selector)
        named = [each for each in named if matches(terms, each.manifest)]
    if not named:
        raise UsageError(f"no manifest matches the selector {selector!r}")
    return with_needed(resources, [each.identity for each in named], kinds)


def _named(resources: Sequence[Resource], parts: Sequence[str], kinds: KindTable) -> List[Resource]:
    described = {each.identity: each for each in resources}
    found: List[Resource] = []
    for word in parts:
        head, _, name = word.partition("/")
        kind = kinds.get(head)
        wanted = kind.fold(name)
        matching = [
            each
            for (canonical, other), each in described.items()
            if canonical == kind.canonical and (other == wanted or kind.is_document_of(other, wanted))
        ]
        if not matching:
            labels = [f"{head}/{other}" for canonical, other in described if canonical == kind.canonical]
            raise UsageError(f"no manifest describes {word}", word=word, better=nearest(word, labels))
        found.extend(matching)
    return found
