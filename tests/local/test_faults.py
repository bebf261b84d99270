"""Fault injection: chosen requests, before or after their work, every fault."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import pytest

from smarter.local import Platform
from smarter.local.faults import ConnectionCut, Faults, Rule, asked_for, load_rules
from smarter.local.http.messages import Request
from smarter.local.server import LocalServer
from tests.local.calling import apply, call, chatbot, upload
from tests.local.conftest import Clock

pytest_plugins = ["pytester"]

VALUE = {"config": {"value": "s3cret-value"}}


@pytest.fixture
def faults(local: Platform) -> Faults:
    local.faults = Faults(kill=lambda: None)
    return local.faults


def secret(local: Platform, name: str) -> Any:
    metadata = {"name": name, "description": None, "version": "1.0.0"}
    manifest = {"apiVersion": "smarter.sh/v1", "kind": "Secret", "metadata": metadata, "spec": VALUE}
    return call(local, "POST", "/api/v1/cli/apply/", manifest)


def described(local: Platform, name: str) -> Any:
    return call(local, "POST", f"/api/v1/cli/describe/Secret/?name={name}")


def test_only_the_nth_matching_request_fails(local: Platform, faults: Faults) -> None:
    rule = faults.add(
        "status", verb="apply", kind="secrets", nth=2, times=2, status=503, headers={"Retry-After": "1"}
    )
    answers = [secret(local, f"s{number}") for number in range(4)]
    assert [answer.status for answer in answers] == [200, 503, 503, 200]
    assert answers[1].headers["retry-after"] == "1"
    assert (rule.seen, rule.fired) == (4, 2)


def test_a_fault_before_the_work_prevents_it_and_one_after_does_not(local: Platform, faults: Faults) -> None:
    faults.add("status", verb="apply", name="early", status=500)
    faults.add("status", verb="apply", name="late", status=500, when="after")
    assert secret(local, "early").status == 500
    assert secret(local, "late").status == 500
    assert described(local, "early").status == 500
    assert described(local, "late").status == 200


def test_a_body_can_be_chosen_and_garbage_is_garbage(local: Platform, faults: Faults) -> None:
    faults.add("status", verb="describe", nth=1, status=502, body="<html>bad gateway</html>")
    faults.add("garbage", verb="describe", nth=2)
    html = described(local, "any")
    assert (html.status, html.data, html.headers["content-type"]) == (
        502,
        b"<html>bad gateway</html>",
        "text/html; charset=utf-8",
    )
    status, _, body = local.handle("POST", "/api/v1/cli/describe/Secret/?name=any", {"Host": "localhost"})
    assert status == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(body)  # type: ignore[arg-type]


def test_a_delay_rule_delays_the_response(local: Platform, faults: Faults) -> None:
    faults.add("delay", verb="list", kind="files", seconds=0.2)
    began = time.perf_counter()
    assert call(local, "GET", "/api/v1/files").status == 200
    assert time.perf_counter() - began >= 0.2


def test_a_connection_is_cut_with_the_work_done_or_not(local: Platform, faults: Faults) -> None:
    faults.add("cut", verb="apply", name="early")
    faults.add("cut", verb="apply", name="late", when="after")
    for name, status in (("early", 500), ("late", 200)):
        with pytest.raises(ConnectionCut):
            secret(local, name)
        assert described(local, name).status == status


def test_a_stale_read_answers_as_before_the_last_write(local: Platform, faults: Faults, clock: Clock) -> None:
    faults.add("stale", verb="describe", name="faq")
    assert secret(local, "faq").status == 200
    assert described(local, "faq").status == 500
    apply(local, "Secret", "faq", VALUE, description="second")
    apply(local, "Secret", "faq", VALUE, description="third")
    answer = call(local, "GET", "/api/v1/cli/describe/secrets/?name=faq")
    assert answer.data["data"]["metadata"]["description"] == "second"
    faults.clear()
    clock.move(120)
    assert described(local, "faq").data["data"]["metadata"]["description"] == "third"


def test_a_stale_list_lacks_the_latest_upload(local: Platform, faults: Faults) -> None:
    faults.add("stale", verb="list", kind="files", nth=2)
    upload(local, b"x")
    assert len(call(local, "GET", "/api/v1/files").data["data"]) == 1
    upload(local, b"x")
    assert len(call(local, "GET", "/api/v1/files").data["data"]) == 1
    assert len(call(local, "GET", "/api/v1/files").data["data"]) == 2


def test_a_truncated_list_gives_no_sign_of_it(local: Platform, faults: Faults) -> None:
    for number in range(3):
        upload(local, b"x", f"{number}.txt")
        chatbot(local, f"bot_{number}")
    faults.add("truncate", verb="list", kind="files", keep=1)
    faults.add("truncate", verb="get", kind="LLMClient", keep=2)
    files = call(local, "GET", "/api/v1/files").data
    assert (len(files["data"]), files["has_more"], files["last_id"]) == (1, False, files["data"][0]["id"])
    spec = {"config": {"provider": "openai"}, "plugins": [], "functions": []}
    metadata = {"name": "any", "description": "any", "version": "1.0.0"}
    manifest = {"apiVersion": "smarter.sh/v1", "kind": "LLMClient", "metadata": metadata, "spec": spec}
    rows = call(local, "POST", "/api/v1/cli/get/LLMClient/", manifest).data
    assert len(rows["data"]["data"]["items"]) == 2


@pytest.mark.parametrize(
    ("method", "target", "body", "asked"),
    [
        (
            "POST",
            "/api/v1/cli/apply/",
            b'{"kind": "Plugin", "metadata": {"name": "faq"}}',
            ("apply", "Plugin", "faq"),
        ),
        ("POST", "/api/v1/cli/apply/", b"kind: Plugin", ("apply", "", "")),
        ("POST", "/api/v1/cli/describe/Plugin/?name=faq", b"", ("describe", "Plugin", "faq")),
        ("POST", "/api/v1/cli/whoami/", b"", ("whoami", "", "")),
        ("POST", "/api/v1/cli/prompt/desk/?uid=1", b"{}", ("prompt", "LLMClient", "desk")),
        ("POST", "/api/v1/llm-clients/rMTAwMDAwMQx/prompt/", b"{}", ("prompt", "LLMClient", "")),
        ("POST", "/v1/chat/completions", b"{}", ("create", "chat/completions", "")),
        ("GET", "/api/v1/fine_tuning/jobs", b"", ("list", "fine_tuning/jobs", "")),
        ("POST", "/api/v1/fine_tuning/jobs/ftjob-1/cancel", b"", ("cancel", "fine_tuning/jobs", "ftjob-1")),
        ("GET", "/api/v1/files/file-1", b"", ("retrieve", "files", "file-1")),
        ("DELETE", "/api/v1/files/file-1", b"", ("delete", "files", "file-1")),
    ],
)
def test_every_request_has_a_verb_and_a_kind(method: str, target: str, body: bytes, asked: Any) -> None:
    assert asked_for(Request.parse(method, target, {}, body)) == asked


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "must say what to `do`"),
        ({"do": "dance"}, "do is 'dance'"),
        ({"do": "cut", "when": "never"}, "when is 'never'"),
        ({"do": "cut", "nth": 0}, "nth is 0"),
        ({"do": "status", "status": "bad"}, "status is 'bad'"),
        ({"do": "cut", "verbs": "apply"}, "verbs: a rule has no such field"),
        ("cut", "a rule is an object"),
    ],
)
def test_an_invalid_rule_is_refused(rule: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Rule.parse(rule)


def test_rules_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text('{"rules": [{"do": "delay", "seconds": 0.5}]}')
    assert [rule.seconds for rule in load_rules(path)] == [0.5]
    path.write_text('{"rule": []}')
    with pytest.raises(ValueError, match="list"):
        load_rules(path)


def test_the_admin_routes_exist_only_with_the_admin_option(local: Platform) -> None:
    assert call(local, "GET", "/_local/faults").status == 404
    local.faults = Faults()
    assert call(local, "GET", "/_local/faults").status == 404
    local.faults = Faults(admin=True)
    assert call(local, "GET", "/_local/faults").data == {"rules": []}


def test_the_admin_routes_require_the_key() -> None:
    platform = Platform(api_key="k" * 64)
    platform.faults = Faults(admin=True)
    try:
        assert call(platform, "POST", "/_local/faults", {"do": "kill"}).status == 401
    finally:
        platform.close()


def test_rules_can_be_set_and_cleared_over_http(local: Platform, clock: Clock) -> None:
    local.faults = Faults(admin=True)
    call(local, "POST", "/_local/faults", [{"do": "status", "status": 418}, {"do": "delay", "seconds": 0}])
    assert call(local, "GET", "/api/v1/files").status == 418
    listed = call(local, "GET", "/_local/faults").data["rules"]
    assert [(rule["do"], rule["seen"]) for rule in listed] == [("status", 1), ("delay", 1)]
    bad = call(local, "POST", "/_local/faults", {"do": "dance"})
    assert (bad.status, "dance" in bad.data["detail"]) == (400, True)
    assert call(local, "POST", "/_local/faults", b"{oops").status == 400
    assert call(local, "PUT", "/_local/faults", {}).status == 405
    call(local, "DELETE", "/_local/faults")
    assert call(local, "GET", "/api/v1/files").status == 200
    assert call(local, "POST", "/_local/clock", {"advance": 90}).data == {"now": clock() + 90}
    assert call(local, "POST", "/_local/clock", {"advance": "much"}).status == 400
    assert upload(local, b"x").data["created_at"] == clock() + 90


@pytest.fixture
def served(tmp_path: Path) -> Iterator[LocalServer]:
    pytest.importorskip("uvicorn")
    with LocalServer(tmp_path / "local.db") as server:
        yield server


def ask(served: LocalServer, path: str, body: Optional[Dict[str, Any]] = None) -> Any:
    headers = {"Authorization": f"Token {served.api_key}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(served.url + path, data, headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
        return json.loads(answer.read())


def test_a_cut_rule_closes_the_connection_of_a_server(served: LocalServer) -> None:
    served.faults.add("cut", nth=1)
    served.faults.add("cut", nth=2, size=10)
    with pytest.raises(RemoteDisconnected):
        ask(served, "/api/v1/files")
    with pytest.raises((IncompleteRead, ConnectionError)):
        ask(served, "/api/v1/files")
    assert ask(served, "/api/v1/files")["data"] == []


def test_a_killed_server_keeps_its_answered_writes(served: LocalServer) -> None:
    metadata = {"name": "kept", "description": None, "version": "1.0.0"}
    manifest = {"apiVersion": "smarter.sh/v1", "kind": "Secret", "metadata": metadata, "spec": VALUE}
    served.faults.add("kill", verb="apply", nth=2)
    ask(served, "/api/v1/cli/apply/", manifest)
    with pytest.raises((HTTPException, OSError)):
        ask(served, "/api/v1/cli/apply/", {**manifest, "metadata": {**metadata, "name": "lost"}})
    with pytest.raises((HTTPException, OSError)):
        ask(served, "/api/v1/files")
    served.restart()
    ask(served, "/api/v1/cli/describe/Secret/?name=kept")
    with pytest.raises(urllib.error.HTTPError):
        ask(served, "/api/v1/cli/describe/Secret/?name=lost")


def test_fifty_clients_at_once_are_all_answered(served: LocalServer) -> None:
    wrong: List[BaseException] = []
    barrier = threading.Barrier(50)

    def client(number: int) -> None:
        metadata = {"name": f"secret_{number}", "description": None, "version": "1.0.0"}
        manifest = {"apiVersion": "smarter.sh/v1", "kind": "Secret", "metadata": metadata, "spec": VALUE}
        try:
            barrier.wait()
            for _ in range(4):
                ask(served, "/api/v1/cli/apply/", manifest)
                found = ask(served, f"/api/v1/cli/describe/Secret/?name=secret_{number}")
                assert found["data"]["metadata"]["name"] == f"secret_{number}"
                ask(
                    served,
                    "/api/v1/chat/completions",
                    {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]},
                )
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_fixture_directs_clients_to_the_embedded_platform(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import os, urllib.request

        def test_it(smarter_local):
            assert os.environ["SMARTER_BASE_URL"] == smarter_local.base_url
            smarter_local.advance(60)
            headers = {"Authorization": "Token " + os.environ["SMARTER_API_KEY"]}
            request = urllib.request.Request(smarter_local.base_url + "/files", headers=headers)
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
                assert answer.status == 200
        """
    )
    pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "body", [b'{"metadata": [1]}', b'{"metadata": 5}', b'{"metadata": "x"}', b"[" * 200_000]
)
def test_rules_accept_any_request_body(body: bytes) -> None:
    platform = Platform()
    platform.faults = Faults()
    status, _, answer = platform.handle(
        "POST", "/api/v1/cli/apply/", {"Content-Type": "application/json"}, body
    )
    assert status >= 400
    assert isinstance(answer, bytes)
    assert isinstance(json.loads(answer), dict)
