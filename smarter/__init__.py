"""Smarter: the declarative and imperative client for the Smarter platform."""

from __future__ import annotations

from smarter._lazy import lazily
from smarter._version import __version__ as __version__

VERSION = __version__

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


__getattr__, __dir__ = lazily(globals(), _WHERE, "smarter", "__version__", "VERSION", "types")
