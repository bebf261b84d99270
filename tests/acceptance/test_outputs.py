"""Every command prints its result in each format that its -o lists."""

from __future__ import annotations

import json
import re

import pytest
from ruamel.yaml import YAML

from tests.acceptance.conftest import Command

LINES = [
    "apply -f quickstart/ --dry-run",
    "diff -f quickstart/",
    "plan -f quickstart/",
    "graph -f quickstart/",
    "validate quickstart/",
    "explain plugin",
    "init plugin hours",
    "schema show plugin",
    "get users",
    "describe user/admin",
    "delete user admin --dry-run",
    "sets",
    "files list",
    "api-resources",
    "api POST cli/whoami/",
    "whoami",
    "status",
    "version",
    "local status",
    "context list",
    "context show",
    "completion bash",
    "logout",
]


@pytest.mark.parametrize("line", LINES)
def test_every_format_that_a_command_lists_is_printed(smarter: Command, line: str) -> None:
    words = line.split()
    for word in ("-o", "nonsense"):
        words.append(word)
    refused = smarter(*words)
    assert refused.code == 2
    listed = re.findall(r"'([a-z]+)'|\b(table|wide|json|yaml|name)\b", refused.err.split("nonsense")[1])
    formats = {first or second for first, second in listed} - {"jsonpath"}
    assert {"json", "yaml"} <= formats
    for each in sorted(formats):
        ran = smarter(*line.split(), "-o", each)
        assert ran.code in (0, 1), (each, ran.err)
        if each == "json":
            assert json.loads(ran.out) is not None
        if each == "yaml":
            assert list(YAML(typ="safe", pure=True).load_all(ran.out))
        if each in ("sarif", "svg"):
            assert ran.out.lstrip()[0] in "{<"


def test_colours_can_be_forced_and_forbidden(smarter: Command) -> None:
    forced = smarter("apply", "-f", "quickstart/", env={"FORCE_COLOR": "1"})
    assert "\x1b[32mcreated" in forced.out
    assert "\x1b[" not in smarter("apply", "-f", "quickstart/", "--dry-run").out
    both = smarter("delete", "plugin", "faq", "--dry-run", "--no-color", env={"CLICOLOR_FORCE": "1"})
    assert "\x1b[" not in both.out + both.err


def test_a_stored_key_without_a_check_is_not_reported_as_logged_in(bare: Command) -> None:
    ran = bare(
        "--context",
        "beta",
        "login",
        "--store",
        "file",
        "--no-check",
        "--api-key-file",
        "-",
        stdin="0123abcd\n",
    )
    assert (ran.code, "logged in" in ran.out) == (0, False)
    assert "stored the key for https://beta.platform.smarter.sh/api/v1, unchecked" in ran.out
    assert bare("--context", "beta", "logout").out == "logged out of context beta\n"
    assert "api_key" not in (bare.home / "config.yaml").read_text()
    assert bare("--context", "beta", "logout").out == "no key is stored for context beta\n"


def test_the_old_spelling_of_a_renamed_flag_still_works(smarter: Command) -> None:
    assert smarter("apply", "-f", "quickstart/", "--allow-breeding").code == 0
    assert "breeding" not in smarter("apply", "--help").out
