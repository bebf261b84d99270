"""Smarter: the declarative and imperative client for the Smarter platform."""

from __future__ import annotations

from smarter._lazy import lazily
from smarter._version import __version__ as __version__

VERSION = __version__

# Importing `typing` would be most of the cost of this module. Type checkers take this name for True, and jedi does not
# know the value of `bool()`, so that it follows the imports below.
TYPE_CHECKING = bool()  # noqa: UP018  a literal would be known

if TYPE_CHECKING:
    from smarter import types as types
    from smarter.client._async.pages import AsyncCursorPage as AsyncCursorPage
    from smarter.client._async.streams import AsyncStream as AsyncStream
    from smarter.client._sync.pages import CursorPage as CursorPage
    from smarter.client._sync.streams import Stream as Stream
    from smarter.client.base_model import BaseModel as BaseModel
    from smarter.client.http._async.transports import DefaultAsyncHttpxClient as DefaultAsyncHttpxClient
    from smarter.client.http._sync.transports import DefaultHttpxClient as DefaultHttpxClient
    from smarter.client.http.aiohttp_client import DefaultAioHttpClient as DefaultAioHttpClient
    from smarter.client.http.defaults import DEFAULT_TIMEOUT as DEFAULT_TIMEOUT
    from smarter.client.http.httpx_classes import Timeout as Timeout
    from smarter.client.options import RequestOptions as RequestOptions
    from smarter.client.request import NOT_GIVEN as NOT_GIVEN
    from smarter.client.request import NotGiven as NotGiven
    from smarter.client.request import Omit as Omit
    from smarter.client.request import Request as Request
    from smarter.client.request import not_given as not_given
    from smarter.client.request import omit as omit
    from smarter.client.response import APIResponse as APIResponse
    from smarter.client.response import Response as Response
    from smarter.client.settings import DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES
    from smarter.client.uploads import file_from_path as file_from_path
    from smarter.errors import APIConnectionError as APIConnectionError
    from smarter.errors import APIError as APIError
    from smarter.errors import APIResponseValidationError as APIResponseValidationError
    from smarter.errors import APIStatusError as APIStatusError
    from smarter.errors import APITimeoutError as APITimeoutError
    from smarter.errors import ApplyError as ApplyError
    from smarter.errors import AuthenticationError as AuthenticationError
    from smarter.errors import BadRequestError as BadRequestError
    from smarter.errors import ConfigurationError as ConfigurationError
    from smarter.errors import ConflictError as ConflictError
    from smarter.errors import ContentFilterFinishReasonError as ContentFilterFinishReasonError
    from smarter.errors import GuardError as GuardError
    from smarter.errors import InternalServerError as InternalServerError
    from smarter.errors import InvalidArgumentError as InvalidArgumentError
    from smarter.errors import LengthFinishReasonError as LengthFinishReasonError
    from smarter.errors import ManifestError as ManifestError
    from smarter.errors import MissingKeyError as MissingKeyError
    from smarter.errors import NotFoundError as NotFoundError
    from smarter.errors import PermissionDeniedError as PermissionDeniedError
    from smarter.errors import PromptError as PromptError
    from smarter.errors import RateLimitError as RateLimitError
    from smarter.errors import SmarterError as SmarterError
    from smarter.errors import UnknownKindError as UnknownKindError
    from smarter.errors import UnprocessableEntityError as UnprocessableEntityError
    from smarter.errors import UnsupportedError as UnsupportedError
    from smarter.errors import WaitTimeoutError as WaitTimeoutError
    from smarter.resources._async.prompt_stream import AsyncPromptStream as AsyncPromptStream
    from smarter.resources._async.root import AsyncClient as AsyncClient
    from smarter.resources._async.root import AsyncSmarter as AsyncSmarter
    from smarter.resources._sync.prompt_stream import PromptStream as PromptStream
    from smarter.resources._sync.root import Client as Client
    from smarter.resources._sync.root import Smarter as Smarter
    from smarter.resources.structured import pydantic_function_tool as pydantic_function_tool

# The public names of each module, imported on first use, so that `import smarter` is cheap.
_WHERE = {
    "client._async.pages": "AsyncCursorPage",
    "client._async.streams": "AsyncStream",
    "client._sync.pages": "CursorPage",
    "client._sync.streams": "Stream",
    "client.base_model": "BaseModel",
    "client.http._async.transports": "DefaultAsyncHttpxClient",
    "client.http._sync.transports": "DefaultHttpxClient",
    "client.http.aiohttp_client": "DefaultAioHttpClient",
    "client.http.defaults": "DEFAULT_TIMEOUT",
    "client.http.httpx_classes": "Timeout",
    "client.options": "RequestOptions",
    "client.request": "NOT_GIVEN NotGiven Omit Request not_given omit",
    "client.response": "APIResponse Response",
    "client.settings": "DEFAULT_MAX_RETRIES",
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


if not TYPE_CHECKING:  # a type checker reports names that do not exist
    __getattr__, __dir__ = lazily(globals(), _WHERE, "smarter", "VERSION", "__version__", "types")
