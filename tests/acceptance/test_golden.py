"""The exact output of commands; `SMARTER_UPDATE_GOLDEN=1 pytest ...` rewrites it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Callable, List

import pytest

from tests.acceptance.conftest import Command, Ran
from tests.docs.code_blocks import ordered

GOLDEN = Path(__file__).parent / "golden"
APPLY = ["apply", "-f", "quickstart/", "--parallelism", "1"]


def scrub(text: str, command: Command) -> str:
    """Replace text that differs between runs: times, ages, identifiers, folders."""
    text = text.replace(str(command.folder), "FOLDER").replace(str(command.home), "HOME")
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| ?[-+]\d\d:?\d\d)?", "TIME", text)
    text = re.sub(r"just now|\d+ seconds? ago", "AGO", text)
    text = re.sub(r"file-[0-9a-f]{24}", "FILE-ID", text)
    text = re.sub(r"\br[A-Za-z0-9]{10,}x\b", "HASHED-ID", text)
    return re.sub(r"(created_at: )\d+(\.\d+)?", r"\1TIME", text)


def shown(ran: Ran, command: Command) -> str:
    parts = [f"exit {ran.code}\n--- stdout\n", ordered(ran.out), "--- stderr\n", ran.err]
    return scrub("".join(parts), command)


def check(name: str, ran: Ran, command: Command) -> None:
    path = GOLDEN / f"{name}.txt"
    actual = shown(ran, command)
    if os.environ.get("SMARTER_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    assert actual == path.read_text(encoding="utf-8")


CASES = {
    "get": ["get", "chatbots", "--absolute"],
    "get-name": ["get", "plugin", "faq", "-o", "name"],
    "get-yaml": ["get", "plugin", "faq", "-o", "yaml"],
    "get-json": ["get", "secret", "warehouse_key", "-o", "json"],
    "get-missing": ["get", "plugin", "nobody"],
    "get-missing-json": ["get", "plugin", "nobody", "-o", "json"],
    "get-wide": [
        "get",
        "chatbot/bike_shop",
        "plugin/faq",
        "secret/warehouse_key",
        "-o",
        "wide",
        "--absolute",
    ],
    "get-unlisted": ["get", "sqlplugins"],
    "get-template": ["get", "chatbots", "-o", "go-template=x"],
    "describe": ["describe", "chatbot", "bike_shop"],
    "describe-secret": ["describe", "secret", "warehouse_key"],
    "describe-connection": ["describe", "apiconnection", "warehouse"],
    "diff-nothing": ["diff", "-f", "quickstart/"],
    "unknown-kind": ["get", "chatbits"],
    "unknown-command": ["aply", "-f", "quickstart/"],
    "unknown-context": ["get", "chatbots", "--context", "stagging"],
    "bad-output": ["get", "chatbots", "-o", "xml"],
    "usage-json": ["apply", "-o", "json"],
}


@pytest.mark.parametrize("name", CASES)
def test_output_after_the_quickstart_is_applied(smarter: Command, name: str) -> None:
    assert smarter(*APPLY).code == 0
    check(name, smarter(*CASES[name]), smarter)


def test_output_of_apply(smarter: Command) -> None:
    check("apply-dry-run", smarter(*APPLY, "--dry-run"), smarter)
    check("diff-everything", smarter("diff", "-f", "quickstart/"), smarter)
    check("apply", smarter(*APPLY), smarter)


def test_json_output_of_apply(smarter: Command) -> None:
    check("apply-json", smarter(*APPLY, "-o", "json"), smarter)
    check("delete-json", smarter("delete", "-f", "quickstart/", "--yes", "-o", "json"), smarter)


def test_output_of_diff(smarter: Command, edit: Callable[[str, str, str], None]) -> None:
    assert smarter(*APPLY).code == 0
    edit("chatbot.yaml", "two or three friendly", "one or two short")
    edit("chatbot.yaml", "    appAssistant: Sprocket\n", "")
    edit("chatbot.yaml", "defaultTemperature: 0.3", "defaultTemperature: 0.5")
    edit("plugin.yaml", "sunday: closed", "sunday: by appointment")
    edit("file.yaml", "What customers can mend themselves.", "What customers can mend.")
    check("diff", smarter("diff", "-f", "quickstart/"), smarter)
    check("diff-json", smarter("diff", "-f", "quickstart/", "-o", "json"), smarter)


HELP: List[List[str]] = [["get"], ["describe"], ["context", "add"]]


@pytest.mark.parametrize("words", HELP, ids=lambda words: "-".join(words) or "smarter")
def test_output_of_help(bare: Command, words: List[str]) -> None:
    check("-".join(["help", *words]), bare(*words, "--help"), bare)
