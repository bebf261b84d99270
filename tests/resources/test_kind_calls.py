"""The methods of kinds: options, raw responses, pages, fixed fields of updates."""

from __future__ import annotations

import json
from typing import Any, Dict, List

import httpx
import pytest

import smarter
from smarter import Smarter
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.local import Platform
from tests.resources.conftest import Bench, items
from tests.resources.test_kinds import CHATBOT, SECRET, steps

SQL_PLUGIN: Dict[str, Any] = {
    "selector": {"directive": "always"},
    "prompt": {"systemRole": "Use the figures."},
    "connection": "db",
    "sqlData": {"sqlQuery": "SELECT 1"},
}
CONNECTION: Dict[str, Any] = {
    "connection": {"dbEngine": "django.db.backends.sqlite3", "hostname": "h", "database": "d"}
}


class Seen:
    """A platform that records its requests."""

    def __init__(self) -> None:
        self.platform = Platform(dialect="P14")
        self.requests: List[httpx.Request] = []
        self.timeouts: List[Any] = []

    def client(self) -> Smarter:
        transport = HandlerTransport(self.platform.handle)

        def send(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return transport.handle_request(request)

        http_client = httpx.Client(transport=httpx.MockTransport(send))
        return Smarter(api_key="k" * 64, base_url="http://localhost:9357/api/v1", http_client=http_client)

    def paths(self) -> List[str]:
        return [request.url.path.replace("/api/v1/cli", "") for request in self.requests]


@pytest.fixture
def seen() -> Any:
    made = Seen()
    yield made
    made.platform.close()


def test_options_of_a_call_of_a_kind_are_sent(seen: Seen) -> None:
    with seen.client() as client:
        bots = client.resources.chatbots
        bots.create("bot", spec=CHATBOT)
        for call in (
            lambda **o: bots.get("bot", **o),
            lambda **o: bots.exists("bot", **o),
            lambda **o: list(bots.list(**o)),
            lambda **o: bots.deploy("bot", **o),
            lambda **o: bots.undeploy("bot", **o),
            lambda **o: bots.logs("bot", **o),
            lambda **o: bots.apply("bot", spec=CHATBOT, description="w", **o),
            lambda **o: bots.update("bot", description="x", **o),
            lambda **o: bots.get("bot").refresh(**o),
            lambda **o: bots.get("bot").update(description="y", **o),
            lambda **o: bots.delete("bot", **o),
            lambda **o: client.whoami(**o),
            lambda **o: client.version(**o),
        ):
            seen.requests.clear()
            call(extra_headers={"X-Mine": "1"}, extra_query={"q": "2"}, timeout=7.5, max_retries=0)
            sent = [r for r in seen.requests if "x-mine" in r.headers]
            assert sent, seen.paths()
            assert any(dict(r.url.params).get("q") == "2" for r in sent)
            assert {r.extensions["timeout"]["read"] for r in sent} == {7.5}


def test_options_of_a_write_are_not_sent_with_its_reads(seen: Seen) -> None:
    with seen.client() as client:
        client.resources.chatbots.apply(
            "bot",
            spec=CHATBOT,
            extra_query={"q": "1"},
            extra_body={"novelty": 1},
            extra_headers={"X-Mine": "1"},
            idempotency_key="mine",
        )
    writes = [r for r in seen.requests if r.url.path.endswith("/apply/")]
    others = [r for r in seen.requests if not r.url.path.endswith("/apply/")]
    assert [r.headers["idempotency-key"] for r in writes] == ["mine"]
    assert json.loads(writes[0].content)["novelty"] == 1
    assert "mine" not in [r.headers["idempotency-key"] for r in others]
    assert not any("q" in r.url.params for r in others)
    assert all(r.headers["x-mine"] == "1" for r in seen.requests)


def test_an_unknown_option_is_refused_before_anything_is_sent(seen: Seen) -> None:
    with seen.client() as client:
        bots = client.resources.chatbots
        for call in (
            lambda: bots.get("bot", colour=1),  # type: ignore[call-arg]
            lambda: bots.create("bot", colour=1),  # type: ignore[call-arg]
            lambda: bots.delete("bot", colour=1),  # type: ignore[call-arg]
            lambda: bots.list(colour=1),  # type: ignore[call-arg]
            lambda: client.whoami(colour=1),  # type: ignore[call-arg]
        ):
            with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
                call()
        with pytest.raises(smarter.InvalidArgumentError, match="extra_query must be a mapping"):
            bots.get("bot", extra_query="x")  # type: ignore[arg-type]
    assert not seen.requests


def test_raw_responses_of_kinds_are_parsed_to_resources(ask: Bench) -> None:
    created, got, page, gone = steps(
        ask,
        lambda c: c.resources.chatbots.with_raw_response.create("bot", spec=CHATBOT),
        lambda c: c.resources.chatbots.with_raw_response.get("bot"),
        lambda c: c.resources.chatbots.with_raw_response.list(limit=1),
        lambda c: c.resources.chatbots.with_raw_response.delete("bot"),
    )
    for raw in (created, got):
        assert isinstance(raw, smarter.APIResponse)
        assert raw.status_code == 200
        assert raw.json()["metadata"]["command"] == "describe"
        assert raw.parse().name == "bot"
        assert raw.retries_taken == 0
    assert page.json()["data"]["metadata"]["count"] == 1
    assert [row.name for row in page.parse().data] == ["bot"]
    assert gone.parse() is None


def test_a_resource_parsed_from_a_raw_response_can_be_used(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.chatbots.create("bot", spec=CHATBOT))
    if inside.is_async:

        async def call(client: Any) -> Any:
            raw = await client.resources.chatbots.with_raw_response.get("bot")
            reply = await raw.parse().prompt("Hello")
            said = await client.resources.chatbots.with_raw_response.prompt("bot", "Hello")
            return reply, said
    else:

        def call(client: Any) -> Any:
            reply = client.resources.chatbots.with_raw_response.get("bot").parse().prompt("Hello")
            return reply, client.resources.chatbots.with_raw_response.prompt("bot", "Hello")

    reply, said = inside(call)
    assert str(reply)
    assert str(said.parse()) == str(reply)
    assert said.http_response.request.url.path.endswith("/prompt/")


def test_an_error_is_raised_for_a_raw_response_of_a_kind(inside: Bench) -> None:
    with pytest.raises(smarter.NotFoundError):
        inside(lambda c: c.resources.chatbots.with_raw_response.get("none"))


def test_streaming_responses_of_kinds_are_read_in_chunks(ask: Bench) -> None:
    steps(ask, lambda c: c.resources.secrets.create("key", spec=SECRET))

    def sync(client: Any) -> Any:
        with client.resources.secrets.with_streaming_response.get("key") as response:
            return response.status_code, b"".join(response.iter_bytes()), response.parse()

    async def asynchronous(client: Any) -> Any:
        async with client.resources.secrets.with_streaming_response.get("key") as response:
            pieces = [piece async for piece in response.iter_bytes()]
            return response.status_code, b"".join(pieces), await response.parse()

    status, body, secret = ask(asynchronous if ask.is_async else sync)
    assert status == 200
    assert json.loads(body)["data"]["metadata"]["name"] == "key"
    assert secret.name == "key"


def test_both_views_have_every_method() -> None:
    with Smarter(api_key="k" * 20) as client:
        for resources in (client.resources.chatbots, client.resources.secrets):
            methods = {name for name in dir(resources) if not name.startswith("_")}
            methods -= {"kind", "exists", "with_raw_response", "with_streaming_response"}
            methods -= {"stream"}  # sends no request; `prompt(..., stream=True)` has both views
            assert set(vars(resources.with_raw_response)) == methods
            assert set(vars(resources.with_streaming_response)) == methods


@pytest.fixture(params=["sync-process", "async-process"])
def five(request: Any) -> Any:
    platform = Platform(dialect="P14")
    bench = Bench(request.param, platform)
    steps(bench, *[lambda c, n=n: c.resources.chatbots.create(f"bot{n}", spec=CHATBOT) for n in range(5)])
    yield bench
    platform.close()


def test_lists_of_a_kind_have_pages(five: Bench) -> None:
    def pages(client: Any) -> Any:
        return [
            [row.name for row in page.data] for page in client.resources.chatbots.list(limit=2).iter_pages()
        ]

    async def async_pages(client: Any) -> Any:
        first = await client.resources.chatbots.list(limit=2)
        return [[row.name async for row in _of(page)] async for page in first.iter_pages()]

    got = five(async_pages if five.is_async else pages)
    assert [len(page) for page in got] == [2, 2, 1]
    names = [name for page in got for name in page]
    assert sorted(names) == [f"bot{n}" for n in range(5)]
    asked = [each for each in five.platform.recent if "/get/" in each["path"]]
    assert len(asked) == 1
    assert [row.name for row in items(five, lambda c: c.resources.chatbots.list(limit=2))] == names
    rest = items(five, lambda c: c.resources.chatbots.list(after=names[2]))
    assert [row.name for row in rest] == names[3:]


async def _of(page: Any) -> Any:
    for row in page.data:
        yield row


@pytest.mark.parametrize(
    ("options", "words"), [({"limit": 0}, "limit must"), ({"limit": True}, "limit must")]
)
def test_a_page_of_nothing_is_refused(five: Bench, options: Any, words: str) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match=words):
        items(five, lambda c: c.resources.chatbots.list(**options))


def test_a_list_refuses_an_unknown_cursor(five: Bench) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="after must be the id or name of a row"):
        items(five, lambda c: c.resources.chatbots.list(after="nobody"))


def test_a_change_ignored_by_the_platform_is_refused(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.chatbots.create("bot", spec=CHATBOT, tags=["a"]))
    inside.platform.recent.clear()
    for call in (
        lambda c: c.resources.chatbots.update("bot", tags=["b"]),
        lambda c: c.resources.chatbots.apply("bot", spec=CHATBOT, tags=["b"]),
    ):
        with pytest.raises(
            smarter.GuardError, match=r"Chatbot 'bot': metadata\.tags will not change"
        ) as caught:
            inside(call)
        assert "create it again" in str(caught.value.hint)
    assert not [each for each in inside.platform.recent if "/apply/" in each["path"]]
    (same,) = steps(inside, lambda c: c.resources.chatbots.update("bot", tags=["a"], description="x"))
    assert (same.metadata.tags, same.metadata.description) == (["a"], "x")


def test_a_change_ignored_by_an_update_becomes_a_replacement(inside: Bench) -> None:
    steps(
        inside,
        lambda c: c.resources.sql_connections.create("db", spec=CONNECTION),
        lambda c: c.resources.sql_plugins.create(
            "figures", {"metadata": {"pluginClass": "sql"}}, spec=SQL_PLUGIN
        ),
    )
    plain = {"config": {"appName": "Bot"}, "plugins": ["figures"], "functions": []}
    steps(inside, lambda c: c.resources.chatbots.create("bot", spec=plain))
    for number, call in enumerate(
        (
            lambda c: c.resources.sql_plugins.update(
                "figures", spec={"sqlData": {"sqlQuery": "SELECT 2"}}, tags=[]
            ),
            lambda c: c.resources.sql_plugins.apply(
                "figures",
                {"metadata": {"pluginClass": "sql"}},
                spec={**SQL_PLUGIN, "sqlData": {"sqlQuery": "SELECT 3"}},
            ),
        ),
        2,
    ):
        (made,) = steps(inside, call)
        assert made.spec["sqlData"]["sqlQuery"] == f"SELECT {number}"
        assert inside.platform.resource("LLMClient", "bot")["spec"]["plugins"] == ["figures"]


def test_resources_applied_from_python_have_no_difference(inside: Bench) -> None:
    """The digests equal those of `manifests.apply`, also for a secret."""
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Secret",
        "metadata": {"name": "key", "description": "d", "version": "1.0.0"},
        "spec": {"config": {"value": "correct-horse"}},
    }
    steps(
        inside,
        lambda c: c.manifests.apply(manifest),
        lambda c: c.resources.secrets.apply("key", manifest, description="other"),
        lambda c: c.resources.secrets.apply("key", manifest),
    )
    (plan,) = steps(inside, lambda c: c.manifests.plan(manifest))
    assert plan.empty


def test_writes_from_python_keep_the_set_of_a_resource(inside: Bench) -> None:
    """A write from Python does not remove a member from its apply set."""
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Chatbot",
        "metadata": {"name": "bot", "description": None, "version": None},
        "spec": CHATBOT,
    }

    steps(inside, lambda c: c.manifests.apply(manifest, set_name="shop"))
    steps(
        inside,
        lambda c: c.resources.chatbots.update("bot", description="by hand"),
        lambda c: c.resources.chatbots.apply("bot", spec=CHATBOT, description="again"),
    )
    (plan,) = steps(inside, lambda c: c.manifests.plan(manifest, set_name="shop"))
    changes = [(change.path, change.before) for step in plan.steps for change in step.changes]
    assert changes == [("metadata.description", "again")]
