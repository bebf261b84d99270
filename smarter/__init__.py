"""Smarter: the declarative and imperative client for the Smarter platform."""

from __future__ import annotations

from smarter._lazy import lazily
from smarter._version import __version__

# Importing `typing` would be most of the cost of this module. Type checkers take this name for True, and jedi does not
# know the value of `bool()`, so that it follows the imports below.
TYPE_CHECKING = bool()  # noqa: UP018  a literal would be known

if TYPE_CHECKING:
    from smarter import types
    from smarter.client._async.pages import AsyncCursorPage
    from smarter.client._async.streams import AsyncStream
    from smarter.client._sync.pages import CursorPage
    from smarter.client._sync.streams import Stream
    from smarter.client.base_model import BaseModel
    from smarter.client.core import DEFAULT_MAX_RETRIES
    from smarter.client.http import (
        DEFAULT_TIMEOUT,
        DefaultAioHttpClient,
        DefaultAsyncHttpxClient,
        DefaultHttpxClient,
        Timeout,
    )
    from smarter.client.options import RequestOptions
    from smarter.client.request import NOT_GIVEN, NotGiven, Omit, Request, not_given, omit
    from smarter.client.response import APIResponse, Response
    from smarter.errors import (
        APIConnectionError,
        APIError,
        APIResponseValidationError,
        APIStatusError,
        APITimeoutError,
        ApplyError,
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
        WaitTimeoutError,
    )
    from smarter.resources._async.root import AsyncSmarter
    from smarter.resources._sync.root import Smarter

# Every public name and its module, imported on first use, so that `import smarter` is cheap.
_WHERE = {
    "APIConnectionError": "errors",
    "APIError": "errors",
    "APIResponse": "client.response",
    "APIResponseValidationError": "errors",
    "APIStatusError": "errors",
    "APITimeoutError": "errors",
    "ApplyError": "errors",
    "AsyncCursorPage": "client._async.pages",
    "AsyncSmarter": "resources._async.root",
    "AsyncStream": "client._async.streams",
    "AuthenticationError": "errors",
    "BadRequestError": "errors",
    "BaseModel": "client.base_model",
    "ConfigurationError": "errors",
    "ConflictError": "errors",
    "CursorPage": "client._sync.pages",
    "DEFAULT_MAX_RETRIES": "client.core",
    "DEFAULT_TIMEOUT": "client.http",
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
    "Omit": "client.request",
    "PermissionDeniedError": "errors",
    "PromptError": "errors",
    "RateLimitError": "errors",
    "Request": "client.request",
    "RequestOptions": "client.options",
    "Response": "client.response",
    "Smarter": "resources._sync.root",
    "SmarterError": "errors",
    "Stream": "client._sync.streams",
    "Timeout": "client.http",
    "UnknownKindError": "errors",
    "UnprocessableEntityError": "errors",
    "UnsupportedError": "errors",
    "WaitTimeoutError": "errors",
    "not_given": "client.request",
    "omit": "client.request",
}

__all__ = [  # noqa: RUF022  plainly sorted
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "ApplyError",
    "AsyncCursorPage",
    "AsyncSmarter",
    "AsyncStream",
    "AuthenticationError",
    "BadRequestError",
    "BaseModel",
    "ConfigurationError",
    "ConflictError",
    "CursorPage",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "GuardError",
    "InternalServerError",
    "InvalidArgumentError",
    "ManifestError",
    "MissingKeyError",
    "NOT_GIVEN",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "PermissionDeniedError",
    "PromptError",
    "RateLimitError",
    "Request",
    "RequestOptions",
    "Response",
    "Smarter",
    "SmarterError",
    "Stream",
    "Timeout",
    "UnknownKindError",
    "UnprocessableEntityError",
    "UnsupportedError",
    "WaitTimeoutError",
    "__version__",
    "not_given",
    "omit",
    "types",
]

if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter")
