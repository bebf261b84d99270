"""The data of the page: without secrets, and only with the key."""

from __future__ import annotations

import json
import re
from typing import Iterator, Tuple

import pytest

from smarter.local import Platform
from tests.local.calling import ALWAYS, SESSION, Answer, apply, call, chatbot, plugin, upload

DIALECTS = ("P10", "P14", "P15A", "P15B", "P15C")


@pytest.fixture(params=["P10", "P14", "P15A", "P15C"])
def platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    made = Platform(dialect=request.param)
    apply(made, "Secret", "database_password", {"config": {"value": "s3cret-value"}})
    apply(made, "Plugin", "faq", plugin(ALWAYS, data={"staticData": {"hours": "9 to 5, not s3cret-value"}}))
    chatbot(made, "desk", ["faq"], appName="Desk")
    upload(made, b"hello", "handbook.txt", name="handbook")
    yield made
    made.close()


def last_request(platform: Platform) -> Answer:
    number = call(platform, "GET", "/_local/state").data["recent"][0]["id"]
    return call(platform, "GET", f"/_local/requests/{number}")


def test_every_resource_can_be_viewed_in_every_dialect(platform: Platform) -> None:
    state = call(platform, "GET", "/_local/state").data
    assert state["dialect"] == platform.dialect
    assert {"name": "Chatbot", "count": 1} in state["kinds"]
    assert [file["name"] for file in state["files"]] == ["handbook"]
    for row in state["resources"]:
        found = call(platform, "GET", f"/_local/resources/{row['kind']}/{row['id']}")
        assert found.status == 200
        assert found.data["manifest"]["metadata"]["name"] == row["name"]
        if row["kind"] == "Secret":
            assert "s3cret" not in json.dumps(found.data)
        assert bool(found.data["prompt"]) == (row["kind"] == "Chatbot")
    assert call(platform, "GET", "/_local/resources/Secret/999").status == 404


def test_records_of_the_client_are_not_shown_as_resources(platform: Platform) -> None:
    before = call(platform, "GET", "/_local/state").data
    for name in ("smarter_set_shop_admin", "smarter_sets_admin", "smarter_rows_admin"):
        apply(platform, "Secret", name, {"config": {"value": "kept"}})
    after = call(platform, "GET", "/_local/state").data
    assert (after["resources"], after["kinds"]) == (before["resources"], before["kinds"])
    assert "smarter_" not in json.dumps(call(platform, "GET", "/_local/graph").data["nodes"])


def test_resources_link_to_references_and_dependents(platform: Platform) -> None:
    rows = {row["name"]: row for row in call(platform, "GET", "/_local/state").data["resources"]}
    desk = call(platform, "GET", f"/_local/resources/Chatbot/{rows['desk']['id']}").data
    assert desk["links"] == [{"path": ["spec", "plugins", 0], "kind": "Plugin", "name": "faq"}]
    faq = call(platform, "GET", f"/_local/resources/Plugin/{rows['faq']['id']}").data
    assert faq["usedBy"] == [{"kind": "Chatbot", "name": "desk"}]


def test_the_graph_is_that_of_the_references(platform: Platform) -> None:
    graph = call(platform, "GET", "/_local/graph").data
    names = [(graph["nodes"][one]["name"], graph["nodes"][other]["name"]) for one, other in graph["edges"]]
    assert names == [("desk", "faq")]


def test_a_logged_request_shows_bodies_without_secrets(platform: Platform) -> None:
    apply(platform, "Secret", "another", {"config": {"value": "an0ther-value"}})
    applied = last_request(platform).data
    assert applied["request"]["spec"]["config"]["value"] == "(secret)"
    assert "an0ther" not in json.dumps(applied)
    assert applied["status"] == 200
    # A secret that has changed since is masked by its place in the manifest.
    apply(platform, "Secret", "another", {"config": {"value": "newer-value"}})
    number = applied["id"]
    assert "an0ther" not in json.dumps(call(platform, "GET", f"/_local/requests/{number}").data)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_logged_prompt_has_the_requests_to_the_model(platform: Platform, accept: str) -> None:
    rows = {row["name"]: row for row in call(platform, "GET", "/_local/state").data["resources"]}
    address = call(platform, "GET", f"/_local/resources/Chatbot/{rows['desk']['id']}").data["prompt"]
    asked = {"session_key": SESSION, "messages": [{"role": "user", "content": "What are your hours?"}]}
    assert call(platform, "POST", address, asked, {"Accept": accept}).status == 200
    logged = last_request(platform).data
    first = logged["answer"]["smarter"]["first_iteration"]["request"]["messages"]
    assert first[0]["role"] == "system"
    assert "9 to 5" in json.dumps(logged["answer"])
    # The plugin's data repeats a stored secret.
    assert "s3cret-value" not in json.dumps(logged)
    assert "s3cret-value" in json.dumps(platform.resource("Plugin", "faq"))


def test_large_and_binary_bodies_are_named_not_kept() -> None:
    platform = Platform()
    upload(platform, b"\x00" * 1000)
    assert "multipart/form-data" in last_request(platform).data["request"]
    for _ in range(300):
        call(platform, "GET", "/healthz")
    assert sum("response" in entry for entry in platform.recent) == 200
    old = platform.recent[0]["id"]
    assert call(platform, "GET", f"/_local/requests/{old}").data["request"] == "(not kept)"
    assert call(platform, "GET", "/_local/requests/99999").status == 404
    platform.close()


def test_the_page_contains_no_data_and_its_data_requires_the_key() -> None:
    platform = Platform(api_key="k" * 64)
    try:
        for path in ("/", "/docs"):
            page = call(platform, "GET", path)
            assert page.status == 200
            assert "default-src 'none'" in page.headers["content-security-policy"]
        for path in ("page.js", "page.css", "docs.js", "markdown.js"):
            assert call(platform, "GET", f"/_local/{path}").status == 200
        for path in ("nothing.js", "page.html", "..%2fviews.py"):
            assert call(platform, "GET", f"/_local/{path}").status == 404
        call(platform, "GET", "/healthz")
        for path in ("state", "graph", "resources/Secret/1", "requests/1"):
            assert call(platform, "GET", f"/_local/{path}").status == 401
    finally:
        platform.close()


PAIRS: Tuple[Tuple[str, str, bool], ...] = (
    ("P14", "/api/v1/files", True),
    ("P14", "/api/v1/vectorstores/", False),
    ("P15C", "/api/v1/vectorstores/", True),
    ("P14", "/api/v1/cli/prompt/{name}/", True),
    ("P10", "/api/v1/cli/chat/{name}/", True),
    ("P10", "/api/v1/cli/prompt/{name}/", False),
    ("P14", "/_local/state", False),
)


@pytest.mark.parametrize(("dialect", "path", "described"), PAIRS)
def test_the_description_has_the_routes_of_its_dialect(dialect: str, path: str, described: bool) -> None:
    platform = Platform(dialect=dialect, api_key="k" * 64)
    try:
        document = call(platform, "GET", "/openapi.json").data
        assert document["openapi"] == "3.1.0"
        assert (path in document["paths"]) == described
    finally:
        platform.close()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_described_route_is_served(dialect: str) -> None:
    platform = Platform(dialect=dialect)
    try:
        document = call(platform, "GET", "/openapi.json").data
        identifiers = []
        for path, operations in document["paths"].items():
            assert re.fullmatch(r"(/|(/([a-z0-9_.-]+|\{[a-z_0-9]+\}))+/?)", path)
            for method, operation in operations.items():
                identifiers.append(operation["operationId"])
                assert operation["summary"]
                named = [each["name"] for each in operation.get("parameters", []) if each["in"] == "path"]
                assert named == re.findall(r"\{(.+?)\}", path)
                target = path.replace("{kind}", "Secret").replace("{", "").replace("}", "")
                answer = call(platform, method.upper(), target, {} if method == "post" else None)
                # The framework's page for an unknown route.
                missed = answer.status == 404 and answer.data == call(platform, "GET", "/nowhere").data
                assert not missed, f"{method} {path}"
                assert answer.status != 405, f"{method} {path}"
                assert "The embedded platform does not serve" not in str(answer.data), f"{method} {path}"
        assert len(identifiers) == len(set(identifiers))
    finally:
        platform.close()


def test_the_health_route_needs_no_key_and_reports_a_removed_file(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("health") / "local.db"
    platform = Platform(path, api_key="k" * 64)
    assert call(platform, "GET", "/healthz").data == {"status": "ok"}
    path.unlink()
    assert call(platform, "GET", "/healthz").status == 503
    platform.close()
