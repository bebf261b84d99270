"""Every public method of the client has an example, and the examples run.

Each runs on its own copy of one embedded platform, in this process. `>>>` examples are doctests: their output is
compared. In the asynchronous half `await` is at top level, as in IPython.
"""

from __future__ import annotations

import ast
import asyncio
import doctest
import importlib
import inspect
import pkgutil
import shutil
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import httpx
import pytest

from smarter import APIStatusError, AsyncSmarter, Smarter
from smarter.client.http._async.handler_transport import AsyncHandlerTransport
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.local import Platform

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["smarter.client._{}", "smarter.resources._{}", "smarter.resources._{}.rest"]
SHARED = [
    "smarter.client.base_model",
    "smarter.client.parsing",
    "smarter.client.response",
    "smarter.types.replies",
]
# Classes with methods that only this package calls.
INTERNAL = {
    "Lister",
    "ListReader",
    "OptionsView",
    "RawView",
    "Recorder",
    "Resources",
    "StreamedView",
    "Turns",
}
# Methods that the embedded platform refuses because they need external systems: status and message.
NO_CLUSTER = (503, "the embedded platform has no cluster")
REFUSED = {
    "DocumentUploads.add_url": (400, "the embedded platform fetches no URL"),
    "LLMHosts.deploy": NO_CLUSTER,
    "LLMHosts.discover": NO_CLUSTER,
    "LLMHosts.discover_manifest": NO_CLUSTER,
    "LLMHosts.plan": NO_CLUSTER,
    "LLMHosts.report": NO_CLUSTER,
    "LLMHosts.undeploy": NO_CLUSTER,
    "MCPClients.call_tool": (503, "the embedded platform connects to no MCP server"),
    "Responses.cancel": (400, "Cannot cancel a synchronous response"),
}

MANIFESTS: List[Dict[str, Any]] = [
    {
        "apiVersion": "smarter.sh/v1",
        "kind": kind,
        "metadata": {"name": name, "description": "An example.", "version": "1.0.0", "tags": []},
        "spec": spec,
    }
    for kind, name, spec in [
        (
            "Guardrail",
            "no_card_numbers",
            {"config": {"strategy": "regex", "stage": "input", "action": "log", "pattern": "[0-9 ]{12,}"}},
        ),
        ("MCPClient", "calendar", {"config": {"endpointUrl": "https://calendar.example.com/"}}),
        ("Provider", "acme", {"provider": {"name": "acme"}}),
        ("Orchestrator", "help_desk", {"config": {"harnesses": [{"llmClientName": "help_desk"}]}}),
        (
            "LLMHost",
            "small_model",
            {
                "model": {"repository": "Qwen/Qwen2.5-0.5B-Instruct"},
                "engine": {"name": "vllm"},
                "resources": {"gpuCount": 1},
            },
        ),
    ]
]


def methods(half: str) -> Iterator[Tuple[str, Any]]:
    """Yield the public methods of a half's classes by `Class.method`."""
    packages = [importlib.import_module(name.format(half)) for name in PACKAGES]
    names = [
        f"{each.__name__}.{found.name}" for each in packages for found in pkgutil.iter_modules(each.__path__)
    ]
    for name in [*names, *(SHARED if half == "sync" else ["smarter.client.paginator"])]:
        module = importlib.import_module(name)
        for subject in vars(module).values():
            if not inspect.isclass(subject) or subject.__module__ != name:
                continue
            word = (
                subject.__name__[len("Async") :] if subject.__name__.startswith("Async") else subject.__name__
            )
            if (
                word.startswith("_")
                or word in INTERNAL
                or word.endswith(("WithRawResponse", "WithStreamingResponse"))
            ):
                continue
            for method, function in vars(subject).items():
                if (
                    inspect.isfunction(function)
                    and not method.startswith("_")
                    and function.__name__ == method
                ):
                    yield f"{word}.{method}", function


SYNC, ASYNC = dict(methods("sync")), dict(methods("async"))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with manifests, a training file and a platform's database."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(str(ROOT / "manifests/quickstart"), str(folder / "manifests"))
    line = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}\n'
    (folder / "training.jsonl").write_text(line * 10, encoding="utf-8")
    platform = Platform(folder / "seed.db", dialect="0.36")
    with sync_client(platform) as client:
        client.manifests.apply([str(ROOT / "examples/handbook"), str(folder / "manifests"), *MANIFESTS])
        client.resources.chatbots.prompt("bike_shop", "What does a new chain cost?")
        found = client.vectorstores.find("workshop_handbook")
        assert found is not None
        client.vectorstores.deploy(found.id)
        client.vectorstores.snapshots.create(found.id)
    platform.close()
    return folder


SETTINGS: Dict[str, Any] = {"api_key": "k" * 64, "base_url": "http://localhost:9357/api/v1", "max_retries": 0}


def sync_client(platform: Platform) -> Smarter:
    return Smarter(http_client=httpx.Client(transport=HandlerTransport(platform.handle)), **SETTINGS)


async def run(examples: List[doctest.Example], scope: Dict[str, Any], capsys: Any) -> None:
    """Run examples in order in `scope`, and compare their output."""
    checker = doctest.OutputChecker()
    for each in examples:
        code = compile(each.source, "<example>", "single", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = eval(code, scope)
        if inspect.isawaitable(result):
            await result
        printed = capsys.readouterr().out
        assert checker.check_output(each.want, printed, 0), f">>> {each.source}printed {printed!r}"


async def try_examples(half: str, function: Any, platform: Platform, capsys: Any) -> None:
    """Run the examples of a method with a client of this half."""
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(function) or "")
    assert examples, "the docstring has no example"
    if half == "sync":
        with sync_client(platform) as client:
            await run(examples, {"client": client}, capsys)
        return
    http_client = httpx.AsyncClient(transport=AsyncHandlerTransport(platform.handle))
    async with AsyncSmarter(http_client=http_client, **SETTINGS) as asynchronous:
        await run(examples, {"client": asynchronous}, capsys)


@pytest.mark.parametrize(
    ("half", "name"),
    [
        *[("sync", name) for name in SYNC],
        *[
            pytest.param("async", name, marks=[pytest.mark.full] if at % 8 else [])
            for at, name in enumerate(ASYNC)
        ],
    ],
)
def test_the_example_of_a_method_runs(
    half: str, name: str, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))
    shutil.copy(str(prepared / "seed.db"), str(tmp_path / "platform.db"))
    (tmp_path / "manifests").symlink_to(prepared / "manifests")
    (tmp_path / "training.jsonl").symlink_to(prepared / "training.jsonl")
    monkeypatch.chdir(tmp_path)
    platform = Platform(tmp_path / "platform.db", dialect="0.36")
    function = (SYNC if half == "sync" else ASYNC)[name]
    try:
        if name in REFUSED:
            status, words = REFUSED[name]
            with pytest.raises(APIStatusError, match=words) as refused:
                asyncio.run(try_examples(half, function, platform, capsys))
            assert refused.value.status_code == status
        else:
            asyncio.run(try_examples(half, function, platform, capsys))
    finally:
        platform.close()


def test_both_halves_have_the_same_methods() -> None:
    shared = {name for name in SYNC if SYNC[name].__module__ in SHARED}
    assert set(SYNC) - shared == set(ASYNC) - {"Paginator.iter_pages"}
