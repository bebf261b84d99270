"""The page at `/`, as a browser shows it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Iterator

import pytest

from smarter.local import Platform
from smarter.local.server import LocalServer
from tests.local import browser
from tests.local.calling import ALWAYS, apply, call, chatbot, plugin, upload

pytest.importorskip("uvicorn")
needs_browser = pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium here")


def furnish(platform: Platform) -> None:
    """Fill a platform that needs no key with some of everything."""
    apply(platform, "Secret", "database_password", {"config": {"value": "s3cret-value"}})
    facts = {"opening_hours": "9 to 5", "<b>bold</b>": "<script>alert(1)</script>"}
    apply(platform, "Plugin", "faq", plugin(ALWAYS, data={"staticData": facts}))
    chatbot(platform, "desk", ["faq"], appName="Desk")
    upload(platform, b"hello", "handbook.txt", name="handbook")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[LocalServer]:
    path = tmp_path / "local.db"
    platform = Platform(path)
    furnish(platform)
    platform.close()
    with LocalServer(path) as server:
        yield server


@needs_browser
def test_the_page_shows_what_is_there_and_lets_one_chat(served: LocalServer, tmp_path: Path) -> None:
    with browser.Browser(tmp_path / "profile") as page:
        page.open(f"{served.url}/")
        page.until("document.getElementById('gate')?.hidden === false")
        page.run(f"document.getElementById('key').value = {json.dumps(served.api_key)}")
        page.run("document.querySelector('#gate button').click()")
        page.until("!!document.querySelector('[data-resource=\"LLMClient/desk\"]')")
        shown = page.text()
        for words in (
            "LLMClient (1)",
            "Secret (1)",
            "database_password",
            "handbook (5 bytes",
            "Last requests",
        ):
            assert words in shown

        page.run("document.querySelector('[data-resource=\"Secret/database_password\"]').click()")
        page.until("document.getElementById('manifest')?.textContent.includes('(secret)')")
        assert "s3cret" not in page.run("document.documentElement.outerHTML")

        page.run("document.querySelector('[data-resource=\"Plugin/faq\"]').click()")
        page.until("document.getElementById('manifest').textContent.includes('<script>alert(1)</script>')")

        page.run("document.querySelector('[data-resource=\"LLMClient/desk\"]').click()")
        page.until("document.getElementById('status')?.textContent.includes('urlLLMClient')")
        assert "appName: Desk" in page.run("document.getElementById('manifest').textContent")
        page.run("document.querySelector('.chat input').value = 'What are your opening hours?'")
        page.run("document.querySelector('.chat button').click()")
        answer = page.until("document.querySelector('.said.assistant')?.textContent")
        assert "9 to 5" in answer
        assert page.run("document.querySelector('.said.tool').textContent").startswith("called plugin faq")
        page.until("document.getElementById('recent').textContent.includes('/prompt/')")
        page.run("location.hash = '#/Plugin/faq'")
        page.until("document.querySelector('#detail h2').textContent === 'Plugin faq'")
        page.run("location.hash = '#/LLMClient/desk'")
        page.until("document.querySelector('.said.assistant')?.textContent.includes('9 to 5')")
        page.run("document.getElementById('filter').value = 'desk'")
        page.run("document.getElementById('filter').dispatchEvent(new Event('input'))")
        page.until("document.querySelectorAll('nav [data-resource]').length === 1")
        picture = tmp_path / "page.png"
        page.screenshot(picture)
        assert picture.read_bytes().startswith(b"\x89PNG")
        if "SMARTER_SCREENSHOTS" in os.environ:
            picture.replace(Path(os.environ["SMARTER_SCREENSHOTS"]) / "page.png")
        # The first look without a key is refused, and the browser logs that.
        assert [words for words in page.complaints() if "401" not in words] == []


@needs_browser
def test_a_wrong_key_is_refused(served: LocalServer, tmp_path: Path) -> None:
    with browser.Browser(tmp_path / "profile") as page:
        page.open(f"{served.url}/")
        page.until("document.getElementById('gate')?.hidden === false")
        page.run("document.getElementById('key').value = 'wrong'")
        page.run("document.querySelector('#gate button').click()")
        page.until("document.getElementById('refused').textContent === 'Invalid API key.'")
        assert "database_password" not in page.run("document.documentElement.outerHTML")


def test_the_page_itself_holds_nothing_and_its_data_wants_the_key() -> None:
    platform = Platform(api_key="k" * 64)
    try:
        page = call(platform, "GET", "/")
        assert page.status == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for path in ("/_local/page.js", "/_local/page.css"):
            assert call(platform, "GET", path).status == 200
        for path in ("/_local/state", "/_local/resources/Secret/1"):
            assert call(platform, "GET", path).status == 401
    finally:
        platform.close()


@pytest.mark.parametrize("dialect", ["P10", "P14", "P15C"])
def test_every_resource_can_be_looked_at_in_every_dialect(dialect: str) -> None:
    platform = Platform(dialect=dialect)
    try:
        furnish(platform)
        state = call(platform, "GET", "/_local/state").data
        assert state["dialect"] == dialect
        assert {"name": "LLMClient", "count": 1} in state["kinds"]
        assert [file["name"] for file in state["files"]] == ["handbook"]
        for row in state["resources"]:
            found = call(platform, "GET", f"/_local/resources/{row['kind']}/{row['id']}")
            assert found.status == 200
            assert found.data["manifest"]["metadata"]["name"] == row["name"]
            assert "s3cret" not in json.dumps(found.data)
            assert bool(found.data["prompt"]) == (row["kind"] == "LLMClient")
        assert call(platform, "GET", "/_local/resources/Secret/999").status == 404
    finally:
        platform.close()


def test_health_needs_no_key_and_notices_a_removed_file(tmp_path: Path) -> None:
    platform = Platform(tmp_path / "local.db", api_key="k" * 64)
    assert call(platform, "GET", "/healthz").data == {"status": "ok"}
    (tmp_path / "local.db").unlink()
    assert call(platform, "GET", "/healthz").status == 503
    platform.close()
