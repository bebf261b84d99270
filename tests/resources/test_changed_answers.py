"""No value in a response makes a method raise another error than the client's."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import httpx
import pydantic
import pytest

from scripts.generate_rest import Operation, operations
from smarter import NOT_GIVEN, Smarter, SmarterError
from tests.acceptance.changed_platform import ChangingPlatform, cases_of, draw
from tests.acceptance.conftest import Command
from tests.platform.example_manifests import ENVIRON
from tests.resources.test_rest import arguments_for, method_of, sample
from tests.sdk_archive import sdk_archive
from tests.strange_values import changes

MESSAGES: Any = [{"role": "user", "content": "What are your prices?"}]
TOOLS: Any = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
    }
]
SPEC: Any = {"config": {"defaultSystemRole": "Be helpful."}, "plugins": [], "functions": []}


def response_stream_of(client: Any, **options: Any) -> Any:
    with client.responses.stream(model="gpt-4o", input="Hello", **options) as stream:
        return [list(stream), stream.get_final_response()]


class City(pydantic.BaseModel):
    """A structured output."""

    city: str


def training_file(client: Any) -> str:
    line = json.dumps({"messages": MESSAGES})
    return str(client.files.create(file="\n".join([line] * 12).encode(), purpose="fine-tune").id)


def first_file(client: Any) -> Any:
    return next((file.id for file in client.files.list()), "none")


def stream_of(client: Any, part: str) -> Any:
    with client.chat.completions.stream(model="gpt-4o", messages=MESSAGES) as stream:
        events = list(stream)
        return [events, getattr(stream, part)()]


CALLS: Dict[str, Callable[[Any], Any]] = {
    "chatbots.get": lambda client: client.resources.chatbots.get("bike_shop"),
    "chatbots.list": lambda client: client.resources.chatbots.list(),
    "chatbots.exists": lambda client: client.resources.chatbots.exists("bike_shop"),
    "chatbots.update": lambda client: client.resources.chatbots.update("bike_shop", description="New."),
    "chatbots.create": lambda client: client.resources.chatbots.create("new", spec=SPEC),
    "chatbots.apply": lambda client: client.resources.chatbots.apply("bike_shop", spec=SPEC),
    "chatbots.delete": lambda client: client.resources.chatbots.delete("bike_shop"),
    "chatbots.deploy": lambda client: client.resources.chatbots.deploy("bike_shop"),
    "chatbots.logs": lambda client: client.resources.chatbots.logs("bike_shop"),
    "chatbots.prompt": lambda client: client.resources.chatbots.prompt("bike_shop", "prices?"),
    "chatbots.stream": lambda client: list(client.resources.chatbots.stream("bike_shop", "prices?")),
    "chatbot.refresh": lambda client: client.resources.chatbots.get("bike_shop").refresh(),
    "chatbot.update": lambda client: client.resources.chatbots.get("bike_shop").update(description="New."),
    "plugins.update": lambda client: client.resources.plugins.update("faq", description="New."),
    "secrets.get": lambda client: client.resources.secrets.get("warehouse_key"),
    "files.get": lambda client: client.resources.files.get("repair_guide"),
    "widgets.get": lambda client: client.resources["Widget"].get("w"),
    "widgets.list": lambda client: client.resources["Widget"].list(),
    "whoami": lambda client: client.whoami(),
    "status": lambda client: client.status(),
    "version": lambda client: client.version(),
    "plan": lambda client: str(client.manifests.plan("changed")),
    "apply": lambda client: str(client.manifests.apply("changed")),
    "export": lambda client: client.manifests.export("chatbot/bike_shop"),
    "files.create": lambda client: client.files.create(file=b"text", purpose="user_data"),
    "files.list": lambda client: client.files.list(),
    "files.retrieve": lambda client: client.files.retrieve(first_file(client)),
    "files.content": lambda client: client.files.content(first_file(client)).read(),
    "files.wait": lambda client: client.files.wait_for_processing(first_file(client), max_wait_seconds=0),
    "files.delete": lambda client: client.files.delete(first_file(client)),
    "models.list": lambda client: client.models.list(),
    "models.retrieve": lambda client: client.models.retrieve("gpt-4o"),
    "jobs.create": lambda client: client.fine_tuning.jobs.create(
        model="gpt-4o", training_file=training_file(client)
    ),
    "jobs.list": lambda client: (
        client.fine_tuning.jobs.create(model="gpt-4o", training_file=training_file(client)),
        [list(client.fine_tuning.jobs.list_events(job.id)) for job in client.fine_tuning.jobs.list()],
    ),
    "completions.create": lambda client: client.chat.completions.create(
        model="gpt-4o", messages=MESSAGES, tools=TOOLS
    ),
    "completions.create stream": lambda client: list(
        client.chat.completions.create(
            model="gpt-4o", messages=MESSAGES, stream=True, stream_options={"include_usage": True}
        )
    ),
    "completions.parse": lambda client: client.chat.completions.parse(
        model="gpt-4o", messages=MESSAGES, response_format=City
    ),
    "completions.stream": lambda client: stream_of(client, "get_final_completion"),
    "completions.stream state": lambda client: stream_of(client, "until_done"),
    "responses.create": lambda client: client.responses.create(model="gpt-4o", input="Hello"),
    "responses.create stream": lambda client: list(
        client.responses.create(model="gpt-4o", input="Hello", stream=True)
    ),
    "responses.stream": lambda client: response_stream_of(client, text_format=NOT_GIVEN),
    "responses.stream parsed": lambda client: response_stream_of(client, text_format=City),
    "responses.parse": lambda client: client.responses.parse(model="gpt-4o", input="Hi", text_format=City),
    "responses.retrieve": lambda client: client.responses.retrieve(
        client.responses.create(model="gpt-4o", input="Hello").id
    ),
    "input_items.list": lambda client: client.responses.input_items.list(
        client.responses.create(model="gpt-4o", input="Hello").id
    ),
}


def read_all(result: Any, depth: int = 0) -> None:
    """Use a result like a program: print, convert, read its properties, follow pages."""
    if depth > 6:
        return
    if isinstance(result, (list, tuple)):
        for each in result:
            read_all(each, depth + 1)
    elif isinstance(result, dict):
        read_all(list(result.values()), depth + 1)
    elif isinstance(result, pydantic.BaseModel):
        str(result)
        result.model_dump(warnings=False)
        for kind in type(result).__mro__[:-1]:
            if kind.__module__.startswith("smarter."):
                for name, attribute in vars(kind).items():
                    if isinstance(attribute, property) and not name.startswith("_"):
                        read_all(getattr(result, name), depth + 1)
        read_all([getattr(result, name, None) for name in type(result).model_fields], depth + 1)
    elif hasattr(result, "iter_pages"):
        read_all(list(islice(result, 100)), depth + 1)


def attempt(call: Callable[[Any], Any], client: Any, where: Any) -> None:
    """Make a call; allow the client's own errors, and render their texts."""
    try:
        read_all(call(client))
    except SmarterError as error:
        str(error)
    except Exception as error:
        raise AssertionError(f"{type(error).__name__} at {where}") from error


@pytest.fixture(params=["P14", "P15C"])
def changing(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ChangingPlatform:
    """Make a platform for clients in a folder with manifests."""
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return ChangingPlatform(Command(tmp_path / "work", tmp_path / "home", []), request.param, monkeypatch)


def try_changes(changing: ChangingPlatform, name: str, tries: int, seed: Optional[str] = None) -> None:
    """Make a call with `tries` changes of its answers."""
    call = CALLS[name]
    cases = list(cases_of(changing.call(lambda client: attempt(call, client, name))))
    for case in draw(cases, tries, seed):
        changing.call(lambda client, case=case: attempt(call, client, (name, case)), case)  # type: ignore[misc]


def test_no_changed_answer_raises_another_error(changing: ChangingPlatform) -> None:
    for name in CALLS:
        try_changes(changing, name, 4, seed=name)


@pytest.mark.full
@pytest.mark.parametrize("name", CALLS)
def test_no_other_change_raises_another_error(changing: ChangingPlatform, name: str) -> None:
    try_changes(changing, name, 200)


def rest_changes() -> Iterator[Tuple[Operation, int, Any, Any]]:
    """Yield (operation, status, answer, change) for each place of each REST answer."""
    contract = json.loads((sdk_archive() / "tests/data/contracts/openapi.json").read_text(encoding="utf-8"))
    schemas = contract["components"]["schemas"]
    for each in operations(contract):
        if each.method:
            status, success = next((s, b) for s, b in each.spec["responses"].items() if s.startswith("2"))
            answer = sample(success["content"]["application/json"]["schema"], schemas)
            for change in changes(answer):
                yield each, int(status), answer, change


def try_rest(cases: List[Any]) -> None:
    for each, status, answer, change in cases:
        body = json.dumps(change.applied(answer)).encode()

        def call(client: Any, each: Operation = each) -> Any:
            method = method_of(client, each)
            positional, keywords = arguments_for(method)
            return method(*positional, **keywords)

        transport = httpx.MockTransport(
            lambda request, status=status, body=body: httpx.Response(  # type: ignore[misc]
                status, content=body, headers={"content-type": "application/json"}
            )
        )
        with Smarter(
            api_key="k" * 64,
            base_url="https://platform.example/api/v1",
            max_retries=0,
            http_client=httpx.Client(transport=transport),
        ) as client:
            attempt(call, client, (each.id, change))


def test_no_changed_answer_of_the_rest_api_raises_another_error() -> None:
    try_rest(draw(list(rest_changes()), 300, seed="rest"))


@pytest.mark.full
def test_no_other_change_of_the_rest_api_raises_another_error() -> None:
    try_rest(draw(list(rest_changes()), 10_000, seed=None))
