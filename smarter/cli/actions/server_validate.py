"""`validate --server`: the platform's check of manifests besides the local one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, List, Mapping

from smarter.errors import UnsupportedError

if TYPE_CHECKING:
    from smarter.cli.session import Session
    from smarter.manifest import Finding, Options, Report, Resource
    from smarter.platform import Platform


def with_server_findings(session: Session, report: Report, paths: List[str], options: Options) -> Report:
    """Return `report` with the platform's findings on manifests without errors."""
    from smarter.manifest import load

    wrong = {finding.file for finding in report.findings if finding.severity == "error"}
    bundle = load(
        paths,
        session.kinds,
        environ=options.environ,
        resolve=True,
        allowed=options.allowed,
        variables=options.variables,
    )
    found: List[Finding] = []
    for resource in bundle.resources:
        if resource.file not in wrong and resource.kind.served == "manifest":
            found.extend(_server_findings(session.platform(), resource))
    merged = sorted([*report.findings, *found], key=lambda each: (each.file, each.line, each.column))
    return report._replace(findings=merged)


def _server_findings(platform: Platform, resource: Resource) -> Iterator[Finding]:
    try:
        errors = platform.validate(resource.kind.for_dialect(platform.dialect().name), resource.manifest)
    except UnsupportedError:  # The program's own check reports a kind that the platform does not serve.
        return
    for error in errors:
        path = _path(resource, error.get("loc"))
        yield resource.document.finding("server", "error", f"the platform: {error.get('message')}", path)


def _path(resource: Resource, loc: Any) -> Any:
    """Return the part of a location in a response that the manifest has, too."""
    path: List[Any] = []
    value: Any = resource.document.value
    for part in loc if isinstance(loc, list) else ():
        key: Any = int(part) if isinstance(value, list) and str(part).isdecimal() else part
        inside = isinstance(value, Mapping) and key in value
        if not inside and not (isinstance(value, list) and isinstance(key, int) and key < len(value)):
            break
        path.append(key)
        value = value[key]
    return tuple(path)
