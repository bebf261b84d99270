"""Shared by the OpenAI-like routes: key, request ids, errors, cursor pages."""

from __future__ import annotations

import functools
import re
import secrets
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Union

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Reply, Request, as_reply, html_reply, json_reply
from smarter.local.prompting.model import ModelError

# The real platform answers on `/api/v1` of its main host and on `/v1` of its API host; clients use either.
_BASE = r"(?:/api)?/v1"


@dataclass(eq=False)
class OpenAIError(Exception):
    """An error that a view raises, in OpenAI's shape."""

    status: int
    message: str
    type: str = "invalid_request_error"
    param: Optional[str] = None
    code: Optional[str] = None

    def body(self) -> Dict[str, Any]:
        """Return the error as OpenAI's JSON."""
        return {"error": {"message": self.message, "type": self.type, "param": self.param, "code": self.code}}


def invalid(message: str, param: Optional[str], code: Optional[str] = None) -> OpenAIError:
    """Return the error for a request that the API refuses."""
    return OpenAIError(400, message, param=param, code=code)


def route(method: str, path: str, view: Callable[..., Any]) -> Route:
    """Return a route that checks the key, calls the view and replies its errors.

    `path` is a pattern below the base, such as `/files/([^/]+)`. A view may return data, for a 200.
    """

    @functools.wraps(view)
    def answer(platform: BasePlatform, request: Request, *groups: str) -> Reply:
        if platform.strict_faithful:  # the real one has none of these routes
            return html_reply(404, "Not Found")
        try:
            _require_key(platform, request)
            reply = as_reply(view(platform, request, *groups))
        except (OpenAIError, ModelError) as error:
            reply = error_reply(error)
        return Reply(reply.status, [*reply.headers, ("x-request-id", new_id("req_", 16))], reply.body)

    return method, re.compile(_BASE + path), answer


def error_reply(error: Union[OpenAIError, ModelError]) -> Reply:
    """Return the reply for an error of a view, or for a model that did not answer."""
    if isinstance(error, ModelError):
        known = {key: error.error.get(key) for key in ("param", "code")}
        kind = error.error.get("type") or "server_error"
        error = OpenAIError(error.status, str(error.error.get("message")), kind, **known)
    return json_reply(error.status, error.body())


def _require_key(platform: BasePlatform, request: Request) -> None:
    if platform.authorized(request):
        return
    if "authorization" not in request.headers:
        raise OpenAIError(
            401,
            "You didn't provide an API key. Send it in a header: `Authorization: Bearer YOUR_KEY`.",
        )
    raise OpenAIError(401, "Incorrect API key provided.", code="invalid_api_key")


def new_id(prefix: str, size: int = 12) -> str:
    """Return a fresh identifier: the prefix and `size` random bytes in hex."""
    return prefix + secrets.token_hex(size)


def json_body(request: Request) -> Dict[str, Any]:
    """Return the body as a JSON object. Raises OpenAIError (400)."""
    try:
        body = request.json() if request.body else {}
    except ValueError:
        raise OpenAIError(
            400,
            "We could not parse the JSON body of your request. The OpenAI API expects a JSON payload,"
            " but what was sent was not valid JSON.",
        ) from None
    if not isinstance(body, dict):
        raise invalid(
            f"Invalid body: expected an object, but got {kind_of(body)} instead.", None, "invalid_type"
        )
    return body


def kind_of(value: Any) -> str:
    """Return the type of a JSON value with its article, as in OpenAI's messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = (
        (str, "a string"),
        (int, "an integer"),
        (float, "a decimal"),
        (list, "an array"),
        (dict, "an object"),
    )
    return next(name for cls, name in names if isinstance(value, cls))


def missing(param: str) -> OpenAIError:
    """Return the error for a missing required parameter."""
    return invalid(f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def invalid_type(param: str, expected: str, value: Any) -> OpenAIError:
    """Return the error for a parameter of a wrong type.

    `expected` carries its article.
    """
    return invalid(
        f"Invalid type for '{param}': expected {expected}, but got {kind_of(value)} instead.",
        param,
        "invalid_type",
    )


def invalid_value(param: str, value: Any, supported: List[str]) -> OpenAIError:
    """Return the error for a value that is not among those supported."""
    *most, last = (f"'{word}'" for word in supported)
    words = f"{', '.join(most)}, and {last}" if most else last
    return invalid(f"Invalid value: '{value}'. Supported values are: {words}.", param, "invalid_value")


def number(body: Dict[str, Any], param: str, low: float, high: float, whole: bool = False) -> Optional[float]:
    """Return a numeric parameter within its limits, or None."""
    value = body.get(param)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise invalid_type(param, "an integer" if whole else "a decimal", value)
    return _within(param, value, low, high)


def _within(param: str, value: float, low: float, high: float) -> float:
    if not (value > high or value < low):
        return value
    word = "integer" if isinstance(value, int) else "decimal"
    side, sign, limit = ("above max", "<=", high) if value > high else ("below min", ">=", low)
    raise invalid(
        f"Invalid '{param}': {word} {side}imum value. Expected a value {sign} {limit}, but got {value} instead.",
        param,
        f"{word}_{side.replace(' ', '_')}_value",
    )


def with_metadata(request: Request, rows: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Return the rows that have every `metadata[key]=value` of the query."""
    wanted = {
        key[9:-1]: value for key, value in request.query.items() if re.fullmatch(r"metadata\[.+\]", key)
    }
    return [row for row in rows if wanted.items() <= (row.get("metadata") or {}).items()]


def page(
    request: Request,
    rows: List[Dict[str, Any]],
    default: int,
    most: int,
    ends: bool = True,
    usual_order: str = "desc",
) -> Any:
    """Return one page of `rows` (newest first) by `limit`, `after` and `order`.

    `limit` is from 1 to `most`.

    With `ends` the page names its first and last id, as the newer list routes do.
    """
    query = request.query
    limit = default
    if "limit" in query:
        try:
            limit = int(query["limit"])
        except ValueError:
            raise invalid_type("limit", "an integer", query["limit"]) from None
        _within("limit", limit, 1, most)
    order = query.get("order", usual_order)
    if order not in ("asc", "desc"):
        raise invalid_value("order", order, ["asc", "desc"])
    if order == "asc":
        rows = rows[::-1]
    after = query.get("after")
    if after:
        at = next((index for index, row in enumerate(rows) if row["id"] == after), None)
        if at is None:
            raise invalid(f"Invalid 'after': no object with id '{after}' in this list.", "after")
        rows = rows[at + 1 :]
    data = rows[:limit]
    answer: Dict[str, Any] = {"object": "list", "data": data, "has_more": len(rows) > len(data)}
    if ends:
        answer["first_id"] = data[0]["id"] if data else None
        answer["last_id"] = data[-1]["id"] if data else None
    return answer
