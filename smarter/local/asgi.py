"""The embedded platform as an ASGI application.

Requests run on threads; responses are streamed.
"""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Awaitable, Callable, Dict, Iterator, List, Optional, Union

from smarter.local.faults import ConnectionCut

if TYPE_CHECKING:
    from smarter.local.platform import Platform

Message = Dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# A prompt may wait minutes for its model; that many may wait at once and requests still be answered.
_THREADS = 128
# A body of more bytes is handed on as it comes.
_IN_MEMORY = 256 * 1024


class Application:
    """ASGI application for one platform, which it does not close."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="smarter-local")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one connection's event; lifespan and HTTP are known."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = (await receive())["type"]
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                self._threads.shutdown(wait=False)
                return

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        body = await _body(receive, loop)
        if body is None:
            return
        # Header bytes are Latin-1 by HTTP's rules; several headers of one name do not matter to any route.
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        target = scope["raw_path"].decode("latin-1")
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("latin-1")
        try:
            status, fields, content = await loop.run_in_executor(
                self._threads, self._platform.handle, scope["method"], target, headers, body
            )
            lines = [(name.encode("latin-1").lower(), value.encode("latin-1")) for name, value in fields]
            if isinstance(content, bytes) and not any(name == b"content-length" for name, _ in lines):
                lines.append((b"content-length", str(len(content)).encode()))
            await send({"type": "http.response.start", "status": status, "headers": lines})
            if isinstance(content, bytes):
                body = b"" if scope["method"] == "HEAD" else content
                await send({"type": "http.response.body", "body": body})
            else:
                await self._stream(content, send)
        except ConnectionCut:
            _cut(send)
            while (await receive())["type"] != "http.disconnect":
                pass  # the server complains of an answer that never came, unless it knows the client to be gone

    async def _stream(self, content: Iterator[bytes], send: Send) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                piece: Optional[bytes] = await loop.run_in_executor(self._threads, next, content, None)
                if piece is None:
                    break
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            with contextlib.suppress(AttributeError):
                content.close()  # type: ignore[attr-defined]


async def _body(receive: Receive, loop: asyncio.AbstractEventLoop) -> Union[bytes, Iterator[bytes], None]:
    """Return the request body, or None if the client disconnected before its end.

    A large body is an iterator over its chunks.
    """
    pieces, size = [], 0
    while size <= _IN_MEMORY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if not message.get("more_body"):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return _arriving(pieces, receive, loop)


def _arriving(pieces: List[bytes], receive: Receive, loop: asyncio.AbstractEventLoop) -> Iterator[bytes]:
    """Yield `pieces` and the chunks after them; each is awaited on the server's loop."""

    async def following() -> Message:
        return await receive()

    yield from pieces
    more = True
    while more:
        arriving = following()
        try:
            message = asyncio.run_coroutine_threadsafe(arriving, loop).result()
        except (RuntimeError, CancelledError):
            arriving.close()
            raise ConnectionCut("the server stops") from None
        if message["type"] == "http.disconnect":
            raise ConnectionCut("the client went away")
        yield message.get("body", b"")
        more = message.get("more_body", False)


def _cut(send: Send) -> None:
    """Drop the connection at once.

    ASGI has no message for that, so the server's transport is closed.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionCut("this server gives no way to cut a connection")
    transport.abort()
