"""Write faults of P14: plugins overwrite each other, applies are half done."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, Iterator, List, Optional

import pytest

from smarter.local import Platform
from smarter.local.seed import DEFAULT
from tests.local.calling import ALWAYS, Answer, call, plugin
from tests.local.conftest import Clock
from tests.recordings import recordings

USER, STAFF = {"Authorization": "Token one"}, {"Authorization": "Token two"}


@pytest.fixture
def faulty(clock: Clock) -> Iterator[Platform]:
    platform = Platform(clock=clock, write_faults=True)
    yield platform
    platform.close()


def apply(platform: Platform, kind: str, name: str, spec: Any, text: str = "", **headers: str) -> Answer:
    about = {"name": name, "description": text or f"I am {name}", "version": "1.0.0"}
    if kind.endswith("Plugin"):
        about["pluginClass"] = {"Plugin": "static", "SqlPlugin": "sql", "ApiPlugin": "api"}[kind]
    manifest = {"apiVersion": "smarter.sh/v1", "kind": kind, "metadata": about, "spec": spec}
    return call(platform, "POST", "/api/v1/cli/apply/", manifest, headers)


def static(platform: Platform, name: str, text: str = "") -> Answer:
    """Apply a Plugin with its name in its content."""
    return apply(platform, "Plugin", name, plugin(ALWAYS, data={"staticData": {"who": text or name}}), text)


def verb(
    platform: Platform, word: str, kind: str, name: str, headers: Optional[Dict[str, str]] = None
) -> Answer:
    return call(platform, "POST", f"/api/v1/cli/{word}/{kind}/?name={name}", None, headers)


def content(platform: Platform, name: str, kind: str = "Plugin") -> str:
    """Name the owner of the content that a plugin holds, by its description."""
    found = verb(platform, "describe", kind, name)
    assert found.status == 200, found.data
    text: str = found.data["data"]["metadata"]["description"]
    return text


def row(answer: Answer) -> Any:
    """Return (id of the plugin, id of its data row's owner), or None."""
    assert answer.status == 200, answer.data
    found = answer.data["data"]["orm_instance"]
    return found and (found["pk"], found["fields"]["plugin"])


def sql(connection: str = "db", **data: Any) -> Dict[str, Any]:
    return plugin(ALWAYS, connection=connection, sqlData={"sqlQuery": "select 1", **data})


def test_plugins_created_one_by_one_take_updates_rightly(faulty: Platform) -> None:
    for name in "abc":
        pk, owner = row(static(faulty, name))
        assert pk == owner
    static(faulty, "b", "changed")
    assert [content(faulty, name) for name in "abc"] == ["I am a", "changed", "I am c"]


def test_after_a_failed_creation_an_update_overwrites_another_plugin(faulty: Platform) -> None:
    assert row(static(faulty, "before"))
    assert apply(faulty, "SqlPlugin", "gap", sql("no_such_connection")).status == 500
    assert row(static(faulty, "a")) is None
    static(faulty, "b")
    pk, owner = row(static(faulty, "a", "changed"))
    assert owner == pk + 1
    assert [content(faulty, name) for name in ("before", "a", "b")] == ["I am before", "I am a", "changed"]
    described = verb(faulty, "describe", "Plugin", "b").data["data"]
    assert described["metadata"]["name"] == "b"
    assert described["spec"]["data"]["staticData"] == {"who": "changed"}


def test_plugins_created_in_agreement_stay_safe_when_later_ones_are_not(faulty: Platform) -> None:
    static(faulty, "early")
    faulty.use_up_ids(plugins=1)
    static(faulty, "late")
    static(faulty, "later")
    static(faulty, "early", "changed")
    assert [content(faulty, name) for name in ("early", "late", "later")] == [
        "changed",
        "I am late",
        "I am later",
    ]


def test_replacing_a_plugin_while_its_ids_are_apart_leaves_the_others_alone(faulty: Platform) -> None:
    faulty.use_up_ids(plugins=1)
    static(faulty, "a")
    static(faulty, "b")
    assert verb(faulty, "delete", "Plugin", "a").status == 200
    static(faulty, "a", "changed")
    assert [content(faulty, name) for name in "ab"] == ["changed", "I am b"]


def test_a_plugin_of_another_kind_keeps_its_data_when_it_is_overwritten(faulty: Platform) -> None:
    apply(faulty, "SqlConnection", "db", {"connection": _database()})
    faulty.use_up_ids(plugins=1)
    static(faulty, "a")
    assert row(apply(faulty, "SqlPlugin", "query", sql())) is None
    pk, owner = row(static(faulty, "a", "changed"))
    assert owner == pk + 1
    assert content(faulty, "query", "SqlPlugin") == "changed"
    described = verb(faulty, "describe", "SqlPlugin", "query").data["data"]
    assert described["metadata"]["pluginClass"] == "sql"
    assert described["spec"]["sqlData"]["sqlQuery"] == "select 1"


def test_where_data_ids_are_ahead_even_a_creation_overwrites(faulty: Platform) -> None:
    faulty.use_up_ids(data=1)
    assert row(static(faulty, "old")) is None  # plugin 1, data row 2
    pk, owner = row(static(faulty, "new"))
    assert (pk, owner) == (2, 1)
    assert content(faulty, "old") == "I am new"
    assert verb(faulty, "describe", "Plugin", "new").status == 500
    assert verb(faulty, "delete", "Plugin", "new").status == 500
    assert verb(faulty, "delete", "Plugin", "old").status == 200
    static(faulty, "new", "again")
    assert content(faulty, "new") == "again"


def test_failed_applies_of_a_half_made_plugin_put_the_data_ids_ahead(faulty: Platform) -> None:
    for _ in range(3):
        assert apply(faulty, "SqlPlugin", "half", sql("no_such_connection")).status == 500
    static(faulty, "old")
    pk, owner = row(static(faulty, "next"))
    assert owner < pk
    assert content(faulty, "old") == "I am next"


def test_plugins_created_at_the_same_time_take_each_others_data_rows(faulty: Platform) -> None:
    names = [f"at_once_{number}" for number in range(6)]
    faulty.between_rows = threading.Barrier(len(names)).wait  # type: ignore[assignment]  # its return value is unused
    with ThreadPoolExecutor(len(names)) as pool:
        answers = list(pool.map(lambda name: static(faulty, name), names))
    faulty.between_rows = lambda: None
    assert [content(faulty, name) for name in names] == [f"I am {name}" for name in names]
    rows = [one for one in map(row, answers) if one]
    numbers = {name: _number(faulty, name) for name in names}
    for name in names:
        static(faulty, name, f"new {name}")
    wrong = [name for name in names if content(faulty, name) != f"new {name}"]
    apart = [name for name in names if numbers[name] in {pk for pk, owner in rows if pk != owner}]
    assert set(apart) <= set(wrong)


def test_concurrent_requests_separate_the_ids() -> None:
    assert any(_wrong_of_ten_at_once(seed) for seed in range(5))


def test_concurrent_creations_of_one_name_mix_and_use_up_ids(faulty: Platform) -> None:
    faulty.between_rows = threading.Barrier(3).wait  # type: ignore[assignment]  # its return value is unused
    with ThreadPoolExecutor(3) as pool:
        statuses = sorted(answer.status for answer in pool.map(lambda _: static(faulty, "same"), range(3)))
    assert statuses == [200, 500, 500]
    faulty.between_rows = lambda: None
    static(faulty, "after")
    assert _number(faulty, "after") == 4


def test_empty_lists_of_a_sql_plugin_fail_and_leave_half_of_it(faulty: Platform) -> None:
    apply(faulty, "SqlConnection", "db", {"connection": _database()})
    assert apply(faulty, "SqlPlugin", "empty", sql(parameters=[], testValues=[])).status == 500
    assert verb(faulty, "describe", "SqlPlugin", "empty").status == 500
    assert verb(faulty, "delete", "SqlPlugin", "empty").status == 500
    assert [one.name for one in faulty.resources("SqlPlugin")] == ["empty"]
    assert apply(faulty, "SqlPlugin", "whole", sql()).status == 200


def test_an_api_plugin_of_three_fields_cannot_be_read_back(faulty: Platform) -> None:
    apply(faulty, "ApiConnection", "api", {"connection": {"baseUrl": "http://localhost/"}})
    short = plugin(ALWAYS, connection="api", apiData={"description": "d", "method": "GET", "endpoint": "/x/"})
    assert apply(faulty, "ApiPlugin", "short", short).status == 200
    assert verb(faulty, "describe", "ApiPlugin", "short").status == 500
    assert verb(faulty, "delete", "ApiPlugin", "short").status == 500
    short["apiData"]["limit"] = 5
    assert apply(faulty, "ApiPlugin", "longer", short).status == 200
    assert verb(faulty, "describe", "ApiPlugin", "longer").status == 200


def test_a_new_chatbot_that_names_a_missing_plugin_exists_after_its_404(faulty: Platform) -> None:
    spec = {"config": {"appName": "F"}, "plugins": ["nobody"], "functions": ["calculator"]}
    assert apply(faulty, "LLMClient", "bot", spec).status == 404
    found = verb(faulty, "describe", "LLMClient", "bot")
    assert (found.status, found.data["data"]["spec"]["plugins"]) == (200, [])
    assert found.data["data"]["spec"]["functions"] == []
    existing = {"config": {"appName": "other"}, "plugins": ["nobody"]}
    assert apply(faulty, "LLMClient", "bot", existing).status == 404
    assert verb(faulty, "describe", "LLMClient", "bot").data["data"]["spec"]["config"]["appName"] == "F"


def test_two_users_of_an_account_overwrite_each_other(clock: Clock) -> None:
    platform = Platform(clock=clock, write_faults=True, seeds=DEFAULT)
    platform.keys.update({"one": "admin", "two": "staff"})
    specs: List[Any] = [
        ("Secret", {"config": {"value": "hush"}}),
        ("ApiConnection", {"connection": {"baseUrl": "http://localhost/"}}),
        ("Plugin", plugin(ALWAYS, data={"staticData": {}})),
        ("LLMClient", {"config": {}, "functions": []}),
    ]
    for kind, spec in specs:
        assert apply(platform, kind, "same", spec, "by staff", **STAFF).status == 200
        assert apply(platform, kind, "same", spec, "by admin", **USER).status == 200
    seen = {
        kind: [
            (answer.data["data"]["metadata"]["description"], answer.data["data"]["status"]["username"])
            if answer.status == 200
            else answer.status
            for answer in (verb(platform, "describe", kind, "same", who) for who in (STAFF, USER))
        ]
        for kind, _ in specs
    }
    platform.close()
    assert seen == {
        "Secret": [("by admin", "staff"), 500],
        "ApiConnection": [("by admin", "admin"), ("by admin", "admin")],
        "Plugin": [("by admin", "staff"), ("by admin", "staff")],
        "LLMClient": [("by staff", "staff"), ("by admin", "admin")],
    }


def test_without_the_faults_no_plugin_overwrites_another(local: Platform) -> None:
    assert apply(local, "SqlPlugin", "gap", sql("no_such_connection")).status == 500
    assert local.resources("SqlPlugin") == []
    with ThreadPoolExecutor(8) as pool:
        rows = [row(answer) for answer in pool.map(lambda number: static(local, f"p_{number}"), range(8))]
    assert all(pk == owner for pk, owner in rows)
    for number in range(8):
        static(local, f"p_{number}", f"new {number}")
    assert [content(local, f"p_{number}") for number in range(8)] == [f"new {number}" for number in range(8)]


def test_the_faults_can_be_switched_on_over_a_file_that_was_made_without(tmp_path: Any) -> None:
    first = Platform(tmp_path / "local.db")
    static(first, "old")
    first.close()
    second = Platform(tmp_path / "local.db", write_faults=True)
    pk, owner = row(static(second, "new"))
    assert (pk, owner) == (2, 2)
    static(second, "old", "changed")
    assert [content(second, name) for name in ("old", "new")] == ["changed", "I am new"]
    second.close()


def test_plugins_behave_as_recorded_on_the_real_platform(faulty: Platform) -> None:
    """Replay the recorded steps, and those that the recording describes in words."""
    lines = _recorded_facts()
    faulty.use_up_ids(plugins=64, data=64)
    for name in ("aligned-create", "aligned-update", "gap-failed-sqlplugin", "gap-describe", "gap-create-a"):
        _agrees(faulty, lines[name])
    static(faulty, "fact_gb", "I am b")  # the recording shows it only afterwards
    _agrees(faulty, lines["gap-update-a"])
    for name in ("gap-after-a", "gap-after-b"):
        _agrees(faulty, lines[name], ignore=("spec.prompt",))


def test_an_update_after_concurrent_creation_overwrites_as_recorded(faulty: Platform) -> None:
    """First writes follow the recording's description, later steps its exchanges."""
    lines = _recorded_facts()
    recorded = json.dumps(lines["crosswired-apply"]["request"]["body"])

    def put(name: str, version: str) -> None:
        manifest = json.loads(recorded.replace("fact_0e", name).replace("1.2.0", version))
        assert call(faulty, "POST", "/api/v1/cli/apply/", manifest).status == 200

    def create_the_other() -> None:
        faulty.between_rows = lambda: None
        put("fact_0f", "1.0.0")

    faulty.use_up_ids(plugins=65, data=65)
    faulty.between_rows = create_the_other
    put("fact_0e", "1.0.0")
    put("fact_0e", "1.1.0")
    put("fact_0f", "1.1.0")
    for name in ("crosswired-apply", "crosswired-describe-self", "crosswired-describe-other"):
        _agrees(faulty, lines[name])


def _recorded_facts() -> Dict[str, Dict[str, Any]]:
    folder = recordings()
    if folder is None:
        pytest.skip("needs the recordings")
    text = (folder / "wire" / "facts-0.14.19.jsonl").read_text(encoding="utf-8")
    return {one["name"]: one for one in map(json.loads, text.splitlines())}


def _agrees(platform: Platform, line: Dict[str, Any], ignore: Any = ()) -> None:
    request, response = line["request"], line["response"]
    answer = call(platform, request["method"], request["url"], request["body"])
    assert answer.status == response["status"], (line["name"], answer.data)
    expected = response["body"].get("data")
    if answer.status != 200:
        return
    got = answer.data["data"]
    if "orm_instance" in expected:
        old, new = expected["orm_instance"], got["orm_instance"]
        assert (new and (new["pk"], new["fields"]["plugin"])) == (
            old and (old["pk"], old["fields"]["plugin"])
        )
        assert (new and set(new["fields"])) == (old and set(old["fields"]))
    if "status" in expected:
        assert got["status"]["recordLocator"] == expected["status"]["recordLocator"]
        if not ignore:
            assert got["spec"]["prompt"] == expected["spec"]["prompt"]
        assert got["metadata"] == expected["metadata"]
        assert got["spec"]["data"] == expected["spec"]["data"]


def _wrong_of_ten_at_once(seed: int) -> List[int]:
    """Return the updated plugins, of ten created at once, with another's content."""
    platform = Platform(write_faults=True, shuffle=seed)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda number: static(platform, f"p_{number}"), range(10)))
    for number in range(10):
        static(platform, f"p_{number}", f"new {number}")
    wrong = [number for number in range(10) if content(platform, f"p_{number}") != f"new {number}"]
    platform.close()
    return wrong


def _number(platform: Platform, name: str) -> int:
    record = platform.store.get("Plugin", name)
    assert record is not None
    return record.id


def _database() -> Dict[str, Any]:
    return {"dbEngine": "django.db.backends.sqlite3", "hostname": "localhost", "database": "x.db"}
