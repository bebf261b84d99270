"""If a platform echoes a request, no write's error or pickle contains the secret."""

from __future__ import annotations

import base64
import html
import json
import pickle
import traceback
import urllib.parse
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import pytest

from smarter import Smarter
from smarter.errors import SmarterError
from tests.acceptance.server import Answer, Server

CANARY = "CANARY'NRY \"k€y/7"
KEY = "k" * 64
JSON = [("Content-Type", "application/json")]
MANIFEST = """\
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: written, description: d, version: 1.0.0}
spec: {config: {value: "${env:CANARY}"}}
"""


def described(text: str, status: int = 500) -> Answer:
    error = {"errorClass": "SAMBrokerError", "status": str(status), "description": text, "stacktrace": text}
    return status, JSON, json.dumps({"error": error, "message": text}).encode()


def sent(status: int, body: Any, *fields: Tuple[str, str], form: str = "application/json") -> Answer:
    content = body if isinstance(body, str) else json.dumps(body)
    return status, [("Content-Type", form), *fields], content.encode()


ECHOES: Dict[str, Callable[[str], Answer]] = {
    "as it is": lambda text: described(f"The value {text} is wrong"),
    "in JSON": lambda text: described(json.dumps({"value": text})),
    "in JSON in JSON": lambda text: described(json.dumps(json.dumps([text]))),
    "as Python": lambda text: described(repr([text])),
    "as Python in Python": lambda text: described(repr(repr([text]))),
    "as bytes": lambda text: described(repr(text.encode())),
    "in HTML": lambda text: described(html.escape(text)),
    "in a URL": lambda text: described(urllib.parse.quote(text)),
    "in a form": lambda text: described(urllib.parse.quote_plus(text)),
    "in capitals": lambda text: described(text.upper()),
    "in base64": lambda text: described(base64.b64encode(text.encode()).decode()),
    "cut off": lambda text: described(f"{text[:11]} is too long: {text[:14]}"),
    "cut off in quotes": lambda text: described(f"'{text[:11]}...' is not valid"),
    "wrapped": lambda text: described("\n".join(text[i : i + 10] for i in range(0, len(text), 10))),
    "a detail": lambda text: sent(400, {"detail": text}),
    "a list of errors": lambda text: sent(422, {"errors": [text], "data": {text: text}}),
    "in OpenAI's form": lambda text: sent(400, {"error": dict.fromkeys(["message", "code", "type"], text)}),
    "an error class": lambda text: sent(500, {"error": {"errorClass": text, "status": text}}),
    "a text": lambda text: sent(502, text, form="text/plain"),
    "the end of a long text": lambda text: sent(502, "x" * 480 + text, form="text/plain"),
    "a page": lambda text: sent(502, f"<h1>{text}</h1>", form="text/html"),
    "a redirect": lambda text: sent(302, "", ("Location", f"http://127.0.0.1:1/{urllib.parse.quote(text)}")),
    "a request id": lambda text: sent(500, {}, ("x-request-id", text.encode("ascii", "replace").decode())),
    "a body, beside a header in Latin-1": lambda text: sent(500, {"message": text}, ("x-seen", "\xe9")),
    "a success that is cut": lambda text: sent(200, json.dumps({"data": {"value": text}}) + "junk"),
    "a success": lambda text: sent(200, {"data": {"value": text}, "message": text}),
    **{f"status {n}": lambda text, n=n: described(text, n) for n in (401, 403, 404, 409, 429, 501)},  # type: ignore[misc]  # mypy infers no default
}


class Echoing:
    """A server that answers an apply with its secret while `echo` is set."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.echo: Optional[Callable[[str], Answer]] = None
        self.manifest = folder / "secret.yaml"
        self.manifest.write_text(MANIFEST, encoding="utf-8")
        self.client = Smarter(base_url=server.url, api_key=KEY, max_retries=0)
        self.client.resources.secrets.create(
            name="old", description="d", version="1.0.0", spec={"config": {"value": "the first value"}}
        )
        handle = server.platform.handle

        def answer(method: str, target: str, headers: Any, body: Any) -> Any:
            if self.echo is not None and "/cli/apply" in target:
                return self.echo(json.loads(body)["spec"]["config"]["value"])
            return handle(method, target, headers, body)

        server.platform.handle = answer  # type: ignore[assignment]  # the platform itself answers the rest

    def writes(self) -> List[Callable[[], Any]]:
        fields: Dict[str, Any] = {"description": "d", "version": "1.0.0"}
        spec: Any = {"config": {"value": CANARY}}
        return [
            lambda: self.client.resources.secrets.create(name="new", spec=spec, **fields),
            lambda: self.client.resources.secrets.get(name="old").update(spec=spec),
            lambda: self.client.manifests.apply(self.manifest),
        ]


@pytest.fixture(scope="module")
def echoing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Echoing]:
    folder = tmp_path_factory.mktemp("echoing")
    with Server(folder / "local.db", api_key=KEY) as server:
        yield Echoing(server, folder)


def contents_of(error: SmarterError) -> Dict[str, str]:
    """Return the text, attributes and causes of an error."""
    copy = pickle.loads(pickle.dumps(error))
    return {
        "text": f"{error} {error!r} {error.hint}",
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
        "attributes": str(vars(error)),
        "body": str(getattr(getattr(error, "response", None), "text", "")),
        "outcomes": str([each.to_json() for each in getattr(error, "outcomes", ())]),
        "pickle": repr(pickle.dumps(error)),
        "copy": f"{copy} {vars(copy)}",
    }


@pytest.mark.parametrize("form", ECHOES)
def test_no_error_of_a_write_holds_the_secret(
    echoing: Echoing, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY", CANARY)
    coded = base64.b64encode(CANARY.encode()).decode()
    for write in echoing.writes():
        echoing.echo = ECHOES[form]
        try:
            with pytest.raises(SmarterError) as caught:
                write()
        finally:
            echoing.echo = None
        for where, text in contents_of(caught.value).items():
            for secret in ("NRY", coded.upper(), KEY.upper()):
                assert secret not in text.upper(), (where, text)


def test_the_public_part_of_an_error_is_shown(echoing: Echoing) -> None:
    echoing.echo = lambda text: described("The description is longer than the value allows")
    with pytest.raises(SmarterError, match="The description is longer than the value allows"):
        echoing.writes()[0]()
    echoing.echo = None
