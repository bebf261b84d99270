"""The only module that imports httpx: clients, transports, and what its exceptions mean."""

from __future__ import annotations

import contextlib
import os
import ssl
import threading
import time
from datetime import timedelta
from functools import lru_cache
from typing import (
    TYPE_CHECKING,
    Any,
    AsyncIterator,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Tuple,
    TypeVar,
    Union,
)
from urllib.request import getproxies

import httpcore
import httpx

from smarter.client.request import NotGiven
from smarter.client.uploads import Multipart
from smarter.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    ConfigurationError,
    InvalidArgumentError,
)

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from smarter.client.core import Outgoing

T = TypeVar("T")

HttpxClient = httpx.Client
AsyncHttpxClient = httpx.AsyncClient
HttpxTransport = httpx.BaseTransport
Timeout = httpx.Timeout


# `threading.Lock` is no class before Python 3.13, and what is no class can have no weak reference.
class Lock:
    """A lock, as the sync twin of `AsyncLock`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *exception: object) -> None:
        self._lock.release()


# anyio, and asyncio with it, is imported where it is needed: half of all programs never do.
def AsyncLock() -> Any:  # noqa: N802  the twin of a class
    """A lock for tasks."""
    import anyio

    return anyio.Lock()


Gate = threading.Semaphore


def AsyncGate(limit: int) -> Any:  # noqa: N802  the twin of a class
    """A semaphore for tasks."""
    import anyio

    return anyio.Semaphore(limit, fast_acquire=True)


def enter(gate: threading.Semaphore, timeout: Optional[float]) -> None:
    """Pass the gate, or wait for it, `timeout` seconds at most."""
    if not gate.acquire(timeout=timeout):
        raise httpcore.PoolTimeout("every connection is in use")


async def async_enter(gate: Any, timeout: Optional[float]) -> None:
    """The same for tasks."""
    import anyio

    try:
        gate.acquire_nowait()
    except anyio.WouldBlock:
        try:
            with anyio.fail_after(timeout):
                await gate.acquire()
        except TimeoutError:
            raise httpcore.PoolTimeout("every connection is in use") from None


sleep = time.sleep


async def async_sleep(seconds: float) -> None:
    """Wait without holding up the event loop."""
    import anyio

    await anyio.sleep(seconds)


def call(function: Callable[..., T], *arguments: Any) -> T:
    """Call `function` here: the sync client's `async_call`."""
    return function(*arguments)


async def async_call(function: Callable[..., T], *arguments: Any) -> T:
    """Call `function`, which may block, in a worker thread."""
    from anyio import to_thread

    return await to_thread.run_sync(function, *arguments)


DEFAULT_TIMEOUT = httpx.Timeout(600.0, connect=5.0)
DEFAULT_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)

# What makes httpx choose a transport by itself. Whoever gives one of these gets httpx's own behaviour.
_TRANSPORT_OPTIONS = frozenset(
    {
        "transport",
        "proxy",
        "proxies",
        "verify",
        "cert",
        "mounts",
        "http1",
        "http2",
        "limits",
        "trust_env",
        "app",
    }
)

Handled = Tuple[int, List[Tuple[str, str]], Union[bytes, Iterable[bytes]]]
Handle = Callable[[str, str, Mapping[str, str], bytes], Handled]


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The process's one TLS context: loading the certificates is most of the cost of an `httpx.Client`."""
    return httpx.create_ssl_context()


@lru_cache(maxsize=1)
def _no_tls_context() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _PooledTransport(httpx.HTTPTransport):
    """httpx's transport over a pool of ours."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        from smarter.client._sync.pool import Pool

        super().__init__(verify=tls)
        self._pool = Pool(tls)  # type: ignore[assignment]


class _AsyncPooledTransport(httpx.AsyncHTTPTransport):
    """The same for the async client."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        from smarter.client._async.pool import AsyncPool

        super().__init__(verify=tls)
        self._pool = AsyncPool(tls)  # type: ignore[assignment]


class _LazyTransport(httpx.BaseTransport):
    """One transport for plain HTTP, and one for TLS that is made when the first `https://` request comes."""

    def __init__(self) -> None:
        self._plain = _PooledTransport(_no_tls_context())
        self._tls: Optional[httpx.HTTPTransport] = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https":
            return self._plain.handle_request(request)
        tls = self._tls
        if tls is None:
            tls = self._tls = _PooledTransport(tls_context())
        return tls.handle_request(request)

    def close(self) -> None:
        self._plain.close()
        if self._tls is not None:
            self._tls.close()


class _LazyAsyncTransport(httpx.AsyncBaseTransport):
    """The same for the async client."""

    def __init__(self) -> None:
        self._plain = _AsyncPooledTransport(_no_tls_context())
        self._tls: Optional[httpx.AsyncHTTPTransport] = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https":
            return await self._plain.handle_async_request(request)
        tls = self._tls
        if tls is None:
            tls = self._tls = _AsyncPooledTransport(tls_context())
        return await tls.handle_async_request(request)

    async def aclose(self) -> None:
        await self._plain.aclose()
        if self._tls is not None:
            await self._tls.aclose()


def _with_defaults(options: Mapping[str, Any], transport: Callable[[], Any]) -> Any:
    merged = {"timeout": DEFAULT_TIMEOUT, **options}
    if _TRANSPORT_OPTIONS.isdisjoint(options) and not getproxies() and not os.environ.get("SSLKEYLOGFILE"):
        merged["transport"] = transport()
    elif not ({"transport", "limits"} & set(options)):
        merged["limits"] = DEFAULT_LIMITS
    return merged


class DefaultHttpxClient(httpx.Client):
    """An `httpx.Client` with this library's defaults: timeout, limits, TLS made only when needed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**_with_defaults(options, _LazyTransport))


class DefaultAsyncHttpxClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` with this library's defaults."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**_with_defaults(options, _LazyAsyncTransport))


def DefaultAioHttpClient(**options: Any) -> httpx.AsyncClient:  # noqa: N802  the name that users of such libraries know
    """An `httpx.AsyncClient` that sends through aiohttp: several times cheaper with many requests in flight.

    Raises:
        ConfigurationError: the extra `aiohttp` is not installed.
    """
    try:
        from httpx_aiohttp import HttpxAiohttpClient
    except ImportError as error:
        raise ConfigurationError(
            "The aiohttp transport is not installed.", hint="Run: pip install 'smarter-api[aiohttp]'"
        ) from error
    client: httpx.AsyncClient = HttpxAiohttpClient(
        **{"timeout": DEFAULT_TIMEOUT, "limits": DEFAULT_LIMITS, **options}
    )
    return client


def _proxied(make: Callable[[], T]) -> T:
    try:
        return make()
    except ValueError as error:
        raise ConfigurationError(
            "The environment names a proxy that is none.",
            hint="Look at HTTP_PROXY, HTTPS_PROXY and ALL_PROXY.",
        ) from error


class _ProxiedTransport(httpx.BaseTransport):
    """Where the environment names proxies, httpx decides what goes through which."""

    def __init__(self) -> None:
        self._client = _proxied(DefaultHttpxClient)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True, follow_redirects=False)

    def close(self) -> None:
        self._client.close()


class _AsyncProxiedTransport(httpx.AsyncBaseTransport):
    """The same for the async client."""

    def __init__(self) -> None:
        self._client = _proxied(DefaultAsyncHttpxClient)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True, follow_redirects=False)

    async def aclose(self) -> None:
        await self._client.aclose()


class _Own:
    """What a client has that a `Smarter` makes for itself: a transport, and request headers computed once.

    It does what this library needs of an `httpx.Client`, at half the cost: no cookies, hooks, mounts, or redirects.
    """

    timeout = DEFAULT_TIMEOUT
    is_closed = False
    # What headers and host were last, and what was made of them: one value, since threads share it.
    _known: Tuple[Any, str, httpx.Headers] = (None, "", httpx.Headers())

    def build_request(self, outgoing: Outgoing, timeout: Any, chunks: Any) -> httpx.Request:
        """The request for one attempt; `chunks` wraps a body that is not bytes."""
        url = _url(outgoing.url)
        host = url.netloc.decode("ascii")
        known = self._known
        if known[0] is not outgoing.headers or known[1] != host:
            made = httpx.Headers([("Host", host), ("Accept-Encoding", "gzip, deflate"), *outgoing.headers])
            known = self._known = (outgoing.headers, host, made)
        headers = known[2]
        extensions = {"timeout": _timeouts(self.timeout if isinstance(timeout, NotGiven) else timeout)}
        body = outgoing.body
        if body is not None and not isinstance(body, bytes):
            if "content-length" not in headers and "transfer-encoding" not in headers:
                headers = httpx.Headers({**headers, "Transfer-Encoding": "chunked"})
            return httpx.Request(
                outgoing.method, url, headers=headers, stream=chunks(body), extensions=extensions
            )
        if body is not None or outgoing.method in ("POST", "PUT", "PATCH"):
            headers = httpx.Headers([*headers.raw, (b"Content-Length", b"%d" % len(body or b""))])
        request = httpx.Request(
            outgoing.method, url, headers=headers, stream=httpx.ByteStream(body or b""), extensions=extensions
        )
        request.read()
        return request


class OwnClient(_Own):
    """The HTTP client that a `Smarter` makes for itself; closes when nobody holds it any more."""

    def __init__(self, transport: Optional[httpx.BaseTransport] = None) -> None:
        self._transport = transport or (_ProxiedTransport() if getproxies() else _LazyTransport())

    def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`; read the whole answer unless `stream`. Never follows a redirect."""
        began = time.perf_counter()
        response = self._transport.handle_request(request)
        response.request = request
        if not stream:
            try:
                response.read()
            except BaseException:
                response.close()
                raise
        response.elapsed = timedelta(seconds=time.perf_counter() - began)
        return response

    def close(self) -> None:
        """Close the connections."""
        if not self.is_closed:
            self.is_closed = True
            self._transport.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            if not self.is_closed:
                self.close()


class AsyncOwnClient(_Own):
    """The same for the async client: it closes on the running event loop, if there is one."""

    def __init__(self, transport: Optional[httpx.AsyncBaseTransport] = None) -> None:
        self._transport = transport or (_AsyncProxiedTransport() if getproxies() else _LazyAsyncTransport())

    async def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`; read the whole answer unless `stream`. Never follows a redirect."""
        began = time.perf_counter()
        response = await self._transport.handle_async_request(request)
        response.request = request
        if not stream:
            try:
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
        response.elapsed = timedelta(seconds=time.perf_counter() - began)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        if not self.is_closed:
            self.is_closed = True
            await self._transport.aclose()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            if not self.is_closed:
                import asyncio

                asyncio.get_running_loop().create_task(self.aclose())


AnyClient = Union[OwnClient, httpx.Client]
AsyncAnyClient = Union[AsyncOwnClient, httpx.AsyncClient]


@lru_cache(maxsize=512)
def _url(text: str) -> httpx.URL:
    return httpx.URL(text)


@lru_cache(maxsize=64)
def _seconds(timeout: Optional[float]) -> Mapping[str, Optional[float]]:
    return httpx.Timeout(timeout).as_dict()


def _timeouts(timeout: Any) -> Mapping[str, Optional[float]]:
    if timeout is None or isinstance(timeout, (int, float)):
        return _seconds(timeout)
    return httpx.Timeout(timeout).as_dict()


def build_request(
    client: Union[AnyClient, AsyncAnyClient], outgoing: Outgoing, timeout: Any
) -> httpx.Request:
    """The `httpx.Request` for one attempt.

    Raises:
        InvalidArgumentError: httpx does not take the URL.
    """
    chunks = _Chunks if isinstance(client, (OwnClient, httpx.Client)) else _AsyncChunks
    try:
        if isinstance(client, _Own):
            return client.build_request(outgoing, timeout, chunks)
        options: Dict[str, Any] = {} if isinstance(timeout, NotGiven) else {"timeout": timeout}
        body = outgoing.body
        options["content"] = body if body is None or isinstance(body, bytes) else chunks(body)
        return client.build_request(outgoing.method, outgoing.url, headers=outgoing.headers, **options)
    except httpx.InvalidURL as error:
        raise InvalidArgumentError(f"That is no URL: {error}.") from error


class Failure(NamedTuple):
    """What an exception of httpx means: our error, and whether the same request may do better."""

    error: APIError
    sent: bool
    passing: bool


_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
EXCEPTIONS = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)


def failure(error: Exception, request: httpx.Request) -> Failure:
    """What it means that sending `request` (or reading its answer) raised `error`."""
    error = _of_aiohttp(error)
    sent = not isinstance(error, _UNSENT + _NEVER)
    where = f"{request.url.scheme}://{request.url.host}" + (
        f":{request.url.port}" if request.url.port else ""
    )
    if isinstance(error, httpx.TimeoutException):
        message = f"{request.method} {request.url.path} on {where} timed out."
        return Failure(APITimeoutError(message, request=request, sent=sent), sent, True)
    if isinstance(error, httpx.StreamError):
        spent = APIError("The body was read already, or its connection is closed.", request=request)
        return Failure(spent, True, False)
    if isinstance(error, httpx.DecodingError):
        wrong = APIResponseValidationError(f"The answer's content encoding is broken: {error}.")
        wrong.request = request
        return Failure(wrong, True, False)
    if isinstance(error, httpx.ConnectError):
        message = f"Nothing answers at {where}: {_reason(error)}."
        hint = "Check the base URL, and that the platform is up."
    else:
        message = f"The connection to {where} failed: {_reason(error)}."
        hint = ""
    made = APIConnectionError(message, request=request, sent=sent, hint=hint or None)
    return Failure(made, sent, isinstance(error, httpx.TransportError) and not isinstance(error, _NEVER))


def _of_aiohttp(error: Exception) -> Exception:
    """`error` as it is; what the aiohttp transport made of a broken connection as what it was.

    That transport calls every broken connection a connect timeout, also one that broke with the request already sent.
    """
    cause = error.__cause__
    names = {each.__name__ for each in type(cause).__mro__}
    if "ClientConnectionError" not in names or "ServerTimeoutError" in names:
        return error
    kind = httpx.ConnectError if "ClientConnectorError" in names else httpx.ReadError
    return kind(_reason(cause) if isinstance(cause, Exception) else "")


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")


class _PortalTransport(httpx.BaseTransport):
    """Sends what a sync client wants sent through an async one, on that one's event loop."""

    def __init__(self, client: AsyncAnyClient, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        content = request.read()
        return self._portal.call(self._send, request, content)

    async def _send(self, request: httpx.Request, content: bytes) -> httpx.Response:
        again = httpx.Request(
            request.method,
            request.url,
            headers=request.headers,
            content=content,
            extensions=request.extensions,
        )
        got = await self._client.send(again, stream=False, follow_redirects=False)
        # The body is decoded already.
        headers = [
            (k, v) for k, v in got.headers.multi_items() if k not in ("content-encoding", "content-length")
        ]
        return httpx.Response(got.status_code, headers=headers, content=got.content)


async def in_thread(client: AsyncAnyClient, work: Callable[[httpx.BaseTransport], T]) -> T:
    """`work(transport)` in a worker thread; the transport sends through `client`, from any thread."""
    from anyio import to_thread
    from anyio.from_thread import BlockingPortal

    done: List[T] = []
    failed: List[Exception] = []
    async with BlockingPortal() as portal:
        try:
            done.append(await to_thread.run_sync(work, _PortalTransport(client, portal)))
        except Exception as error:  # out of the portal it would come wrapped in a group
            failed.append(error)
    if failed:
        raise failed[0]
    return done[0]


class _Chunks(httpx.SyncByteStream):
    """Bytes in pieces, as httpx wants them; an `OSError` becomes a broken connection."""

    def __init__(self, chunks: Union[Multipart, Iterable[bytes]]) -> None:
        self._chunks = iter(chunks.chunks() if isinstance(chunks, Multipart) else chunks)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        except OSError as error:
            raise _as_httpx(error) from error

    def close(self) -> None:
        close = getattr(self._chunks, "close", None)
        if close:
            close()


class _AsyncChunks(httpx.AsyncByteStream):
    """The same for the async client; each piece is read in a worker thread, off the event loop."""

    def __init__(self, chunks: Union[Multipart, Iterable[bytes]]) -> None:
        self._chunks = iter(chunks.chunks() if isinstance(chunks, Multipart) else chunks)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            try:
                chunk = await async_call(self._next)
            except OSError as error:
                raise _as_httpx(error) from error
            if chunk is None:
                return
            yield chunk

    def _next(self) -> Optional[bytes]:
        return next(self._chunks, None)

    async def aclose(self) -> None:
        close = getattr(self._chunks, "close", None)
        if close:
            close()


def _as_httpx(error: OSError) -> httpx.TransportError:
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(str(error) or "the handler gave up")
    if isinstance(error, ConnectionRefusedError):
        return httpx.ConnectError(str(error) or "refused")
    return httpx.ReadError(str(error) or "the connection was cut")


def _call(handle: Handle, request: httpx.Request, body: bytes) -> Handled:
    target = request.url.raw_path.decode("ascii")
    try:
        return handle(request.method, target, request.headers, body)
    except OSError as error:
        raise _as_httpx(error) from error


class HandlerTransport(httpx.BaseTransport):
    """Answers requests in this process by `handle(method, target, headers, body) -> (status, headers, body)`.

    An `OSError` from the handler stands for a broken connection, a `TimeoutError` for one that is too slow. `close`
    is called when the client closes.
    """

    def __init__(self, handle: Handle, close: Optional[Callable[[], None]] = None) -> None:
        self._handle = handle
        self._close = close

    def close(self) -> None:
        if self._close is not None:
            self._close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        status, headers, body = _call(self._handle, request, request.read())
        if isinstance(body, bytes):
            return httpx.Response(status, headers=headers, content=body)
        return httpx.Response(status, headers=headers, stream=_Chunks(body))


class AsyncHandlerTransport(httpx.AsyncBaseTransport):
    """The same for the async client: the handler runs in a worker thread, off the event loop."""

    def __init__(self, handle: Handle, close: Optional[Callable[[], None]] = None) -> None:
        self._handle = handle
        self._close = close

    async def aclose(self) -> None:
        if self._close is not None:
            self._close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        status, headers, body = await async_call(_call, self._handle, request, content)
        if isinstance(body, bytes):
            return httpx.Response(status, headers=headers, content=body)
        return httpx.Response(status, headers=headers, stream=_AsyncChunks(body))
