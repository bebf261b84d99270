"""What an exception of httpx means, and which one of them an `OSError` is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, NamedTuple

import httpx

from smarter.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    ConfigurationError,
)


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
    if isinstance(error, httpx.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        message = f"The certificate of {where} cannot be trusted: {_reason(error)}."
        hint = "Where an authority of your own signed it, name its PEM file by --ca-cert or in SSL_CERT_FILE."
        return Failure(APIConnectionError(message, request=request, sent=sent, hint=hint), sent, False)
    if isinstance(error, httpx.ConnectError):
        message = f"Nothing answers at {where}: {_reason(error)}."
        hint = "Check the base URL, and that the platform is up."
        if "[SSL" in str(error):
            message = f"There is no secure connection to {where}: {_reason(error)}."
            hint = "Check the base URL: http:// is right where the platform speaks plain HTTP."
        elif _proxied(request):
            hint = "Check the base URL, the proxy that the environment names, and that the platform is up."
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


def _proxied(request: httpx.Request) -> bool:
    from urllib.request import getproxies, proxy_bypass

    return not {request.url.scheme, "all"}.isdisjoint(getproxies()) and not proxy_bypass(request.url.host)


@contextmanager
def proxies_of_the_environment() -> Iterator[None]:
    """Where httpx makes a client: what it says of proxies that it cannot use, as `ConfigurationError`."""
    try:
        yield
    except ImportError as error:
        raise ConfigurationError(
            "The environment names a SOCKS proxy, for which a package is missing.",
            hint='pip install "httpx[socks]"',
        ) from error
    except ValueError as error:
        raise ConfigurationError(
            "The environment names a proxy that is none.",
            hint="Look at HTTP_PROXY, HTTPS_PROXY and ALL_PROXY.",
        ) from error


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")


def as_httpx(error: OSError) -> httpx.TransportError:
    """A broken connection, as httpx would have raised it."""
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout(str(error) or "the handler gave up")
    if isinstance(error, ConnectionRefusedError):
        return httpx.ConnectError(str(error) or "refused")
    return httpx.ReadError(str(error) or "the connection was cut")
