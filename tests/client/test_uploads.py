"""Uploads: forms of a file, streaming, retries."""

from __future__ import annotations

import asyncio
import email.parser
import email.policy
import io
import os
import tempfile
import threading
import tracemalloc
from pathlib import Path
from typing import Any, Callable, Dict, NamedTuple, Optional

import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.uploads import CHUNK, Multipart
from tests.client.conftest import KEY
from tests.client.wire import Answer, Received, Server

Serve = Callable[..., Server]
FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "p"}


class Field(NamedTuple):
    content: bytes
    filename: Optional[str]
    media_type: str
    headers: Any


def fields(request: Received) -> Dict[str, Field]:
    """Parse the fields of a form with Python's own parser."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parsed = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.body)
    found = {}
    for part in parsed.iter_parts():
        name = part.get_param("name", header="content-disposition")
        found[str(name)] = Field(
            part.get_payload(decode=True), part.get_filename(), part.get_content_type(), part
        )
    return found


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    path = tmp_path / "input.jsonl"
    path.write_bytes(b'{"a": 1}\n')
    return path


class PathLike:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


@pytest.mark.parametrize(
    ("give", "filename", "media_type"),
    [
        (lambda path: path, "input.jsonl", None),
        (PathLike, "input.jsonl", None),
        (lambda path: path.read_bytes(), "upload", "application/octet-stream"),
        (lambda path: bytearray(path.read_bytes()), "upload", "application/octet-stream"),
        (lambda path: io.BytesIO(path.read_bytes()), "upload", "application/octet-stream"),
        (lambda path: path.open("rb"), "input.jsonl", None),
        (lambda path: ("a.csv", path), "a.csv", "text/csv"),
        (lambda path: ("a.csv", path.read_bytes(), "text/x-mine"), "a.csv", "text/x-mine"),
        (lambda path: (None, path, None), "input.jsonl", None),
        (lambda path: ("a.csv", path.read_bytes(), None, {"X-Part": "1"}), "a.csv", "text/csv"),
        (lambda path: ('Ü "quoted"\n.txt', path.read_bytes()), "Ü %22quoted%22%0A.txt", "text/plain"),
    ],
)
def test_a_file_may_be_a_path_bytes_or_an_open_file(
    serve: Serve, ask: Any, on_disk: Path, give: Any, filename: str, media_type: Optional[str]
) -> None:
    server = serve(Answer(200, FILE))
    file = give(on_disk)
    assert ask(server, lambda client: client.files.create(file=file, purpose="fine-tune")).id == "file-1"
    if hasattr(file, "close"):
        file.close()
    sent = fields(server.received[0])
    assert sent["purpose"].content == b"fine-tune"
    assert sent["file"].content == b'{"a": 1}\n'
    assert sent["file"].filename == filename
    if media_type:
        assert sent["file"].media_type == media_type
    assert int(server.received[0].headers["content-length"]) == len(server.received[0].body)


def test_an_upload_sends_additional_fields(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, FILE))
    ask(
        server,
        lambda client: client.files.create(
            file=b"x", purpose="p", name="guide", metadata={"a": ["ü"]}, extra_body={"number": 7, "yes": True}
        ),
    )
    sent = fields(server.received[0])
    assert {name: field.content for name, field in sent.items()} == {
        "purpose": b"p",
        "name": b"guide",
        "metadata": '{"a":["ü"]}'.encode(),
        "number": b"7",
        "yes": b"true",
        "file": b"x",
    }


def closed() -> io.BytesIO:
    file = io.BytesIO(b"x")
    file.close()
    return file


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("input.jsonl", "pathlib.Path"),
        (io.StringIO("text"), '"rb"'),
        (7, "int"),
        (None, "NoneType"),
        (("name",), "1 items"),
        (("name", "text"), "pathlib.Path"),
        (Path("/no/such/file"), "No such file"),
        (Path("/"), "directory"),
        (("name", b"x", "text/plain\r\nX-Evil: 1"), "one line"),
        ((1, b"x"), "strings"),
        ((b"name", b"x"), "strings"),
        (("name", b"x", 3), "strings"),
        (("name", b"x", "text/plain", {"X-A": 1}), "strings"),
        (closed(), "closed file"),
    ],
)
def test_a_value_other_than_a_file_is_refused_before_anything_is_sent(
    serve: Serve, ask: Any, file: Any, text: str
) -> None:
    server = serve(Answer(200, FILE))
    with pytest.raises(smarter.InvalidArgumentError) as caught:
        ask(server, lambda client: client.files.create(file=file, purpose="p"))
    assert text in f"{caught.value} {caught.value.hint}"
    assert not server.received


def test_a_path_that_is_not_utf_8_can_be_uploaded(serve: Serve, ask: Any, tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    try:
        with open(path, "wb") as file:
            file.write(b"x")
    except OSError:
        pytest.skip("the file system has no such names")

    class BytesPath:
        def __fspath__(self) -> bytes:
            return path

    for given in (BytesPath(), Path(os.fsdecode(path))):
        server = serve(Answer(200, FILE))
        ask(server, lambda client, given=given: client.files.create(file=given, purpose="p"))
        assert b'filename="caf\xe9.txt"' in server.received[0].body


def test_a_file_opened_as_text_is_refused(serve: Serve, ask: Any, on_disk: Path) -> None:
    with on_disk.open() as file, pytest.raises(smarter.InvalidArgumentError, match="binary mode"):
        ask(serve(Answer(200, FILE)), lambda client: client.files.create(file=file, purpose="p"))


@pytest.mark.parametrize("kind", ["path", "open file", "bytes"])
def test_an_upload_that_failed_is_sent_again_as_a_whole(
    serve: Serve, ask: Any, quick: None, on_disk: Path, kind: str
) -> None:
    server = serve(Answer(503), Answer(429), Answer(200, FILE))
    with on_disk.open("rb") as opened:
        opened.seek(3)
        file = {"path": on_disk, "open file": opened, "bytes": on_disk.read_bytes()}[kind]
        ask(server, lambda client: client.files.create(file=file, purpose="p"))
    assert len(server.received) == 3
    assert len({request.body for request in server.received}) == 1
    expected = b'": 1}\n' if kind == "open file" else b'{"a": 1}\n'
    assert fields(server.received[0])["file"].content.endswith(expected)


class Pipe(io.RawIOBase):
    """Bytes that can be read once."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = list(chunks)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self.chunks.pop(0) if self.chunks else b""


def test_an_unseekable_file_is_sent_once_and_in_chunks(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(503))
    with pytest.raises(smarter.InternalServerError):
        ask(server, lambda client: client.files.create(file=("a", Pipe(b"one", b"two")), purpose="p"))
    assert len(server.received) == 1
    assert server.received[0].headers["transfer-encoding"] == "chunked"
    assert "content-length" not in server.received[0].headers
    assert fields(server.received[0])["file"].content == b"onetwo"


def test_an_iterable_body_is_sent_once(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(503))
    pieces = iter([b"a", b"b"])
    with pytest.raises(smarter.InternalServerError):
        ask(server, lambda client: client.post("x", cast_to=dict, body=pieces))
    assert [request.body for request in server.received] == [b"ab"]


def test_an_error_while_reading_a_file_reaches_the_caller(serve: Serve, ask: Any) -> None:
    class Broken(Pipe):
        def read(self, size: int = -1) -> bytes:
            raise OSError("the disk is gone")

    with pytest.raises(smarter.APIConnectionError, match="the disk is gone"):
        ask(
            serve(Answer(200, FILE)),
            lambda client: client.files.create(file=("a", Broken()), purpose="p"),
            max_retries=0,
        )


def big(tmp_path: Path, size: int) -> Path:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_an_upload_of_any_size_takes_constant_memory(tmp_path: Path) -> None:
    """A form of 64 MB is encoded with less than 4 MB of memory."""
    form = Multipart({"file": big(tmp_path, 64 * 1024 * 1024)}, {"purpose": "p"})
    length = int(form.headers()["Content-Length"])
    tracemalloc.start()
    sent = sum(len(chunk) for chunk in form.chunks())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent == length
    assert peak < 4 * 1024 * 1024
    assert peak > CHUNK


def test_reading_a_file_does_not_hold_up_the_event_loop(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()
    ticked = threading.Semaphore(0)
    went_on = []

    class Slow(Pipe):
        def read(self, size: int = -1) -> bytes:
            threads.add(threading.get_ident())
            went_on.extend(ticked.acquire(timeout=60) for _ in range(5))
            return super().read(size)

    server = serve(Answer(200, FILE))

    async def tick() -> None:
        while True:
            ticked.release()
            await asyncio.sleep(0.005)

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            ticking = asyncio.ensure_future(tick())
            await client.files.create(file=("a", Slow(b"x", b"y", b"z")), purpose="p")
            ticking.cancel()

    asyncio.run(main())
    assert threading.get_ident() not in threads
    assert all(went_on)


def test_the_content_of_a_file_is_downloaded(smarter_local: Any, tmp_path: Path) -> None:
    content = os.urandom(3 * CHUNK + 17)
    with Smarter() as client:
        file = client.files.create(file=("r.bin", content), purpose="assistants")
        assert file.bytes == len(content)
        found = client.files.content(file.id)
        assert found.read() == found.content == content
        with client.files.with_streaming_response.content(file.id) as response:
            response.stream_to_file(tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == content
        found.write_to_file(tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == content

    async def main() -> None:
        async with AsyncSmarter() as other:
            assert (await other.files.content(file.id)).read() == content
            async with other.files.with_streaming_response.content(file.id) as response:
                await response.stream_to_file(tmp_path / "third")
            assert (tmp_path / "third").read_bytes() == content

    asyncio.run(main())


def test_a_temporary_file_is_sent_under_a_default_name(serve: Serve) -> None:
    server = serve(Answer(200, FILE))
    with tempfile.TemporaryFile() as file, Smarter(api_key=KEY, base_url=server.base_url) as client:
        file.write(b"x")
        file.seek(0)
        client.files.create(file=file, purpose="p")
    assert fields(server.received[0])["file"].filename == "upload"
