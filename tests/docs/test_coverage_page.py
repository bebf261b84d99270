"""The operations page is complete; its methods, commands and tests exist."""

from __future__ import annotations

import json
import re
from functools import reduce
from pathlib import Path
from typing import List, Tuple

import pytest

from scripts.generate_coverage import GENERATED, PAGE, page
from smarter import Smarter
from smarter.cli.command_table import COMMANDS, GROUPS
from tests.sdk_archive import sdk_archive

ROOT = Path(__file__).resolve().parents[2]


def rows() -> List[Tuple[str, str, str]]:
    """Return (operation, method or command, test) of each entry.

    The default test is in the page's head.
    """
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^- `([^`]+)`: `([^`]+)`(?: \(`([^`]+)`\))?$", text, re.MULTILINE)
    return [(operation, call, test or GENERATED) for operation, call, test in found]


def test_the_page_has_every_operation_of_the_contract() -> None:
    document = json.loads((sdk_archive() / "tests/data/contracts/openapi.json").read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == page(document)


def test_the_page_has_a_row_for_each_operation() -> None:
    assert len(rows()) == 88


@pytest.mark.parametrize("call", sorted({call for _, call, _ in rows()}))
def test_the_method_or_the_command_exists(call: str) -> None:
    if call.startswith("smarter "):
        assert call.split()[1] in {*GROUPS, *(each.name for each in COMMANDS)}
        return
    with Smarter(api_key="k" * 64, base_url="https://platform.example/api/v1") as client:
        path = call.replace('["Kind"]', ".chatbots").replace("chatbots.prompt", "chatbots.get").split(".")[1:]
        assert callable(reduce(getattr, path, client))


@pytest.mark.parametrize("test", sorted({test for _, _, test in rows()}))
def test_the_named_test_exists(test: str) -> None:
    file, _, name = test.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
