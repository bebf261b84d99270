"""The provider for promptfoo: its results, and the page's example in promptfoo."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, Optional

import pytest
from junitparser import JUnitXml

from smarter import Smarter
from smarter.integrations import promptfoo
from smarter.local.server import LocalServer
from tests.docs.code_blocks import blocks

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "test-a-chatbot.md"
OPTIONS = {"id": "file://provider.py", "config": {"chatbot": "bike_shop", "basePath": "/x"}}


@pytest.fixture
def shop(smarter_local: LocalServer) -> Iterator[LocalServer]:
    """Apply the bicycle shop to the platform of the test."""
    with Smarter() as client:
        client.manifests.apply([str(ROOT / "manifests" / "quickstart")])
    promptfoo._client.cache_clear()
    yield smarter_local
    promptfoo._client(None).close()
    promptfoo._client.cache_clear()


def call(prompt: str, config: Optional[Dict[str, Any]] = None, **test: Any) -> Dict[str, Any]:
    options = {**OPTIONS, "config": {**OPTIONS["config"], **(config or {})}}  # type: ignore[dict-item]
    context = {"vars": {}, "test": test, "evaluationId": "eval-1", "repeatIndex": 0}
    return promptfoo.call_api(prompt, options, context)


def test_a_result_has_output_tokens_and_tool_calls(shop: LocalServer) -> None:
    result = call("What are your prices?")
    assert "new chain" in result["output"]
    usage = result["tokenUsage"]
    assert usage["total"] == usage["prompt"] + usage["completion"] > 0
    about = result["metadata"]
    assert about["called"] == ["faq"]
    assert about["toolCalls"][0]["arguments"] == {"inquiry_type": "prices"}
    assert "new chain" in about["toolCalls"][0]["result"]
    assert len(about["session"]) == 64
    json.dumps(result)


def test_tests_of_one_conversation_share_a_session(shop: LocalServer) -> None:
    talk = {"metadata": {"conversationId": "one"}}
    first, second, other = call("a", **talk), call("b", **talk), call("a", metadata={"conversationId": "two"})
    assert first["metadata"]["session"] == second["metadata"]["session"] != other["metadata"]["session"]
    assert second["tokenUsage"]["prompt"] > first["tokenUsage"]["prompt"]
    alone = {call("a")["metadata"]["session"] for _ in range(2)}
    assert len(alone) == 2


def test_a_prompt_in_chat_format_is_its_messages(shop: LocalServer) -> None:
    result = call(json.dumps([{"role": "user", "content": "Prices?"}]))
    assert "You said: Prices?" in result["output"]
    assert "You said: [1, 2]" in call("[1, 2]")["output"]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"chatbot": ""}, "has no `chatbot`"),
        ({"chatbto": "x"}, "did you mean 'chatbot'"),
        ({"timeout": "long"}, "number of milliseconds"),
        ({"chatbot": "nobody"}, "not found"),
    ],
)
def test_a_bad_configuration_is_the_error_of_the_test(
    shop: LocalServer, config: Dict[str, Any], words: str
) -> None:
    result = call("Hi", config)
    assert words in result["error"]
    assert "output" not in result


def test_an_unknown_context_is_the_error_of_the_test(
    shop: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMARTER_BASE_URL")
    assert "Unknown context 'nowhere'" in call("Hi", {"context": "nowhere"})["error"]


def test_the_prompt_gives_up_before_promptfoo_does(shop: LocalServer) -> None:
    shop.faults.add("delay", verb="prompt", seconds=1.0)
    assert "timed out" in call("Hi", {"timeout": 500})["error"]
    shop.faults.clear()
    assert "output" in call("Hi", {"timeout": 30_000, "workers": 1})


def test_a_platform_that_fails_is_an_error(shop: LocalServer) -> None:
    shop.faults.add("cut", verb="prompt", when="after")
    assert "failed" in call("Hi")["error"]


def program() -> Optional[str]:
    """Return the promptfoo of `npm install -g promptfoo` or of $PROMPTFOO."""
    return os.environ.get("PROMPTFOO") or shutil.which("promptfoo")


def evaluate(folder: Path, shop: LocalServer, *more: str) -> subprocess.CompletedProcess[str]:
    command = [
        program() or "",
        "eval",
        "-c",
        "tests/promptfooconfig.yaml",
        "-j",
        "1",
        "--no-cache",
        "--no-table",
    ]
    environment = {
        **os.environ,
        **shop.environ,
        "HOME": str(folder),
        "PROMPTFOO_CONFIG_DIR": str(folder / "promptfoo"),
        "PROMPTFOO_DISABLE_TELEMETRY": "1",
        "PROMPTFOO_DISABLE_UPDATE": "1",
        "PROMPTFOO_PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [*command, *more],
        cwd=str(folder),
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


@pytest.mark.skipif(program() is None, reason="needs promptfoo")
def test_promptfoo_runs_the_example_of_the_page(shop: LocalServer, tmp_path: Path) -> None:
    for block in blocks(PAGE):
        if block.title and block.title.startswith("tests/"):
            path = tmp_path / block.title
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    done = evaluate(tmp_path, shop, "-o", "chatbot.junit.xml", "-o", "results.json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = JUnitXml.fromfile(str(tmp_path / "chatbot.junit.xml"))
    assert (report.tests, report.failures, report.errors) == (10, 0, 0)
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["results"]
    assert results["stats"]["tokenUsage"]["total"] > 0

    # A change that breaks the chatbot breaks its tests.
    manifest = (ROOT / "manifests" / "quickstart" / "chatbot.yaml").read_text(encoding="utf-8")
    path = tmp_path / "chatbot.yaml"
    path.write_text(manifest.replace("plugins: [faq]", "plugins: []"), encoding="utf-8")
    with Smarter() as client:
        client.manifests.apply([str(path)])
    broken = evaluate(tmp_path, shop, "-o", "chatbot.junit.xml")
    assert broken.returncode == 100, broken.stdout + broken.stderr
    assert JUnitXml.fromfile(str(tmp_path / "chatbot.junit.xml")).failures == 8
