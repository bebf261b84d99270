"""Vectorstores of the embedded platform, through the client that programs use."""

from __future__ import annotations

import io
import sys
import zipfile
from typing import Any, Dict

import pytest

from smarter import NotFoundError, PermissionDeniedError, Smarter
from smarter.errors import APIStatusError
from smarter.local import Platform
from smarter.local.rest_api.lexical_search import search, split_into_chunks
from smarter.local.rest_api.text_extraction import extract_text
from tests.local.conftest import Clock
from tests.local.rest_api.conftest import connect

SPEC: Dict[str, Any] = {
    "backend": "qdrant",
    "hosting": "self_hosted",
    "index": {"dimension": 1536},
    "embeddings": {
        "provider": "openai",
        "model": "text-embedding-3-small",
        "chunkSize": 100,
        "chunkOverlap": 0,
    },
}


@pytest.fixture(autouse=True)
def vectorstore(client: Smarter) -> None:
    client.resources["Vectorstore"].create(name="kb", spec=SPEC, description="Shop.", version="1.0.0")


def test_a_vectorstore_that_was_applied_is_listed_and_ready(client: Smarter) -> None:
    (found,) = list(client.vectorstores.list())
    assert (found.name, found.status, found.dimension) == ("kb", "ready", 1536)
    assert client.vectorstores.retrieve(found.hashed_id).id == found.id
    with pytest.raises(NotFoundError):
        client.vectorstores.retrieve(99)


def test_a_search_finds_documents_by_words(client: Smarter) -> None:
    files = [("prices.md", b"# Prices\nA new chain costs 35 dollars."), ("hours.txt", b"We open at nine.")]
    added = client.vectorstores.documents.add_files(1, files, metadata={"lang": "en"})
    assert [(each.name, each.status, each.chunk_count) for each in added.documents] == [
        ("prices.md", "loaded", 1),
        ("hours.txt", "loaded", 1),
    ]
    answer = client.vectorstores.search(1, query="What do chains cost?")
    assert [result.metadata["source"] for result in answer.results] == ["prices.md"]
    assert answer.to_dict()["ranking"] == "lexical"
    assert not client.vectorstores.search(1, query="chain", filter={"lang": "de"}).results


def test_the_same_content_is_a_duplicate_under_another_name(client: Smarter) -> None:
    client.vectorstores.documents.add_text(1, "Refunds within 30 days.", name="refunds")
    again = client.vectorstores.documents.add_files(1, [("copy.txt", b"Refunds within 30 days.")])
    assert ([each.name for each in again.duplicates], again.documents) == (["refunds"], [])


def test_a_document_is_deleted(client: Smarter) -> None:
    (kept,) = client.vectorstores.documents.add_text(1, "Refunds.").documents
    assert client.vectorstores.documents.delete(1, kept.id).status == "deleting"
    assert not list(client.vectorstores.documents.list(1))
    with pytest.raises(NotFoundError):
        client.vectorstores.documents.delete(1, kept.id)


def test_loading_takes_the_time_that_it_is_set_to(client: Smarter, platform: Platform, clock: Clock) -> None:
    platform.loading_seconds = 5
    client.vectorstores.documents.add_text(1, "Refunds.")
    states = []
    for _ in range(2):
        states.append(next(iter(client.vectorstores.documents.list(1))).status)
        clock.move(6)
    assert states == ["loading", "loaded"]


def test_a_document_without_text_fails_with_a_reason(client: Smarter) -> None:
    (kept,) = client.vectorstores.documents.add_files(1, [("logo.png", b"\x89PNG\xff")]).documents
    assert kept.status == "failed"
    assert "has no text to extract" in kept.status_message


def test_a_strict_vectorstore_loads_nothing_until_it_is_deployed(clock: Clock) -> None:
    platform = Platform(dialect="P15C", clock=clock, strict_faithful=True, dial=lambda connection: True)
    with connect(platform) as client:
        client.resources["Vectorstore"].create(name="kb", spec=SPEC, description="d", version="1.0.0")
        added = client.vectorstores.documents.add_text(1, "Refunds.")
        assert (added.queued, added.documents[0].status) == (False, "pending")
        with pytest.raises(APIStatusError, match="the vectorstore is pending"):
            client.vectorstores.search(1, query="refunds")
        client.vectorstores.deploy(1)
        assert client.vectorstores.status(1).status == "ready"
        assert client.vectorstores.search(1, query="refunds").results
        client.vectorstores.undeploy(1)
        assert client.vectorstores.status(1).status == "stopped"
    platform.close()


def test_a_snapshot_brings_documents_back(client: Smarter) -> None:
    client.vectorstores.documents.add_text(1, "Refunds.", name="old")
    taken = client.vectorstores.snapshots.create(1)
    client.vectorstores.documents.delete(1, 1)
    client.vectorstores.documents.add_text(1, "New.", name="new")
    restored = client.vectorstores.snapshots.restore(1, taken.id)
    assert (restored.restored, restored.vector_count) == (taken.name, 1)
    assert [each.name for each in client.vectorstores.documents.list(1)] == ["old"]


def test_older_platforms_have_no_vectorstores() -> None:
    platform = Platform(dialect="P14")
    with connect(platform) as client, pytest.raises(NotFoundError):
        list(client.vectorstores.list())
    platform.close()


def test_a_wrong_key_is_refused() -> None:
    platform = Platform(dialect="P15C", api_key="a" * 64)
    with connect(platform) as client, pytest.raises(PermissionDeniedError):
        list(client.vectorstores.list())
    platform.close()


def test_bad_input_is_refused_with_a_message(client: Smarter) -> None:
    with pytest.raises(APIStatusError, match="fetches no URL"):
        client.vectorstores.documents.add_url(1, "https://example.com/x")
    with pytest.raises(APIStatusError, match="the document is empty"):
        client.vectorstores.documents.add_files(1, [("a.txt", b" \n")])
    with pytest.raises(APIStatusError, match="query is required"):
        client.vectorstores.search(1, query=" ")


def test_a_chatbot_answers_from_the_documents_of_a_vectorsearch(client: Smarter) -> None:
    client.vectorstores.documents.add_files(1, [("prices.md", b"A new chain costs 35 dollars.")])
    client.resources["Vectorsearch"].create(
        name="prices", spec={"config": {"vectorstore_name": "kb"}}, description="Prices.", version="1.0.0"
    )
    bot = client.resources.chatbots.create(
        name="desk", spec={"config": {"prompt": {"provider": "openai"}}}, description="d", version="1.0.0"
    )
    reply = client.resources.chatbots.get(name=bot.name).prompt("What does a chain cost?")
    assert [call.function_name for call in reply.tool_calls or ()] == ["search_prices"]
    assert "35 dollars" in reply.text


# Text and ranking


def word_document(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", body)
    return content.getvalue()


# An old pypdf imports a cipher from a module that a new cryptography deprecates.
@pytest.mark.filterwarnings("ignore:ARC4 has been moved")
def test_text_is_extracted_by_type() -> None:
    assert extract_text("a.html", "text/html", b"<p>One</p><script>x()</script><li>Two</li>") == "One\nTwo"
    assert extract_text("a.json", "", b'{"a": "\xc3\xa9"}') == '{\n "a": "\u00e9"\n}'
    assert extract_text("a.csv", "text/csv", b"\xef\xbb\xbfname,price\n") == "name,price\n"
    assert extract_text("a.docx", "", word_document("Hello")) == "Hello"
    with pytest.raises(ValueError, match="not a Word document"):
        extract_text("a.docx", "", b"x")
    with pytest.raises(ValueError, match="not valid JSON"):
        extract_text("a.json", "", b"{")
    with pytest.raises(ValueError, match="PDF"):
        extract_text("a.pdf", "application/pdf", b"%PDF-broken")


def pdf_document(text: str) -> bytes:
    """Return a PDF of one line."""
    content = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 144] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n" + table
    return made + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def test_text_of_a_pdf_is_extracted_with_the_extra() -> None:
    pytest.importorskip("pypdf")
    assert extract_text("a.pdf", "", pdf_document("A new chain")).strip() == "A new chain"


def test_without_its_extra_a_pdf_fails_and_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ValueError, match="pip install pypdf"):
        extract_text("a.pdf", "application/pdf", pdf_document("A new chain"))


def test_chunks_keep_their_limit_and_every_word() -> None:
    text = " ".join(f"word{number}" for number in range(500))
    chunks = split_into_chunks(text, 100, 20)
    assert all(len(chunk) <= 100 for chunk in chunks)
    assert set(text.split()) <= {word for chunk in chunks for word in chunk.split()}
    assert split_into_chunks("x" * 250, 100, 0) == ["x" * 100, "x" * 100, "x" * 50]
    assert split_into_chunks("", 100, 0) == []


def test_the_chunk_with_the_rarest_words_comes_first() -> None:
    chunks = ["the shop sells bikes", "the shop repairs chains", "the shop is closed"]
    hits = search(chunks, "does the shop repair chains?", 2)
    assert next(hit.chunk for hit in hits) == 1
    assert len(hits) == 2
    assert search(chunks, "xyz", 3) == []
