"""The conformance runner agrees with recordings and notices tampering."""

from __future__ import annotations

import dataclasses
import json
import random
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import pytest

from scripts.conformance import Exchange, Outcome, replay
from scripts.conformance.__main__ import main
from scripts.conformance.compare import difference
from scripts.conformance.recording import parse
from scripts.conformance.replay import summary
from scripts.conformance.replay_targets import embedded
from scripts.conformance.report import REASONS, UNEXPLAINED, into_document, report
from smarter.local import Platform
from tests.local.calling import call
from tests.local.conformance_cases import chatbot, plugin, secret, sql_connection
from tests.recordings import recordings

CORE = 552
VERBS = {"apply", "describe", "get", "delete", "deploy", "undeploy", "logs"}
KINDS = {
    "Account",
    "ApiConnection",
    "ApiPlugin",
    "LLMClient",
    "Plugin",
    "Prompt",
    "Provider",
    "Secret",
    "SmarterAuthToken",
    "SqlConnection",
    "SqlPlugin",
    "User",
    "Vectorstore",
}


def recording(name: str) -> str:
    return recorded(f"{name}-0.14.19")


def recorded(name: str) -> str:
    folder = recordings()
    if folder is None:
        pytest.skip("needs the recordings")
    return (folder / "wire" / f"{name}.jsonl").read_text(encoding="utf-8")


def run(text: str) -> List[Outcome]:
    exchanges = parse(text)
    target = embedded(exchanges)
    try:
        return replay(exchanges, target)
    finally:
        target.close()


def differing(outcomes: Sequence[Outcome]) -> Dict[str, Any]:
    return {outcome.exchange.name: outcome.difference for outcome in outcomes if outcome.difference}


def test_the_embedded_platform_agrees_with_the_real_one() -> None:
    outcomes = run(recording("platform"))
    assert len(outcomes) == CORE
    assert set(differing(outcomes)) <= set(REASONS)
    assert len(differing(outcomes)) <= 0.01 * CORE


@pytest.mark.parametrize(
    ("name", "core", "least"), [("platform-0.14.19-defaults", 206, 0.95), ("facts-0.14.19", 23, 0.9)]
)
def test_the_embedded_platform_agrees_with_the_real_one_in_its_default_state(
    name: str, core: int, least: float
) -> None:
    outcomes = run(recorded(name))
    assert len(outcomes) == core
    assert set(differing(outcomes)) <= set(REASONS)
    assert len(differing(outcomes)) <= (1 - least) * core


def test_every_status_agrees_for_every_kind_and_verb() -> None:
    outcomes = [
        outcome
        for outcome in run(recording("platform"))
        if outcome.exchange.verb in VERBS and outcome.exchange.kind in KINDS
    ]
    assert {outcome.exchange.kind for outcome in outcomes} == KINDS
    assert [one for one in outcomes if one.status != one.exchange.status] == []


def test_updates_are_answered_as_recorded() -> None:
    outcomes = run(recording("updates"))
    assert len(outcomes) == 45
    assert differing(outcomes) == {}


def renamed(text: str, names: Dict[str, str]) -> str:
    """Rename a recording's resources, in every spelling of a name by the platform."""
    for old, new in names.items():
        for spelling in (str, camel, kebab, str.upper, str.title):
            text = text.replace(spelling(old), spelling(new))
    return text


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def kebab(name: str) -> str:
    return name.replace("_", "-")


NAMES = {
    "probe_secret": "orchid_box",
    "probe_plugin": "willow",
    "probe_sqlplugin": "sqlwillow",
    "probe_apiplugin": "apiwillow",
    "probe_sqlconn": "river_db",
    "probe_apiconn": "river_api",
    "probe_llmclient": "heron",
    "probe_user": "somebody",
    "probe_authtoken": "ticket",
    "probe_provider": "supplier",
    "probe_vectorstore": "shelf",
    "everlasting_gobstopper": "undying_lolly",
    "example_configuration": "first_setting",
    "smarter_test_db": "acme_courses",
    "smarter_test_user": "acme_reader",
    "smarter_test_api": "acme_catalogue",
    "stackademy_sql": "school_sql",
    "stackademy_api": "school_api",
    "staff_user": "helper",
    "customer_user": "buyer",
    "3141-5926-5359": "2718-2818-2845",
    "PLAINTEXT-SECRET-VALUE-1": "ANOTHER-WORTHLESS-VALUE-1",
    "You are a probe.": "You are a heron.",
    "SELECT course_code": "SELECT code_of_course",
}


def test_renamed_resources_give_the_same_score() -> None:
    text = recording("platform")
    other = renamed(text, NAMES)
    assert not any(name in other for name in NAMES)
    assert summary(run(other)) == summary(run(text))
    updates = recording("updates")
    assert differing(run(renamed(updates, NAMES))) == {}


# Ignored fields of responses, in which no change is noticed.
ASIDE = {
    "message",
    "description",
    "stacktrace",
    "args",
    "cause",
    "context",
    "created",
    "modified",
    "createdAt",
    "updatedAt",
    "recordLocator",
    "id",
    "hashedId",
    "keyId",
    "last_accessed",
    "lastUsedAt",
}


def leaves(value: Any, path: Tuple[Any, ...] = ()) -> Iterator[Tuple[Any, ...]]:
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    else:
        yield path


def corrupted(one: Dict[str, Any], chance: random.Random) -> Dict[str, Any]:
    """Corrupt the response of an exchange in a way that a comparison must notice."""
    one = json.loads(json.dumps(one))
    answer = one["response"]["body"]
    verb = one["request"]["url"].partition("/cli/")[2].partition("/")[0]
    compared = [
        path
        for path in (leaves(answer) if isinstance(answer, dict) and "api" in answer else ())
        if path[-1] not in ASIDE
        and not (path[0] == "data" and verb in ("json-schema", "example-manifest", "status", "version"))
        and not (path[0] == "data" and verb == "apply" and path[1] not in ("data", "manifest"))
    ]
    if not compared:
        one["response"]["status"] += 1
        return one
    path = chance.choice(compared)
    owner = answer
    for part in path[:-1]:
        owner = owner[part]
    old = owner[path[-1]]
    new = (
        not old if isinstance(old, bool) else old + 1 if isinstance(old, (int, float)) else f"{old}-tampered"
    )
    owner[path[-1]] = new
    return one


def missed(places: Sequence[int], lines: Sequence[Dict[str, Any]], chance: random.Random) -> List[str]:
    """Return the exchanges with an unnoticed corruption."""
    clean = set(differing(run("\n".join(map(json.dumps, lines)))))
    found = []
    for index in places:
        tampered = [*lines[:index], corrupted(lines[index], chance), *lines[index + 1 :]]
        if set(differing(run("\n".join(map(json.dumps, tampered))))) == clean:
            found.append(lines[index]["name"])
    return found


def test_tampered_answers_are_noticed() -> None:
    """A sample; states that the recording shows only once cannot be compared."""
    lines = [json.loads(line) for line in recording("platform").splitlines()]
    chance = random.Random(20261123)
    places = chance.sample([index for index, one in enumerate(lines) if one["core"]], 8)
    assert len(missed(places, lines, chance)) <= 1


@pytest.mark.full
def test_every_tampered_answer_is_noticed() -> None:
    lines = [json.loads(line) for line in recording("platform").splitlines()]
    places = [index for index, one in enumerate(lines) if one["core"]]
    assert len(missed(places, lines, random.Random(1))) <= 0.02 * CORE


def test_many_tampered_answers_are_all_noticed_at_once() -> None:
    lines = [json.loads(line) for line in recording("updates").splitlines()]
    for one in lines:
        one["response"]["status"] = 418
    assert len(differing(run("\n".join(map(json.dumps, lines))))) == len(lines)


# A recording of the embedded platform, so that no recording of the real one is needed.


def exchange(
    path: str, body: Any = None, *, name: str = "", status: int = 200, note: str = "", **more: Any
) -> Dict[str, Any]:
    headers = {"host": "localhost:9357", "authorization": "Token <key-admin>"}
    if body is not None:
        headers["content-type"] = "application/json"
    return {
        "name": name or path,
        "core": True,
        "note": note,
        "request": {
            "method": "POST",
            "url": f"http://localhost:9357/api/v1/cli/{path}",
            "headers": headers,
            "body": body,
        },
        "response": {"status": status, "headers": {}, "body": None},
        **more,
    }


def recorded_here() -> str:
    """Record exchanges with an embedded platform."""
    platform = Platform(strict_faithful=True, dial=lambda connection: True)
    platform.keys["<key-admin>"] = platform.administrator
    lines = []
    for one in [
        exchange("whoami/"),
        exchange("apply/", secret()),
        exchange("apply/", sql_connection(password="key")),
        exchange("describe/SqlConnection/?name=db"),
        exchange("apply/", plugin("price_list")),
        exchange("apply/", chatbot(spec={"plugins": ["price_list"]}), name="chatbot"),
        exchange("describe/LLMClient/?name=bot"),
        exchange("get/LLMClient/?name=bot"),
        exchange("delete/Secret/?name=key"),
        exchange("describe/SqlConnection/?name=db", name="gone"),
        exchange("describe/Plugin/?name=price_list", name="again"),
    ]:
        request = one["request"]
        target = "/api" + request["url"].partition("/api")[2]
        answer = call(platform, "POST", target, request["body"], request["headers"])
        one["response"] = {"status": answer.status, "headers": answer.headers, "body": answer.data}
        lines.append(json.dumps(one))
    platform.close()
    return "\n".join(lines)


def test_a_recording_of_the_embedded_platform_agrees_with_itself() -> None:
    text = recorded_here()
    assert differing(run(text)) == {}
    assert summary(run(text)) == "agree 11 of 11 (100.0 %)"


def test_resources_that_existed_before_a_recording_are_found_in_its_responses() -> None:
    lines = [json.loads(line) for line in recorded_here().splitlines()]
    later = [
        one for one in lines if not one["request"]["url"].endswith("/apply/") or one["name"] == "chatbot"
    ]
    before_the_delete = [one for one in later if one["name"] != "gone" and "delete" not in one["name"]]
    outcomes = run("\n".join(map(json.dumps, before_the_delete)))
    assert differing(outcomes) == {}


def test_the_clock_follows_the_notes_of_a_recording() -> None:
    changed = plugin(prompt={"systemRole": "Be long."})
    lines = [
        exchange("apply/", plugin()),
        exchange("apply/", changed),
        exchange("describe/Plugin/?name=faq", name="at once"),
        exchange("describe/Plugin/?name=faq", name="settled", note="75 s later"),
        exchange("describe/Plugin/?name=faq", name="the same moment", note="75 s later"),
    ]
    shown = {one.exchange.name: one.body["data"] for one in run("\n".join(map(json.dumps, lines)))[2:]}
    roles = {name: data["spec"]["prompt"]["systemRole"] for name, data in shown.items()}
    assert roles == {"at once": "Be brief.", "settled": "Be long.", "the same moment": "Be long."}


def test_a_reset_restores_the_initial_state() -> None:
    lines = [
        exchange("apply/", secret()),
        exchange("describe/Secret/?name=key"),
        exchange("describe/Secret/?name=key", reset=True),
    ]
    assert [one.status for one in run("\n".join(map(json.dumps, lines)))] == [200, 200, 500]


def test_the_initial_state_is_not_an_exchange() -> None:
    state = {"name": "_state", "core": False, "note": "one account", "request": None, "response": None}
    assert len(parse("\n".join(map(json.dumps, [state, exchange("whoami/")])))) == 1


def test_exchanges_outside_the_manifest_api_are_left_out() -> None:
    lines = [exchange("whoami/"), exchange("whoami/", core=False)]
    assert len(run("\n".join(map(json.dumps, lines)))) == 1


@pytest.mark.parametrize(
    ("expected", "actual", "aspect"),
    [
        ((200, {"a": 1}), (500, {"a": 1}), "status"),
        ((200, {"a": 1}), (200, "text"), "envelope"),
        ((200, {"data": {}, "api": "x"}), (200, {"data": {}}), "envelope"),
        ((200, {"metadata": {"thing": "A"}}), (200, {"metadata": {"thing": "B"}}), "envelope"),
        ((500, {"error": {"errorClass": "A"}}), (500, {"error": {"errorClass": "B"}}), "error class"),
        ((500, {"error": {"errorClass": "A"}}), (500, {"error": {"errorClass": "A", "more": 1}}), "envelope"),
        ((200, {"data": {"a": 1}}), (200, {"data": {"a": 2}}), "data"),
        ((200, {"data": {"a": True}}), (200, {"data": {"a": 1}}), "data"),
        ((200, {"data": {"a": [1]}}), (200, {"data": {"a": [1, 2]}}), "data"),
        ((200, {"data": {"a": None}}), (200, {"data": {}}), "data"),
        ((200, {"data": {"created": "2030-01-01T00:00:00Z"}}), (200, {"data": {"created": None}}), "data"),
        ((200, {"data": {"id": 1}}), (200, {"data": {"id": "1"}}), "data"),
        ((200, {"message": "a"}), (200, {"message": "b"}), None),
        ((200, {"data": {"id": 1}}), (200, {"data": {"id": 2}}), None),
        ((200, {"data": {"tags": ["a", "b"]}}), (200, {"data": {"tags": ["b", "a"]}}), None),
        (
            (200, {"data": {"created": "2030-01-01T00:00:00Z"}}),
            (200, {"data": {"created": "2031-01-01T00:00:00.5Z"}}),
            None,
        ),
        (
            (200, {"data": {"url": "http://h/x/rMTAwMDAwMQx/"}}),
            (200, {"data": {"url": "http://h/x/rMTAwMDAwMgx/"}}),
            None,
        ),
        ((404, "<html>one"), (404, "<html>two"), None),
    ],
)
def test_a_difference_names_the_differing_aspect(expected: Any, actual: Any, aspect: Any) -> None:
    found = difference("describe", "POST", expected, actual)
    assert (found and found[0]) == aspect


def test_values_individual_to_a_platform_are_not_compared() -> None:
    one, other = (200, {"data": {"a": 1}}), (200, {"data": {"b": 2}})
    assert difference("version", "POST", one, other) is None
    assert difference("describe", "POST", one, other) is not None
    dump = {"data": {"data": {"kind": "A"}, "session_key": "x"}}
    assert difference("apply", "POST", (200, dump), (200, {"data": {"data": {"kind": "A"}}})) is None
    assert difference("apply", "POST", (200, dump), (200, {"data": {"data": {"kind": "B"}}})) is not None


def test_the_report_names_each_difference_and_its_reason() -> None:
    lines = [json.loads(line) for line in recorded_here().splitlines()]
    lines[3]["response"]["body"]["data"]["spec"]["connection"]["timeout"] = 31
    lines[3]["name"] = "apply-bad-json-string"
    lines[6]["response"]["status"] = 404
    text = report("mine.jsonl", run("\n".join(map(json.dumps, lines))))
    assert "agree 9 of 11 (81.8 %)" in text
    assert "- SqlConnection: apply 200" in text
    assert "spec.connection.timeout differs" in text
    assert REASONS["apply-bad-json-string"] in text
    assert UNEXPLAINED in text
    document = into_document("# Title\n", "mine.jsonl", text)
    assert document.startswith("# Title\n\n<!-- conformance: mine.jsonl -->\n")
    again = into_document(document + "\nafterwards\n", "mine.jsonl", "new\n")
    assert re.sub(r"\s+", " ", again) == (
        "# Title <!-- conformance: mine.jsonl --> new <!-- end of conformance: mine.jsonl --> afterwards "
    )


def test_the_command_ends_with_its_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(recorded_here())
    assert main([str(path), "--report", str(tmp_path / "report.md")]) == 0
    assert capsys.readouterr().out == "agree 11 of 11 (100.0 %)\n"
    assert "Nothing differs." in (tmp_path / "report.md").read_text()
    lines = path.read_text().replace('"status": 503', '"status": 500').splitlines()
    path.write_text("\n".join(lines))
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.endswith("\nagree 10 of 11 (90.9 %)\n")


def test_the_command_refuses_a_malformed_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"name": "x"}\n')
    assert main([str(path)]) == 2
    assert "line 1 is not a recorded exchange" in capsys.readouterr().err
    assert main([str(tmp_path / "none.jsonl")]) == 2


@pytest.fixture
def served() -> Iterator[str]:
    """Serve an embedded platform over plain HTTP; return its URL."""
    platform = Platform(api_key="a-key-of-ours", dial=lambda connection: True)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = platform.handle(self.command, self.path, dict(self.headers), body)
            assert isinstance(content, bytes)
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    platform.close()


def test_a_platform_at_any_address_can_be_compared(
    served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = recorded_here().replace("localhost:9357", served.partition("://")[2])
    path = tmp_path / "mine.jsonl"
    path.write_text(text)
    monkeypatch.setenv("SMARTER_API_KEY", "a-key-of-ours")
    assert main([str(path), "--base-url", f"{served}/api/v1"]) == 0
    assert capsys.readouterr().out == "agree 11 of 11 (100.0 %)\n"


def test_keys_come_from_the_environment_and_are_not_shown(
    served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(exchange("describe/Secret/?name=nobody", status=500)))
    monkeypatch.delenv("SMARTER_API_KEY", raising=False)
    monkeypatch.setenv("MY_KEY", "a-key-of-ours")
    assert main([str(path), "--base-url", served]) == 1
    assert "status: 403, recorded 500" in capsys.readouterr().out
    assert main([str(path), "--base-url", served, "--key", "<key-admin>=MY_KEY"]) == 1
    shown = capsys.readouterr()
    assert "status" not in shown.out
    assert "a-key-of-ours" not in shown.out + shown.err
    assert main([str(path), "--base-url", served, "--key", "<key-admin>=NONE"]) == 2
    assert "'NONE' is not set" in capsys.readouterr().err


def test_a_platform_that_does_not_answer_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(exchange("whoami/")))
    assert main([str(path), "--base-url", "http://127.0.0.1:9"]) == 2
    assert main([str(path), "--base-url", "nonsense"]) == 2
    assert "not an http or https URL" in capsys.readouterr().err


def test_an_exchange_has_verb_kind_name_and_target() -> None:
    one = parse(json.dumps(exchange("get/SqlConnection/?name=a%20b")))[0]
    assert dataclasses.is_dataclass(Exchange)
    assert (one.verb, one.kind, one.asked, one.wait) == ("get", "SqlConnection", "a b", 0)
    assert one.target == "/api/v1/cli/get/SqlConnection/?name=a%20b"


def test_the_documented_figures_are_current() -> None:
    docs = Path(__file__).resolve().parents[3] / "docs"
    document = (docs / "conformance.md").read_text(encoding="utf-8")
    for name in ("platform-0.14.19", "updates-0.14.19", "platform-0.14.19-defaults", "facts-0.14.19"):
        file = f"{name}.jsonl"
        assert into_document(document, file, report(file, run(recorded(name)))) == document
    counts = re.findall(r"\*\*agree (\d+) of (\d+) ", document)
    agreeing, total = (sum(int(count) for count in column) for column in zip(*counts))
    assert f"{agreeing} of {total} responses agree" in (docs / "local-platform.md").read_text(
        encoding="utf-8"
    )
