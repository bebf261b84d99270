"""The platform's database file: written before the answer, shared, private."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import List

import pytest

from smarter.local import Platform
from smarter.local.store import Store
from tests.local.calling import call
from tests.local.conformance_cases import manifest, secret, sql_connection

WRITER = """
import json, sys
from smarter.local import Platform
platform = Platform(sys.argv[1])
for number in range(10_000):
    body = json.loads(sys.argv[2])
    body["metadata"]["name"] = f"key_{number}"
    status, _, _ = platform.handle(
        "POST", "/api/v1/cli/apply/", {"Content-Type": "application/json"}, json.dumps(body).encode()
    )
    assert status == 200
    print(number, flush=True)
"""


def test_an_answered_write_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "local.db"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), json.dumps(secret())], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    answered = -1
    for line in writer.stdout:
        answered = int(line)
        if answered == 40:
            writer.send_signal(signal.SIGKILL)
            break
    answered = max([answered, *(int(line) for line in writer.stdout if line.strip())])
    writer.wait()
    writer.stdout.close()
    platform = Platform(path)
    assert {f"key_{number}" for number in range(answered + 1)} <= {
        record.name for record in platform.resources("Secret")
    }
    platform.close()


def test_two_processes_see_each_others_writes(tmp_path: Path) -> None:
    path = tmp_path / "local.db"
    one, other = Platform(path), Platform(path)
    assert call(one, "POST", "/api/v1/cli/apply/", secret()).status == 200
    assert call(other, "POST", "/api/v1/cli/describe/Secret/?name=key").status == 200
    assert call(other, "POST", "/api/v1/cli/delete/Secret/?name=key").status == 200
    assert call(one, "POST", "/api/v1/cli/describe/Secret/?name=key").status == 404
    one.close()
    other.close()


def test_fifty_threads_write_without_an_error_and_without_losing_anything(tmp_path: Path) -> None:
    platform = Platform(tmp_path / "local.db")
    statuses: List[int] = []

    def work(number: int) -> None:
        for turn in range(4):
            body = sql_connection(f"db_{number}", timeout=turn + 1)
            statuses.append(call(platform, "POST", "/api/v1/cli/apply/", body).status)
            path = f"/api/v1/cli/describe/SqlConnection/?name=db_{number}"
            answer = call(platform, "POST", path)
            statuses.append(answer.status)
            assert answer.data["data"]["spec"]["connection"]["timeout"] == turn + 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 400
    records = platform.resources("SqlConnection")
    assert sorted(record.id for record in records) == list(range(1, 51))
    platform.close()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_database_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "local.db"
    platform = Platform(path)
    call(platform, "POST", "/api/v1/cli/apply/", secret())
    for one in path.parent.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600, one.name
    platform.close()


def test_a_write_that_fails_midway_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "local.db")

    def fail_midway() -> None:
        with store.write():
            store.next_id("secret")
            with store.write() as db:
                db.execute("INSERT INTO facts VALUES ('a', 'b')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_midway()
    assert store.next_id("secret") == 1
    assert store.fact("a", "c") == "c"
    store.close()


def test_ids_are_not_reused(tmp_path: Path) -> None:
    platform = Platform(tmp_path / "local.db")
    call(platform, "POST", "/api/v1/cli/apply/", secret("one"))
    call(platform, "POST", "/api/v1/cli/delete/Secret/?name=one")
    call(platform, "POST", "/api/v1/cli/apply/", secret("two"))
    assert [record.id for record in platform.resources("Secret")] == [2]
    platform.close()


def test_a_database_of_another_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "local.db"
    Platform(path, "P14").close()
    Platform(path, "P10").close()
    with pytest.raises(OSError, match="P15C cannot read"):
        Platform(path, "P15C")


def test_an_additional_kind_can_be_served() -> None:
    platform = Platform(dialect="P15C")
    platform.add_kind("Teapot", {"type": "object", "title": "Teapot"})
    teapot = manifest("Teapot", "brown", {"config": {"cups": 4}})
    assert call(platform, "POST", "/api/v1/cli/apply/", teapot).status == 200
    shown = call(platform, "POST", "/api/v1/cli/describe/teapots/?name=brown").data["data"]
    assert shown["spec"] == {"config": {"cups": 4}}
    schema = call(platform, "POST", "/api/v1/cli/json-schema/Teapot/").data["data"]
    assert schema["title"] == "Teapot"
    kinds = call(platform, "POST", "/api/v1/cli/resources/").data["data"]
    assert "Teapot" in {kind["APIKind"] for kind in kinds}
    assert call(Platform(dialect="P15C"), "POST", "/api/v1/cli/apply/", teapot).status == 400
    platform.close()


def test_a_file_other_than_a_database_is_refused_and_not_changed(tmp_path: Path) -> None:
    file = tmp_path / "local.db"
    file.write_text("these are notes, not a database" * 50, encoding="utf-8")
    with pytest.raises(OSError, match="move it away") as caught:
        Platform(file)
    assert caught.value.filename == str(file)
    assert file.read_text(encoding="utf-8").startswith("these are notes")


def test_a_database_file_that_was_removed_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "local.db"
    platform = Platform(path)
    assert call(platform, "POST", "/api/v1/cli/apply/", secret("one")).status == 200
    path.rename(tmp_path / "elsewhere.db")
    for verb, body in (("apply/", secret("two")), ("describe/Secret/?name=one", None)):
        answer = call(platform, "POST", f"/api/v1/cli/{verb}", body)
        assert answer.status == 503
        assert f"{path} was removed or replaced" in answer.data["error"]
    (tmp_path / "elsewhere.db").rename(path)
    assert call(platform, "POST", "/api/v1/cli/describe/Secret/?name=one").status == 200
    platform.close()


def test_a_database_file_that_was_replaced_is_noticed(tmp_path: Path) -> None:
    path, other = tmp_path / "local.db", tmp_path / "other.db"
    Platform(other).close()
    platform = Platform(path)
    other.replace(path)
    assert call(platform, "POST", "/api/v1/cli/apply/", secret("one")).status == 503
    platform.close()


def test_a_new_client_creates_a_removed_database_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smarter import InternalServerError, Smarter

    monkeypatch.setenv("SMARTER_HOME", str(tmp_path))
    with Smarter(context="local") as before:
        (tmp_path / "local.db").rename(tmp_path / "elsewhere.db")
        with pytest.raises(InternalServerError, match="was removed or replaced"):
            before.resources.secrets.get(name="one")
        with Smarter(context="local") as after:
            after.resources.secrets.create(
                name="one", description="d", version="1.0.0", spec={"config": {"value": "a value"}}
            )
            assert after.resources.secrets.get(name="one").name == "one"
