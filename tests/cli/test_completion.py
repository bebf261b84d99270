"""Shell completion of kinds and names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import List

import click
import pytest

from smarter.cli import completion, name_cache
from smarter.cli.root import root


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))
    for name in ("SMARTER_CONTEXT", "SMARTER_BASE_URL", "SMARTER_ENVIRONMENT", "SMARTER_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)


def offered(*words: str) -> List[str]:
    from click.shell_completion import get_completion_class

    shell = get_completion_class("bash")
    assert shell is not None
    completer = shell(root, {}, "smarter", "_SMARTER_COMPLETE")
    return [item.value for item in completer.get_completions(list(words[:-1]), words[-1])]


def test_kinds_of_schema_files_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = {"x-smarter-kind": {"name": "Widget"}, "type": "object"}
    (tmp_path / "widget.schema.json").write_text(json.dumps(schema))
    monkeypatch.setenv("SMARTER_SCHEMAS", str(tmp_path))
    assert offered("get", "wid") == ["widget"]
    assert "plugin" in offered("get", "")


def test_names_are_completed_only_for_their_own_platform() -> None:
    name_cache.remember("local", ["Plugin", "plugins"], ["faq", "hours"])
    assert offered("--context", "local", "get", "plugins", "") == ["faq", "hours"]
    assert offered("--context", "local", "describe", "plugins/h") == ["plugins/hours"]
    assert offered("get", "plugins", "") == []
    name_cache.remember("local", ["Plugin", "plugins"], ["faq"], gone=True)
    assert offered("--context", "local", "get", "plugin", "") == ["hours"]


def test_a_bash_script_adds_no_space_after_an_equals_sign() -> None:
    assert "nospace" in completion.script("bash", root)
    with pytest.raises(click.UsageError):
        completion.script("tcsh", root)
