"""Meaning of the platform's refusals: rules by verb, class and words.

Facts of platform 0.14.19: a missing resource is 500, 503 or 404; an invalid manifest is 500 with the words of "not
found"; a missing key is 403, a bad key is 403 or a web page with 500; an unfinished verb is 501. Newer platforms use
400, 404 and 503, with the same error classes. A response with an error class is final: the same request gets the same
response, unless the class says that the server lost its own database or cache.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Tuple, Type

from smarter.client.error_responses import plain as one_line
from smarter.client.request import Classify, Verdict
from smarter.errors import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    status_error,
)
from smarter.kinds.paths import get

if TYPE_CHECKING:
    from smarter.client.request import Request
    from smarter.kinds import Kind

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_PREAMBLE = re.compile(r"^<class '[^']*'>: .*?/issues\.\.\s*", re.DOTALL)
_TRACEBACK = re.compile(r"(?<!\s)\s*(<traceback>|Traceback \(most recent call last\):.*)\Z", re.DOTALL)
# A failed save dumps the whole row, whatever it holds, behind these words.
_DUMP = re.compile(r"(?<!\s)\s*\| args=.*\Z", re.DOTALL)


@dataclass(frozen=True)
class ErrorRule:
    """A row of the table: responses and their meaning. None and "" match everything.

    Attributes:
        error: the class of the error.
        error_class, words: patterns, searched anywhere, in any case.
        message: may hold {host}, {path} and {status}; empty: the platform's own words.
        foreign: matches only responses without the platform's form: web pages, text, nothing, JSON of others.
        page: matches only responses that are not JSON at all.
    """

    error: Type[APIStatusError]
    verbs: Tuple[str, ...] = ()
    error_class: str = ""
    words: str = ""
    status: Tuple[int, ...] = ()
    message: str = ""
    hint: str = ""
    retry: bool = False
    foreign: bool = False
    page: bool = False


_READS = ("describe", "get", "delete", "deploy", "undeploy", "logs")
_SCHEMA_VERBS = ("json-schema", "example-manifest", "probe")
_NOT_FOUND = "Not found."
BASE_URL = "Check the base URL: it should be that of the API, as in https://platform.smarter.sh/api/v1."
_PROXY = "A proxy or a firewall in front of the platform answered, not the platform."

# First match wins.
ERROR_RULES: List[ErrorRule] = [
    # The client says which key it was, and where it came from.
    ErrorRule(AuthenticationError, error_class="NotAuthenticated"),
    # Platform 0.14 looks for the kind before it checks the key, and without a key it finds none.
    ErrorRule(AuthenticationError, verbs=_SCHEMA_VERBS, error_class="^ValueError$", words="no broker found"),
    ErrorRule(
        InternalServerError, error_class="NotImplemented", message="The platform does not support this."
    ),
    ErrorRule(InternalServerError, status=(501,), message="The platform does not support this."),
    ErrorRule(
        InternalServerError,
        verbs=("get",),
        words="name parameter is required",
        message="The platform lists this kind by name only.",
    ),
    ErrorRule(BadRequestError, error_class="ReadOnly", message="Resources of this kind are read-only."),
    ErrorRule(
        BadRequestError,
        words="could not find broker",
        message="The platform does not serve this kind.",
        hint="`smarter api-resources` lists the kinds that it serves.",
    ),
    ErrorRule(ConflictError, verbs=("delete",), error_class="Dependencies"),
    ErrorRule(NotFoundError, verbs=_READS, words="no broker found", message=_NOT_FOUND),
    # "Not ready" is what the platform says of what is missing. Of what exists it says what it does: provisioning.
    ErrorRule(
        ConflictError,
        verbs=_READS,
        error_class="NotReady",
        words=r"\A(?!.*(found|not ready|\bset\b|exist|deleted)).",
        hint="Try again later.",
    ),
    ErrorRule(NotFoundError, verbs=_READS, error_class="NotReady|NotFound", message=_NOT_FOUND),
    ErrorRule(
        BadRequestError,
        verbs=("apply", "validate"),
        words="no broker found",
        message="The platform refused the manifest as invalid, without a reason.",
        hint="`smarter validate` finds most mistakes.",
    ),
    ErrorRule(
        BadRequestError, verbs=("apply",), error_class="NotFound|ScannerError|ParserError|ComposerError"
    ),
    ErrorRule(
        BadRequestError,
        verbs=("apply",),
        error_class="UnboundLocalError",
        message="The platform failed on this manifest; it does so when the connection that it names does not exist.",
    ),
    ErrorRule(
        BadRequestError,
        verbs=("apply",),
        words='must be a "Secret" instance',
        message="A field that must name a Secret names one that does not exist.",
    ),
    ErrorRule(BadRequestError, verbs=("apply",), words="does not exist|not found"),
    ErrorRule(
        InternalServerError,
        error_class="^(OperationalError|InterfaceError|DatabaseError|TimeoutError|Connection\\w*Error|Redis\\w*)$",
        message="The platform has lost its database or its cache.",
        retry=True,
    ),
    # A bug in the platform's own code comes with status 403, and has nothing to do with the key.
    ErrorRule(
        InternalServerError,
        error_class="^(Attribute|Type|Name|Key|Index|Assertion|Import|Runtime|Recursion)Error$",
        message="The platform failed on this request because of a bug.",
    ),
    ErrorRule(PermissionDeniedError, words="superuser privileges", status=(403,)),
    ErrorRule(
        RateLimitError,
        words="blocked due to too many|throttled|too many requests|rate limit",
        status=(403,),
        message="The platform blocks this address for some minutes: too many requests (403).",
        hint="Wait ten minutes, and use a valid key: requests without one are counted.",
    ),
    # From here on: responses without the platform's form. Each message names what is at fault as far as the evidence
    # goes: the address, a proxy, or the platform. A bad key is a web page with 500 too, like a crash: `diagnosis` tells
    # them apart with two more requests (tests/platform/test_foreign_responses.py).
    ErrorRule(
        BadRequestError,
        status=(400, 497),
        words="plain HTTP request was sent to HTTPS port",
        message="{host} expects https.",
        hint="Write the base URL with https://.",
        page=True,
    ),
    ErrorRule(
        BadRequestError,
        status=(400,),
        message="The platform does not answer to the host name {host} (400).",
        hint="Use the host name that the platform itself uses, such as localhost instead of 127.0.0.1.",
        page=True,
    ),
    ErrorRule(
        PermissionDeniedError,
        status=(401, 407),
        message="{host} asks for a login ({status}), not in the platform's form.",
        hint=_PROXY,
        foreign=True,
    ),
    ErrorRule(
        PermissionDeniedError,
        status=(403,),
        message="{host} refused the request (403), not in the platform's form.",
        hint=f"{_PROXY} The API key was not checked.",
        foreign=True,
    ),
    # A missing path is not a missing resource.
    ErrorRule(
        APIStatusError,
        status=(404, 405),
        message="{host} has no path {path} ({status}).",
        hint=BASE_URL,
        foreign=True,
    ),
    ErrorRule(InternalServerError, status=(500,), message="{host} failed (500).", foreign=True),
    ErrorRule(
        InternalServerError,
        status=(502, 503, 504),
        message="{host} cannot reach the platform ({status}).",
        hint=f"{_PROXY} The platform may be down or restarting.",
        retry=True,
        foreign=True,
    ),
]


def classify(verb: str) -> Classify:
    """Return the classifier of responses to `verb`, for the client's `Request`."""

    def verdict(status: int, headers: Mapping[str, str], body: Any, text: str) -> Optional[Verdict]:
        if status < 400:
            return None
        foreign = is_foreign(body)
        error_class = str(get(body, ("error", "errorClass")) or "")
        words = plain(str(get(body, ("error", "description")) or "")) or plain(_outer_words(body, text))
        for rule in ERROR_RULES:
            fits = rule.foreign <= foreign and (not rule.page or not isinstance(body, dict))
            if fits and _matches(rule, verb, status, error_class, words):
                # The server's own failures are retried, but a web page with 500 is a bad key or a bug: both stay.
                passing = rule.retry or (
                    rule.status == (500,) and "html" not in str(headers.get("content-type", ""))
                )
                # Without a message the client names the key and its origin.
                text_of_rule = rule.message or ("" if rule.error is AuthenticationError else words)
                return Verdict(rule.error, text_of_rule, rule.hint or None, retry=passing)
        if not error_class:
            return None
        refused = verb == "apply" and status < 500
        return Verdict(
            BadRequestError if refused else status_error(status), words or error_class, retry=False
        )

    return verdict


def _outer_words(body: Any, text: str) -> str:
    if not isinstance(body, dict):
        return text
    error = body.get("error")
    return str(body.get("message") or body.get("detail") or get(error, ("message",)) or error or "")


def is_foreign(body: Any) -> bool:
    """Return True if an error body is a web page, text, nothing or others' JSON.

    The platform's JSON for an unknown path (`{"error": {"status_code": 404, "message": "Not Found"}}`) counts as
    foreign, like the web page that it sends for the same where JSON errors are off.
    """
    if not isinstance(body, dict):
        return True
    error = body.get("error")
    known = isinstance(error, dict) and "errorClass" in error
    named = isinstance(body.get("detail"), str) or isinstance(error, str)
    return not (known or named or str(body.get("api", "")).startswith("smarter.sh/"))


def _matches(rule: ErrorRule, verb: str, status: int, error_class: str, words: str) -> bool:
    return (
        (not rule.verbs or verb in rule.verbs)
        and (not rule.status or status in rule.status)
        and _finds(rule.error_class, error_class)
        and _finds(rule.words, words)
    )


def _finds(pattern: str, text: Optional[str]) -> bool:
    return re.search(pattern, text or "", re.IGNORECASE) is not None


def no_such_path(error: APIStatusError) -> bool:
    """Return True if the platform lacks the path itself, not its resource."""
    return error.status_code in (404, 405) and not error.error_class


def unknown_kind(error: APIStatusError) -> bool:
    """Return True if the platform does not know the kind."""
    return _finds("could not find broker", error.description)


def unsupported(error: APIStatusError) -> bool:
    """Return True if the platform lacks the kind or this verb for it."""
    return (
        error.status_code == 501
        or _finds("NotImplemented|ReadOnly", error.error_class)
        or _finds("name parameter is required|not implemented", error.description)
        or unknown_kind(error)
    )


def add_resource_name(error: APIStatusError, kind: Kind, request: Request) -> None:
    """Put the kind and the name of the resource into a NotFoundError."""
    name = (request.query or {}).get("name")
    if isinstance(error, NotFoundError) and name:
        error.message = f"{kind.name} {name!r} not found."
        error.args = (error.message,)


def plain(description: str) -> str:
    """Return the platform's words without escapes, preamble, traceback or row dump."""
    text = _TRACEBACK.sub("", _PREAMBLE.sub("", _ANSI.sub("", description)))
    return one_line(_DUMP.sub("", text))


def may_be_unready(error: APIStatusError) -> bool:
    """Return whether a resource "not found" may exist, but not be ready."""
    words = plain(error.description or "").lower()
    return error.status_code == 503 and "not ready" in words and "found" not in words
