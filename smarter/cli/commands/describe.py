"""`smarter describe`: show one resource in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Tuple

from smarter.cli import flags
from smarter.cli.actions.targets import chosen_targets
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit
from smarter.cli.session import Session
from smarter.errors import NotFoundError

if TYPE_CHECKING:
    from smarter.cli.actions.targets import Target
    from smarter.platform import LiveResource, Platform


@session_command(
    "smarter --context local describe chatbot bike_shop",
    "smarter --context local describe plugin/faq",
    "smarter --context local describe plugin/faq -o json",
    needs=("words", "paths"),
)
@flags.targets("[KIND [NAME]... | KIND/NAME...]", required=False)
@flags.files("Describe the resources of these manifests. Repeatable.")
@flags.absolute()
@flags.pager()
@flags.output()
def command(session: Session, words: Tuple[str, ...], paths: Tuple[str, ...]) -> None:
    """Show resources in full, with references and dependents. Secrets are masked."""
    from smarter import engine
    from smarter.cli.output import resource_view

    platform = session.platform()
    found = [
        live for target in chosen_targets(session, words, paths) for live in _read(session, platform, target)
    ]
    masked = [engine.mask_resource(live) for live in found]
    if session.output_format == "yaml":  # the manifests alone; their relations would take more requests
        emit(session, [], "found", yaml=[resource_view.to_apply(each) for each in masked])
        return
    results = [_result(platform, live, manifest) for live, manifest in zip(found, masked)]
    now = session.now

    def text() -> str:
        return "\n\n".join(
            resource_view.describe_text(live, result["manifest"], now)
            + resource_view.relations_text(
                result["refersTo"], result["referredBy"], result.get("unknown", ())
            )
            for live, result in zip(found, results)
        )

    emit(session, results, "found", text)


def _read(session: Session, platform: Platform, target: Target) -> List[LiveResource]:
    """Read a target's resources; raise `NotFoundError` for the first missing one."""
    from smarter.cli.actions.collect import collect
    from smarter.cli.name_cache import hint_for_missing
    from smarter.engine.concurrency import read_all

    kind = target.kind
    listed = () if target.names else collect(platform, target, whole=False, texts=False).items
    names = target.names or [item.name for item in listed]
    found = []
    for name, live in zip(names, read_all(platform, kind, names) if names else ()):
        if live is None:
            hint = hint_for_missing(session.place, "describe", kind, name)
            raise NotFoundError(f"{kind.singular}/{name} not found", hint=f"smarter {hint}")
        found.append(live)
    return found


def _result(platform: Platform, live: LiveResource, manifest: Dict[str, Any]) -> Dict[str, Any]:
    from smarter.engine.dependents import Dependents
    from smarter.engine.desired import label
    from smarter.engine.graph.references import served_references

    dependents, unseen = Dependents(platform).named_users(live)
    result: Dict[str, Any] = {
        "kind": live.kind.name,
        "name": live.name,
        "manifest": manifest,
        "refersTo": [
            {"path": each.path, "kinds": each.kinds, "name": each.name}
            for each in served_references(platform, live)
        ],
        "referredBy": sorted(map(label, dependents)),
    }
    if unseen:
        result["unknown"] = sorted(kind.plural for kind in unseen)
    return result
