"""The manifest API answers any request in the real platform's shapes."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Tuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarter.local import Platform
from tests.local import conformance_cases as cases

STATUSES = {200, 301, 400, 403, 404, 405, 415, 500, 501, 503}
MANIFESTS = [
    cases.secret(),
    cases.plugin(),
    cases.api_connection(apiKey="key"),
    cases.sql_connection(),
    cases.api_plugin(urlParams=[{"key": "a", "value": 1}], parameters=[{"name": "a", "type": "string"}]),
    cases.sql_plugin(),
    cases.chatbot(spec={"plugins": ["faq"], "functions": ["calculator"]}),
    cases.user(),
    cases.account(),
    cases.token(),
    cases.provider(),
    cases.vectorstore(),
    cases.manifest("Guardrail", "polite", {"config": {"stage": "input"}}),
]
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, path: Tuple[Any, ...] = ()) -> Iterator[Tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(item, (*path, key))


PLACES: List[Tuple[Dict[str, Any], Tuple[Any, ...]]] = [
    (one, path) for one in MANIFESTS for path in paths(one)
]


@pytest.fixture(scope="module", params=["P10", "P14", "P15C"])
def platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    platform = Platform(dialect=request.param)
    yield platform
    platform.close()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    place=st.sampled_from(PLACES), value=values, path=st.sampled_from(["apply/", "get/Secret/", "validate/"])
)
def test_a_manifest_with_anything_anywhere(platform: Platform, place: Any, value: Any, path: str) -> None:
    manifest, where = place
    manifest = json.loads(json.dumps(manifest))
    owner = manifest
    for part in where[:-1]:
        owner = owner[part]
    owner[where[-1]] = value
    headers = {"Content-Type": "application/json"}
    status, _, body = platform.handle("POST", f"/api/v1/cli/{path}", headers, json.dumps(manifest).encode())
    assert status in STATUSES
    assert isinstance(body, bytes)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.one_of(st.binary(max_size=40), values.map(lambda value: json.dumps(value).encode())),
    media=st.sampled_from(
        ["application/json", "application/x-yaml", "text/plain", "application/json; charset=utf-8"]
    ),
    verb=st.sampled_from(
        ["apply/", "get/Plugin/", "describe/User/?name=admin", "delete/Secret/", "whoami/", "x/"]
    ),
    method=st.sampled_from(["POST", "GET", "PUT", "HEAD", "OPTIONS"]),
)
def test_any_body_of_any_type_by_any_method(
    platform: Platform, body: bytes, media: str, verb: str, method: str
) -> None:
    status, headers, _ = platform.handle(method, f"/api/v1/cli/{verb}", {"Content-Type": media}, body)
    assert status in STATUSES
    assert {"Content-Type", "Date"} <= {name for name, _ in headers}


def test_a_secret_is_in_no_error(platform: Platform) -> None:
    value = "correct-horse-battery"
    for body in (
        cases.secret(value=value, version="one"),
        cases.having(cases.secret(), [value], "spec", "config", "value"),
        cases.having(cases.secret(value=value), value, "spec", "config", "expiration_date"),
    ):
        raw = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        status, _, answer = platform.handle("POST", "/api/v1/cli/apply/", headers, raw)
        assert status == (400 if platform.spoken.newer else 500)
        assert isinstance(answer, bytes)
        assert value.encode() not in answer
    broken = f"kind: Secret\nspec: {{value: '{value}', ]".encode()
    status, _, answer = platform.handle(
        "POST", "/api/v1/cli/apply/", {"Content-Type": "application/x-yaml"}, broken
    )
    assert status == (400 if platform.spoken.newer else 500)
    assert isinstance(answer, bytes)
    assert value.encode() not in answer
