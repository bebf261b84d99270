"""The page at `/` in a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Iterator, Optional

import pytest

from smarter.local.prompting.model import ModelError
from smarter.local.server import LocalServer
from tests.local import browser
from tests.local.browser import Browser, Chromium
from tests.local.calling import ALWAYS, apply, chatbot, plugin, upload

pytest.importorskip("uvicorn")
pytestmark = pytest.mark.skipif(browser.CHROMIUM is None, reason="needs Chromium")

WAITING = "document.getElementById('gate')?.hidden === false"
INPUT = "document.querySelector('.chat input')"
LAST_REPLY = "[...document.querySelectorAll('.said.assistant')].pop()"


def serve(folder: Path, dialect: str = "P14") -> LocalServer:
    """Serve a platform with resources of several kinds."""
    server = LocalServer(folder / f"{dialect}.db", dialect=dialect)
    # A platform without keys takes every caller for the administrator.
    keys, server.platform.keys = server.platform.keys, {}
    platform = server.platform
    apply(platform, "Secret", "database_password", {"config": {"value": "s3cret-value"}})
    facts = {"opening_hours": "9 to 5", "<b>bold</b>": "<script>alert(1)</script>"}
    apply(platform, "Plugin", "faq", plugin(ALWAYS, data={"staticData": facts}))
    welcome = {
        "appWelcomeMessage": "Welcome to **Desk**",
        "appExamplePrompts": ["What are your opening hours?"],
    }
    chatbot(platform, "desk", ["faq"], appName="Desk", **welcome)
    upload(platform, b"hello from the handbook", "handbook.txt", name="handbook")
    platform.recent.clear()
    platform.keys = keys
    return server


@pytest.fixture
def served(tmp_path: Path) -> Iterator[LocalServer]:
    with serve(tmp_path) as server:
        yield server


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("browser") / "profile") as running:
        yield running


@pytest.fixture
def page(served: LocalServer, chromium: Chromium) -> Iterator[Browser]:
    """Open the page with its key."""
    with chromium.page() as opened:
        opened.open(f"{served.url}/#key={served.api_key}")
        opened.until("document.querySelectorAll('.node').length > 0")
        yield opened


def say(page: Browser, text: str) -> str:
    """Send a message; return the reply."""
    before = page.run("document.querySelectorAll('.said.assistant').length")
    page.run(f"{INPUT}.value = {json.dumps(text)}; {INPUT}.form.requestSubmit()")
    page.until(f"document.querySelectorAll('.said.assistant').length > {before}")
    return str(page.run(f"{LAST_REPLY}.textContent"))


def resize(page: Browser, width: int) -> None:
    page.send(
        "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
    )
    page.send("Emulation.setScrollbarsHidden", hidden=True)


def test_a_key_in_the_fragment_opens_the_page_and_is_never_sent(served: LocalServer, page: Browser) -> None:
    assert page.run("location.href") == f"{served.url}/"
    paths = json.dumps([*served.platform.recent])
    assert served.api_key not in paths
    assert page.complaints() == []


def test_a_typed_key_opens_the_page_and_a_wrong_one_is_refused(
    served: LocalServer, chromium: Chromium
) -> None:
    with chromium.page() as page:
        page.open(f"{served.url}/")
        page.until(WAITING)
        page.run(
            "document.getElementById('key').value = 'wrong'; document.querySelector('#gate button').click()"
        )
        page.until("document.getElementById('refused').textContent === 'Invalid API key.'")
        assert "database_password" not in page.run("document.documentElement.outerHTML")
        page.run(f"document.getElementById('key').value = {json.dumps(served.api_key)}")
        page.run("document.querySelector('#gate button').click()")
        page.until("!!document.querySelector('[data-resource=\"Chatbot/desk\"]')")
        shown = page.text()
        for words in (
            "Chatbot (1)",
            "Secret (1)",
            "database_password",
            "handbook (23 bytes",
            "Last requests",
        ):
            assert words in shown


def test_manifests_are_masked_linked_and_shown_as_text(page: Browser) -> None:
    page.run("document.querySelector('[data-resource=\"Secret/database_password\"]').click()")
    page.until("document.getElementById('manifest')?.textContent.includes('(secret)')")
    assert "s3cret" not in page.run("document.documentElement.outerHTML")
    page.run("document.querySelector('[data-resource=\"Chatbot/desk\"]').click()")
    page.until("document.getElementById('status')?.textContent.includes('urlLLMClient')")
    assert "kind: Chatbot" in page.run("document.getElementById('manifest').textContent")
    page.run("document.querySelector('#manifest a').click()")
    page.until("document.getElementById('manifest').textContent.includes('<script>alert(1)</script>')")
    assert page.run("document.activeElement.textContent") == "Plugin faq"
    assert page.run("document.querySelector('.relations').textContent") == "Used by Chatbot desk"
    page.run("history.back()")
    page.until("document.querySelector('#detail h2').textContent === 'Chatbot desk'")
    assert page.complaints() == []


def test_a_chat_offers_example_prompts_and_stays_open(page: Browser) -> None:
    page.run("location.hash = '#/LLMClient/desk'")
    page.until(f"!!{INPUT}")
    assert page.run("document.querySelector('.said.assistant strong').textContent") == "Desk"
    page.run("document.querySelector('.example').click()")
    page.until("document.querySelectorAll('.said.assistant').length === 2")
    assert "9 to 5" in page.run(f"{LAST_REPLY}.textContent")
    called = page.run("document.querySelector('.said.tool summary').textContent")
    assert called == "called plugin faq (inquiry_type: opening_hours)"
    page.run("location.hash = '#/Plugin/faq'")
    page.until("document.querySelector('#detail h2').textContent === 'Plugin faq'")
    page.run("location.hash = '#/Chatbot/desk'")
    page.until(f"{LAST_REPLY}?.textContent.includes('9 to 5')")
    page.send("Page.reload")
    page.until(f"{LAST_REPLY}?.textContent.includes('9 to 5')")
    page.run("[...document.querySelectorAll('button')].find(each => each.textContent === 'New chat').click()")
    assert page.run("document.querySelectorAll('.said').length") == 1
    assert page.complaints() == []


def test_a_newer_platform_streams_into_the_chat(tmp_path: Path, chromium: Chromium) -> None:
    with serve(tmp_path, "P15C") as served, chromium.page() as page:
        page.open(f"{served.url}/#key={served.api_key}")
        page.until("document.querySelectorAll('.node').length > 0")
        page.run("location.hash = '#/Chatbot/desk'")
        page.until(f"!!{INPUT}")
        steps = "new MutationObserver(all => window.steps.push(all[0].target.textContent))"
        page.run(
            f"window.steps = []; {steps}.observe(document.querySelector('.working'), {{childList: true}})"
        )
        assert "9 to 5" in say(page, "What are your opening_hours?")
        assert "Calling a tool: plugin faq …" in page.run("window.steps")
        # The browser may get the end of the reply before the platform has recorded it.
        end = time.monotonic() + 60
        while "response" not in served.platform.recent[-1] and time.monotonic() < end:
            time.sleep(0.02)
        assert served.platform.recent[-1]["response"]["media"] == "text/event-stream"
        assert page.complaints() == []


class BrokenModel:
    """A model that refuses every prompt."""

    url = "http://model.example/v1"
    key_tail = "none"

    def complete(self, request: Any) -> Any:
        """Refuse."""
        raise ModelError(429, {"message": "too many prompts", "type": "rate_limit"})


@pytest.mark.parametrize("dialect", ["P14", "P15C"])
def test_a_failure_of_the_model_is_shown_in_the_chat(
    tmp_path: Path, chromium: Chromium, dialect: str
) -> None:
    with serve(tmp_path, dialect) as served, chromium.page() as page:
        served.platform.model = BrokenModel()
        page.open(f"{served.url}/#key={served.api_key}")
        page.until("document.querySelectorAll('.node').length > 0")
        page.run("location.hash = '#/Chatbot/desk'")
        page.until(f"!!{INPUT}")
        assert "too many prompts" in say(page, "Hello")
        assert page.run(f"{LAST_REPLY}.classList.contains('wrong')")
        assert page.run(f"{INPUT}.form.querySelector('button').disabled") is False


def test_html_in_a_reply_stays_text_and_markdown_is_formatted(page: Browser) -> None:
    page.run("location.hash = '#/Chatbot/desk'")
    page.until(f"!!{INPUT}")
    text = (
        "import('/_local/markdown.js').then(({markdown}) => { const box = document.createElement('div');"
        " box.append(...markdown(%s)); return box.innerHTML })"
    )
    for written, shown in (
        ("a **bold** *word*", "<p>a <strong>bold</strong> <em>word</em></p>"),
        ("bike_shop and a_b_c", "<p>bike_shop and a_b_c</p>"),
        ("- one\n- two\n  1. inner", '<ul><li>one</li><li>two<ol start="1"><li>inner</li></ol></li></ul>'),
        ("```\n<b>\n```", '<pre tabindex="0">&lt;b&gt;</pre>'),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (
            "[x](https://a.example/)",
            '<p><a href="https://a.example/" target="_blank" rel="noopener noreferrer">x</a></p>',
        ),
        (
            "| a | b |\n|---|---|\n| 1 | `2` |",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td>1</td><td><code>2</code></td></tr></tbody></table>",
        ),
    ):
        assert page.run(text % json.dumps(written)) == shown


def test_a_manifest_follows_an_apply_and_a_typed_message_stays(served: LocalServer, page: Browser) -> None:
    page.run("location.hash = '#/Chatbot/desk'")
    page.until(f"!!{INPUT}")
    page.run(f"{INPUT}.focus(); {INPUT}.value = 'half a sen'")
    keys, served.platform.keys = served.platform.keys, {}
    chatbot(served.platform, "desk", ["faq"], appName="Another name")
    served.platform.keys = keys
    page.until("document.getElementById('manifest').textContent.includes('Another name')")
    assert page.run(f"document.activeElement === {INPUT} && {INPUT}.value") == "half a sen"


def test_a_request_opens_to_its_bodies_and_a_prompt_to_its_chain(served: LocalServer, page: Browser) -> None:
    keys, served.platform.keys = served.platform.keys, {}
    apply(served.platform, "Secret", "another", {"config": {"value": "an0ther-value"}})
    served.platform.keys = keys
    first = "[...document.querySelectorAll('#recent a')].find(each => each.textContent.includes('%s'))"
    page.until(f"!!{first % 'apply'}")
    page.run(f"{first % 'apply'}.click()")
    page.until("document.getElementById('request-body')?.textContent.includes('name: another')")
    assert "value: (secret)" in page.run("document.getElementById('request-body').textContent")
    assert "an0ther" not in page.run("document.documentElement.outerHTML")
    page.run("location.hash = '#/Chatbot/desk'")
    page.until(f"!!{INPUT}")
    say(page, "What are your opening_hours?")
    page.until(f"!!{first % '/prompt/'}")
    page.run(f"{first % '/prompt/'}.click()")
    page.until("!!document.querySelector('.chain')")
    chain = page.run("document.querySelector('.chain').textContent")
    parts = (
        "System role",
        "User",
        "Smarter selected this plugin: faq",
        "calls plugin faq",
        "9 to 5",
        "Answer",
    )
    places = [chain.index(part) for part in parts]
    assert places == sorted(places)


def test_a_file_can_be_opened(page: Browser) -> None:
    page.run("document.querySelector('#files a').click()")
    page.until("document.getElementById('content')?.textContent === 'hello from the handbook'")
    page.run("location.hash = '#/File/nothing'")
    page.until("/does not exist/.test(document.getElementById('detail').textContent)")
    page.run("location.hash = '#/File/handbook'")  # its id changes with each upload, the name does not
    page.until("document.getElementById('content')?.textContent === 'hello from the handbook'")


def test_the_graph_links_and_the_filter_narrows(page: Browser) -> None:
    assert page.run("document.querySelectorAll('.edge').length") == 1
    page.run(
        "document.querySelector('.node[href=\"#/Plugin/faq\"]').dispatchEvent("
        "new MouseEvent('click', {bubbles: true}))"
    )
    page.until("document.querySelector('#detail h2').textContent === 'Plugin faq'")
    page.run(
        "(filter => { filter.value = 'desk'; filter.dispatchEvent(new Event('input')) })"
        "(document.getElementById('filter'))"
    )
    page.until("document.querySelectorAll('nav [data-resource]').length === 1")


def test_the_keyboard_reaches_everything(page: Browser) -> None:
    reached = []
    for _ in range(14):
        for kind in ("keyDown", "keyUp"):
            page.send("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.append(page.run("document.activeElement.textContent || document.activeElement.id"))
    assert reached[:5] == ["Skip to the content", "Smarter, embedded", "Graph", "API", "filter"]
    assert "desk" in reached
    page.run("document.querySelector('[data-resource=\"Plugin/faq\"]').focus()")
    for kind in ("keyDown", "keyUp"):
        page.send(
            "Input.dispatchKeyEvent",
            type=kind,
            key="Enter",
            code="Enter",
            windowsVirtualKeyCode=13,
            text="\r",
        )
    page.until("document.activeElement.textContent === 'Plugin faq'")


# A word is broken where one text node without spaces or slashes stands on more than one line.
BROKEN = """
(() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest('pre, [hidden], svg')) continue;
    for (const word of node.textContent.matchAll(/[A-Za-z0-9_:.]+/g)) {
      if (word[0].length > 24) continue;
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const rows = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
      if (rows.size > 1) found.push(word[0]);
    }
  }
  return found;
})()
"""


@pytest.mark.parametrize("hash_", ["#/", "#/Chatbot/desk", "requests"])
def test_a_phone_shows_whole_words_and_scrolls_only_vertically(page: Browser, hash_: str) -> None:
    resize(page, 400)
    page.run("location.hash = '#/Chatbot/desk'")
    page.until(f"!!{INPUT}")
    say(page, "What are your opening_hours?")
    page.until("!!document.querySelector('#recent a')")
    page.run(
        "location.hash = "
        + ("document.querySelector('#recent a').hash" if hash_ == "requests" else json.dumps(hash_))
    )
    time.sleep(0.5)
    assert page.run(BROKEN) == []
    assert page.run("document.documentElement.scrollWidth") == 400
    picture = os.environ.get("SMARTER_SCREENSHOTS")
    if picture:
        page.screenshot(Path(picture) / f"page-400-{hash_.strip('#/').replace('/', '-') or 'graph'}.png")


def test_the_question_for_the_key_fits_a_phone(served: LocalServer, chromium: Chromium) -> None:
    with chromium.page() as page:
        resize(page, 400)
        page.open(f"{served.url}/")
        page.until(WAITING)
        assert page.run("document.documentElement.scrollWidth") == 400
        inside = "(box => box.left > 10 && box.right < 390)(document.getElementById('key').getBoundingClientRect())"
        assert page.run(inside)
        if "SMARTER_SCREENSHOTS" in os.environ:
            page.screenshot(Path(os.environ["SMARTER_SCREENSHOTS"]) / "page-400-key.png")


def axe() -> Optional[Path]:
    """Return the script of axe-core, which `npm install --global axe-core` installs."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    done = subprocess.run([npm, "root", "--global"], capture_output=True, text=True, check=False)
    script = Path(done.stdout.strip()) / "axe-core" / "axe.min.js"
    return script if script.is_file() else None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_reports_no_violation(served: LocalServer, page: Browser, scheme: str) -> None:
    script = axe()
    if script is None:
        pytest.skip("needs axe-core, from npm")
    page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    faults = {}

    def check(name: str) -> None:
        page.run(script.read_text(encoding="utf-8") + "; 0")
        rules = "[...each.nodes].map(node => node.html + ' ' + node.failureSummary)"
        faults[name] = page.run(f"axe.run().then(found => found.violations.map(each => [each.id, {rules}]))")

    check("graph")
    page.run("location.hash = '#/Chatbot/desk'")
    page.until(f"!!{INPUT}")
    say(page, "What are your opening_hours?")
    page.until("!!document.querySelector('#recent a')")
    check("chat")
    page.run("location.hash = document.querySelector('#recent a').hash")
    page.until("!!document.querySelector('.chain')")
    check("request")
    page.run("document.querySelector('#files a').click()")
    page.until("!!document.getElementById('content')")
    check("file")
    page.open(f"{served.url}/docs")
    page.until("document.querySelectorAll('#routes tr').length > 5")
    check("docs")
    page.run("sessionStorage.clear()")
    page.open(f"{served.url}/")
    page.until(WAITING)
    check("key")
    assert {name: found for name, found in faults.items() if found} == {}
