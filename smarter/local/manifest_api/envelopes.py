"""Envelopes of the manifest API: success, and the four shapes of an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional

from smarter.local.http.messages import Reply, json_reply

API = "smarter.sh/v1"


@dataclass(eq=False)
class Refusal(Exception):
    """An error response: status, the platform's errorClass, a sentence.

    `plain` refusals carry no traceback, no status of their own, and the sentence again as the message.
    """

    status: int
    error: str
    text: str
    plain: bool = False
    thing: Optional[str] = None


def success(
    command: str, thing: str, message: Optional[str] = None, data: Any = None, allow: str = "POST, OPTIONS"
) -> Reply:
    """Return a 200 with `data` and a message, if given."""
    body: Dict[str, Any] = {}
    if data is not None:
        body["data"] = data
    if message is not None:
        body["message"] = message
    body["api"] = API
    body["metadata"] = {"command": command, "thing": thing}
    return json_reply(200, body, [("Allow", allow)])


def refusal(problem: Refusal, command: str, url: str) -> Reply:
    """Return the error envelope of a refusal."""
    thing = problem.thing or "None"
    error: Dict[str, Any] = {"errorClass": problem.error}
    body: Dict[str, Any] = {"error": error}
    if problem.plain:
        error.update(
            stacktrace=None, description=problem.text, status="", args=None, cause=None, context=None
        )
        body["message"] = problem.text
    else:
        error.update(
            stacktrace=f"{problem.error}: {problem.text}",
            description=problem.text,
            status=problem.status,
            args=f"url={url}",
            cause="Python Exception",
            context=f"thing={thing}, command={command}",
            thing=thing,
            command=command,
        )
    body["api"] = API
    body["metadata"] = {"command": command, "thing": thing}
    return json_reply(problem.status, body)


def detail(status: int, text: str, allow: str = "POST, OPTIONS") -> Reply:
    """Return an error of the framework: not parsed, not allowed, wrong media type."""
    return json_reply(status, {"detail": text}, [("Allow", allow)])


def not_authenticated(thing: Optional[str] = None) -> Refusal:
    """Return the answer to a request without a valid key."""
    text = "Smarter api v1 command-line interface error: authentication failed"
    return Refusal(403, "SmarterAPIV1CLIViewErrorNotAuthenticated", text, thing=thing)


def bad_request(thing: str, why: str) -> Refusal:
    """Return the answer of newer platforms to an error of the client."""
    text = f"Smarter api v1 command-line interface error: bad request: {why}"
    return Refusal(400, "APIV1CLIViewBadRequestError", text, thing=thing)


def no_broker(
    thing: str, for_manifest: bool = True, unknown: bool = False, because: Optional[str] = None
) -> Refusal:
    """Return the one answer to a missing name, an invalid spec and an unknown kind.

    `for_manifest` chooses the words of describe and apply, `unknown` those for an unknown kind in a path. `because`
    is the reason, which the real platform does not give.
    """
    why = f" ({because})" if because else ""
    said = "Smarter api v1 command-line interface error: "
    if unknown:
        text = f"{said}Could not find broker for {thing} manifest."
    elif for_manifest:
        text = f"{said}No broker found for manifest kind '{thing}'."
    else:
        return Refusal(500, "ValueError", f"No broker found for kind '{thing}'{why}", thing=thing)
    return Refusal(500, "APIV1CLIViewError", text + why, thing=thing)
