"""The files API stores uploads and answers like OpenAI's."""

from __future__ import annotations

import hashlib

import pytest

from smarter.local import Platform
from smarter.local.http import multipart
from smarter.local.openai_api import files
from tests.local.calling import call, upload


def test_an_uploaded_file_is_kept_with_its_name_digest_and_metadata(local: Platform) -> None:
    content = b"a\r\n--edg\x00\xff\r\n" * 50
    made = upload(local, content, "Ünï code.bin", name="handbook", metadata='{"tags": ["a"]}')
    assert made.status == 200
    assert made.data["sha256"] == hashlib.sha256(content).hexdigest()
    assert made.data["name"] == "handbook"
    assert made.data["filename"] == "Ünï code.bin"
    assert made.data["metadata"] == {"tags": ["a"]}
    assert made.data["bytes"] == len(content)
    assert made.data["created_at"] == 1_800_000_000
    path = f"/api/v1/files/{made.data['id']}"
    assert call(local, "GET", path).data == made.data
    assert call(local, "GET", f"{path}/content").data == content


def test_every_answer_names_its_request(local: Platform) -> None:
    good, bad = call(local, "GET", "/v1/files"), call(local, "GET", "/v1/files/file-none")
    assert good.headers["x-request-id"].startswith("req_")
    assert bad.headers["x-request-id"] not in ("", good.headers["x-request-id"])


def test_a_deleted_file_is_gone(local: Platform) -> None:
    identifier = upload(local, b"x").data["id"]
    gone = call(local, "DELETE", f"/api/v1/files/{identifier}")
    assert gone.data == {"id": identifier, "object": "file", "deleted": True}
    missing = call(local, "GET", f"/api/v1/files/{identifier}")
    assert missing.status == 404
    assert missing.data["error"]["message"] == f"No such File object: {identifier}"


def test_pages_follow_one_another_in_either_order(local: Platform) -> None:
    made = [upload(local, b"x", f"{number}.txt").data["id"] for number in range(5)]
    first = call(local, "GET", "/api/v1/files?limit=2").data
    assert [row["id"] for row in first["data"]] == [made[4], made[3]]
    assert (first["has_more"], first["first_id"], first["last_id"]) == (True, made[4], made[3])
    last = call(local, "GET", f"/api/v1/files?limit=2&after={made[1]}").data
    assert [row["id"] for row in last["data"]] == [made[0]]
    assert last["has_more"] is False
    oldest = call(local, "GET", "/api/v1/files?limit=1&order=asc").data
    assert oldest["data"][0]["id"] == made[0]


def test_files_can_be_listed_by_name_and_purpose(local: Platform) -> None:
    wanted = upload(local, b"x", name="faq").data["id"]
    upload(local, b"x", name="other")
    upload(local, b"x", purpose="batch", name="faq")
    found = call(local, "GET", "/api/v1/files?name=faq&purpose=assistants").data["data"]
    assert [row["id"] for row in found] == [wanted]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "integer_below_min_value"),
        ("limit=10001", "integer_above_max_value"),
        ("limit=many", "invalid_type"),
        ("order=up", "invalid_value"),
        ("after=file-none", None),
    ],
)
def test_a_bad_page_request_is_refused(local: Platform, query: str, code: str) -> None:
    answer = call(local, "GET", f"/api/v1/files?{query}")
    assert answer.status == 400
    assert answer.data["error"]["code"] == code
    assert answer.data["error"]["param"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "sent", [r"C:\temp\notes.txt", r"C:\\temp\\notes.txt", "/home/me/notes.txt", "notes.txt"]
)
def test_a_file_is_named_without_its_folder(local: Platform, sent: str) -> None:
    assert upload(local, b"x", filename=sent).data["filename"] == "notes.txt"


def test_a_bad_upload_is_refused(local: Platform) -> None:
    unknown = upload(local, b"x", purpose="lunch")
    assert (unknown.status, unknown.data["error"]["param"]) == (400, "purpose")
    metadata = upload(local, b"x", metadata="[1]")
    assert (metadata.status, metadata.data["error"]["param"]) == (400, "metadata")
    no_form = call(local, "POST", "/api/v1/files", {"file": "x"})
    assert no_form.status == 400
    cut = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'
    answer = call(local, "POST", "/api/v1/files", cut, {"content-type": "multipart/form-data; boundary=edge"})
    assert answer.status == 400
    assert call(local, "GET", "/api/v1/files").data["data"] == []


def test_a_file_over_the_limit_is_refused(local: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    assert upload(local, b"x" * 10).status == 200
    assert upload(local, b"x" * 11).status == 413


def test_without_the_key_nothing_is_answered() -> None:
    platform = Platform(api_key="k" * 64)
    try:
        none = call(platform, "GET", "/api/v1/files")
        assert (none.status, none.data["error"]["code"]) == (401, None)
        wrong = call(platform, "GET", "/api/v1/files", headers={"Authorization": "Bearer wrong"})
        assert (wrong.status, wrong.data["error"]["code"]) == (401, "invalid_api_key")
        for scheme in ("Bearer", "Token"):
            right = call(platform, "GET", "/api/v1/files", headers={"Authorization": f"{scheme} {'k' * 64}"})
            assert right.status == 200
    finally:
        platform.close()


def test_a_form_with_any_content_is_read() -> None:
    body = (
        b'preamble--B\r\ncontent-disposition: form-data; name="a;b"\r\n\r\n1\r\n'
        b"--B\r\nContent-Disposition: form-data; name=f; filename*=UTF-8''na%20me\r\nContent-Type: a/b\r\n\r\n"
        b"--not the edge\r\n\r\n--B\r\nContent-Disposition: form-data; name=none\r\n\r\n--B--\r\nepilogue"
    )
    # The form may be chunked anywhere.
    for size in range(1, len(body) + 1):
        pieces = (body[at : at + size] for at in range(0, len(body), size))
        with multipart.form('multipart/form-data; boundary="B"', pieces, 100) as (first, second, empty):
            assert (first.name, first.filename, first.text) == ("a;b", None, "1")
            assert (second.filename, second.media_type) == ("na me", "a/b")
            assert (second.text, second.size) == ("--not the edge\r\n", 16)
            assert (empty.name, empty.text) == ("none", "")


@pytest.mark.parametrize(
    ("content_type", "body", "wrong"),
    [
        ("application/json", b"", "is not multipart/form-data"),
        ("multipart/form-data", b"", "names no boundary"),
        ("multipart/form-data; boundary=B", b"", "ends before its last boundary"),
        ("multipart/form-data; boundary=B", b"--B", "ends before its last boundary"),
        ("multipart/form-data; boundary=B", b"--B\r\na: b\r\n\r\ncontent", "ends before its last boundary"),
        ("multipart/form-data; boundary=B", b"--B\r\n" + b"a: b\r\n" * 20_000, "has no end"),
    ],
)
def test_a_malformed_form_is_refused(content_type: str, body: bytes, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong), multipart.form(content_type, [body], 100):
        pass
