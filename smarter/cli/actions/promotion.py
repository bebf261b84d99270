"""Plans of promotion between platforms: `diff --from-context` and `promote`."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Collection, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from smarter.cli.actions.targets import members, wanted
from smarter.cli.session import Session
from smarter.errors import ManifestError, NotFoundError

if TYPE_CHECKING:
    from smarter.engine import Exported, Plan, Step
    from smarter.engine.desired import Identity
    from smarter.kinds import Kind
    from smarter.platform import Platform


class Ends(NamedTuple):
    """The contexts of both platforms, and the rules for names and values.

    Attributes:
        suffix: is added to names and references.
        values: texts of the source's environment -> the texts of the target's.
    """

    source: str
    target: str
    suffix: str = ""
    values: Mapping[str, str] = {}


class Promotion(NamedTuple):
    """A plan to make the target like the source, and notes on its omissions."""

    ends: Ends
    platform: Platform
    plan: Plan
    notes: List[str]


def plan_promotion(
    session: Session, ends: Ends, words: Sequence[str], set_name: Optional[str], parallelism: int
) -> Promotion:
    """Plan to make resources of the target like those of the source. Sends no write.

    Raises:
        NotFoundError: the source lacks a named resource, or the set.
        ManifestError: the target cannot take a resource of the source.
    """
    from smarter import engine
    from smarter.manifest import Bundle, load

    session.choose(ends.target)
    transfer = _Transfer(session, ends, session.platform_of(ends.source), session.platform())
    target, kinds = transfer.target, transfer.source.kinds
    named, whole = wanted(words, kinds)
    asked = {(kind.canonical, name) for kind, name in named}
    try:
        exported = transfer.collect(named, whole, asked, set_name, parallelism)
    except NotFoundError as error:
        raise NotFoundError(f"{error} on {ends.source}") from None
    if ends.source == ends.target:
        exported = _without_copies(exported, ends.suffix, asked)
    renamed = {each.identity for each in exported if not each.kind.administrative or each.identity in asked}
    left_out = transfer.left_out(exported)
    for each in exported:
        if each.identity not in left_out:
            transfer.write(each, renamed)
    bundle = Bundle()
    paths = [*(["-"] if transfer.texts else []), *transfer.paths]
    if paths:
        stdin = io.BytesIO("---\n".join(transfer.texts).encode())
        bundle = load(paths, session.kinds, stdin=stdin, environ=session.secrets(), resolve=True)
    wrong = [found for found in bundle.findings if found.severity == "error"]
    if wrong:
        raise ManifestError(f"{ends.source} has a manifest that cannot be applied: {wrong[0].message}", wrong)
    if set_name is not None:
        set_name += ends.suffix
    plan = engine.plan(
        target, bundle.resources, parallelism=parallelism, set_name=set_name, partial=bool(words)
    )
    orphans = (replace(each, text=f"only on {ends.target}, in its set {set_name}") for each in plan.orphans)
    steps = tuple(map(transfer.without_secrets, plan.steps))
    return Promotion(ends, target, replace(plan, steps=steps, orphans=tuple(orphans)), transfer.notes)


def _without_copies(exported: List[Exported], suffix: str, named: Collection[Identity]) -> List[Exported]:
    """Return the resources that a promotion within one platform copies.

    Left out unless named: copies that an earlier promotion made, and resources that keep their names, such as
    providers: they are their own copies.
    """
    identities = {each.identity for each in exported}

    def is_copy(each: Exported) -> bool:
        original = (each.kind.canonical, each.name[: -len(suffix)])
        return each.kind.administrative or (each.name.endswith(suffix) and original in identities)

    return [each for each in exported if each.identity in named or not is_copy(each)]


class _Transfer:
    """Manifests of the source for the target.

    Attributes:
        texts: of the manifests, but for those of files.
        paths: the manifests of files, which stand beside their contents.
        notes: the parts that are left out or left alone, one sentence each.
    """

    def __init__(self, session: Session, ends: Ends, source: Platform, target: Platform) -> None:
        self.session = session
        self.ends = ends
        self.source = source
        self.target = target
        self.texts: List[str] = []
        self.paths: List[str] = []
        self.notes: List[str] = []

    def collect(
        self,
        named: List[Tuple[Kind, str]],
        kinds: List[Kind],
        asked: Collection[Identity],
        set_name: Optional[str],
        parallelism: int,
    ) -> List[Exported]:
        """Export a set, named resources and their references, or all common kinds.

        Members of the set that no longer exist are noted.
        """
        from smarter import engine

        source, target = self.source, self.target
        alone = bool(named or kinds) and set_name is None
        if set_name is not None:
            whole = {kind.canonical for kind in kinds}
            owned = members(source, set_name)
            identities = {(kind.canonical, name) for kind, name in owned}
            for kind, name in named:
                if (kind.canonical, name) not in identities:
                    raise NotFoundError(f"{kind.singular}/{name} is not a member of the set {set_name}")
            if named or kinds:
                owned = [
                    (kind, name)
                    for kind, name in owned
                    if kind.canonical in whole or (kind.canonical, name) in asked
                ]
            named, kinds = owned, []
        elif not alone:
            served = {kind.canonical for kind in engine.exportable(target.kinds, target.dialect().name)}
            found = engine.exportable(source.kinds, source.dialect().name)
            kinds = [kind for kind in found if kind.canonical in served and not kind.administrative]
        result = engine.collect(source, named, kinds, parallelism=parallelism)
        for kind, name in result.missing:
            if set_name is None or (kind.canonical, name) in asked:
                raise NotFoundError(f"{kind.singular}/{name} not found")
            self.notes.append(
                f"{kind.singular}/{name} is left out: "
                f"a member of the set {set_name}, but not on {self.ends.source}"
            )
        return self._with_references(result.exported, parallelism) if alone else result.exported

    def _with_references(self, exported: List[Exported], parallelism: int) -> List[Exported]:
        """Return the resources with their direct and indirect references."""
        from smarter import engine
        from smarter.engine.export.transfer import references_of

        kinds, dialect = self.source.kinds, self.source.dialect().name
        found = {each.identity: each for each in exported}
        while exported:
            more = dict.fromkeys(
                (kinds.usual(kind.canonical), name)
                for each in exported
                for kind, name in references_of(each, kinds)
                if (kind.canonical, name) not in found
                and not kind.administrative
                and kind.verb("describe", dialect) == "yes"
            )
            exported = (
                engine.collect(self.source, list(more), parallelism=parallelism).exported if more else []
            )
            found.update({each.identity: each for each in exported})
        return list(found.values())

    def left_out(self, exported: Sequence[Exported]) -> Collection[Identity]:
        """Find and note resources of kinds missing on the target, and their dependents."""
        from smarter.engine.desired import label
        from smarter.engine.export.transfer import required_by

        kinds, dialect = self.target.kinds, self.target.dialect().name
        reasons: Dict[Identity, str] = {}
        for each in exported:
            verbs = [
                verb
                for verb in ("apply", "describe")
                if kinds.get(each.kind.name).verb(verb, dialect) != "yes"
            ]
            if verbs:
                reasons[each.identity] = f"{self.ends.target} cannot {verbs[0]} {each.kind.plural}"
        found = 0
        while found < len(reasons):
            found = len(reasons)
            taken = {each.identity for each in exported}.difference(reasons)
            for each in exported:
                for named, name in required_by(each, dialect, kinds) if each.identity in taken else ():
                    identities = [(kind.canonical, name) for kind in named]
                    gone = next(filter(reasons.__contains__, identities), None)
                    if gone and not taken.intersection(identities) and not self._has_any(named, name):
                        reasons[each.identity] = (
                            f"it refers to {label(gone)}, which {self.ends.target} cannot take"
                        )
        self.notes.extend(f"{label(each)} is left out: {reason}" for each, reason in reasons.items())
        return reasons.keys()

    def _has_any(self, kinds: Sequence[Kind], name: str) -> bool:
        """Tell whether the target has a resource of this name and one of these kinds."""
        dialect = self.target.dialect().name
        return any(
            kind.verb("describe", dialect) == "yes"
            and self.target.read(kind, name + self.ends.suffix) is not None
            for kind in kinds
        )

    # No platform returns the values of secrets or the content of documents: what the target has is kept, what it lacks
    # comes from variables, and the rest is a note. The content of a file may itself be a manifest, so that only the
    # manifest beside it is loaded. Held by tests/acceptance/test_promote.py.
    def write(self, each: Exported, renamed: Collection[Identity]) -> None:
        """Write the manifest for the target, unless the target lacks its document."""
        from smarter._yaml import dump
        from smarter.engine.export.transfer import LONGEST_NAME, fit_to
        from smarter.manifest.resource import KEEP

        target, dialect = self.target, self.target.dialect().name
        label = f"{each.kind.singular}/{each.name}"
        name = each.name + (self.ends.suffix if each.identity in renamed else "")
        kind = target.kinds.get(each.kind.name)
        if len(name) > LONGEST_NAME:
            raise ManifestError(
                f"{label}: the name {name} is longer than {LONGEST_NAME} characters.",
                hint="Choose a shorter --suffix.",
            )
        kind = kind.for_dialect(dialect)
        # Only resources with secrets differ by whether the target has them; the plan reads all of them anyway.
        exists = bool(each.variables) and target.read(kind, name) is not None
        if each.filename is not None and each.content is None and not self._has_document(each, kind, name):
            return
        fitted = fit_to(each, dialect, target.kinds, suffix=self.ends.suffix, renamed=renamed, exists=exists)
        self.notes.extend(
            f"{label}: {path} is left out: {self.ends.target} does not support it" for path in fitted.left_out
        )
        metadata, spec = fitted.manifest["metadata"], _replaced(fitted.manifest["spec"], self.ends.values)
        if "description" in metadata:
            metadata["description"] = _replaced(metadata["description"], self.ends.values)
        if each.filename is None or each.content is None:
            more = {} if each.filename is None else {"path": KEEP}
            self.texts.append(dump({**fitted.manifest, "spec": {**spec, **more}}))
            return
        file = Path(self.session.scratch_folder()) / Path(each.filename).name
        file.write_bytes(self.source.download(each.content))
        path = file.with_name(f"{file.name}.yaml")
        path.write_text(dump({**fitted.manifest, "spec": {**spec, "path": file.name}}), encoding="utf-8")
        self.paths.append(str(path))

    def _has_document(self, each: Exported, kind: Kind, name: str) -> bool:
        """Return True if the target has the document, and leave its content as it is.

        No platform returns the content. A document that is missing, or that has another content, is noted.
        """
        found = self.target.read(kind, name)
        label = f"{each.kind.singular}/{each.name}"
        advice = f"{self.ends.source} does not give its content back; apply its manifest"
        if found is None:
            self.notes.append(f"{label} is left out: {advice}")
        elif str(found.status.get("sha256")) not in each.comments.get(("spec", "path"), ""):
            self.notes.append(f"{label} has another content on {self.ends.target}, and keeps it: {advice}")
        return found is not None

    def without_secrets(self, step: Step) -> Step:
        """Return the step; one without an action if its update needs a hidden secret."""
        from smarter.engine.keep import loses_kept

        if step.live is None or step.action == "none" or not loses_kept(step.desired, step.live):
            return step
        paths = ", ".join(dict.fromkeys(change.path for change in step.changes))
        hidden = ", ".join(".".join(path) for path in sorted(step.desired.keep_unreadable))
        self.notes.append(
            f"{self.session.label(step.kind, step.name)} is left alone: {paths} differs, "
            f"and a write needs {hidden}, which is not shown"
        )
        return replace(step, action="none", changes=(), warnings=())


def _replaced(value: Any, values: Mapping[str, str]) -> Any:
    """Replace whole words in the texts of a value; leave texts with `${` alone."""
    from smarter.kinds.paths import map_leaves

    words = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))

    def replaced(leaf: Any) -> Any:
        if not values or not isinstance(leaf, str) or "${" in leaf:
            return leaf
        return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda found: values[found.group()], leaf)

    return map_leaves(value, replaced)
