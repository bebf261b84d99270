"""Commands over the REST API of newer platforms, against the embedded one."""

from __future__ import annotations

import json
from typing import List

import pytest

from tests import in_process
from tests.acceptance.conftest import Command


def test_files_of_a_vectorstore_are_put_listed_searched_and_deleted(newer: Command) -> None:
    (newer.folder / "refunds.md").write_text("Refunds are possible within 30 days.", encoding="utf-8")
    (newer.folder / "copy.md").write_text("Refunds are possible within 30 days.", encoding="utf-8")
    put = newer("files", "put", "--vectorstore", "handbook", "refunds.md", "copy.md")
    assert put.out.splitlines() == ["1 refunds.md added, loaded", "1 refunds.md duplicate, loaded"]
    listed = newer("files", "list", "--vectorstore", "handbook")
    assert listed.out.splitlines()[1].split()[:4] == ["1", "refunds.md", "36", "loaded"]
    found = newer("search", "handbook", "How long are refunds possible?")
    assert (found.code, "refunds.md" in found.out, "within 30 days" in found.out) == (0, True, True)
    assert (
        newer("search", "handbook", "refund", "-o", "json").json["results"][0]["metadata"]["source"]
        == "refunds.md"
    )
    piped = newer("search", "handbook", "-", stdin="How long are refunds possible?\n")
    assert piped.out == found.out
    deleted = newer("files", "delete", "--vectorstore", "handbook", "refunds.md", "--yes")
    assert deleted.out == "1 deleted\n"
    assert newer("search", "handbook", "refunds").code == 1


def test_bad_files_are_named_and_the_good_ones_are_kept(newer: Command) -> None:
    for name, content in [
        ("good.md", b"Refunds within 30 days."),
        ("photo.bin", b"\x89PNG\xff"),
        ("empty.md", b""),
    ]:
        (newer.folder / name).write_bytes(content)
    refused = newer("files", "put", "--vectorstore", "handbook", "good.md", "empty.md")
    assert (refused.code, "empty.md is empty" in refused.err) == (2, True), (refused.code, refused.err)
    assert newer("files", "list", "--vectorstore", "handbook", "-o", "name").out == ""
    mixed = newer("files", "put", "--vectorstore", "handbook", "photo.bin", "good.md")
    assert mixed.code == 4
    assert mixed.out.splitlines() == ["1 photo.bin added, failed", "2 good.md added, loaded"]
    assert "error: photo.bin: " in mixed.err
    assert "has no text to extract" in mixed.err
    assert "has no text to extract" in newer("files", "list", "--vectorstore", "handbook").out
    newer("api", "POST", "vectorstores/1/undeploy/")
    waiting = newer("files", "put", "--vectorstore", "handbook", "empty.md", "--name", "x")
    assert waiting.code == 2


def test_files_of_the_same_name_are_distinguished_by_folder(newer: Command) -> None:
    (newer.folder / "shop").mkdir()
    for folder in ("de", "en"):
        (newer.folder / "shop" / "pages" / folder).mkdir(parents=True)
        (newer.folder / "shop" / "pages" / folder / "hours.md").write_text(f"Hours, {folder}.")
    (newer.folder / "shop" / "pages.yaml").write_text(
        "apiVersion: smarter.sh/v1\nkind: File\nmetadata: {name: pages}\n"
        "spec: {path: pages, vectorstore: handbook}\n"
    )
    assert newer("apply", "-f", "shop").code == 0
    listed = newer("files", "list", "--vectorstore", "handbook").out
    assert "file/pages/de/hours.md" in listed
    assert "file/pages/en/hours.md" in listed
    assert "pages/de/hours.md" in newer("search", "handbook", "Hours, de").out
    delete = ("files", "delete", "--vectorstore", "handbook", "--yes")
    refused = newer(*delete, "hours.md")
    assert (refused.code, "2 documents of handbook are named hours.md" in refused.err) == (2, True), (
        refused.code,
        refused.err,
    )
    assert newer(*delete, "pages/de/hours.md").code == 0
    assert (
        newer("files", "list", "--vectorstore", "handbook", "--name", "hours.md").out.count("hours.md") == 2
    )
    assert newer("files", "list", "--vectorstore", "handbook", "--name", "none.md", "-o", "name").out == ""
    assert newer(*delete, "file/pages/en/hours.md").code == 0
    assert newer("files", "list", "--vectorstore", "handbook", "-o", "name").out == ""


def test_options_of_uploaded_files_are_refused_for_documents(newer: Command) -> None:
    (newer.folder / "a.md").write_text("A page.")
    for args in (
        ("put", "a.md", "--name", "x"),
        ("put", "a.md", "--purpose", "x"),
        ("list", "--purpose", "x"),
    ):
        done = newer("files", *args, "--vectorstore", "handbook")
        assert (done.code, "leave out --" in done.err) == (2, True), args
    assert newer("files", "list", "--vectorstore", "handbook", "-o", "name").out == ""


def test_a_vectorstore_that_is_not_ready_is_not_searched(newer: Command) -> None:
    newer("api", "POST", "vectorstores/1/undeploy/")
    done = newer("search", "handbook", "x")
    assert (done.code, "vectorstore handbook is not ready: it is stopped" in done.err) == (7, True)
    assert newer("search", "handbook", " ").code == 2


def test_a_missing_vectorstore_or_document_is_named(newer: Command) -> None:
    missing = newer("search", "nope", "x")
    assert "vectorstore nope not found" in missing.err
    document = newer("files", "delete", "--vectorstore", "handbook", "nope.md", "--yes")
    assert "document nope.md not found in handbook" in document.err
    assert missing.code == document.code != 0


@pytest.mark.parametrize(
    "args",
    [
        ("search", "kb", "x"),
        ("files", "list", "--vectorstore", "kb"),
        ("guardrail", "evaluate", "g", "x"),
        ("mcp", "tools", "m"),
        ("get", "models", "--provider", "p"),
        ("history",),
    ],
)
def test_commands_of_a_newer_api_exit_6_on_an_older_platform(smarter: Command, args: tuple) -> None:
    done = smarter(*args)
    assert done.code == 6
    assert "newer platforms than 0.14 have one" in done.err


OUTSIDE = """\
apiVersion: smarter.sh/v1
kind: Guardrail
metadata: {name: no_cards, description: No card numbers., version: 1.0.0}
spec:
  config: {stage: input, strategy: detector, action: block, detectors: [credit_card], message: No cards please.}
---
apiVersion: smarter.sh/v1
kind: Guardrail
metadata: {name: hide_mail, description: No addresses., version: 1.0.0}
spec: {config: {stage: both, strategy: detector, action: redact, detectors: [email]}}
---
apiVersion: smarter.sh/v1
kind: LLMHost
metadata: {name: qwen, description: A model., version: 1.0.0}
spec:
  model: {source: huggingface, repository: Qwen/Qwen2.5-7B-Instruct}
  engine: {name: vllm}
  resources: {gpuCount: 1}
---
apiVersion: smarter.sh/v1
kind: MCPClient
metadata: {name: search_server, description: A server of tools., version: 1.0.0}
spec: {config: {endpointUrl: "https://tools.example/mcp", authType: none}}
"""


@pytest.fixture
def outside(newer: Command) -> Command:
    """Apply resources that represent things outside of the platform."""
    (newer.folder / "outside.yaml").write_text(OUTSIDE, encoding="utf-8")
    provider = newer("api", "POST", "cli/example-manifest/provider/").json["data"]
    provider["metadata"]["name"] = "acme"
    (newer.folder / "provider.json").write_text(json.dumps(provider), encoding="utf-8")
    done = newer("apply", "-f", "outside.yaml", "-f", "provider.json")
    assert done.code == 0, done.err
    return newer


@pytest.mark.parametrize(
    ("guardrail", "text", "code", "lines"),
    [
        ("no_cards", "4111 1111 1111 1111", 1, ["no_cards: blocked", "  No cards please."]),
        ("no_cards", "My bike squeaks.", 0, ["no_cards: allowed"]),
        ("hide_mail", "Write to jane@example.com.", 0, ["hide_mail: redacted", "Write to [REDACTED]."]),
    ],
)
def test_a_guardrail_reads_standard_input_and_its_exit_code_says_whether_it_blocks(
    outside: Command, guardrail: str, text: str, code: int, lines: List[str]
) -> None:
    done = outside("guardrail", "evaluate", guardrail, stdin=text)
    assert done.code == code
    assert set(lines) <= set(done.out.splitlines())
    result = outside("guardrail", "evaluate", guardrail, "-o", "json", stdin=text).json["results"][0]
    assert (result["guardrail"], result["stage"]) == (guardrail, "input")
    assert outside("guardrail", "evaluate", guardrail, stdin="").code == 2
    assert outside("guardrail", "evaluate", guardrail, "-", stdin=text).out == done.out


def test_binary_standard_input_is_refused(outside: Command) -> None:
    line = [*outside.flags, "guardrail", "evaluate", "no_cards"]
    done = in_process.run(line, folder=outside.folder, environ=outside.environment(None), stdin=b"\xff4111")
    assert (done.code, done.err.decode()) == (2, "error: Standard input is not text in UTF-8.\n")


def test_the_models_of_a_provider_are_listed(outside: Command) -> None:
    table = outside("get", "models", "--provider", "acme").out.splitlines()
    assert table[0].split()[:2] == ["NAME", "DEFAULT"]
    assert outside("get", "models", "--provider", "acme", "-o", "name").out.splitlines()[0] == "model/gpt-5"
    assert (
        outside("get", "models", "--provider", "acme", "-o", "json").json["results"][0]["provider"] == "acme"
    )
    assert "get models --provider NAME" in outside("get", "models").err
    assert outside("get", "chatbots", "--provider", "acme").code == 2
    missing = outside("get", "models", "--provider", "none")
    assert (missing.code, "provider none not found" in missing.err) == (7, True)


def test_an_mcp_client_without_a_connection_offers_no_tools(outside: Command) -> None:
    done = outside("mcp", "tools", "search_server")
    assert (done.code, done.out) == (0, "")
    assert "No tools found for search_server: the embedded platform connects to no MCP server" in done.err
    missing = outside("mcp", "tools", "none")
    assert "`smarter get mcpclients` lists them" in missing.err


def test_the_log_of_a_host_is_shown(outside: Command) -> None:
    done = outside("logs", "llmhost/qwen")
    assert (done.code, "No log found for llmhost/qwen" in done.err) == (0, True)


def test_the_history_has_a_few_columns(newer: Command) -> None:
    assert newer("history").out == ""
    (newer.folder / "shop.yaml").write_text(
        "apiVersion: smarter.sh/v1\nkind: Chatbot\n"
        "metadata: {name: shop, description: Answers., version: 1.0.0}\nspec: {config: {deployed: true}}\n"
    )
    assert newer("apply", "-f", "shop.yaml").code == 0
    assert newer("chat", "shop", "hello").code == 0
    titles, entry = newer("history").out.splitlines()
    assert titles.split() == ["ID", "CREATED", "CHATBOT", "SESSION"]
    assert entry.split()[0] == "1"
    assert newer("history", "-o", "json").json["results"][0]["ip_address"]
