"""REST methods of newer platforms, as in the OpenAPI document and recordings."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import httpx
import jsonschema
import pytest

from scripts.generate_rest import GROUPS, Operation, operations
from smarter import AsyncSmarter, InternalServerError, InvalidArgumentError, Smarter
from smarter._defaults import LARGEST_DOCUMENT
from smarter.client.base_model import BaseModel
from tests.sdk_archive import sdk_archive

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 64


@pytest.fixture(scope="module")
def contract() -> Dict[str, Any]:
    found: Dict[str, Any] = json.loads(
        (sdk_archive() / "tests/data/contracts/openapi.json").read_text(encoding="utf-8")
    )
    return found


class Recorder:
    """A transport that records requests and answers with `body`."""

    def __init__(self, body: Any, status: int = 200) -> None:
        self.body = body
        self.status = status
        self.sent: List[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.sent.append(request)
        return httpx.Response(self.status, json=self.body, headers={"x-request-id": "r1"})

    def ask(self, how: str, call: Callable[[Any], Any]) -> Any:
        """Return the result of `call(client)`, by either client, with all items of lists."""
        options: Dict[str, Any] = {
            "api_key": KEY,
            "base_url": "https://platform.example/api/v1",
            "max_retries": 0,
        }
        transport = httpx.MockTransport(self)
        if how == "sync":
            with Smarter(http_client=httpx.Client(transport=transport), **options) as client:
                result = call(client)
                return list(result) if hasattr(result, "iter_pages") else result

        async def main() -> Any:
            async with AsyncSmarter(http_client=httpx.AsyncClient(transport=transport), **options) as client:
                result = call(client)
                if hasattr(result, "__aiter__"):
                    return [each async for each in result]
                return await result if inspect.isawaitable(result) else result

        return asyncio.run(main())


def sample(schema: Any, schemas: Any, depth: int = 0) -> Any:
    """Return a value that a schema of the contract accepts."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth + 1)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return sample(choices[0], schemas, depth + 1)
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        keys = properties if depth < 4 else schema.get("required", ())
        return {key: sample(properties[key], schemas, depth + 1) for key in keys}
    if kind == "array":
        return [sample(schema["items"], schemas, depth + 1)] if depth < 5 and "items" in schema else []
    if kind == "string":
        return "2026-11-28T12:00:00Z" if schema.get("format") == "date-time" else "text"
    return {"integer": schema.get("minimum", 1), "number": 0.5, "boolean": True}.get(str(kind))


def method_of(client: Any, each: Operation) -> Callable[..., Any]:
    """Return the client's method for an operation."""
    holder = getattr(client, each.group)
    for part in filter(None, [each.collection, each.method]):
        holder = getattr(holder, part)
    found: Callable[..., Any] = holder
    return found


def arguments_for(method: Callable[..., Any]) -> Tuple[List[Any], Dict[str, Any]]:
    """Return arguments for a method: one for each that has no default."""
    positional: List[Any] = []
    keywords: Dict[str, Any] = {}
    for name, parameter in inspect.signature(method).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD or parameter.default is not parameter.empty:
            continue
        value: Any = {"a": 1} if name == "arguments" else "text" if parameter.annotation == "str" else 7
        if parameter.kind is parameter.KEYWORD_ONLY:
            keywords[name] = value
        else:
            positional.append(value)
    return positional, keywords


@pytest.mark.parametrize("how", ["sync", "async"])
def test_each_operation_has_a_method_that_sends_it_and_reads_its_answer(
    how: str, contract: Dict[str, Any]
) -> None:
    schemas = contract["components"]["schemas"]
    tried = 0
    for each in operations(contract):
        if not each.method:
            continue
        status, success = next((s, b) for s, b in each.spec["responses"].items() if s.startswith("2"))
        answer = sample(success["content"]["application/json"]["schema"], schemas)
        server = Recorder(answer, int(status))

        def send(client: Any, each: Operation = each) -> Any:
            method = method_of(client, each)
            positional, keywords = arguments_for(method)
            return method(*positional, **keywords)

        result = server.ask(how, send)
        (sent,) = server.sent
        assert sent.method == each.verb, each.id
        pattern = "/api/v1" + re.sub(r"\{\w+\}", "[^/]+", each.path)
        assert re.fullmatch(pattern, sent.url.path), (each.id, sent.url.path)
        assert sent.headers["Authorization"] == f"Token {KEY}"
        body = each.spec.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if body is not None and sent.content:
            jsonschema.validate(json.loads(sent.content), {**body, "components": contract["components"]})
        for model in result if isinstance(result, list) else [result]:
            if isinstance(model, BaseModel):
                assert not model.model_extra, (
                    f"{each.id}: fields that the model does not have: {model.model_extra}"
                )
        tried += 1
    assert tried > 55


def test_operations_without_a_generated_method_are_written_by_hand(contract: Dict[str, Any]) -> None:
    assert {each.id for each in operations(contract) if not each.method} == {
        "llmclient_prompt",
        "vectorstore_add_documents",
    }


def test_the_modules_of_the_rest_api_are_current() -> None:
    path = sdk_archive() / "tests/data/contracts/openapi.json"
    done = subprocess.run(
        [sys.executable, "scripts/generate_rest.py", str(path), "--check"],
        capture_output=True,
        text=True,
        cwd=str(ROOT),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def recorded() -> Iterator[Tuple[str, Callable[[Any], Any], bool]]:
    """Yield (file of a recorded answer, its call, whether it is a list)."""
    yield "guardrails.json", lambda client: client.guardrails.list(), True
    yield "guardrail_eval.json", lambda client: client.guardrails.evaluate(1, text="a"), False
    yield "vectorstores.json", lambda client: client.vectorstores.list(), True
    yield "vs_status.json", lambda client: client.vectorstores.status(1), False
    yield "llmclients.json", lambda client: client.llm_clients.list(), True
    yield "llmhosts.json", lambda client: client.llm_hosts.list(), True
    yield "llmhost_report.json", lambda client: client.llm_hosts.report(), False
    yield "mcpclients.json", lambda client: client.mcp_clients.list(), True
    yield "mcp_tools.json", lambda client: client.mcp_clients.tools(1), False
    yield "proxy.json", lambda client: client.proxies.list(), True
    yield "secrets.json", lambda client: client.secrets.list(), True
    yield "history.json", lambda client: client.history.sessions.list(), True
    yield "toolcalls.json", lambda client: client.history.tool_calls.list(), True
    yield "plugin_usage.json", lambda client: client.history.plugin_usage.list(), True
    yield "users.json", lambda client: client.users.list(), True
    yield "accounts.json", lambda client: client.accounts.list(), True


@pytest.mark.parametrize(
    ("file", "call", "is_list"), [pytest.param(*each, id=each[0]) for each in recorded()]
)
def test_models_have_every_field_of_the_recorded_responses(file: str, call: Any, is_list: bool) -> None:
    body = json.loads((sdk_archive() / "tests/data" / file).read_text(encoding="utf-8"))
    result = Recorder(body).ask("sync", call)
    models = result if is_list else [result]
    assert models
    for model in models:
        assert not model.model_extra, model.model_extra
        assert model.to_dict(mode="json")


# Without the archive


@pytest.mark.parametrize("how", ["sync", "async"])
def test_pages_with_numbers_are_followed_to_the_last(how: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params.get("page", 1))
        entries = [{"id": page, "key": f"k{page}"}]
        return httpx.Response(200, json={"objects": entries, "pagination": {"page": page, "numPages": 3}})

    server = Recorder(None)
    server.__class__ = type("Paged", (Recorder,), {"__call__": lambda self, request: answer(request)})
    found = server.ask(how, lambda client: client.journal.list(page_size=1))
    assert [entry.key for entry in found] == ["k1", "k2", "k3"]


@pytest.mark.parametrize("how", ["sync", "async"])
def test_find_returns_the_resource_with_a_name_or_none(how: str) -> None:
    server = Recorder([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    assert server.ask(how, lambda client: client.vectorstores.find("b")).id == 2
    assert server.ask(how, lambda client: client.vectorstores.find("c")) is None


def test_a_raw_list_of_the_rest_api_has_a_request_id_and_parses() -> None:
    server = Recorder([{"id": 1, "name": "a"}])
    raw = server.ask("sync", lambda client: client.guardrails.with_raw_response.list())
    assert raw.request_id == "r1"
    assert [each.name for each in raw.parse()] == ["a"]


@pytest.mark.parametrize("how", ["sync", "async"])
def test_several_files_are_uploaded_as_parts_of_one_form(how: str, tmp_path: Path) -> None:
    (tmp_path / "prices.md").write_text("# Prices\n", encoding="utf-8")
    server = Recorder({"documents": [], "duplicates": [], "queued": True, "message": ""}, 202)
    files = [tmp_path / "prices.md", ("terms.txt", b"terms")]
    added = server.ask(
        how, lambda client: client.vectorstores.documents.add_files(7, files, metadata={"a": 1})
    )
    assert added.queued
    (sent,) = server.sent
    assert sent.url.path == "/api/v1/vectorstores/7/documents/"
    assert sent.content.count(b'name="files"') == 2
    assert b'filename="prices.md"' in sent.content
    assert b'{"a": 1}' in sent.content


def test_a_file_that_is_too_large_or_missing_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(LARGEST_DOCUMENT + 1)
    server = Recorder({})
    for files, message in [
        ([large], "at most 50 MiB"),
        ([tmp_path / "none.md"], "Cannot read .*none.md: No such file"),
        ([], "at least one file"),
        ("prices.md", "must be a list"),
        (tmp_path / "prices.md", "must be a list"),
        ((each for each in ()), "at least one file"),
        ([("prices.md",)], "not 1 items"),
    ]:
        with pytest.raises(InvalidArgumentError, match=message):
            server.ask("sync", lambda client, files=files: client.vectorstores.documents.add_files(1, files))
    assert not server.sent


@pytest.mark.parametrize("value", [object(), float("nan")], ids=["object", "NaN"])
def test_metadata_that_json_cannot_encode_are_refused_before_anything_is_sent(value: Any) -> None:
    server = Recorder({})
    with pytest.raises(InvalidArgumentError, match="metadata must be JSON"):
        server.ask(
            "sync",
            lambda client: client.vectorstores.documents.add_files(1, [b"text"], metadata={"a": value}),
        )
    assert not server.sent


def test_openai_names_reach_the_same_methods() -> None:
    with Smarter(api_key=KEY, base_url="https://platform.example/api/v1") as client:
        assert type(client.vector_stores) is type(client.vectorstores)
        assert type(client.vector_stores.files) is type(client.vectorstores.documents)
    server = Recorder({"documents": [], "duplicates": [], "queued": True, "message": ""}, 202)
    upload = ("prices.md", b"# Prices")
    added = server.ask("sync", lambda client: client.vector_stores.files.upload(7, file=upload))
    assert added.queued
    with Smarter(api_key=KEY, base_url="https://platform.example/api/v1") as client:
        assert client.proxies.base_url("openai") == "https://platform.example/api/v1/proxy/openai/"


def test_a_tool_call_is_not_repeated_once_the_server_may_have_received_it() -> None:
    calls: List[str] = []

    def fail(request: httpx.Request) -> httpx.Response:
        calls.append(request.url.path)
        return httpx.Response(502)

    options: Dict[str, Any] = {
        "api_key": KEY,
        "base_url": "https://platform.example/api/v1",
        "max_retries": 2,
    }
    client = Smarter(http_client=httpx.Client(transport=httpx.MockTransport(fail)), **options)
    with client, pytest.raises(InternalServerError, match="502"):
        client.mcp_clients.call_tool(1, "search", {})
    assert len(calls) == 1


def test_each_group_is_a_property_of_the_client() -> None:
    with Smarter(api_key=KEY, base_url="https://platform.example/api/v1") as client:
        for group in GROUPS:
            assert getattr(client, group)
