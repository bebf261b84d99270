"""Programs that use OpenTelemetry get a span for each request and each resource."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List

import pytest

from smarter import NotFoundError, Smarter

MANIFEST = """\
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: tracing_key, description: A key., version: 1.0.0}
spec: {config: {value: never-shown}}
"""


@pytest.fixture(scope="module")
def exporter() -> Any:
    pytest.importorskip("opentelemetry.sdk")
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    memory = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    trace.set_tracer_provider(provider)
    return memory


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Smarter:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path))
    return Smarter(context="local")


def by_name(exporter: Any) -> Dict[str, List[Any]]:
    found: Dict[str, List[Any]] = {}
    for each in exporter.get_finished_spans():
        found.setdefault(each.name, []).append(each)
    return found


def test_an_apply_has_a_span_for_each_resource_and_its_requests_below(
    exporter: Any, client: Smarter, tmp_path: Path
) -> None:
    from opentelemetry import trace

    (tmp_path / "secret.yaml").write_text(MANIFEST)
    exporter.clear()
    with trace.get_tracer("test").start_as_current_span("deployment"):
        client.manifests.apply([str(tmp_path / "secret.yaml")])
    spans = by_name(exporter)
    (resource,) = spans["create secret/tracing_key"]
    assert resource.parent.span_id == spans["deployment"][0].context.span_id
    assert resource.attributes["smarter.action"] == "created"
    (request,) = spans["POST /api/v1/cli/apply/"]
    assert request.parent.span_id == resource.context.span_id
    assert request.attributes["http.response.status_code"] == 200
    assert "never-shown" not in "".join(each.to_json() for each in exporter.get_finished_spans())


def test_an_error_ends_its_span_with_its_type(exporter: Any, client: Smarter) -> None:
    exporter.clear()
    with pytest.raises(NotFoundError):
        client.models.retrieve("none")
    (span,) = by_name(exporter)["GET /api/v1/models/none"]
    assert not span.status.is_ok
    assert span.attributes["error.type"] == "NotFoundError"


def test_programs_without_opentelemetry_do_not_import_it(tmp_path: Path) -> None:
    code = """
import sys, smarter
smarter.Smarter(context="local").models.list()
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""
    environ = {**os.environ, "SMARTER_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environ)
