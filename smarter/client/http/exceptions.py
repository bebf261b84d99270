"""Translation of httpx's and sockets' exceptions into `smarter.errors`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, NamedTuple

import httpx

from smarter.client.core import origin
from smarter.client.http.proxies import Proxies
from smarter.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    ConfigurationError,
)


class Failure(NamedTuple):
    """The error for an exception of httpx.

    `sent`: the server may have the request. `transient`: a retry may succeed.
    """

    error: APIError
    sent: bool
    transient: bool


_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
# Transports of users, such as mocks, raise those of sockets too.
EXCEPTIONS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    RuntimeError,
    ConnectionError,
    TimeoutError,
)
# A user's own `httpx.AsyncClient` keeps connections of event loops that are gone, and fails with these.
_OTHER_LOOP = ("Event loop is closed", "attached to a different loop", "bound to a different event loop")


def failure(error: Exception, request: httpx.Request) -> Failure:
    """Translate the `error` of a request; re-raise a foreign `RuntimeError`."""
    if isinstance(error, RuntimeError) and not isinstance(error, httpx.StreamError):
        if not any(text in str(error) for text in _OTHER_LOOP):
            raise error
        lost = APIConnectionError(
            "The connection belongs to another event loop.", request=request, sent=False
        )
        return Failure(lost, False, True)
    error = as_httpx(error) if isinstance(error, OSError) else _of_aiohttp(error)
    sent = not isinstance(error, _UNSENT + _NEVER)
    where = origin(str(request.url))
    if isinstance(error, httpx.TimeoutException):
        message = f"{request.method} {request.url.path} on {where} timed out."
        return Failure(APITimeoutError(message, request=request, sent=sent), sent, True)
    if isinstance(error, httpx.StreamError):
        spent = APIError("The body was already read, or its connection is closed.", request=request)
        return Failure(spent, True, False)
    if isinstance(error, httpx.DecodingError):
        wrong = APIResponseValidationError(f"The response's content encoding is broken: {error}.")
        wrong.request = request
        return Failure(wrong, True, False)
    if isinstance(error, httpx.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        message = f"Untrusted certificate of {where}: {_reason(error)}."
        hint = "If your own authority signed it, pass its PEM file by --ca-cert or SSL_CERT_FILE."
        return Failure(APIConnectionError(message, request=request, sent=sent, hint=hint), sent, False)
    if isinstance(error, httpx.ConnectError):
        message = f"Cannot connect to {where}: {_reason(error)}."
        hint = "Check the base URL, and that the platform is running."
        if "[SSL" in str(error):
            message = f"No secure connection to {where}: {_reason(error)}."
            hint = "Check the base URL; a platform without TLS needs http://."
        elif _proxied(request):
            hint = "Check the base URL, the proxy of the environment, and that the platform is running."
    else:
        message = f"The connection to {where} failed: {_reason(error)}."
        hint = ""
    made = APIConnectionError(message, request=request, sent=sent, hint=hint or None)
    return Failure(made, sent, isinstance(error, httpx.TransportError) and not isinstance(error, _NEVER))


def _of_aiohttp(error: Exception) -> Exception:
    """Undo aiohttp's mapping of every broken connection to a connect timeout.

    A connection may also break after the request was sent, when a retry is not safe.
    """
    cause = error.__cause__
    names = {each.__name__ for each in type(cause).__mro__}
    if "ClientConnectionError" not in names or "ServerTimeoutError" in names:
        return error
    kind = httpx.ConnectError if "ClientConnectorError" in names else httpx.ReadError
    return kind(_reason(cause) if isinstance(cause, Exception) else "")


def _proxied(request: httpx.Request) -> bool:
    return Proxies().get(request.url.scheme, request.url.host, request.url.port) is not None


@contextmanager
def environment_errors() -> Iterator[None]:
    """Translate httpx's errors about proxies into `ConfigurationError`."""
    try:
        yield
    except ImportError as error:
        raise ConfigurationError(
            "A SOCKS proxy is set, but the package for it is not installed.",
            hint='pip install "httpx[socks]"',
        ) from error
    except (ValueError, httpx.InvalidURL) as error:
        raise ConfigurationError(
            f"Invalid proxy setting: {error}.", hint="Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY."
        ) from error


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")


def as_httpx(error: OSError) -> httpx.TransportError:
    """Return the exception that httpx raises for a broken connection."""
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(str(error) or "the handler gave up")
    if isinstance(error, ConnectionRefusedError):
        return httpx.ConnectError(str(error) or "refused")
    return httpx.ReadError(str(error) or "the connection was cut")
