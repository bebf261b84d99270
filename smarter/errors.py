"""The one error tree: whatever this package raises on purpose is a `SmarterError`.

`str(error)` is a plain sentence or two: no traceback, no terminal escapes, no secret. What a program wants to
branch on stands in attributes; `hint`, where there is one, says what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional, Sequence, Tuple, Type

if TYPE_CHECKING:
    import httpx

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "ApplyError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "GuardError",
    "InternalServerError",
    "InvalidArgumentError",
    "ManifestError",
    "MissingKeyError",
    "NotFoundError",
    "PermissionDeniedError",
    "PromptError",
    "RateLimitError",
    "SmarterError",
    "UnknownKindError",
    "UnprocessableEntityError",
    "UnsupportedError",
    "WaitTimeoutError",
    "code_of",
    "status_error",
]


class SmarterError(Exception):
    """Anything that went wrong here, or there.

    Attributes:
        message: what happened, in a sentence.
        hint: what to do next, in a sentence; None where nothing helps.
    """

    message: str
    hint: Optional[str]

    def __init__(self, message: str = "", *, hint: Optional[str] = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigurationError(SmarterError):
    """The client cannot be set up: a bad base URL, an unknown context, a setting that makes no sense.

    Where it is one word that is wrong, `word` is that, and `suggestion` what was probably meant.
    """

    word: Optional[str]
    suggestion: Optional[str]

    def __init__(
        self,
        message: str = "",
        *,
        hint: Optional[str] = None,
        word: Optional[str] = None,
        suggestion: Optional[str] = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.word = word
        self.suggestion = suggestion


class MissingKeyError(ConfigurationError):
    """There is no API key, and the platform in question wants one."""


class InvalidArgumentError(SmarterError, ValueError):
    """A call that makes no sense as it stands: an empty name, a body with no JSON form. Nothing was sent."""


class ManifestError(SmarterError):
    """Manifests that cannot be used; `findings` says where and why, in file and line order."""

    findings: Sequence[Any]

    def __init__(
        self, message: str = "", findings: Sequence[Any] = (), *, hint: Optional[str] = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.findings = findings


class ApplyError(SmarterError):
    """Some resources could not be made what their manifests say; `outcomes` tells of each."""

    outcomes: Sequence[Any]

    def __init__(
        self, message: str = "", outcomes: Sequence[Any] = (), *, hint: Optional[str] = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.outcomes = outcomes


class UnknownKindError(SmarterError):
    """A kind that is not. `word` is what was asked for, `suggestion` the kind that was probably meant."""

    word: str
    suggestion: Optional[str]

    def __init__(
        self,
        message: str = "",
        *,
        word: str = "",
        suggestion: Optional[str] = None,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.word = word
        self.suggestion = suggestion


class UnsupportedError(SmarterError):
    """The platform cannot do this verb for this kind. `dialect` is the platform's (`P14`), if known."""

    kind: Optional[str]
    verb: Optional[str]
    dialect: Optional[str]

    def __init__(
        self,
        message: str = "",
        *,
        kind: Optional[str] = None,
        verb: Optional[str] = None,
        dialect: Optional[str] = None,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.verb = verb
        self.dialect = dialect


class WaitTimeoutError(SmarterError):
    """What was waited for did not come about in time. `last` says how it stood then."""

    def __init__(self, message: str, last: str) -> None:
        super().__init__(message, hint="Wait longer with --timeout, or look at it with `smarter describe`.")
        self.last = last


class GuardError(SmarterError):
    """Refused for safety: a protected resource, too large a share pruned, a plan that is stale."""


class APIError(SmarterError):
    """The API was asked, and no usable answer came of it.

    Attributes:
        request: the `httpx.Request` that was sent, if it came to that.
        body: the answer's body, parsed where it is JSON; None without an answer.
        code, param, type: what an OpenAI-like error object says of itself; None elsewhere.
    """

    request: Optional[httpx.Request]
    body: Optional[object]
    code: Optional[str]
    param: Optional[str]
    type: Optional[str]

    def __init__(
        self,
        message: str = "",
        *,
        request: Optional[httpx.Request] = None,
        body: Optional[object] = None,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.request = request
        self.body = body
        inner = body.get("error", body) if isinstance(body, dict) else None
        fields: Dict[str, Any] = inner if isinstance(inner, dict) else {}
        self.code = fields.get("code")
        self.param = fields.get("param")
        self.type = fields.get("type")


class APIConnectionError(APIError):
    """No answer came: the name does not resolve, nobody listens, the connection broke. `__cause__` says why.

    `sent` is False only if the request certainly did not reach the server.
    """

    sent: bool

    def __init__(
        self,
        message: str = "Connection error.",
        *,
        request: Optional[httpx.Request] = None,
        sent: bool = True,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(message, request=request, hint=hint)
        self.sent = sent


class APITimeoutError(APIConnectionError):
    """No answer came in time."""

    def __init__(
        self,
        message: str = "Request timed out.",
        *,
        request: Optional[httpx.Request] = None,
        sent: bool = True,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(message, request=request, sent=sent, hint=hint)


class _AnsweredError(APIError):
    """An `APIError` with an answer to look at: `response`, `status_code`, `request_id`."""

    response: httpx.Response
    status_code: int
    request_id: Optional[str] = None

    def __init__(
        self,
        message: str = "",
        *,
        response: Optional[httpx.Response] = None,
        body: Optional[object] = None,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(message, body=body, hint=hint)
        if response is not None:  # None where this library itself says so, and while unpickling
            self.request = getattr(response, "_request", None)
            self.response = response
            self.status_code = response.status_code
            self.request_id = response.headers.get("x-request-id")


class APIResponseValidationError(_AnsweredError):
    """An answer came that is not what it should be: not JSON, cut in the middle, HTML, the wrong shape."""


class PromptError(_AnsweredError):
    """A chatbot answered, and the answer is its provider's failure: the platform dresses those as replies."""


class APIStatusError(_AnsweredError):
    """The API answered that it did not work out.

    Attributes:
        status_code: the HTTP status as it came (which on this platform may be 500 for "not found").
        response: the `httpx.Response`; absent in the few cases where no request was needed to know.
        body: its body, parsed where it is JSON, else its text.
        request_id: the `x-request-id` header.
        error_class: the server's own name for the error, such as `SAMBrokerErrorNotImplemented`.
        description: the server's own words.
        server_traceback: the server's traceback where it sends one. Never part of `str()`.
    """

    error_class: Optional[str]
    description: Optional[str]
    server_traceback: Optional[str]

    def __init__(
        self,
        message: str = "",
        *,
        response: Optional[httpx.Response] = None,
        body: Optional[object] = None,
        hint: Optional[str] = None,
        error_class: Optional[str] = None,
        description: Optional[str] = None,
        server_traceback: Optional[str] = None,
    ) -> None:
        super().__init__(message, response=response, body=body, hint=hint)
        self.error_class = error_class
        self.description = description
        self.server_traceback = server_traceback


class BadRequestError(APIStatusError):
    """400: the request, or the manifest in it, is not valid."""

    status_code = 400


class AuthenticationError(APIStatusError):
    """401: no key, or one that the platform does not know (the manifest API says 403 for these)."""

    status_code = 401


class PermissionDeniedError(APIStatusError):
    """403: the key is known and may not do this."""

    status_code = 403


class NotFoundError(APIStatusError):
    """404: there is no such thing."""

    status_code = 404


class ConflictError(APIStatusError):
    """409: it collides with what is there."""

    status_code = 409


class UnprocessableEntityError(APIStatusError):
    """422: well-formed, and refused for its content."""

    status_code = 422


class RateLimitError(APIStatusError):
    """429: too many requests."""

    status_code = 429


class InternalServerError(APIStatusError):
    """500 and above: the server failed."""

    status_code = 500


_BY_STATUS: Dict[int, Type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(status: int) -> Type[APIStatusError]:
    """The class of error that an HTTP status stands for."""
    return _BY_STATUS.get(status, InternalServerError if status >= 500 else APIStatusError)


# From the special to the general: the first class that fits an error names it.
_CODES: Sequence[Tuple[Type[SmarterError], str]] = (
    (MissingKeyError, "no-key"),
    (ConfigurationError, "configuration"),
    (InvalidArgumentError, "usage"),
    (UnknownKindError, "unknown-kind"),
    (ManifestError, "manifests"),
    (UnsupportedError, "unsupported"),
    (GuardError, "refused"),
    (AuthenticationError, "unauthenticated"),
    (PermissionDeniedError, "forbidden"),
    (NotFoundError, "not-found"),
    (APITimeoutError, "timeout"),
    (WaitTimeoutError, "timeout"),
    (APIConnectionError, "connection"),
    (APIResponseValidationError, "bad-answer"),
    (ConflictError, "conflict"),
    (RateLimitError, "rate-limit"),
    (BadRequestError, "invalid"),
    (UnprocessableEntityError, "invalid"),
    (APIError, "platform"),
)


def code_of(error: SmarterError) -> str:
    """The word by which reports name an error, for programs to branch on: `not-found`, `refused`, ..."""
    return next((word for kind, word in _CODES if isinstance(error, kind)), "error")
