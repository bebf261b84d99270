"""Files pass through in chunks and constant memory, also if an upload breaks off."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, Iterator

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.http._async.handler_transport import AsyncHandlerTransport
from smarter.client.http._async.light_client import AsyncLightClient
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.http.async_bridge import in_thread
from smarter.local import Platform
from smarter.local.faults import Faults
from smarter.local.openai_api import files
from tests.local.calling import call, upload

KEY = "k" * 64
PIECES = os.urandom(2**20) * 3


@contextlib.contextmanager
def client(how: str, platform: Platform, **options: Any) -> Iterator[Smarter]:
    """Make a client of a platform: over HTTP, or in this process."""
    options = {"api_key": KEY, "max_retries": 0, **options}
    if how == "here":
        transport = HandlerTransport(platform.handle)
        with Smarter(base_url="http://h", http_client=httpx.Client(transport=transport), **options) as made:
            yield made
        return
    pytest.importorskip("uvicorn")
    import threading

    from smarter.local.server import bind, server, url_of

    listener = bind("127.0.0.1", 0)
    running = server(platform)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        with Smarter(base_url=f"{url_of(listener)}/api/v1", **options) as made:
            yield made
    finally:
        running.should_exit = running.force_exit = True
        thread.join()
        listener.close()


both_ways = pytest.mark.parametrize("how", ["here", "served"])


@pytest.fixture
def big(tmp_path: Path) -> Path:
    path = tmp_path / "big.bin"
    path.write_bytes(PIECES)
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Platform]:
    platform = Platform(tmp_path / "kept" / "local.db", api_key=KEY)
    platform.faults = Faults()
    yield platform
    platform.close()


def count(platform: Platform, table: str) -> int:
    return int(platform.store.rows(f"SELECT count(*) FROM {table}")[0][0])


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
@pytest.mark.parametrize("face", ["sync", "async"])
@both_ways
@pytest.mark.sampled(2)
def test_a_file_of_any_size_takes_constant_memory(how: str, face: str, tmp_path: Path) -> None:
    if how == "served":
        pytest.importorskip("uvicorn")
    big = tmp_path / "big.bin"
    with open(big, "wb") as file:
        for number in range(64):
            file.write(number.to_bytes(4, "big") + PIECES[4 : 2**20])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.local.memory_of_files", how, face, str(big)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SMARTER_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    grown = json.loads(done.stdout)
    assert grown["upload"] < 8, grown
    assert grown["download"] < 8, grown


@both_ways
def test_a_large_file_is_downloaded_unchanged(how: str, kept: Platform, big: Path) -> None:
    with client(how, kept) as asking:
        made = asking.files.create(file=big, purpose="assistants")
        assert (made.bytes, made.sha256) == (len(PIECES), hashlib.sha256(PIECES).hexdigest())
        assert asking.files.content(made.id).read() == PIECES
        asking.files.delete(made.id)
    assert count(kept, "openai_files") == count(kept, "openai_pieces") == 0


@both_ways
def test_an_upload_refused_before_it_is_read_is_sent_again(how: str, kept: Platform, big: Path) -> None:
    kept.faults.add("status", verb="create", kind="files", nth=1, status=503, headers={"Retry-After": "0"})
    with client(how, kept, max_retries=2) as asking:
        made = asking.files.create(file=big, purpose="assistants")
        assert [file.id for file in asking.files.list()] == [made.id]
        assert asking.files.content(made.id).read() == PIECES


@both_ways
def test_a_file_over_the_limit_is_refused_in_the_middle(
    how: str, kept: Platform, big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 2**20)
    with client(how, kept) as asking:
        with pytest.raises(smarter.APIStatusError, match="size limit") as caught:
            asking.files.create(file=big, purpose="assistants")
        assert caught.value.status_code == 413
        assert asking.files.list().data == []
    assert count(kept, "openai_pieces") == 0


@both_ways
def test_a_large_answer_can_be_cut_at_any_byte(how: str, kept: Platform, big: Path) -> None:
    with client(how, kept) as asking:
        made = asking.files.create(file=big, purpose="assistants")
        kept.faults.add("cut", verb="content", size=2**20 + 1)
        got = []
        with asking.files.with_streaming_response.content(made.id) as answer:
            assert answer.headers["content-length"] == str(len(PIECES))
            with pytest.raises(smarter.APIConnectionError):
                got.extend(answer.iter_bytes())
        assert b"".join(got) == PIECES[: 2**20 + 1]


@both_ways
def test_a_download_of_a_deleted_file_breaks_off(how: str, kept: Platform, tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(PIECES * 8)  # more than socket buffers hold
    with client(how, kept) as asking:
        made = asking.files.create(file=tmp_path / "long", purpose="assistants")
        with asking.files.with_streaming_response.content(made.id) as answer:
            pieces = answer.iter_bytes()
            assert next(pieces)
            asking.files.delete(made.id)
            with pytest.raises(smarter.APIConnectionError):
                list(pieces)


def test_an_upload_cut_by_the_client_leaves_nothing(kept: Platform) -> None:
    with client("served", kept) as asking:
        port = int(asking.base_url.split(":")[2].split("/")[0])
        head = (
            "POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n"
            f"Authorization: Bearer {KEY}\r\nContent-Type: multipart/form-data; boundary=edge\r\n\r\n"
            '--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        )
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head.encode() + PIECES)
            time.sleep(0.2)
        made = asking.files.create(file=b"x", purpose="assistants")
        assert [file.id for file in asking.files.list()] == [made.id]
    # The server may take a moment to notice that the client has gone.
    end = time.monotonic() + 60
    while count(kept, "openai_pieces") > 1 and time.monotonic() < end:
        time.sleep(0.02)
    assert count(kept, "openai_pieces") == 1
    assert kept.store.folder is not None
    assert {path.name for path in Path(kept.store.folder).iterdir()} <= {
        "local.db",
        "local.db-wal",
        "local.db-shm",
    }


def test_a_file_that_cannot_be_read_to_its_end_is_not_kept(kept: Platform) -> None:
    def content() -> Iterator[bytes]:
        yield b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + PIECES
        raise OSError("the disk is gone")

    headers = {"Authorization": f"Token {KEY}", "Content-Type": "multipart/form-data; boundary=edge"}
    with pytest.raises(OSError, match="the disk is gone"):
        kept.handle("POST", "/api/v1/files", headers, content())
    assert count(kept, "openai_files") == count(kept, "openai_pieces") == 0


def test_concurrent_uploads_do_not_wait_for_one_another(kept: Platform, tmp_path: Path) -> None:
    """The uploads outnumber the worker threads, and each waits for its file."""

    async def main() -> int:
        transport = AsyncHandlerTransport(kept.handle)
        own = AsyncLightClient(transport)
        async with AsyncSmarter(
            api_key=KEY, base_url="http://h", http_client=httpx.AsyncClient(transport=transport)
        ) as foreign, AsyncSmarter(api_key=KEY, base_url="http://h") as ours:
            ours._http = own
            for asking in (foreign, ours):
                await asyncio.wait_for(
                    asyncio.gather(
                        *(asking.files.create(file=tmp_path / "x", purpose="assistants") for _ in range(60))
                    ),
                    timeout=300,
                )
            return len((await ours.files.list(limit=1000)).data)

    (tmp_path / "x").write_bytes(b"x" * 100_000)
    assert asyncio.run(main()) == 120


def test_concurrent_sync_calls_over_an_async_client_finish(kept: Platform) -> None:
    def work(transport: Any) -> int:
        with httpx.Client(transport=transport, headers={"Authorization": f"Token {KEY}"}) as asking:
            return asking.post(
                "http://h/api/v1/files", files={"file": PIECES[:1000]}, data={"purpose": "evals"}
            ).status_code

    async def main() -> Any:
        own = AsyncLightClient(AsyncHandlerTransport(kept.handle))
        work_at_once = asyncio.gather(*(in_thread(own, work) for _ in range(60)))
        found = await asyncio.wait_for(work_at_once, timeout=300)
        await own.aclose()
        return found

    assert asyncio.run(main()) == [200] * 60


WHOLE = """
CREATE TABLE openai_files (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL, filename TEXT NOT NULL, purpose TEXT NOT NULL, name TEXT, sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL, metadata TEXT NOT NULL, content BLOB NOT NULL
);
CREATE INDEX openai_files_name ON openai_files (name);
"""


def test_a_database_with_files_of_an_earlier_version_opens(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    contents: Dict[str, bytes] = {"file-a": PIECES, "file-b": b"", "file-c": b"short"}
    old = sqlite3.connect(str(path))
    old.executescript(WHOLE)
    for identifier, content in contents.items():
        old.execute(
            "INSERT INTO openai_files VALUES (NULL, ?, 1, ?, 'f', 'evals', 'n', 'digest', 'a/b', '{\"k\": 1}', ?)",
            (identifier, len(content), content),
        )
    old.commit()
    old.close()
    for opening in range(2):
        platform = Platform(path)
        rows = call(platform, "GET", "/api/v1/files?name=n").data["data"]
        assert [row["id"] for row in rows] == ["file-c", "file-b", "file-a"], opening
        assert rows[0]["metadata"] == {"k": 1}
        for identifier, content in contents.items():
            assert call(platform, "GET", f"/api/v1/files/{identifier}/content").data == content
        platform.close()
    platform = Platform(path)
    newest = upload(platform, b"new").data["id"]
    assert call(platform, "GET", "/api/v1/files").data["data"][0]["id"] == newest
    assert count(platform, "openai_files") == 4
    platform.close()
