"""`smarter get`: list resources."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import get_formats
from smarter.cli.actions.get_formats import Format, FormatType
from smarter.cli.actions.provider_models import show_models
from smarter.cli.actions.targets import all_targets, chosen_targets
from smarter.cli.click_classes import AliasedOption, session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import CliError
from smarter.cli.session import Session
from smarter.errors import APIStatusError, AuthenticationError, PermissionDeniedError, UnsupportedError

if TYPE_CHECKING:
    from smarter.cli.actions.collect import Collected


@session_command(
    "smarter --context local get chatbots",
    "smarter --context local get plugin faq -o yaml",
    "smarter --context local get chatbot/bike_shop plugin/faq -o wide",
    "smarter --context local get chatbots -l quickstart --sort-by .status.modified",
    "smarter --context local get chatbots -o 'jsonpath={.items[*].spec.config.defaultModel}'",
    "smarter --context local get chatbots -o custom-columns=NAME:.metadata.name,PLUGINS:.spec.plugins[*]",
    needs=("words", "paths"),
)
@flags.targets("[KIND [NAME]... | KIND/NAME...]", required=False)
@flags.files("Get the resources of these manifests. Repeatable.")
@click.option(
    "-o",
    "--output",
    "output_format",
    type=FormatType(),
    default="table",
    metavar="FORMAT",
    help="table (the default), wide, json, yaml, name, jsonpath=TEMPLATE or custom-columns=TITLE:PATH,...",
)
@click.option("-l", "--selector", metavar="SELECTOR", help="Filter by tags and annotations: a,!b,c=d,e!=f.")
@click.option(
    "--field-selector",
    metavar="SELECTOR",
    help="Filter by fields: metadata.name=faq,spec.config.deployed!=true.",
)
@click.option("--sort-by", metavar="PATH", help="Sort by a field, such as .metadata.name.")
@flags.absolute()
@click.option("--no-headers", is_flag=True, help="Print no column titles.")
@click.option(
    "--show-tags",
    cls=AliasedOption,
    hidden_names=["--show-labels"],
    is_flag=True,
    help="Show the tags in the last column.",
)
@click.option("--ignore-not-found", is_flag=True, help="Do not fail if a named resource does not exist.")
@click.option("-w", "--watch", is_flag=True, help="Watch, and print changes until interrupted.")
@flags.interval("Interval of --watch.")
@click.option(
    "--provider", metavar="NAME", help="List the models of this provider: get models --provider NAME."
)
@click.option("--all", "everything", is_flag=True, help="Include the internal inventories of apply sets.")
def command(
    session: Session,
    words: Tuple[str, ...],
    paths: Tuple[str, ...],
    output_format: Format,
    selector: Optional[str],
    field_selector: Optional[str],
    sort_by: Optional[str],
    no_headers: bool,
    show_tags: bool,
    ignore_not_found: bool,
    watch: bool,
    interval: float,
    provider: Optional[str],
    everything: bool,
) -> int:
    """List the resources of a kind, or named ones.

    KIND may be spelled chatbot, chatbots, Chatbot or llm-client. chatbots,plugins lists several kinds, all lists every
    kind.
    """
    from smarter.cli import name_cache
    from smarter.cli.actions import collect

    if watch and output_format.whole:
        raise click.UsageError("--watch needs -o table, wide or name.")
    output_format = output_format._replace(titles=not no_headers)
    session.output_format = output_format.word
    if provider is not None or words in (("models",), ("model",)):
        return _models(session, words, provider)
    targets = [] if words == ("all",) else chosen_targets(session, words, paths)
    platform = session.platform()
    texts = output_format.word != "name"
    whole = bool(output_format.whole or selector or field_selector or sort_by or show_tags)

    def look() -> List[Collected]:
        found = []
        for target in targets or all_targets(platform):
            try:
                found.append(
                    collect.collect(platform, target, whole=whole, texts=texts, everything=everything)
                )
            except (AuthenticationError, PermissionDeniedError):
                raise
            except (UnsupportedError, APIStatusError) as error:
                if targets:
                    raise
                failed = None if isinstance(error, UnsupportedError) else error
                found.append(collect.Collected(target.kind, complete=False, listed=False, error=failed))
        for each in found:
            if selector:
                collect.select(each, selector)
            if field_selector:
                collect.select_fields(each, field_selector)
            if show_tags:
                collect.add_tags(each)
            if ignore_not_found:
                each.missing.clear()
            if sort_by:
                collect.sort(each, sort_by)
        return found

    found = look()
    for each in found:
        name_cache.remember(session.place, each.kind.names, [item.name for item in each.items])
    single = len(targets) == 1 and len(targets[0].names) == 1
    code = _show(session, found, output_format, single)
    if watch:
        _watch(session, found, look, output_format, interval)
    return code


def _models(session: Session, words: Sequence[str], provider: Optional[str]) -> int:
    if provider is None:
        raise click.UsageError("Models belong to a provider: smarter get models --provider NAME.")
    if tuple(words) not in (("models",), ("model",)):
        raise click.UsageError("--provider is for `smarter get models`.")
    if session.output_format not in ("table", "wide", "name", "json", "yaml"):
        raise click.UsageError("Models are listed as table, name, json or yaml.")
    return show_models(session, provider)


def _show(session: Session, found: Sequence[Collected], output_format: Format, single: bool) -> int:
    from smarter.cli.output import jsonpath, resource_view

    for note in _incomplete(found):
        stdio.write_message(f"note: {note}\n")
    failure = _failure(session, found)
    items = [item for each in found for item in each.items]
    unlisted = [each.kind.plural for each in found if not each.listed]
    more: Dict[str, Any] = {"error": failure.to_json()} if failure else {}
    if unlisted:
        more["unlisted"] = unlisted

    def text() -> str:
        if output_format.word == "jsonpath":
            rendered = jsonpath.render(output_format.template, get_formats.data_of(items, single))
            return rendered if rendered.endswith("\n") or not rendered else rendered + "\n"
        if output_format.word == "custom-columns":
            return get_formats.columns_text(items, output_format)
        first = 0 if output_format.titles else 1
        return "\n".join("".join(lines[first:]) for lines in _tables(session, found).values())

    emit(
        session,
        [{"kind": item.kind.name, "name": item.name, "manifest": item.manifest} for item in items],
        "found",
        text,
        names=[f"{item.kind.singular}/{item.name}" for item in items],
        yaml=[resource_view.to_apply(item.manifest or {}) for item in items],
        complete=all(each.complete and not each.unread for each in found),
        **more,
    )
    if not items and not failure and output_format.word in ("table", "wide"):
        stdio.write_message(f"No {', '.join(each.kind.plural for each in found) or 'resources'} found.\n")
    if failure:
        stdio.write_message(failure.to_text())
        return failure.exit_code
    return exit_codes.DONE


def _tables(session: Session, found: Sequence[Collected]) -> Dict[str, List[str]]:
    return get_formats.tables(
        found, wide=session.output_format == "wide", now=session.now, width=stdio.columns(sys.stdout)
    )


def _watch(
    session: Session,
    found: Sequence[Collected],
    look: Callable[[], Sequence[Collected]],
    output_format: Format,
    interval: float,
) -> None:
    """Print changed rows until interrupted or unread; titles only on a change."""
    paint = stdio.Paint(sys.stdout)
    names = output_format.word == "name"
    before = _rows(found)
    titles = {kind: lines[0].split() for kind, lines in _tables(session, found).items()}
    while not stdio.reader_is_gone():
        with session.pause_progress():
            time.sleep(interval)
        found = look()
        after = _rows(found)
        for kind, name in before.keys() - after.keys():
            stdio.write_result(paint(f"{kind}/{name} deleted\n", "red"))
        changed = {key for key, row in after.items() if before.get(key) != row}
        if names:
            stdio.write_result("".join(f"{kind}/{name}\n" for kind, name in sorted(changed)))
        for kind, lines in _tables(session, found).items() if changed and not names else ():
            keys = [key for key in after if key[0] == kind]
            rows = [line for key, line in zip(keys, lines[1:]) if key in changed]
            if rows and output_format.titles and titles.get(kind) != lines[0].split():
                rows.insert(0, lines[0])
            titles[kind] = lines[0].split()
            stdio.write_result("".join(rows))
        before = after


def _rows(found: Sequence[Collected]) -> Dict[Tuple[str, str], Any]:
    return {(item.kind.singular, item.name): item.row for each in found for item in each.items}


def _incomplete(found: Sequence[Collected]) -> List[str]:
    unlisted = [each.kind.plural for each in found if not each.listed and (each.items or len(found) > 1)]
    texts = [
        f"this list of {each.kind.plural} may be incomplete"
        for each in found
        if not each.complete and each.listed
    ]
    unread = [f"{each.kind.singular}/{name}" for each in found for name in each.unread]
    if unread:
        texts.append(f"{', '.join(unread)} left out: listed, but the platform does not show it")
    untold = [each.kind.plural for each in found if not each.texts]
    if untold:
        texts.append(
            f"the texts of {', '.join(untold)} are left out, since a list does not tell which are secret; "
            "-o json reads each resource"
        )
    if unlisted:
        words = ", ".join(unlisted)
        texts.append(
            f"this platform cannot list {words}; showing those that resources or apply sets refer to"
        )
    return texts


def _failure(session: Session, found: Sequence[Collected]) -> Optional[CliError]:
    """Return the error of a list: a failed or unlistable kind, or missing resources."""
    failed = [each for each in found if each.error is not None]
    if failed:
        words = "; ".join(f"{each.kind.plural}: {each.error}" for each in failed)
        return CliError("platform", f"could not list {words}", None, exit_codes.PARTIAL)
    unlisted = [each.kind for each in found if not each.listed]
    if unlisted and not any(each.items for each in found):
        words = ", ".join(kind.plural for kind in unlisted)
        return CliError(
            "unsupported",
            f"this platform cannot list {words}, and no resource or apply set refers to any",
            f"Name them: smarter get {unlisted[0].singular} NAME",
            exit_codes.UNSUPPORTED,
        )
    missing = [f"{each.kind.singular}/{name}" for each in found for name in each.missing]
    if not missing:
        return None
    from smarter.cli.name_cache import hint_for_missing

    each = next(each for each in found if each.missing)
    hint = hint_for_missing(session.place, "get", each.kind, each.missing[0])
    return CliError("not-found", f"{', '.join(missing)} not found", session.line(hint), exit_codes.ERROR)
