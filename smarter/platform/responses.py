"""What the platform's answers mean: its statuses say little, so verb, error class and words decide first.

Observed on 0.14.19: what is not there is 500, 503 or 404; what is invalid is 500 with the words of "not found"; a
missing key is 403; an unfinished verb is 501. An answer with an error class is an answer: asking again changes nothing,
unless the class says that the server lost its own database or cache.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Callable, List, Mapping, Optional, Pattern, Tuple, Type

from smarter.client import Verdict
from smarter.client.error_responses import plain as one_line
from smarter.errors import (
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    status_error,
)
from smarter.kinds.names import normalize_key

if TYPE_CHECKING:
    from smarter.client import Request, Response
    from smarter.kinds import Kind

Classify = Callable[[int, Mapping[str, str], Any, str], Optional[Verdict]]

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_PREAMBLE = re.compile(r"^<class '[^']*'>: .*?/issues\.\.\s*", re.DOTALL)
_TRACEBACK = re.compile(r"\s*(<traceback>|Traceback \(most recent call last\):.*)\Z", re.DOTALL)
# A failed save dumps the whole row, whatever it holds, behind these words.
_DUMP = re.compile(r"\s*\| args=.*\Z", re.DOTALL)
_VERSION = re.compile(r"(?!0\.0\.0|9999)\d+\.\d+\.\d+([-+.a-z]|$)")


@dataclass(frozen=True)
class ErrorRule:
    """One row of the table: which answers it is about, and what they are. None and "" match everything.

    `error_class` and `words` are patterns, found anywhere, in any case. `page` rows are about answers that are no JSON.
    """

    error: Type[APIStatusError]
    verbs: Tuple[str, ...] = ()
    error_class: str = ""
    words: str = ""
    status: Optional[int] = None
    message: str = ""
    hint: str = ""
    retry: bool = False
    page: bool = False


_READS = ("describe", "get", "delete", "deploy", "undeploy", "logs")
_OUTLINES = ("json-schema", "example-manifest", "probe")

# First match wins.
ERROR_RULES: List[ErrorRule] = [
    ErrorRule(
        AuthenticationError,
        error_class="NotAuthenticated",
    ),
    # These verbs look for a broker before they look at the key, and without a key they find none.
    ErrorRule(
        AuthenticationError,
        verbs=_OUTLINES,
        error_class="^ValueError$",
        words="no broker found",
    ),
    ErrorRule(
        InternalServerError, error_class="NotImplemented", message="The platform does not support this."
    ),
    ErrorRule(InternalServerError, status=501, message="The platform does not support this."),
    ErrorRule(BadRequestError, error_class="ReadOnly", message="Resources of this kind are read-only."),
    ErrorRule(
        BadRequestError,
        words="could not find broker",
        message="The platform does not know this kind.",
        hint="`smarter api-resources` lists the kinds it serves.",
    ),
    ErrorRule(NotFoundError, verbs=_READS, words="no broker found", message="There is no such resource."),
    ErrorRule(NotFoundError, verbs=_READS, error_class="NotReady", message="There is no such resource."),
    ErrorRule(NotFoundError, verbs=_READS, error_class="NotFound", message="There is no such resource."),
    ErrorRule(
        BadRequestError,
        verbs=("apply", "validate"),
        words="no broker found",
        message="The platform refused the manifest as invalid, without saying why.",
        hint="`smarter validate` names what is wrong.",
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
        message="A field that must name a Secret names none that exists.",
    ),
    ErrorRule(BadRequestError, verbs=("apply",), words="does not exist|not found"),
    ErrorRule(
        InternalServerError,
        error_class="^(OperationalError|InterfaceError|DatabaseError|TimeoutError|Connection\\w*Error|Redis\\w*)$",
        message="The platform has lost its database or its cache.",
        retry=True,
    ),
    # A mistake in the platform's own code comes with status 403, and has nothing to do with the key.
    ErrorRule(
        InternalServerError,
        error_class="^(Attribute|Type|Name|Key|Index|Assertion|Import|Runtime|Recursion)Error$",
        message="The platform has failed on this request by a mistake of its own.",
    ),
    ErrorRule(PermissionDeniedError, words="superuser privileges", status=403),
    ErrorRule(
        RateLimitError,
        words="blocked due to too many|throttled|too many requests|rate limit",
        status=403,
        message="The platform refuses requests from this address for some minutes: there were too many.",
        hint="Wait ten minutes, and use a valid key: requests without one are counted.",
    ),
    ErrorRule(
        BadRequestError,
        status=400,
        page=True,
        message="The platform does not answer to this host name.",
        hint="Give the base URL by the name that the platform itself uses, such as localhost in place of 127.0.0.1.",
    ),
    # A page that is not there is no resource that is not there.
    ErrorRule(
        APIStatusError,
        status=404,
        page=True,
        message="The platform has no such path.",
        hint="Check the base URL: it should be that of the API, as in https://platform.smarter.sh/api/v1.",
    ),
]


def classify(verb: str) -> Classify:
    """The classifier for answers to `verb`, in the form that the client's `Request` takes."""

    def verdict(status: int, headers: Mapping[str, str], body: Any, text: str) -> Optional[Verdict]:
        if status < 400:
            return None
        page = not isinstance(body, dict)
        error = {} if page else body.get("error")
        known = isinstance(error, dict)
        error_class = str(error.get("errorClass") or "") if known else ""
        words = plain(str(error.get("description") or "")) if known else ""
        words = words or plain(
            text if page else str(body.get("message") or body.get("detail") or error or "")
        )
        for meaning in ERROR_RULES:
            if meaning.page <= page and _matches(meaning, verb, status, error_class, words):
                said = meaning.message or words
                return Verdict(meaning.error, said, meaning.hint or None, retry=meaning.retry)
        if not error_class:
            return None
        refused = verb == "apply" and status < 500
        return Verdict(
            BadRequestError if refused else status_error(status), words or error_class, retry=False
        )

    return verdict


def _matches(meaning: ErrorRule, verb: str, status: int, error_class: str, words: str) -> bool:
    return (
        (not meaning.verbs or verb in meaning.verbs)
        and (meaning.status is None or meaning.status == status)
        and (not meaning.error_class or _compiled(meaning.error_class).search(error_class) is not None)
        and (not meaning.words or _compiled(meaning.words).search(words) is not None)
    )


@lru_cache(maxsize=None)
def _compiled(pattern: str) -> Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def no_such_path(error: APIStatusError) -> bool:
    """Whether the platform does not know the path, as opposed to what the path names."""
    return error.status_code in (404, 405) and not error.error_class


def unknown_kind(error: APIStatusError) -> bool:
    """Whether the platform does not know the kind."""
    return _compiled("could not find broker").search(error.description or "") is not None


def unsupported(error: APIStatusError) -> bool:
    """Whether an answer says that the platform cannot do this verb for this kind, or does not serve the kind."""
    classes = _compiled("NotImplemented|ReadOnly").search(error.error_class or "")
    return error.status_code == 501 or classes is not None or unknown_kind(error)


def add_resource_name(error: APIStatusError, kind: Kind, request: Request) -> None:
    """Say in a NotFoundError what was not found."""
    name = (request.query or {}).get("name")
    if isinstance(error, NotFoundError) and name:
        error.message = f"{kind.name} {name!r} not found."
        error.args = (error.message,)


def plain(description: str) -> str:
    """The platform's words without what it wraps them in: terminal escapes, its preamble, a traceback, a dumped row."""
    text = _TRACEBACK.sub("", _PREAMBLE.sub("", _ANSI.sub("", description)))
    return one_line(_DUMP.sub("", text))


def envelope(response: Response) -> Mapping[str, Any]:
    """The body of a success, which is the platform's: everything that stands between may answer 200 too.

    Raises:
        APIResponseValidationError: it is a page, or JSON of another making.
    """
    body = response.json()
    if isinstance(body, dict) and (
        str(body.get("api", "")).startswith("smarter.sh/") or isinstance(body.get("metadata"), dict)
    ):
        return body
    raise wrong_shape(response)


def data_of(response: Response) -> Any:
    """The `data` of a success; None where there is none."""
    return envelope(response).get("data")


def resource_of(response: Response) -> Mapping[str, Any]:
    """The manifest in the answer to `describe`."""
    data = data_of(response)
    if not isinstance(data, dict) or not isinstance(data.get("metadata"), dict):
        raise wrong_shape(response)
    if not isinstance(data.get("spec") or {}, dict) or not isinstance(data.get("status") or {}, dict):
        raise wrong_shape(response)
    return data


def rows_of(response: Response) -> Tuple[Mapping[str, Any], ...]:
    """The rows in the answer to `get`."""
    data = data_of(response)
    table = data.get("data") if isinstance(data, dict) else None
    items = table.get("items") if isinstance(table, dict) else None
    if not isinstance(items, list):
        raise wrong_shape(response)
    return tuple(row for row in items if isinstance(row, dict))


def served_schema(response: Response) -> Mapping[str, Any]:
    """The JSON Schema in the answer to `json-schema`."""
    data = data_of(response)
    if not isinstance(data, dict) or not isinstance(data.get("properties"), dict):
        raise wrong_shape(response)
    return data


def thing_of(response: Response, word: str) -> str:
    """What the platform itself calls the kind that `word` means, in the answer to `json-schema`."""
    metadata = envelope(response).get("metadata")
    thing = metadata.get("thing") if isinstance(metadata, dict) else None
    if isinstance(thing, str) and normalize_key(word) in (normalize_key(thing), normalize_key(thing) + "s"):
        return thing
    title = str(served_schema(response).get("title") or "")
    return title[3:] if title.startswith("SAM") and normalize_key(title[3:]) == normalize_key(word) else word


def row_of(rows: List[Mapping[str, Any]], word: str) -> Optional[Mapping[str, Any]]:
    """The row of the kind that `word` means."""
    for row in rows:
        said = [row.get(key) for key in ("APIKind", "Singular", "Plural", "Display", "DisplayPlural")]
        if normalize_key(word) in {normalize_key(str(each)) for each in said if each}:
            return row
    return None


def kind_rows(response: Response) -> List[Mapping[str, Any]]:
    """The rows in the answer to `resources`, in the envelope or bare."""
    body = response.json()
    rows = body.get("data") if isinstance(body, dict) else body
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("APIKind") for row in rows):
        raise wrong_shape(response)
    return rows


def wrong_shape(response: Response) -> APIResponseValidationError:
    """The error for a success that is not the platform's."""
    request = response.http_response.request
    return APIResponseValidationError(
        f"The answer to {request.method} {request.url.path} is JSON, and not as a Smarter platform gives it.",
        response=response.http_response,
        body=response.text,
        hint="Check the base URL: it should be that of the API, as in https://platform.smarter.sh/api/v1.",
    )


def parse_version(said: Any) -> Optional[str]:
    """The version in what `version` answers, unless it is none, or a developer's placeholder such as 9999.9999.9999."""
    api = said.get("api") if isinstance(said, dict) else None
    version = str(api.get("version")) if isinstance(api, dict) else ""
    return version if _VERSION.match(version) else None
