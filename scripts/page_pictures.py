"""Write docs/images/page-*.png, the page of `smarter local serve` in a browser.

The page shows the manifests of this repository, applied to an embedded platform, and a real prompt. The script needs
Chromium. Clocks, ids and fonts differ between runs and machines, so the pictures are not compared.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from smarter import Smarter  # noqa: E402
from smarter.local.server import LocalServer  # noqa: E402
from tests.local.browser import CHROMIUM, Browser, Chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SAID = "document.querySelectorAll('.said.assistant').length"
ASK = """
(input => { input.value = 'What does a new chain cost, and your prices?'; input.form.requestSubmit() })
(document.querySelector('.chat input'))
"""
OPEN_PROMPT = (
    "[...document.querySelectorAll('#recent a')].find(each => /prompt/.test(each.textContent)).click()"
)


def take(page: Browser, name: str, width: int, height: int, dark: bool = False) -> None:
    """Write a picture of the browser's page."""
    scheme = "dark" if dark else "light"
    page.send(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
    )
    page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.screenshot(IMAGES / f"page-{name}.png", whole=False)
    sys.stderr.write(f"{IMAGES / f'page-{name}.png'} written\n")


def main() -> int:
    """Write the pictures; return the exit code."""
    if CHROMIUM is None:
        sys.stderr.write("error: this needs Chromium: apt-get install chromium\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with LocalServer(path / "local.db", dialect="0.36") as server:
            with Smarter(base_url=server.base_url, api_key=server.api_key) as client:
                client.manifests.apply([str(ROOT / "manifests"), str(ROOT / "examples")])
            server.platform.recent.clear()
            with Chromium(path / "profile") as chromium, chromium.page() as page:
                page.send("Emulation.setScrollbarsHidden", hidden=True)
                page.open(f"{server.url}/#key={server.api_key}")
                page.until("document.querySelectorAll('.node').length > 0")
                take(page, "graph", 1000, 430)
                page.run("location.hash = '#/Chatbot/bike_shop'")
                page.until("!!document.querySelector('.chat input')")
                before = page.run(SAID)
                page.run(ASK)
                page.until(f"{SAID} > {before}")
                take(page, "chat", 1000, 800)
                take(page, "phone", 400, 640, dark=True)
                page.run(OPEN_PROMPT)
                page.until("!!document.querySelector('.chain')")
                take(page, "prompt", 1000, 600)
    return 0


if __name__ == "__main__":
    sys.exit(main())
