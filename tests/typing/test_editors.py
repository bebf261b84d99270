"""Editors see methods and parameters: jedi from source, `help()` at run time."""

from __future__ import annotations

import inspect
import pydoc
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest

from smarter import AsyncSmarter, Smarter

ROOT = Path(__file__).resolve().parents[2]
HEAD = "from smarter import Smarter\nclient = Smarter()\n"
ASYNC = "from smarter import AsyncSmarter\nclient = AsyncSmarter()\nasync def f():\n"


@pytest.fixture(scope="module")
def jedi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give jedi its own cache: it fails on a file that another process is writing."""
    found: Any = pytest.importorskip("jedi")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found.settings, "cache_directory", str(tmp_path_factory.mktemp("jedi")))
        yield found


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("import smarter\nsmarter.NotF", "NotFoundError"),
        (HEAD + "client.mani", "manifests"),
        (HEAD + "client.manifests.pl", "plan"),
        (HEAD + "client.resources.chatbots.get('x').prom", "prompt"),
        (HEAD + "client.resources.chatbots.prompt('a', 'b').te", "text"),
        (HEAD + "client.models.list().da", "data"),
        (HEAD + "client.files.create(file=b'', purpose='').fil", "filename"),
        (HEAD + "with client as opened:\n    opened.mani", "manifests"),
        (HEAD + "for each in client.files.list():\n    each.filen", "filename"),
        (ASYNC + "    async for each in client.files.list():\n        each.filen", "filename"),
        (ASYNC + "    async for each in await client.files.list():\n        each.filen", "filename"),
        (
            ASYNC + "    async for each in await client.responses.create(stream=True):\n        each.del",
            "delta",
        ),
        (HEAD + "client.with_options(timeout=1).chat.compl", "completions"),
        (
            HEAD + "with client.responses.stream() as stream:\n    stream.until_done().get_f",
            "get_final_response",
        ),
        (HEAD + "client.chat.completions.create(tempe", "temperature="),
        (HEAD + "client.responses.create(tempe", "temperature="),
        (HEAD + "client.files.create(meta", "metadata="),
        (HEAD + "client.fine_tuning.jobs.list(lim", "limit="),
        (HEAD + "client.resources.chatbots.list(lim", "limit="),
        (HEAD + "client.whoami(time", "timeout="),
        (HEAD + "client.models.retrieve('m', time", "timeout="),
        (HEAD + "client.files.content('f', extra_h", "extra_headers="),
        (HEAD + "client.resources.chatbots.get('x', max", "max_retries="),
        (HEAD + "client.resources.chatbots.get('x').delete(time", "timeout="),
        (HEAD + "client.resources.chatbots.prompt('a', 'b', time", "timeout="),
        (HEAD + "client.vectorstores.search(1, query='q', time", "timeout="),
        (HEAD + "client.mcp_clients.call_tool(1, 'tool', {}, time", "timeout="),
        (HEAD + "client.guardrails.find('g', time", "timeout="),
        (HEAD.replace("Smarter", "AsyncSmarter") + "client.chat.completions.create(tempe", "temperature="),
    ],
)
@pytest.mark.sampled(4)
def test_jedi_completes_methods_and_arguments(jedi: Any, typed: str, offered: str) -> None:
    assert offered in [name.name for name in jedi.Script(typed, project=jedi.Project(str(ROOT))).complete()]


@pytest.mark.parametrize("kind", [Smarter, AsyncSmarter])
def test_help_shows_real_parameters(kind: Any) -> None:
    client = kind(api_key="k" * 20)
    create = client.chat.completions.create
    assert {"messages", "model", "temperature", "timeout"} <= set(inspect.signature(create).parameters)
    assert not [name for name in inspect.signature(create).parameters if name in ("params", "options")]
    assert "temperature: 'Optional[float]' = NOT_GIVEN" in pydoc.render_doc(create)
    assert "max_retries" in inspect.signature(client.resources.chatbots.get).parameters
    assert "file_id" in inspect.signature(client.files.retrieve).parameters


@pytest.mark.skipif(sys.version_info < (3, 9), reason="the generators use ast.unparse")
@pytest.mark.parametrize("script", ["generate_arguments", "generate_faces"])
def test_names_and_arguments_for_editors_follow_their_source(script: str) -> None:
    command = [sys.executable, f"scripts/{script}.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
