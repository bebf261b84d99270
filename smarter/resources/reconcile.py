"""Implementation of `client.manifests`, over the sync client."""

from __future__ import annotations

import io
import json
import os
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    TypeVar,
    Union,
)

from smarter.client.core import key_of
from smarter.client.http.async_bridge import in_thread
from smarter.client.http.concurrency import async_result
from smarter.client.http.httpx_classes import HttpxClient, HttpxTransport
from smarter.errors import ApplyError, InvalidArgumentError, ManifestError
from smarter.kinds import Kind, KindTable, load_kinds
from smarter.platform import Platform, discovering

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncBaseClient
    from smarter.client._sync.client import BaseClient
    from smarter.engine import Outcome, Plan
    from smarter.manifest import Bundle

T = TypeVar("T")

# A file, a folder, a glob pattern; a manifest as data; or several of either.
Given = Union[str, "os.PathLike[str]", Mapping[str, Any], Iterable[Any]]


def load(
    manifests: Given,
    resolve: bool,
    kinds: Optional[KindTable] = None,
    complete: bool = False,
    vars: Optional[Mapping[str, Any]] = None,
) -> Bundle:
    """Load the resources of `manifests` and their findings.

    Raises:
        InvalidArgumentError: neither paths nor manifests.
        ConfigurationError: a variable is malformed.
    """
    from smarter.manifest import load as load_paths
    from smarter.manifest.variables import Variables, of_mapping

    paths, data = _split(manifests)
    if "-" in paths:
        raise InvalidArgumentError("`-` (standard input) is for the command; pass manifests as mappings.")
    stdin = None
    if data:
        # JSON is YAML, so that manifests as data are read like files.
        try:
            text = "\n---\n".join(json.dumps(each, default=str, allow_nan=False) for each in data)
        except ValueError as error:
            raise InvalidArgumentError(f"A manifest has no JSON form: {error}.") from error
        stdin = io.BytesIO(text.encode("utf-8"))
        paths.append("-")
    return load_paths(
        paths,
        kinds or load_kinds(),
        stdin=stdin,
        resolve=resolve,
        complete=complete,
        variables=Variables([of_mapping(vars)] if vars else ()),
    )


def _split(manifests: Given) -> Tuple[List[str], List[Mapping[str, Any]]]:
    """Return (paths, manifests as data)."""
    if isinstance(manifests, (str, os.PathLike, Mapping)):
        manifests = [manifests]
    elif not isinstance(manifests, Iterable):
        raise InvalidArgumentError(f"Manifests must be paths or mappings, not {type(manifests).__name__}.")
    paths, data = [], []
    for each in manifests:
        if isinstance(each, Mapping):
            data.append(each)
        elif isinstance(each, (str, os.PathLike)):
            paths.append(os.fspath(each))
        else:
            raise InvalidArgumentError("Manifests must be paths or mappings.")
    return paths, data


def reasons(manifest: Mapping[str, Any]) -> Optional[str]:
    """Return the errors of a manifest by its kind's schema as text, or None."""
    found = [each.message for each in load(manifest, resolve=False).findings if each.severity == "error"]
    more = f" And {len(found) - 5} more." if len(found) > 5 else ""
    return " ".join(found[:5]) + more or None


def plan(
    platform: Platform, manifests: Given, vars: Optional[Mapping[str, Any]] = None, **options: Any
) -> Plan:
    """Plan an apply of `manifests`."""
    from smarter import engine

    paths, data = _split(manifests)
    complete, prune = options.get("set_name") is not None, bool(options.get("prune"))
    bundle = _sound([*paths, *data], platform.kinds, vars, complete=complete, may_be_empty=prune)
    made = engine.plan(
        platform, bundle.resources, neighbours=engine.Neighbours(paths, platform.kinds), **options
    )
    engine.check_skipped(made, paths, bundle)
    return made


def apply(
    platform: Platform,
    manifests: Union[Given, Plan],
    check: bool,
    execution: Mapping[str, Any],
    options: Mapping[str, Any],
) -> List[Outcome]:
    """Apply `manifests`, or execute a plan."""
    from smarter import engine

    planned = manifests if isinstance(manifests, engine.Plan) else plan(platform, manifests, **options)
    return _checked(engine.execute(platform, planned, **execution), check)


def delete(
    platform: Platform,
    manifests: Given,
    check: bool,
    execution: Mapping[str, Any],
    options: Mapping[str, Any],
) -> List[Outcome]:
    """Delete the resources of `manifests`."""
    from smarter import engine

    options = dict(options)
    bundle = _sound(manifests, platform.kinds, options.pop("vars", None))
    planned = engine.plan_delete(platform, bundle.resources, **options)
    return _checked(engine.execute(platform, planned, **execution), check)


def export(platform: Platform, words: Sequence[str], options: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """Export resources by `kind/name` or kind; without `words`, all."""
    from smarter import engine

    kinds = platform.kinds
    named = [(kinds.get(kind), name) for kind, _, name in (word.partition("/") for word in words) if name]
    whole = [kinds.get(word) for word in words if "/" not in word]
    if not words:
        whole = engine.exportable(kinds, platform.dialect().name)
    found = engine.collect(platform, named, whole, **options)
    if found.missing:
        names = ", ".join(f"{kind.singular}/{name}" for kind, name in found.missing)
        raise ManifestError(f"There is no {names}.")
    return [each.manifest for each in found.exported]


def _sound(
    manifests: Given,
    kinds: KindTable,
    vars: Optional[Mapping[str, Any]],
    *,
    complete: bool = False,
    may_be_empty: bool = False,
) -> Bundle:
    bundle = load(manifests, resolve=True, kinds=kinds, complete=complete, vars=vars)
    if bundle.errors:
        errors = [finding for finding in bundle.findings if finding.severity == "error"]
        if may_be_empty and all(finding.rule == "empty" for finding in errors):
            return bundle  # the guard of the prune decides
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise ManifestError(f"{errors[0]}{more}", bundle.findings)
    return bundle


def _checked(outcomes: List[Outcome], check: bool) -> List[Outcome]:
    failed = [outcome for outcome in outcomes if outcome.action == "failed"]
    if check and failed:
        first = failed[0]
        said = first.error.message if first.error else "failed"
        more = f" (and {len(failed) - 1} more failed)" if len(failed) > 1 else ""
        raise ApplyError(f"{first.kind} {first.name!r}: {said}{more}", outcomes)
    return outcomes


def on_platform(client: BaseClient, work: Callable[..., T], *arguments: Any, **options: Any) -> T:
    """Call `work(platform, ...)` over `client`."""
    return work(discovering(Platform(client)), *arguments, **options)


class _Sender:
    """The part of a client that the engine needs, over a function that sends."""

    def __init__(self, platform: Any, send: Callable[..., Any]) -> None:
        self.base_url = platform.base_url
        self.api_key = platform.client.api_key
        self.send = send


def engine_platform(platform: Any, send: Callable[..., Any], kind: Kind) -> Platform:
    """Return a sync platform for the engine: `send`, and `platform`'s knowledge."""
    found = Platform(_Sender(platform, send))  # type: ignore[arg-type]  # a client in all that the engine needs
    found._known = platform._known
    if found.kinds.find(kind.canonical) is None:
        found.kinds = found.kinds.with_lookup(lambda word: None)
        found.kinds.add(kind.schema)
    return found


async def async_on_platform(
    client: AsyncBaseClient, work: Callable[..., T], *arguments: Any, **options: Any
) -> T:
    """Call `work(platform, ...)` in a worker thread, sending through `client`."""
    core = client._core
    if core.settings.key_provider is not None:
        key = key_of(await async_result(core.settings.key_provider))
        core = core.changed(api_key=key, key_provider=None)

    def run(transport: HttpxTransport) -> T:
        from smarter.client._sync.client import BaseClient

        twin = object.__new__(BaseClient)
        twin.context = client.context
        twin._core = core
        with HttpxClient(transport=transport, timeout=None) as twin._http:
            return on_platform(twin, work, *arguments, **options)

    return await in_thread(client._http, run)


def options_of(parallelism: Optional[int], **options: Any) -> Mapping[str, Any]:
    """Return options for the engine without those that are None."""
    return {key: value for key, value in {"parallelism": parallelism, **options}.items() if value is not None}
