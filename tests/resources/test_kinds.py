"""Resources by kind: every verb on every dialect, and unsupported ones."""

from __future__ import annotations

import copy
import gc
import json
import re
from pathlib import Path
from typing import Any, Callable, Dict, List

import httpx
import pytest

import smarter
from smarter import Smarter
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.kinds import load_kinds
from smarter.platform import LiveResource
from smarter.resources import merging
from smarter.resources._sync import namespace
from smarter.types.shared import Row
from tests.platform.widgets import SERVED
from tests.resources.conftest import Bench, items

CHATBOT: Dict[str, Any] = {
    "config": {"defaultSystemRole": "Be kind.", "deployed": False},
    "plugins": [],
    "functions": [],
}
SECRET: Dict[str, Any] = {"config": {"value": "correct horse battery staple"}}
KINDS = load_kinds()


def steps(ask: Bench, *calls: Any) -> List[Any]:
    """Return the results of several calls of one client, in order."""

    def sync(client: Any) -> List[Any]:
        return [call(client) for call in calls]

    async def asynchronous(client: Any) -> List[Any]:
        return [await call(client) for call in calls]

    return list(ask(asynchronous if ask.is_async else sync))


def test_a_resource_is_created_read_updated_and_deleted(ask: Bench) -> None:
    created, got, updated, again, gone = steps(
        ask,
        lambda c: c.resources.chatbots.create(
            "bot", spec=CHATBOT, description="one", version="1.0.0", tags=["a"]
        ),
        lambda c: c.resources.chatbots.get("bot"),
        lambda c: c.resources.chatbots.update(
            "bot", spec={"config": {"defaultSystemRole": "Be terse."}}, version="1.0.1"
        ),
        lambda c: c.resources.chatbots.get(name="bot"),
        lambda c: c.resources.chatbots.delete("bot"),
    )
    assert created == got
    assert (got.name, got.kind, got.api_version) == ("bot", "Chatbot", "smarter.sh/v1")
    assert (got.metadata.description, got.metadata.version) == ("one", "1.0.0")
    assert got.spec["config"]["defaultSystemRole"] == "Be kind."
    assert got.status["recordLocator"]
    assert updated.spec["config"]["defaultSystemRole"] == "Be terse."
    assert (updated.metadata.description, updated.metadata.version) == ("one", "1.0.1")
    assert again.spec["config"]["deployed"] is False
    assert gone is None
    with pytest.raises(smarter.NotFoundError) as caught:
        ask(lambda c: c.resources.chatbots.get("bot"))
    assert caught.value.status_code in (404, 500, 503)


def test_a_resource_can_be_updated_deployed_and_deleted(ask: Bench) -> None:
    def sync(client: Any) -> Any:
        bot = client.resources.chatbots.create("bot", spec=CHATBOT)
        bot = bot.update(description="two")
        bot.deploy()
        deployed = bot.refresh()
        bot.undeploy()
        logs = bot.logs()
        bot.delete()
        return deployed, logs, client.resources.chatbots.exists("bot")

    async def asynchronous(client: Any) -> Any:
        bot = await client.resources.chatbots.create("bot", spec=CHATBOT)
        bot = await bot.update(description="two")
        await bot.deploy()
        deployed = await bot.refresh()
        await bot.undeploy()
        logs = await bot.logs()
        await bot.delete()
        return deployed, logs, await client.resources.chatbots.exists("bot")

    deployed, logs, exists = ask(asynchronous if ask.is_async else sync)
    assert deployed.metadata.description == "two"
    assert deployed.spec["config"]["deployed"] is True
    assert logs == {}
    assert exists is False


def test_names_are_folded_as_the_platform_does(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.chatbots.create("My Chat-Bot", spec=CHATBOT))
    for spelling in ("my_chat_bot", "my-chat-bot", "My Chat-Bot", "MY_CHAT_BOT"):
        assert inside(lambda c, name=spelling: c.resources.chatbots.get(name)).name == "my_chat_bot"


@pytest.mark.parametrize("name", ["", "  ", "---", "日本", None, 7])
def test_a_name_that_folds_to_nothing_is_refused(inside: Bench, name: Any) -> None:
    for verb in ("get", "delete", "deploy", "undeploy", "logs", "exists", "create", "apply", "update"):
        with pytest.raises(smarter.InvalidArgumentError, match="name must be"):
            inside(lambda c, verb=verb: getattr(c.resources.chatbots, verb)(name))
    assert not [
        each for each in inside.platform.recent if "Chatbot" in each["path"] or "LLMClient" in each["path"]
    ]


def test_create_fails_for_an_existing_resource(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.secrets.create("key", spec=SECRET))
    with pytest.raises(smarter.ConflictError, match="already") as caught:
        inside(lambda c: c.resources.secrets.create("key", spec=SECRET))
    assert caught.value.status_code == 409


def test_apply_creates_or_replaces(inside: Bench) -> None:
    first, second = steps(
        inside,
        lambda c: c.resources.chatbots.apply("bot", spec=CHATBOT, description="one"),
        lambda c: c.resources.chatbots.apply("bot", {"spec": {**CHATBOT, "config": {"deployed": False}}}),
    )
    assert first.metadata.description == "one"
    assert not second.metadata.description
    assert second.spec["config"]["defaultSystemRole"] != "Be kind."


def test_operations_on_a_missing_resource_raise_not_found(inside: Bench) -> None:
    for call in (
        lambda c: c.resources.secrets.get("none"),
        lambda c: c.resources.secrets.delete("none"),
        lambda c: c.resources.secrets.update("none", description="x"),
        lambda c: c.resources.chatbots.deploy("none"),
        lambda c: c.resources.chatbots.prompt("none", "Hi"),
    ):
        with pytest.raises(smarter.NotFoundError):
            inside(call)


def test_secrets_are_masked_wherever_they_come_back(dialect: Bench) -> None:
    def call(client: Any) -> Any:
        secret = client.resources.secrets.create("db_password", spec=SECRET)
        connection = client.resources.sql_connections.create(
            "db",
            spec={
                "connection": {
                    "dbEngine": "django.db.backends.sqlite3",
                    "hostname": "db.example.com",
                    "database": "shop",
                    "password": "db_password",
                }
            },
        )
        return secret, connection

    secret, connection = dialect(call)
    for made in (secret, connection):
        assert "horse" not in repr(made) + made.to_json() + str(made.to_dict())
    assert connection.spec["connection"]["hostname"] == "db.example.com"


def test_a_partial_update_is_refused_if_other_fields_do_not_read_back(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.secrets.create("key", spec=SECRET, description="one"))
    with pytest.raises(smarter.GuardError, match=r"spec\.config\.value") as caught:
        inside(lambda c: c.resources.secrets.update("key", description="two"))
    assert "apply()" in str(caught.value.hint)
    changed = inside(lambda c: c.resources.secrets.update("key", description="two", spec=SECRET))
    assert changed.metadata.description == "two"


def live(kind: str, spec: Any, metadata: Any = None, **more: Any) -> LiveResource:
    return LiveResource(
        KINDS.get(kind), "x", {"metadata": {"name": "x", **(metadata or {})}, "spec": spec}, **more
    )


def test_a_partial_update_keeps_other_fields_or_is_refused() -> None:
    bot = live(
        "Chatbot", {"config": {"deployed": True, "appName": "A"}, "plugins": ["plain"], "functions": []}
    )
    made = merging.merged(bot, {"spec": {"config": {"appName": "B"}}})
    assert made["spec"] == {
        "config": {"deployed": True, "appName": "B"},
        "plugins": ["plain"],
        "functions": [],
    }
    assert made["metadata"] == {"name": "x", "description": None, "version": None}
    distorted = live("Chatbot", {"config": {}, "plugins": ["everlastingGobstopper"], "functions": []})
    with pytest.raises(smarter.GuardError, match=r"spec\.plugins"):
        merging.merged(distorted, {"spec": {"config": {"appName": "B"}}})
    given = merging.merged(distorted, {"spec": {"plugins": ["everlasting_gobstopper"]}})
    assert given["spec"]["plugins"] == ["everlasting_gobstopper"]
    empty: Dict[str, Any] = {"config": {}, "plugins": [], "functions": []}
    annotated = live("Chatbot", empty, {"annotations": [{"smarter.sh/some_key": 1}]})
    with pytest.raises(smarter.GuardError, match=r"metadata\.annotations"):
        merging.merged(annotated, {"spec": {"plugins": ["x"]}})
    plain = live("Chatbot", empty, {"annotations": [{"smarter.sh/key": 1}]})
    made = merging.merged(plain, {"spec": {"plugins": ["x"]}})
    assert made["metadata"]["annotations"] == [{"smarter.sh/key": 1}]


def test_nothing_to_change_is_refused(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.chatbots.create("bot", spec=CHATBOT))
    with pytest.raises(smarter.InvalidArgumentError, match="at least one field"):
        inside(lambda c: c.resources.chatbots.update("bot"))
    for options in ({"spec": "text"}, {"spec": ["x"]}):
        with pytest.raises(smarter.InvalidArgumentError, match="spec must be a mapping"):
            inside(lambda c, options=options: c.resources.chatbots.update("bot", **options))
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        inside(lambda c: c.resources.chatbots.update("bot", colour="red"))


def test_a_manifest_given_is_not_changed(inside: Bench) -> None:
    manifest = {
        "metadata": {"name": "Bot", "description": "d"},
        "spec": copy.deepcopy(CHATBOT),
        "status": {"x": 1},
    }
    before = copy.deepcopy(manifest)
    made = inside(lambda c: c.resources.chatbots.apply("bot", manifest, version="2.0.0"))
    assert (made.name, made.metadata.description, made.metadata.version) == ("bot", "d", "2.0.0")
    assert manifest == before
    with pytest.raises(smarter.InvalidArgumentError, match="metadata must be a mapping"):
        inside(lambda c: c.resources.chatbots.apply("bot", {"metadata": []}))


def test_a_refused_manifest_is_explained_by_the_schema(inside: Bench) -> None:
    with pytest.raises(smarter.BadRequestError) as caught:
        inside(lambda c: c.resources.plugins.create("faq", spec={"selector": {"directive": "sometimes"}}))
    assert "sometimes" in str(caught.value.hint)
    assert "missing field `data`" in str(caught.value.hint)


def test_a_list_has_a_row_for_each_resource(dialect: Bench) -> None:
    def call(client: Any) -> Any:
        for name in ("one", "two"):
            client.resources.chatbots.create(name, spec=CHATBOT)
        page = client.resources.chatbots.list()
        return page, list(page)

    page, rows = dialect(call)
    assert sorted(row.name for row in rows) == ["one", "two"]
    assert all(type(row) is Row for row in rows)
    assert not page.has_next_page()


def test_a_list_has_no_records_of_the_client(embedded: Callable[..., Any]) -> None:
    bench = Bench("sync-process", embedded(dialect="P15C"))
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Secret",
        "metadata": {"name": "stock_key", "description": "Key.", "version": "1.0.0"},
        "spec": {"config": {"value": "abc"}},
    }

    def names(client: Any) -> Any:
        client.manifests.apply([manifest], set_name="shop")
        assert client.resources.secrets.get("smarter_set_shop_admin").name == "smarter_set_shop_admin"
        return [row.name for row in client.resources.secrets.list()]

    assert bench(names) == ["stock_key"]


def test_a_list_by_the_async_client(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.chatbots.create("one", spec=CHATBOT))
    assert [row.name for row in items(inside, lambda c: c.resources.chatbots.list())] == ["one"]
    users = items(inside, lambda c: c.resources.users.list())
    assert [row.name for row in users] == ["admin"]


def test_unsupported_operations_raise_unsupported_error(embedded: Callable[..., Any]) -> None:
    platform = embedded(dialect="P14")
    http_client = httpx.Client(transport=HandlerTransport(platform.handle))
    with Smarter(api_key="k" * 20, base_url="http://localhost", http_client=http_client) as client:
        for call in (
            lambda: client.resources.secrets.list(),
            lambda: client.resources.secrets.deploy("x"),
            lambda: client.resources.accounts.delete("x"),
            lambda: client.resources["Guardrail"].get("x"),
            lambda: client.resources["Provider"].apply("x", spec={}),
        ):
            with pytest.raises(smarter.UnsupportedError, match=r"does not|cannot"):
                call()
        with pytest.raises(smarter.GuardError, match="creates another one"):
            client.resources.accounts.apply("acme", spec={"config": {"companyName": "Acme"}})


def test_files_are_resources(ask: Bench, tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text("# Guide")
    spec = {"path": str(path), "purpose": "assistants"}
    created, got = steps(
        ask,
        lambda c: c.resources.files.create("guide", spec=spec, description="how"),
        lambda c: c.resources["File"].get("guide"),
    )
    assert created.metadata.description == got.metadata.description == "how"
    assert got.spec["purpose"] == "assistants"
    assert [row.name for row in items(ask, lambda c: c.resources.files.list())] == ["guide"]
    steps(ask, lambda c: c.resources.files.delete("guide"))
    assert items(ask, lambda c: c.files.list()) == []
    with pytest.raises(smarter.InvalidArgumentError, match="needs spec"):
        ask(lambda c: c.resources.files.create("guide", spec={}))
    with pytest.raises(smarter.InvalidArgumentError, match="purpose"):
        ask(lambda c: c.resources.files.create("guide", spec={"path": str(path)}))


def test_a_kind_in_any_spelling(inside: Bench) -> None:
    def call(client: Any) -> Any:
        resources = client.resources
        assert resources["Chatbot"] is resources.chatbots is resources["chatbots"] is resources["cb"]
        assert resources.sql_plugins is resources["SqlPlugin"] is resources.sqlplugins
        assert resources.llm_clients.kind.name == "LLMClient"
        assert repr(resources.secrets).startswith("<secrets of ")
        assert {"chatbots", "secrets", "plugins"} <= set(dir(resources))
        with pytest.raises(AttributeError, match="unknown kind 'nonsense'"):
            _ = resources.nonsense
        with pytest.raises(AttributeError, match=r"'get' needs a kind, as in `resources\.chatbots\.get"):
            _ = resources.get
        with pytest.raises(AttributeError, match=r"use `client\.resources\.sql_plugins`"):
            _ = client.sql_plugins
        with pytest.raises(AttributeError, match="object has no attribute 'modles'"):
            _ = client.modles
        with pytest.raises(AttributeError, match=r"use `client\.models\.with_raw_response`"):
            _ = client.with_raw_response
        with pytest.raises(AttributeError):
            _ = copy.copy(resources)._nothing
        return resources

    if inside.is_async:

        async def main(client: Any) -> Any:
            return call(client)

        inside(main)
    else:
        inside(call)


def test_every_shipped_kind_has_its_place() -> None:
    with Smarter(api_key="k" * 20) as client:
        for kind in KINDS.all():
            found = client.resources[kind.name]
            assert found.kind.name == kind.name
            assert getattr(client.resources, kind.plural) is found
            assert hasattr(found, "prompt") == ("prompt" in kind.verbs)


def test_editors_know_every_shipped_kind() -> None:
    """Compare the class's hand-written annotations with the shipped schemas."""
    source = Path(namespace.__file__).read_text(encoding="utf-8")
    said = dict(
        re.findall(r"^        (\w+): (Chatbots|KindResources\[Resource, specs\.\w+\])$", source, re.M)
    )
    wanted = {
        kind.plural: "Chatbots"
        if "prompt" in kind.verbs
        else f"KindResources[Resource, specs.{kind.name}Spec]"
        for kind in KINDS.all()
    }
    assert {name.replace("_", ""): typed for name, typed in said.items()} == wanted
    with Smarter(api_key="k" * 20) as client:
        for name in said:
            assert getattr(client.resources, name)


def test_a_discovered_kind_works(ask: Bench) -> None:
    ask.platform.add_kind("Widget", SERVED)
    spec = {"config": {"size": 5}}
    created, got, listed = steps(
        ask,
        lambda c: c.resources["Widget"].create("w", spec=spec, description="d"),
        lambda c: c.resources["widgets"].get("w"),
        lambda c: c.resources["Widget"].update("w", spec={"config": {"size": 6}}),
    )
    assert (created.kind, got.spec["config"]["size"], listed.spec["config"]["size"]) == ("Widget", 5, 6)


@pytest.mark.parametrize("kind", [None, 3, b"secret"])
def test_the_name_of_a_kind_is_a_string(kind: Any) -> None:
    with Smarter(context="local") as client, pytest.raises(smarter.InvalidArgumentError, match="kind"):
        client.resources[kind]


def test_an_unknown_kind_is_an_error_with_a_suggestion(inside: Bench) -> None:
    with pytest.raises(smarter.UnknownKindError) as caught:
        inside(lambda c: c.resources["Chatbott"].get("x"))
    assert caught.value.suggestion == "Chatbot"
    with pytest.raises(smarter.UnknownKindError):
        _ = Smarter(api_key="k" * 20).resources["Chatbott"].kind


def test_a_kind_with_a_custom_schema_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema file is enough for the client to use a new kind."""
    schema = copy.deepcopy(dict(KINDS.get("Secret").schema))
    schema["x-smarter-kind"] = {
        **schema["x-smarter-kind"],
        "name": "Gadget",
        "canonical": "Gadget",
        "singular": "gadget",
        "plural": "gadgets",
        "aliases": [],
    }
    (tmp_path / "gadget.schema.json").write_text(json.dumps(schema))
    monkeypatch.setenv("SMARTER_SCHEMAS", str(tmp_path))
    with Smarter(api_key="k" * 20) as client:
        assert client.resources.gadgets.kind.name == "Gadget"


def test_whoami_version_and_status_answer(ask: Bench) -> None:
    who, version = steps(ask, lambda c: c.whoami(), lambda c: c.version())
    assert who.user["username"] == "admin"
    assert version.api.version
    assert ask(lambda c: c.status()) is not None


def test_a_wrong_key_is_an_authentication_error(ask: Bench) -> None:
    if ask.in_process:
        pytest.skip("an embedded platform needs no key")
    for call in (
        lambda c: c.whoami(),
        lambda c: c.resources.chatbots.get("x"),
        lambda c: c.models.retrieve("gpt-4o"),
    ):
        with pytest.raises(smarter.AuthenticationError):
            ask(call, api_key="0" * 64)


def test_a_client_with_resources_is_collected(ask: Bench) -> None:
    if ask.is_async or not ask.in_process:
        pytest.skip("once is enough")
    import weakref

    client = Smarter(api_key="k" * 20)
    assert client.resources.chatbots
    assert client.files
    assert client.manifests
    gone = weakref.ref(client)
    del client
    gc.collect()
    assert gone() is None


def test_fields_that_the_kind_does_not_have_are_refused(inside: Bench) -> None:
    steps(inside, lambda c: c.resources.chatbots.create("bot", spec=CHATBOT))
    for call in (
        lambda c: c.resources.chatbots.update("bot", spec={"config": {"default_temperature": 0.3}}),
        lambda c: c.resources.chatbots.create("other", spec={**CHATBOT, "config": {"default_model": "m"}}),
        lambda c: c.resources.chatbots.apply("bot", {"spec": {"novelty": 1}}),
    ):
        with pytest.raises(smarter.InvalidArgumentError, match=r"no field spec\.(config\.default_|novelty)"):
            inside(call)


def test_a_manifest_of_something_else_is_refused(inside: Bench) -> None:
    for manifest in ({"kind": "Chatbot"}, {"metadata": {"name": "qq"}}, {"metadata": {"name": 7}}, "text"):
        with pytest.raises(smarter.InvalidArgumentError):
            inside(lambda c, manifest=manifest: c.resources.secrets.apply("pp", manifest, spec=SECRET))
    made = inside(lambda c: c.resources.llm_clients.apply("bot", {"kind": "Chatbot", "spec": CHATBOT}))
    assert made.name == "bot"


def test_results_of_the_manifest_api_have_a_request_id() -> None:
    def handle(method: str, target: str, headers: Any, body: bytes) -> Any:
        data = {"data": {"user": {"username": "x"}}, "api": "smarter.sh/v1"}
        return (
            200,
            [("x-request-id", "req_7"), ("content-type", "application/json")],
            json.dumps(data).encode(),
        )

    http_client = httpx.Client(transport=HandlerTransport(handle))
    with Smarter(api_key="k" * 20, base_url="http://ids.localhost", http_client=http_client) as client:
        assert client.whoami()._request_id == "req_7"


PLUGIN_SPECS = {
    "Plugin": {
        "selector": {"directive": "always"},
        "prompt": {"systemRole": "Answer."},
        "data": {"staticData": {"a": 1}},
    },
    "User": {"config": {"email": "jane@example.com", "isActive": True}},
}


@pytest.mark.parametrize(
    ("kind", "key", "value"), [("Plugin", "pluginClass", "static"), ("User", "username", "jane")]
)
def test_metadata_that_follows_from_the_kind_need_not_be_given(kind: str, key: str, value: str) -> None:
    made = merging.manifest(KINDS.get(kind), "jane", None, {"spec": PLUGIN_SPECS[kind]})
    assert made["metadata"][key] == value


def test_metadata_of_another_kind_is_refused() -> None:
    with pytest.raises(smarter.InvalidArgumentError, match=r"Secret has no metadata.username"):
        merging.manifest(
            KINDS.get("Secret"), "jane", None, {"spec": {"config": {"value": "x"}}, "username": "joan"}
        )
