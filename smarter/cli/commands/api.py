"""`smarter api`: send any request."""

from __future__ import annotations

import sys
from typing import Any, Dict, List, Optional, Tuple, Union

import click

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import UsageError, of_exception
from smarter.cli.session import Session
from smarter.errors import APIStatusError, SmarterError

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Method(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Parameter type: an HTTP method. Other tools take the path alone."""

    name = "method"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> Any:
        method = str(value).upper()
        if method not in METHODS:
            raise UsageError(f"unknown method {value!r}", ctx, word=value, better=f"GET {value}")
        return method

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from click.shell_completion import CompletionItem

        return [CompletionItem(method) for method in METHODS if method.startswith(incomplete.upper())]


@session_command(
    "smarter --context local api GET files",
    "smarter --context local api POST cli/describe/Plugin/ -q name=faq",
    """smarter --context local api POST responses -d '{"model": "gpt-4o-mini", "input": "Hi"}'""",
)
@click.argument("method", metavar="METHOD", type=Method())
@click.argument("path")
@click.option("-q", "--query", multiple=True, metavar="NAME=VALUE", help="Query parameter. Repeatable.")
@click.option("-d", "--data", metavar="JSON", help="Body: JSON, @FILE, or - for stdin.")
@click.option("-i", "--include", is_flag=True, help="Print status and headers too.")
@flags.output()
def command(
    session: Session,
    method: str,
    path: str,
    query: Tuple[str, ...],
    data: Optional[str],
    include: bool,
) -> int:
    """Send one request to the platform and print the response unchanged.

    METHOD is GET, POST, PUT, PATCH or DELETE. PATH is relative to the base URL, such as cli/whoami/ or files. Only
    your own key is masked: some responses hold other secrets in clear.
    """
    from smarter.client.request import Request
    from smarter.client.request_log import mask, secrets_of

    request = Request(
        method=method, path=path.lstrip("/"), query=_pairs(query), json=_body(data), repeat="unsent"
    )
    error: Optional[SmarterError] = None
    try:
        response: Any = session.client(patient=True).send(request)
    except SmarterError as failed:
        # An error may be raised for another one, which has the response.
        answered = failed if isinstance(failed, APIStatusError) else failed.__cause__
        if not isinstance(answered, APIStatusError):
            raise
        error, response = failed, answered.response
    response = getattr(response, "http_response", response)
    keys = secrets_of("", response.request.headers.items())
    headers = {name: mask(value, keys) for name, value in response.headers.items()}
    if not session.for_people:
        from smarter.client.response import text_of

        body = _parsed(mask(text_of(response), keys))
        result = {"status": response.status_code, "headers": headers, "body": body}
        return _write_document(session, result, error)
    if include:
        lines = [f"{name}: {value}" for name, value in headers.items()]
        stdio.write_result("\n".join([f"HTTP {response.status_code}", *lines, "", ""]))
    content = _without_keys(response.content, keys)
    stdio.write_bytes(_pretty(content) if sys.stdout.isatty() else content)
    if error is not None:
        raise error
    return exit_codes.DONE


def _write_document(session: Session, result: Dict[str, Any], error: Optional[Exception]) -> int:
    if error is None:
        emit(session, [result], "found")
        return exit_codes.DONE

    failure = of_exception(error)
    emit(session, [result], {"found": 0}, error=failure.to_json())
    stdio.write_message(failure.to_text())
    return failure.exit_code


def _pairs(query: Tuple[str, ...]) -> Dict[str, List[str]]:
    found: Dict[str, List[str]] = {}
    for pair in query:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"-q {pair!r} is not NAME=VALUE.")
        found.setdefault(name, []).append(value)
    return found


def _body(data: Optional[str]) -> Any:
    import json

    if data is None:
        return None
    text = data
    try:
        if data == "-":
            text = sys.stdin.read()
        elif data.startswith("@"):
            with open(data[1:], encoding="utf-8") as file:
                text = file.read()
        return json.loads(text)
    except OSError as error:
        raise click.UsageError(f"Cannot read {data}: {error.strerror}.") from None
    except ValueError as error:
        raise click.UsageError(f"The body is not JSON: {error}.") from None


def _without_keys(content: bytes, keys: List[str]) -> bytes:
    """Return a body, which may be binary, without the keys that were sent."""
    from smarter.client.request_log import MASK

    for key in keys:
        content = content.replace(key.encode(), MASK.encode())
    return content


def _parsed(text: Union[str, bytes]) -> Any:
    """Return JSON as data, and anything else unchanged."""
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _pretty(content: bytes) -> bytes:
    """Indent JSON for a terminal; leave anything else alone."""
    import json

    data = _parsed(content)
    if isinstance(data, bytes):
        return data
    return f"{json.dumps(data, indent=2, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")
