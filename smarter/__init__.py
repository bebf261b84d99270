"""Smarter: the declarative and imperative client for the Smarter platform."""

from __future__ import annotations

from smarter._lazy import lazily
from smarter._version import __version__

VERSION = __version__

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
    from smarter.client.http import Timeout
    from smarter.client.http._async.transports import DefaultAsyncHttpxClient
    from smarter.client.http._sync.transports import DefaultHttpxClient
    from smarter.client.http.aiohttp_client import DefaultAioHttpClient
    from smarter.client.http.defaults import DEFAULT_TIMEOUT
    from smarter.client.options import RequestOptions
    from smarter.client.request import NOT_GIVEN, NotGiven, Omit, Request, not_given, omit
    from smarter.client.response import APIResponse, Response
    from smarter.client.uploads import file_from_path
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
        ContentFilterFinishReasonError,
        GuardError,
        InternalServerError,
        InvalidArgumentError,
        LengthFinishReasonError,
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
    from smarter.resources._async.prompt_stream import AsyncPromptStream
    from smarter.resources._async.root import AsyncClient, AsyncSmarter
    from smarter.resources._sync.prompt_stream import PromptStream
    from smarter.resources._sync.root import Client, Smarter
    from smarter.resources.structured import pydantic_function_tool

# The public names of each module, imported on first use, so that `import smarter` is cheap.
_WHERE = {
    "client._async.pages": "AsyncCursorPage",
    "client._async.streams": "AsyncStream",
    "client._sync.pages": "CursorPage",
    "client._sync.streams": "Stream",
    "client.base_model": "BaseModel",
    "client.core": "DEFAULT_MAX_RETRIES",
    "client.http": "Timeout",
    "client.http._async.transports": "DefaultAsyncHttpxClient",
    "client.http._sync.transports": "DefaultHttpxClient",
    "client.http.aiohttp_client": "DefaultAioHttpClient",
    "client.http.defaults": "DEFAULT_TIMEOUT",
    "client.options": "RequestOptions",
    "client.request": "NOT_GIVEN NotGiven Omit Request not_given omit",
    "client.response": "APIResponse Response",
    "client.uploads": "file_from_path",
    "errors": """
        APIConnectionError APIError APIResponseValidationError APIStatusError APITimeoutError
        ApplyError AuthenticationError BadRequestError ConfigurationError ConflictError
        ContentFilterFinishReasonError GuardError
        InternalServerError InvalidArgumentError LengthFinishReasonError ManifestError MissingKeyError NotFoundError
        PermissionDeniedError PromptError RateLimitError SmarterError UnknownKindError
        UnprocessableEntityError UnsupportedError WaitTimeoutError
    """,
    "resources._async.prompt_stream": "AsyncPromptStream",
    "resources._async.root": "AsyncClient AsyncSmarter",
    "resources._sync.prompt_stream": "PromptStream",
    "resources._sync.root": "Client Smarter",
    "resources.structured": "pydantic_function_tool",
}

__all__ = [  # noqa: RUF022  plainly sorted
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "ApplyError",
    "AsyncClient",
    "AsyncCursorPage",
    "AsyncPromptStream",
    "AsyncSmarter",
    "AsyncStream",
    "AuthenticationError",
    "BadRequestError",
    "BaseModel",
    "Client",
    "ConfigurationError",
    "ConflictError",
    "ContentFilterFinishReasonError",
    "CursorPage",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "GuardError",
    "InternalServerError",
    "InvalidArgumentError",
    "LengthFinishReasonError",
    "ManifestError",
    "MissingKeyError",
    "NOT_GIVEN",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "PermissionDeniedError",
    "PromptError",
    "PromptStream",
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
    "VERSION",
    "WaitTimeoutError",
    "__version__",
    "file_from_path",
    "not_given",
    "omit",
    "pydantic_function_tool",
    "types",
]

if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter")
