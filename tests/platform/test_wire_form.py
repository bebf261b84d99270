"""Requests equal those that the real platform accepted, from method to body."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Mapping, Set, Tuple

import pytest

from smarter.kinds import load_kinds
from tests.engine.conftest import World
from tests.platform.example_manifests import ENVIRON, examples_for, text, write_files
from tests.recordings import recordings

Form = Tuple[
    str, str, int, Tuple[str, ...], bool
]  # method, verb, length of the path, query, whether there is a body

# Headers that every request may have; the recorded ones had other headers without meaning.
FREE = {"host", "accept", "accept-encoding", "connection", "content-length", "idempotency-key", "user-agent"}


def form(method: str, url: str, body: bool) -> Form:
    """Return the form of a request below `/api/v1/cli/`."""
    path, _, query = url.split("/api/v1/cli/")[1].partition("?")
    parts = path.split("/")
    names = tuple(sorted(pair.split("=")[0] for pair in query.split("&") if pair))
    return method, parts[0], len(parts), names, body


def accepted() -> Iterator[Dict[str, Any]]:
    folder = recordings()
    assert folder is not None
    for path in sorted((folder / "wire").glob("*-0.14.19.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for each in map(json.loads, lines):
                if "/api/v1/cli/" in each["request"]["url"] and each["response"].get("status") == 200:
                    yield each["request"]


def requests_of(world: World) -> List[Tuple[str, str, Mapping[str, str], bytes]]:
    """Return every request of applying all kinds twice, listing, and deleting them."""
    sent: List[Tuple[str, str, Mapping[str, str], bytes]] = []
    handle = world.local.handle

    def note(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Any:
        sent.append((method, target, {key.lower(): value for key, value in headers.items()}, body))
        return handle(method, target, headers, body)

    world.local.handle = note  # type: ignore[method-assign]
    for kind in load_kinds().all():
        if (
            kind.verb("apply", "P14") != "no"
            and kind.verb("apply", "P14") != "creates-duplicate"
            and kind.served == "manifest"
        ):
            if kind.verb("describe", "P14") == "no":
                continue
            manifests = examples_for(kind, "P14")
            write_files(world, manifests)
            assert not [o.error for o in world.apply(text(manifests), ENVIRON).values() if o.error]
            if kind.verb("list", "P14") == "all":
                world.platform.list(kind)
            for verb in ("deploy", "undeploy", "logs"):
                if kind.verb(verb, "P14") != "no":
                    world.platform.act(verb, kind, manifests[0]["metadata"]["name"])
            world.platform.delete(kind, manifests[0]["metadata"]["name"])
    world.platform.ask("whoami")
    world.platform.version()
    return sent


@pytest.mark.skipif(recordings() is None, reason="needs the recordings")
def test_every_request_has_a_form_accepted_by_the_platform(world: World) -> None:
    known: Set[Form] = {form(each["method"], each["url"], each["body"] is not None) for each in accepted()}
    # The deletion of a user needs its second name; the recording shows a refusal without it.
    known.add(("POST", "delete", 3, ("name", "username"), False))
    types = {str(each["headers"].get("content-type")) for each in accepted() if "/cli/apply/" in each["url"]}
    sent = requests_of(world)
    assert len(sent) > 50
    for method, target, headers, body in sent:
        assert form(method, target, bool(body)) in known, (method, target)
        assert headers["authorization"].startswith("Token ")
        assert headers.get("accept") == "application/json"
        assert set(headers) <= FREE | {"authorization", "content-type"}
        if body:
            assert headers["content-type"] in types
            manifest = json.loads(body)
            assert manifest["apiVersion"] == "smarter.sh/v1"
            assert "status" not in manifest
            annotations = manifest["metadata"].get("annotations") or []
            assert all(isinstance(each, dict) and len(each) == 1 for each in annotations)
