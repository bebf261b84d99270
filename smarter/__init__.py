"""Smarter: the declarative and imperative client for the Smarter platform."""

from __future__ import annotations

from importlib import import_module

from smarter._version import __version__

TYPE_CHECKING = (
    False  # type checkers take it for True; importing `typing` is most of what this module would cost
)

if TYPE_CHECKING:
    from typing import Any, List

    from smarter.client._async.client import AsyncSmarter
    from smarter.client._sync.client import Smarter
    from smarter.client.http import DefaultAioHttpClient, DefaultAsyncHttpxClient, DefaultHttpxClient
    from smarter.client.request import NOT_GIVEN, NotGiven, Request, Response
    from smarter.errors import (
        APIConnectionError,
        APIError,
        APIResponseValidationError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConfigurationError,
        ConflictError,
        GuardError,
        InternalServerError,
        InvalidArgumentError,
        ManifestError,
        MissingKeyError,
        NotFoundError,
        PermissionDeniedError,
        PromptError,
        RateLimitError,
        SmarterError,
        UnknownKindError,
        UnprocessableEntityError,
        UnsupportedError,
    )

# Every public name and its module, imported when the name is first used: `import smarter` costs nothing.
_WHERE = {
    "APIConnectionError": "errors",
    "APIError": "errors",
    "APIResponseValidationError": "errors",
    "APIStatusError": "errors",
    "APITimeoutError": "errors",
    "AsyncSmarter": "client._async.client",
    "AuthenticationError": "errors",
    "BadRequestError": "errors",
    "ConfigurationError": "errors",
    "ConflictError": "errors",
    "DefaultAioHttpClient": "client.http",
    "DefaultAsyncHttpxClient": "client.http",
    "DefaultHttpxClient": "client.http",
    "GuardError": "errors",
    "InternalServerError": "errors",
    "InvalidArgumentError": "errors",
    "ManifestError": "errors",
    "MissingKeyError": "errors",
    "NOT_GIVEN": "client.request",
    "NotFoundError": "errors",
    "NotGiven": "client.request",
    "PermissionDeniedError": "errors",
    "PromptError": "errors",
    "RateLimitError": "errors",
    "Request": "client.request",
    "Response": "client.request",
    "Smarter": "client._sync.client",
    "SmarterError": "errors",
    "UnknownKindError": "errors",
    "UnprocessableEntityError": "errors",
    "UnsupportedError": "errors",
}

__all__ = [
    "NOT_GIVEN",
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncSmarter",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "GuardError",
    "InternalServerError",
    "InvalidArgumentError",
    "ManifestError",
    "MissingKeyError",
    "NotFoundError",
    "NotGiven",
    "PermissionDeniedError",
    "PromptError",
    "RateLimitError",
    "Request",
    "Response",
    "Smarter",
    "SmarterError",
    "UnknownKindError",
    "UnprocessableEntityError",
    "UnsupportedError",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"smarter.{_WHERE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return sorted({*globals(), *__all__})
