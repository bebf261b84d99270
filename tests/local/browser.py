"""A headless Chromium on its debugging pipe: no library, no port, many pages."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Dict, Iterator, List, Optional, Tuple, Type

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


Message = Dict[str, Any]


class Chromium:
    """The process of a headless browser; a context manager."""

    def __init__(self, profile: Path) -> None:
        command_read, self._write = os.pipe()
        self._read, answer_write = os.pipe()
        assert CHROMIUM is not None
        flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-proxy-server",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
        ]

        def ends() -> None:
            # Chromium reads commands from descriptor 3 and answers on 4. Move other descriptors out of the way first.
            reading, writing = os.dup(command_read), os.dup(answer_write)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self._process = subprocess.Popen(
            [CHROMIUM, *flags],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=ends,
            close_fds=False,
            start_new_session=True,
        )
        os.close(command_read)
        os.close(answer_write)
        self._number = 0
        self._buffer = b""

    def send(
        self, method: str, params: Dict[str, Any], session: Optional[str] = None
    ) -> Tuple[Dict[str, Any], List[Message]]:
        """Send a DevTools command; return its result and the events before it."""
        self._number += 1
        message: Message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        events: List[Message] = []
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"], events
            events.append(answer)

    def _receive(self) -> Message:
        while b"\0" not in self._buffer:
            piece = os.read(self._read, 1 << 16)
            assert piece, "the browser has gone"
            self._buffer += piece
        text, _, self._buffer = self._buffer.partition(b"\0")
        found: Message = json.loads(text)
        return found

    @contextmanager
    def page(self) -> Iterator[Browser]:
        """Open an empty page that shares neither storage nor cookies with others."""
        context = self.send("Target.createBrowserContext", {})[0]["browserContextId"]
        try:
            yield Browser(self, context)
        finally:
            self.send("Target.disposeBrowserContext", {"browserContextId": context})

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        os.close(self._write)
        os.close(self._read)
        self._process.kill()
        self._process.wait()


class Browser:
    """One page of a browser."""

    def __init__(self, chromium: Chromium, context: str) -> None:
        self._chromium = chromium
        self.messages: List[Message] = []
        place = {"url": "about:blank", "browserContextId": context, "width": 1280, "height": 1000}
        target = chromium.send("Target.createTarget", place)[0]["targetId"]
        attached, _ = chromium.send("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> Dict[str, Any]:
        """Send a command of the DevTools protocol to the page; return its result."""
        result, events = self._chromium.send(method, params, self._session)
        self.messages += [each for each in events if each.get("sessionId") == self._session]
        return result

    def open(self, url: str) -> None:
        """Load a page."""
        self.send("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """Evaluate a JavaScript expression, awaiting a promise."""
        result = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def until(self, script: str, seconds: float = 120.0) -> Any:
        """Wait until a JavaScript expression is true; return its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.run(script)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"never true: {script}; the page says: {self.run('document.body.innerText')}")

    def text(self) -> str:
        """Return the page's text."""
        return str(self.run("document.body.innerText"))

    def screenshot(self, path: Path, whole: bool = True) -> None:
        """Save a picture of the whole page, or of its visible part."""
        picture = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(picture))

    def complaints(self) -> List[str]:
        """Return the errors and warnings of the browser's console."""
        self.run("1")
        found = []
        for message in self.messages:
            if message.get("method") == "Runtime.exceptionThrown":
                found.append(str(message["params"]["exceptionDetails"]))
            if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
                found.append(str(message["params"]["entry"]["text"]))
        return found
