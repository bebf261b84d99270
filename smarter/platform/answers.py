"""What the platform's answers mean: its statuses say little, so verb, error class and words decide first.

Observed on 0.14.19: what is not there is 500, 503 or 404; what is invalid is 500 with the words of "not found"; a
missing key is 403; an unfinished verb is 501. An answer with an error class is an answer: asking again changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, List, Mapping, Optional, Pattern, Tuple, Type

from smarter.client import Verdict
from smarter.errors import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
)

Classify = Callable[[int, Mapping[str, str], Any, str], Optional[Verdict]]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_PREAMBLE = re.compile(r"^<class '[^']*'>: .*?/issues\.\.\s*", re.DOTALL)
_TRACEBACK = re.compile(r"\s*(<traceback>|Traceback \(most recent call last\):.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Meaning:
    """One row of the table: which answers it is about, and what they are. None and "" match everything."""

    error: Type[APIStatusError]
    verbs: Tuple[str, ...] = ()
    error_class: str = ""
    words: str = ""
    status: Optional[int] = None
    message: str = ""
    hint: str = ""


_READS = ("describe", "get", "delete", "deploy", "undeploy", "logs")

# First match wins.
MEANINGS: List[Meaning] = [
    Meaning(
        AuthenticationError,
        error_class="NotAuthenticated",
        message="The platform does not know this key.",
        hint="Check the key: `smarter whoami` tells whose it is.",
    ),
    Meaning(InternalServerError, error_class="NotImplemented", message="The platform does not support this."),
    Meaning(InternalServerError, status=501, message="The platform does not support this."),
    Meaning(BadRequestError, error_class="ReadOnly", message="Resources of this kind are read-only."),
    Meaning(
        BadRequestError,
        words=r"could not find broker",
        message="The platform does not know this kind.",
        hint="`smarter api-resources` lists the kinds it serves.",
    ),
    Meaning(NotFoundError, verbs=_READS, words=r"no broker found", message="There is no such resource."),
    Meaning(NotFoundError, verbs=_READS, error_class="NotReady", message="There is no such resource."),
    Meaning(NotFoundError, verbs=_READS, error_class="NotFound", message="There is no such resource."),
    Meaning(
        BadRequestError,
        verbs=("apply", "validate"),
        words=r"no broker found",
        message="The platform refused the manifest as invalid, without saying why.",
        hint="`smarter validate` names what is wrong.",
    ),
    Meaning(BadRequestError, verbs=("apply",), error_class="NotFound"),
    Meaning(
        BadRequestError,
        verbs=("apply",),
        error_class="UnboundLocalError",
        message="The platform failed on this manifest; it does so when the connection that it names does not exist.",
    ),
    Meaning(
        BadRequestError,
        verbs=("apply",),
        words=r"must be a \"Secret\" instance",
        message="A field that must name a Secret names none that exists.",
    ),
    Meaning(BadRequestError, verbs=("apply",), words=r"does not exist|not found"),
    Meaning(PermissionDeniedError, words=r"superuser privileges|throttled", status=403),
]


def classify(verb: str) -> Classify:
    """The classifier for answers to `verb`, in the form that the client's `Request` takes."""

    def verdict(status: int, headers: Mapping[str, str], body: Any, text: str) -> Optional[Verdict]:
        if status < 400:
            return None
        error = body.get("error") if isinstance(body, dict) else None
        if not isinstance(error, dict):
            return None
        error_class = str(error.get("errorClass") or "")
        words = plain(str(error.get("description") or body.get("message") or ""))
        for meaning in MEANINGS:
            if _matches(meaning, verb, status, error_class, words):
                said = meaning.message or words
                return Verdict(error=meaning.error, message=said, hint=meaning.hint or None, retry=False)
        if not error_class:
            return None
        known = BadRequestError if verb == "apply" and status < 500 else None
        return Verdict(error=known or _by_status(status), message=words or error_class, retry=False)

    return verdict


def _matches(meaning: Meaning, verb: str, status: int, error_class: str, words: str) -> bool:
    return (
        (not meaning.verbs or verb in meaning.verbs)
        and (meaning.status is None or meaning.status == status)
        and meaning.error_class.lower() in error_class.lower()
        and (not meaning.words or _compiled(meaning.words).search(words) is not None)
    )


def _compiled(words: str) -> Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def _by_status(status: int) -> Type[APIStatusError]:
    from smarter.errors import status_error

    return status_error(status)


def plain(description: str) -> str:
    """The platform's words without what it wraps them in: terminal escapes, its preamble, its traceback."""
    text = _TRACEBACK.sub("", _PREAMBLE.sub("", _ANSI.sub("", description)))
    return text.strip()


def data_of(body: Any) -> Any:
    """The `data` of a success envelope."""
    return body.get("data") if isinstance(body, dict) else None
