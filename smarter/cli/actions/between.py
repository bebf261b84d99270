"""Two platforms at once: what `diff --from-context` shows and `promote` applies."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Set,
    Tuple,
)

import click

from smarter.cli import flags
from smarter.cli.actions import plan_request
from smarter.cli.actions.targets import members, wanted
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session
from smarter.errors import ManifestError, NotFoundError

if TYPE_CHECKING:
    from smarter.engine import Exported, Plan, Step
    from smarter.kinds import Kind
    from smarter.manifest import Bundle
    from smarter.platform import Platform

Named = List[Tuple["Kind", str]]


class Ends(NamedTuple):
    """The contexts of a comparison, and the rules for names and values.

    `values` are texts of the source's environment, with those that the target has instead.
    """

    source: str
    target: str
    suffix: str = ""
    values: Mapping[str, str] = {}


class Between(NamedTuple):
    """The plan that makes the target like the source, and what it leaves alone."""

    platform: Platform
    bundle: Bundle
    plan: Plan
    notes: List[str]


def ends() -> Callable[[Any], Any]:
    """Add `--from-context`, `--to-context` and `--suffix`."""
    return flags.stacked(
        click.option("--from-context", metavar="NAME", help="Context of the platform to compare from."),
        click.option("--to-context", metavar="NAME", help="Context of the platform that would change."),
        click.option(
            "--suffix",
            metavar="TEXT",
            default="",
            callback=_suffix,
            help="Add this to names and references on the other platform, such as _test.",
        ),
    )


def _suffix(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value and not re.fullmatch(r"(_[a-z0-9]+)+", value):
        raise click.BadParameter(
            "use an underscore and lower-case letters or digits, such as _test.", ctx, param
        )
    return value


def check_ends(session: Session, source: Optional[str], target: Optional[str], suffix: str) -> Ends:
    """Return both contexts, and make the session one with the target.

    Raises:
        click.UsageError: one of them is missing, both are the same, or another flag chooses a platform.
    """
    if source is None or target is None:
        missing = "--from-context" if source is None else "--to-context"
        raise click.UsageError(f"{missing} NAME is missing: two platforms are compared.")
    if session.context or session.base_url or session.api_key_file:
        raise click.UsageError(
            "--from-context and --to-context exclude --context, --base-url and --api-key-file."
        )
    if source == target and not suffix:
        raise click.UsageError(
            f"--from-context and --to-context are both {source}. Name two platforms, or add --suffix."
        )
    return Ends(source, target, suffix, _values(session, source))


def _values(session: Session, source: str) -> Dict[str, str]:
    """Return the texts to replace: variables of the source's environment that flags or -e define differently.

    Raises:
        click.UsageError: the environment lacks a variable that a flag sets, or two variables contradict each other.
    """
    from smarter.manifest.project_file import read_project_file
    from smarter.manifest.variables import read_all

    given, project = session.variables(), session.project
    asked = [word.split("=", 1)[0] for word in session.variable_words]
    if given is None or not (asked or session.variable_files or session.environment_name()):
        return {}
    environments = read_project_file(str(project.file)).get("environments", {}) if project else {}
    named = [name for name, each in environments.items() if each.get("context") == source]
    if asked and len(named) != 1:
        found = f"{', '.join(named)} are environments" if named else "no environment is"
        raise click.UsageError(
            f"--var needs the environment of {source}: {found} of this context in .smarter.yaml."
        )
    if len(named) != 1 or project is None:
        return {}
    before = read_all((), (), str(project.file), named[0], {})
    lacking = [name for name in asked if name not in before.names]
    if lacking:
        raise click.UsageError(f"--var {lacking[0]}: the environment {named[0]} does not define it.")
    values: Dict[str, str] = {}
    for name in before.names:
        old, new = before.use(name), given.use(name)
        if (
            old is None
            or new is None
            or not (isinstance(old.value, str) and isinstance(new.value, str))
            or not old.value
        ):
            if name in asked:
                raise click.UsageError(
                    f"--var {name}: only variables that are text are replaced between platforms."
                )
            continue
        if values.setdefault(old.value, new.value) != new.value:
            raise click.UsageError(
                f"Two variables of {named[0]} are {old.value!r}, and differ on the other platform."
            )
    return {old: new for old, new in values.items() if old != new}


def plan_between(
    session: Session, chosen: Ends, words: Sequence[str], set_name: Optional[str], parallelism: int
) -> Between:
    """Plan to make resources of the target like those of the source. Sends no write."""
    from smarter import engine
    from smarter.manifest import Bundle, load

    session.choose(chosen.target)
    target, source = session.platform(), session.platform_of(chosen.source)
    notes: List[str] = []
    try:
        exported = _collect(source, target, words, set_name, parallelism, chosen, notes)
    except NotFoundError as error:
        raise NotFoundError(f"{error} on {chosen.source}") from None
    named = {(kind.canonical, kind.fold(name)) for kind, name in wanted(words, source.kinds)[0]}
    if chosen.source == chosen.target:
        exported = _without_copies(exported, chosen.suffix, named)
    identities = {(each.kind.canonical, each.name): each.kind for each in exported}
    renamed = {each for each, kind in identities.items() if not kind.administrative or each in named}
    folder = Path(session.scratch_folder())
    texts = []
    for each in exported:
        text = _manifest(each, source, target, folder, chosen, renamed, notes)
        if text is not None:
            texts.append(text)
    paths = [*(["-"] if texts else []), *map(str, sorted(folder.glob("*/*/*.yaml")))]
    bundle = Bundle()
    if paths:
        stdin = io.BytesIO("---\n".join(texts).encode())
        bundle = load(paths, session.kinds, stdin=stdin, environ=session.secrets(), resolve=True)
    if bundle.errors:
        wrong = [found for found in bundle.findings if found.severity == "error"]
        raise ManifestError(f"{chosen.source} holds what cannot be applied: {wrong[0].message}", wrong)
    if set_name is not None:
        set_name += chosen.suffix
    plan = engine.plan(
        target, bundle.resources, parallelism=parallelism, set_name=set_name, partial=bool(words)
    )
    orphans = (replace(each, text=f"only on {chosen.target}, in its set {set_name}") for each in plan.orphans)
    plan = replace(plan, orphans=tuple(orphans))
    return Between(target, bundle, _without_secrets(plan, notes, session), notes)


def _without_copies(exported: List[Exported], suffix: str, named: Set[Tuple[str, str]]) -> List[Exported]:
    """Return what a promotion within one platform copies.

    Left out unless named: copies that an earlier promotion made, and resources that keep their names, such as
    providers: they are their own copies.
    """
    identities = {(each.kind.canonical, each.name) for each in exported}

    def is_copy(each: Exported) -> bool:
        original = (each.kind.canonical, each.name[: -len(suffix)])
        return each.kind.administrative or (each.name.endswith(suffix) and original in identities)

    return [each for each in exported if (each.kind.canonical, each.name) in named or not is_copy(each)]


def _collect(
    source: Platform,
    target: Platform,
    words: Sequence[str],
    set_name: Optional[str],
    parallelism: int,
    chosen: Ends,
    notes: List[str],
) -> List[Exported]:
    """Export the resources of a set, the named ones with what they refer to, or all that both platforms have.

    Members of the set that no longer exist are noted.
    """
    from smarter import engine
    from smarter.engine.export.transfer import references_of

    named, kinds = wanted(words, source.kinds)
    hints = members(source, set_name)
    asked = {(kind.canonical, kind.fold(name)) for kind, name in named}
    if set_name is not None and words:
        within = {(kind.canonical, name) for kind, name in named} | {
            (kind.canonical, name)
            for kind, name in hints
            if kind.canonical in {each.canonical for each in kinds}
        }
        named, kinds = [each for each in hints if (each[0].canonical, each[1]) in within], []
    elif set_name is not None:
        named = hints
    elif not words:
        served = {kind.canonical for kind in engine.exportable(target.kinds, target.dialect().name)}
        found = engine.exportable(source.kinds, source.dialect().name)
        kinds = [kind for kind in found if kind.canonical in served and not kind.administrative]
    result = engine.collect(source, named, kinds, parallelism=parallelism)
    for kind, name in result.missing:
        if set_name is None or (kind.canonical, name) in asked:
            raise NotFoundError(f"{kind.singular}/{name} not found")
        notes.append(
            f"{kind.singular}/{name} is left out: a member of the set {set_name}, but not on {chosen.source}"
        )
    exported = {(each.kind.canonical, each.name): each for each in result.exported}
    if set_name is None and words:
        fresh = list(exported.values())
        while fresh:
            more = dict.fromkeys(
                (source.kinds.usual(kind.canonical), name)
                for each in fresh
                for kind, name in references_of(each, source.kinds)
                if (kind.canonical, name) not in exported
                and not kind.administrative
                and kind.verb("describe", source.dialect().name) == "yes"
            )
            fresh = engine.collect(source, list(more), parallelism=parallelism).exported if more else []
            exported.update({(each.kind.canonical, each.name): each for each in fresh})
    return list(exported.values())


def _manifest(
    each: Exported,
    source: Platform,
    target: Platform,
    folder: Path,
    chosen: Ends,
    renamed: Any,
    notes: List[str],
) -> Optional[str]:
    """Return the text of a manifest for the target; None if its platform does not have the kind.

    The manifest of a file is written to the folder, beside the content.
    """
    from smarter._yaml import dump
    from smarter.engine.export.transfer import LONGEST_NAME, fit_to
    from smarter.manifest.resource import KEEP

    dialect = target.dialect().name
    label = f"{each.kind.singular}/{each.name}"
    name = each.name + (chosen.suffix if (each.kind.canonical, each.name) in renamed else "")
    if target.kinds.get(each.kind.name).verb("apply", dialect) != "yes":
        notes.append(f"{label} is left out: {chosen.target} cannot apply {each.kind.plural}")
        return None
    if len(name) > LONGEST_NAME:
        raise ManifestError(
            f"{label}: the name {name} is longer than {LONGEST_NAME} characters.",
            hint="Choose a shorter --suffix.",
        )
    kind = target.kinds.get(each.kind.name).for_dialect(dialect)
    # Only resources with secrets differ by whether the target has them; the plan reads all of them anyway.
    exists = bool(each.variables) and target.read(kind, name) is not None
    if (
        each.filename is not None
        and each.content is None
        and not _has_document(each, target, kind, name, chosen, notes)
    ):
        return None
    fitted = fit_to(each, dialect, target.kinds, suffix=chosen.suffix, renamed=renamed, exists=exists)
    metadata = fitted.manifest["metadata"]
    if "description" in metadata:
        metadata["description"] = _replaced(metadata["description"], chosen.values)
    fitted.manifest["spec"] = _replaced(fitted.manifest["spec"], chosen.values)
    notes.extend(
        f"{label}: {path} is left out: {chosen.target} does not support it" for path in fitted.left_out
    )
    if each.filename is not None and each.content is not None:
        file = folder / each.kind.plural / each.name / Path(each.filename).name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.download(each.content))
        fitted.manifest["spec"]["path"] = file.name
        file.with_name(f"{file.name}.yaml").write_text(dump(fitted.manifest), encoding="utf-8")
        return None
    if each.filename is not None:
        fitted.manifest["spec"]["path"] = KEEP
    return dump(fitted.manifest)


def _replaced(value: Any, values: Mapping[str, str]) -> Any:
    """Return the value with whole words replaced in its texts, but for references to secrets."""
    from smarter.kinds.paths import map_leaves

    words = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))

    def replaced(leaf: Any) -> Any:
        if not values or not isinstance(leaf, str) or "${" in leaf:
            return leaf
        return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda found: values[found.group()], leaf)

    return map_leaves(value, replaced)


def _has_document(
    each: Exported, target: Platform, kind: Kind, name: str, chosen: Ends, notes: List[str]
) -> bool:
    """Return True if the target has the document. Its content, which no platform returns, stays.

    A document that is missing, or that has another content, is noted.
    """
    found = target.read(kind, name)
    label = f"{each.kind.singular}/{each.name}"
    advice = f"{chosen.source} does not give its content back; apply its manifest"
    if found is None:
        notes.append(f"{label} is left out: {advice}")
    elif str(found.status.get("sha256")) not in each.comments.get(("spec", "path"), ""):
        notes.append(f"{label} has another content on {chosen.target}, and keeps it: {advice}")
    return found is not None


def _without_secrets(plan: Plan, notes: List[str], session: Session) -> Plan:
    """Return the plan without updates that need a secret, which no platform shows."""
    from smarter.engine.keep import loses_kept

    def settled(step: Step) -> Step:
        if step.live is None or step.action == "none" or not loses_kept(step.desired, step.live):
            return step
        paths = ", ".join(dict.fromkeys(change.path for change in step.changes))
        hidden = ", ".join(".".join(path) for path in sorted(step.desired.keep_unreadable))
        notes.append(
            f"{session.label(step.kind, step.name)} is left alone: {paths} differs, and a write needs {hidden}, "
            "which is not shown"
        )
        return replace(step, action="none", changes=(), warnings=())

    return replace(plan, steps=tuple(map(settled, plan.steps)))


def check_shape(paths: Sequence[str], more_paths: Sequence[str], shape: Dict[str, Any]) -> None:
    """Refuse manifests, and flags of their plan, together with two contexts.

    Raises:
        click.UsageError: one is given.
    """
    if paths or more_paths:
        raise click.UsageError("--from-context and --to-context compare platforms, and exclude -f.")
    for word in ("merge", "force_conflicts", "prune", "shard", "selector"):
        if shape.get(word):
            raise click.UsageError(f"--{word.replace('_', '-')} needs manifests (-f), not two contexts.")


def report(session: Session, chosen: Ends, between: Between) -> int:
    """Print the difference of two platforms; return 1 if there is one."""
    print_notes(session, between)
    plan_request.print_steps(
        session,
        between.plan.steps,
        more=more(chosen, between),
        title=f"From {chosen.source} to {chosen.target}",
        platform=between.platform.base_url,
        orphans=between.plan.orphans,
    )
    return exit_codes.DONE if between.plan.empty else exit_codes.FOUND


def more(chosen: Ends, between: Between) -> Dict[str, Any]:
    """Return further fields of the document: the contexts, and what was left alone."""
    fields: Dict[str, Any] = {"from": chosen.source, "to": chosen.target}
    if between.notes:
        fields["notes"] = between.notes
    if between.plan.orphans:
        fields["orphans"] = [orphan.to_json() for orphan in between.plan.orphans]
    return fields


def print_notes(session: Session, between: Between) -> None:
    if session.output_format not in ("json", "yaml") and not session.quiet:
        for note in between.notes:
            stdio.write_message(f"note: {note}\n")
