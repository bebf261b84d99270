"""An embedded platform in memory; tests advance its clock and see its requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple

import pytest

from smarter import Smarter, engine
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.http.httpx_classes import HttpxClient
from smarter.kinds import load_kinds
from smarter.local import Platform as LocalPlatform
from smarter.manifest import Resource, load
from smarter.platform import Platform


class World:
    """An embedded platform and its client; `sent` is every request.

    Each is (verb, Kind/?name=NAME or target).
    """

    def __init__(self, folder: Path, **options: Any) -> None:
        self.folder = folder
        self.time = 1_800_000_000.0
        self.local = LocalPlatform(":memory:", clock=lambda: self.time, **options)
        self.sent: List[Tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda verb, rest: None
        client = Smarter(
            api_key="0" * 64,
            base_url="http://localhost:9357/api/v1",
            http_client=HttpxClient(transport=HandlerTransport(self._handle)),
            max_retries=0,
        )
        self.platform = Platform(client, load_kinds(), dialect=options.get("dialect", "P14"))

    def _handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Any:
        parts = target.split("?")[0].strip("/").split("/")
        verb = parts[3] if parts[2] == "cli" else f"{method} {parts[2]}"
        rest = target.split(f"/{parts[3]}/", 1)[-1] if parts[2] == "cli" else target
        if verb == "apply":
            manifest = json.loads(body)
            rest = f"{manifest['kind']}/?name={manifest['metadata']['name']}"
        self.sent.append((verb, rest))
        self.before(verb, rest)
        return self.local.handle(method, target, headers, body)

    @property
    def writes(self) -> List[Tuple[str, str]]:
        """The requests that change something."""
        return [
            each
            for each in self.sent
            if each[0] in ("apply", "delete", "deploy", "undeploy", "POST files", "DELETE files")
        ]

    def resources(self, text: str, environ: Mapping[str, str] = {}) -> List[Resource]:
        """Load a YAML text as a file of the folder; an empty text has no manifests."""
        if not text:
            return []
        file = self.folder / "manifests.yaml"
        file.write_text(text, encoding="utf-8")
        bundle = load([str(file)], self.platform.kinds, environ=dict(environ), resolve=True)
        assert not bundle.errors, [str(finding) for finding in bundle.findings]
        return list(bundle.resources)

    def plan(self, text: str, environ: Mapping[str, str] = {}, **options: Any) -> engine.Plan:
        self.sent.clear()
        return engine.plan(self.platform, self.resources(text, environ), **options)

    def run(self, plan: engine.Plan) -> Dict[str, str]:
        """Execute a plan; return the action of each resource."""
        return {f"{o.kind}/{o.name}": o.action for o in engine.execute(self.platform, plan)}

    def apply(self, text: str, environ: Mapping[str, str] = {}) -> Dict[str, engine.Outcome]:
        plan = self.plan(text, environ)
        self.sent.clear()
        return {f"{o.kind}/{o.name}": o for o in engine.execute(self.platform, plan)}

    def delete(self, text: str) -> Dict[str, engine.Outcome]:
        plan = engine.plan_delete(self.platform, self.resources(text))
        self.sent.clear()
        return {f"{o.kind}/{o.name}": o for o in engine.execute(self.platform, plan)}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.local.close()


@pytest.fixture(params=["P10", "P14", "P15A", "P15B", "P15C"])
def any_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Serve a platform of each dialect."""
    made = World(tmp_path, dialect=request.param)
    yield made
    made.local.close()
