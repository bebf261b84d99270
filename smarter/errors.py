"""The error tree. All errors raised on purpose are `SmarterError`s:

    SmarterError
    ├── ConfigurationError             base URL, context, setting
    │   └── MissingKeyError            no API key
    ├── InvalidArgumentError           also a ValueError; nothing was sent
    ├── ManifestError                  .findings
    ├── ApplyError                     .outcomes
    ├── UnknownKindError
    ├── UnsupportedError               the platform has no such verb
    ├── WaitTimeoutError
    ├── GuardError                     refused for safety
    └── APIError                       a request failed
        ├── APIConnectionError         no response
        │   └── APITimeoutError
        ├── APIResponseValidationError not JSON, cut, of the wrong shape
        │   └── LengthFinishReasonError, ContentFilterFinishReasonError
        ├── PromptError                the chatbot's provider failed
        └── APIStatusError             an error response
            ├── BadRequestError 400, AuthenticationError 401, PermissionDeniedError 403
            ├── NotFoundError 404, ConflictError 409, UnprocessableEntityError 422
            └── RateLimitError 429, InternalServerError 500 and above

`str(error)` is one or two sentences: no traceback, no terminal escapes, no secret. Programs branch on attributes;
`hint`, where present, is the next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Tuple, Type

if TYPE_CHECKING:
    import httpx


class SmarterError(Exception):
    """Base of this package's errors; keyword arguments set declared attributes.

    Attributes:
        message: the problem, in a sentence.
        hint: the next step, in a sentence, or None.
    """

    message: str = ""
    hint: Optional[str] = None

    def __init__(self, message: Optional[str] = None, **attributes: Any) -> None:
        self.message = type(self).message if message is None else message
        super().__init__(self.message)
        for name, value in attributes.items():
            if name.startswith("_") or not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__}() got an unexpected keyword argument {name!r}")
            setattr(self, name, value)


class ConfigurationError(SmarterError):
    """A setting is invalid: base URL, context, timeout, ...

    `word` is the wrong word, if the error is about one, `suggestion` the nearest known one.
    """

    word: Optional[str] = None
    suggestion: Optional[str] = None


class MissingKeyError(ConfigurationError):
    """No API key is configured for a platform that requires one."""


class InvalidArgumentError(SmarterError, ValueError):
    """A call with invalid arguments, such as an empty name. Nothing was sent."""


class ManifestError(SmarterError):
    """Manifests with errors; `findings` lists them in order of file and line."""

    findings: Sequence[Any] = ()

    def __init__(
        self, message: Optional[str] = None, findings: Sequence[Any] = (), **attributes: Any
    ) -> None:
        super().__init__(message, findings=findings, **attributes)


class ApplyError(SmarterError):
    """Some resources failed to apply; `outcomes` has one entry a resource."""

    outcomes: Sequence[Any] = ()

    def __init__(
        self, message: Optional[str] = None, outcomes: Sequence[Any] = (), **attributes: Any
    ) -> None:
        super().__init__(message, outcomes=outcomes, **attributes)


class UnknownKindError(SmarterError):
    """An unknown kind. `word` is the given name, `suggestion` the nearest known kind."""

    word: str = ""
    suggestion: Optional[str] = None


class UnsupportedError(SmarterError):
    """The platform lacks this verb for this kind; `dialect` is its own, if known."""

    kind: Optional[str] = None
    verb: Optional[str] = None
    dialect: Optional[str] = None


class WaitTimeoutError(SmarterError):
    """A wait ended before its condition held. `last` is the last state that was seen."""

    hint: Optional[str] = "Wait longer with --timeout, or look at it with `smarter describe`."
    last: str = ""

    def __init__(self, message: Optional[str] = None, last: str = "", **attributes: Any) -> None:
        super().__init__(message, last=last, **attributes)


class GuardError(SmarterError):
    """Refusal for safety: a protected resource, too large a prune, a stale plan."""


def _without_content(request: httpx.Request) -> httpx.Request:
    return type(request)(request.method, request.url.copy_with(userinfo=b"", query=None))


def picklable(response: httpx.Response) -> httpx.Response:
    """Copy a response without cookies; keep only method and URL of its request.

    Headers, user and password, body and query of the request may hold keys.
    """
    import copy

    bare = copy.copy(response)
    bare.request = _without_content(response.request)
    bare.headers = response.headers.copy()
    bare.headers.pop("set-cookie", None)
    return bare


class APIError(SmarterError):
    """A request without a usable response.

    Attributes:
        request: the `httpx.Request`, if one was made.
        body: the response's body, parsed if it is JSON; None without a response.
        code, param, type: fields of an error object in OpenAI's form; None elsewhere.
    """

    request: Optional[httpx.Request] = None
    body: Optional[object] = None

    def __reduce__(self) -> Tuple[Any, ...]:
        """Pickle without what holds keys, and what was sent.

        This is the request's headers, body, query, user and password, and the response's cookies.
        """
        state = dict(self.__dict__)
        if self.request is not None:
            state["request"] = _without_content(self.request)
        if "response" in state:
            state["response"] = picklable(state["response"])
        return type(self), self.args, state

    @property
    def code(self) -> Optional[str]:
        """Return the error object's `code`."""
        return self._field("code")

    @property
    def param(self) -> Optional[str]:
        """Return the error object's `param`."""
        return self._field("param")

    @property
    def type(self) -> Optional[str]:
        """Return the error object's `type`."""
        return self._field("type")

    def _field(self, name: str) -> Optional[str]:
        inner = self.body.get("error", self.body) if isinstance(self.body, dict) else None
        found: Optional[str] = inner.get(name) if isinstance(inner, dict) else None
        return found


class APIConnectionError(APIError):
    """No response: unknown host, refused or broken connection (see `__cause__`).

    `sent` is False only if the request certainly did not reach the server.
    """

    message: str = "Connection error."
    sent: bool = True


class APITimeoutError(APIConnectionError):
    """No response in time."""

    message: str = "Request timed out."


class _AnsweredError(APIError):
    """An `APIError` with a response: `response`, `status_code`, `request_id`."""

    response: httpx.Response
    status_code: int
    request_id: Optional[str] = None

    def __init__(
        self, message: Optional[str] = None, *, response: Optional[httpx.Response] = None, **attributes: Any
    ) -> None:
        super().__init__(message, **attributes)
        if response is not None:  # None if no request was needed to know, and while unpickling
            self.request = getattr(response, "_request", None)
            self.response = response
            self.status_code = response.status_code
            self.request_id = response.headers.get("x-request-id")


class APIResponseValidationError(_AnsweredError):
    """An invalid response: not JSON, cut off, HTML, of the wrong shape."""


class LengthFinishReasonError(APIResponseValidationError):
    """A structured answer cut off by the token limit; see the chat `completion`."""

    completion: Any = None


class ContentFilterFinishReasonError(APIResponseValidationError):
    """A structured answer withheld by the content filter; see the chat `completion`."""

    completion: Any = None


class PromptError(_AnsweredError):
    """A failure of a chatbot's provider, reported by an ordinary reply."""


class APIStatusError(_AnsweredError):
    """An error response.

    Attributes:
        status_code: the HTTP status as received (on this platform 500 may mean "not found").
        response: the `httpx.Response`; absent if no request was needed to know.
        body: its body, parsed if it is JSON, else its text.
        request_id: the `x-request-id` header.
        error_class: the server's name for the error, such as `SAMBrokerErrorNotImplemented`.
        description: the server's own message.
        server_traceback: the server's traceback, if it sent one. Never part of `str()`.
    """

    error_class: Optional[str] = None
    description: Optional[str] = None
    server_traceback: Optional[str] = None


class BadRequestError(APIStatusError):
    """400: the request, or the manifest in it, is invalid."""

    status_code = 400


class AuthenticationError(APIStatusError):
    """401: no API key, or an unknown one (the manifest API sends 403 for both)."""

    status_code = 401


class PermissionDeniedError(APIStatusError):
    """403: the key is valid but lacks the permission."""

    status_code = 403


class NotFoundError(APIStatusError):
    """404: no such resource."""

    status_code = 404


class ConflictError(APIStatusError):
    """409: the request conflicts with the resource's state."""

    status_code = 409


class UnprocessableEntityError(APIStatusError):
    """422: well-formed, but rejected for its content."""

    status_code = 422


class RateLimitError(APIStatusError):
    """429: too many requests."""

    status_code = 429


class InternalServerError(APIStatusError):
    """500 and above: the server failed."""

    status_code = 500


_BY_STATUS: Mapping[int, Type[APIStatusError]] = {
    error.status_code: error for error in APIStatusError.__subclasses__()
}


def status_error(status: int) -> Type[APIStatusError]:
    """Return the class of error for an HTTP status."""
    return _BY_STATUS.get(status, InternalServerError if status >= 500 else APIStatusError)


# Subclasses before their bases: the first class that matches names the error.
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


def raised_at(error: BaseException) -> str:
    """Return an exception's file and line; its text may quote a manifest."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "an unknown place" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def code_of(error: SmarterError) -> str:
    """Return the word that names an error in reports: `not-found`, `refused`, ..."""
    return next((word for kind, word in _CODES if isinstance(error, kind)), "error")
