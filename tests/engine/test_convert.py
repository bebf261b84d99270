"""`smarter convert`: manifests and comments in another platform version's form."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any, Optional

import pytest

from smarter.engine.export.convert import convert
from smarter.errors import ManifestError
from smarter.kinds import load_kinds
from smarter.manifest import Options, validate
from smarter.manifest.reading.yaml_reader import read_yaml
from tests.acceptance.conftest import Command

FLAT = """\
# The helper of the shop.
apiVersion: smarter.sh/v1
kind: Chatbot
metadata:
  name: helper   # its name
  description: helps
  version: 1.0.0
spec:
  config:
    # which model
    provider: openai
    defaultModel: "gpt-4o" # the cheap one
    appName: Helper
    appLogoUrl: https://x.example/logo.png
  functions:
    - date_calculator # dates
    - get_current_weather
  plugins: [faq]
"""
SPLIT = """\
# The helper of the shop.
apiVersion: smarter.sh/v1
kind: Chatbot
metadata:
  name: helper   # its name
  description: helps
  version: 1.0.0
spec:
  config:
    # which model
    prompt:
      provider: openai
      defaultModel: "gpt-4o" # the cheap one
      appName: Helper
    styles:
      appLogoUrl: https://x.example/logo.png
  extensions:
    - date-calculator # dates
    - weather
  plugins: [faq]
"""
OTHER = """\
---
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: s,   description: d, version: 1.0.0}   # untouched
spec: {config: {value: "${env:X}"}}
"""


def convert_to(dialect: str, text: str) -> str:
    return convert(text, load_kinds(), dialect)


def test_comments_are_kept_by_a_conversion() -> None:
    assert convert_to("P15C", FLAT) == SPLIT


def test_a_conversion_can_be_reversed() -> None:
    for dialect in ("P14", "P15A"):
        back = convert_to(dialect, SPLIT)
        assert re.sub(" +#", " #", back) == re.sub(" +#", " #", FLAT), "but for the columns of comments"


def test_the_intermediate_form_keeps_its_functions() -> None:
    between = convert_to("P15B", FLAT)
    assert "  functions:\n    - date_calculator # dates" in between
    assert "    prompt:\n      provider: openai" in between
    assert convert_to("P15C", between) == SPLIT


@pytest.mark.parametrize("dialect", ["P14", "P15A", "P15B", "P15C"])
def test_a_second_conversion_changes_nothing(dialect: str) -> None:
    once = convert_to(dialect, FLAT + OTHER)
    assert convert_to(dialect, once) == once
    assert once.endswith(OTHER), "a document without moved fields stays as it is, to the byte"


def test_json_and_flow_style_are_converted() -> None:
    manifest = json.loads(convert_to("P15C", json.dumps(load_kinds().get("Chatbot").schema["examples"][0])))
    assert manifest["spec"]["config"]["prompt"]["provider"] == "openai"
    assert manifest["spec"]["extensions"] == ["weather"]
    flow = "{kind: Chatbot, spec: {config: {provider: openai}}}\n"
    assert (
        convert_to("P15C", "# a\n" + flow)
        == "# a\n{kind: Chatbot, spec: {config: {prompt: {provider: openai}}}}\n"
    )


def test_a_field_in_both_places_is_not_overwritten_by_a_conversion() -> None:
    both = FLAT.replace("    appName: Helper\n", "    appName: Helper\n    prompt: {appName: Other}\n")
    assert "appName: Other" in convert_to("P15C", both)


def test_malformed_yaml_is_an_error() -> None:
    with pytest.raises(ManifestError, match=r"line 1: .* is not closed"):
        convert_to("P15C", "kind: [")


def test_the_command_rewrites_files_in_place(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    command = Command(folder, tmp_path / "home", [])
    (folder / "bot.yaml").write_text(FLAT, encoding="utf-8")
    (folder / "secret.yaml").write_text(OTHER, encoding="utf-8")
    dry: Any = command("convert", "-f", ".", "--to", "0.36", "--dry-run")
    assert (dry.code, "would be converted" in dry.out) == (0, True)
    assert (folder / "bot.yaml").read_text(encoding="utf-8") == FLAT
    ran = command("convert", "-f", ".", "--to", "0.36", "-o", "json")
    assert {each["action"] for each in ran.json["results"]} == {"converted", "unchanged"}
    assert (folder / "bot.yaml").read_text(encoding="utf-8") == SPLIT
    assert (folder / "secret.yaml").read_text(encoding="utf-8") == OTHER
    assert command("convert", "-f", "bot.yaml", "--to", "latest").code == 2


def test_a_comment_below_the_settings_stays_below_them() -> None:
    text = """\
apiVersion: smarter.sh/v1
kind: LLMClient
metadata: {name: bot, description: d, version: 1.0.0}
spec:
  config:
    provider: openai  # ours
    appLogoUrl: https://cdn.example.com/l.png
    defaultSystemRole: |
      You help.
  # tools
  functions:
    - date_calculator
"""
    made = convert(text, load_kinds(), "P15C")
    assert "      You help.\n  # tools\n  extensions:\n    - date-calculator\n" in re.sub(
        r"(?m)^        You", "      You", made
    )
    assert convert(made, load_kinds(), "P15C") == made


@pytest.mark.parametrize(("dialect", "count"), [("P15C", 1), ("P15A", 0), ("P14", 0), (None, 0)])
def test_validate_offers_the_conversion_where_a_platform_has_another_form(
    dialect: Optional[str], count: int
) -> None:
    report = validate(["-"], load_kinds(), Options({}, dialect=dialect), stdin=io.StringIO(FLAT))
    offers = [found for found in report.findings if found.rule == "older-form"]
    assert [found.severity for found in offers] == ["note"] * count
    assert all("smarter convert --to 0.27" in str(found.hint) for found in offers)


@pytest.mark.parametrize("text", [FLAT, SPLIT + "---\n" + FLAT])
def test_the_line_ends_of_windows_stay(text: str) -> None:
    made = convert(text.replace("\n", "\r\n"), load_kinds(), "P15C")
    assert made == convert(text, load_kinds(), "P15C").replace("\n", "\r\n")
    assert convert(made, load_kinds(), "P15C") == made


MERGED = """\
x-base: &base
  provider: openai
  defaultModel: gpt-4o-mini
kind: Chatbot
spec:
  config:
    <<: {section}
    appName: Shop # mine
"""


@pytest.mark.parametrize("section", ["*base", "{provider: openai}", "[{provider: openai}, *base]"])
def test_fields_of_a_merge_key_are_moved(section: str) -> None:
    made = convert_to("P15C", MERGED.replace("{section}", section))
    config = read_yaml(made)[0][0].plain()["spec"]["config"]
    assert list(config) == ["prompt"]
    assert (config["prompt"]["provider"], config["prompt"]["appName"]) == ("openai", "Shop")
    assert "appName: Shop # mine" in made
    assert convert_to("P15C", made) == made


def test_a_section_that_is_an_alias_moves_without_its_anchor() -> None:
    text = "x: &c\n  provider: openai\n  appName: Shop\nkind: Chatbot\nspec:\n  config: *c\n"
    made = read_yaml(convert_to("P15C", text))[0][0].plain()
    assert made["x"] == {"provider": "openai", "appName": "Shop"}
    assert made["spec"]["config"] == {"prompt": {"provider": "openai", "appName": "Shop"}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("spec: {config: {provider: openai, # why\n  appName: x}}", "lose the comment `# why`"),
        ("spec:\n  config:\n    appName: a\u2028b", "change more than places"),
        ("spec:\n  config:\n    appName: a\n    appName: b", "line 5: duplicate key `appName`"),
    ],
)
def test_a_conversion_that_loses_a_value_is_an_error(text: str, reason: str) -> None:
    with pytest.raises(ManifestError, match=reason):
        convert_to("P15C", f"kind: Chatbot\n{text}\n")


def test_a_document_behind_a_directive_or_in_braces_is_converted() -> None:
    assert "    prompt:\n      provider: openai" in convert_to("P15C", "%YAML 1.2\n---\n" + FLAT)
    flow = "{kind: Chatbot, spec: {config: {provider: openai}}}\n"
    assert convert_to("P15C", flow) == "{kind: Chatbot, spec: {config: {prompt: {provider: openai}}}}\n"


def test_a_broken_file_is_an_error_and_the_others_are_converted(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    command = Command(folder, tmp_path / "home", [])
    (folder / "broken.yaml").write_text(FLAT.replace("name: helper ", "name: [helper "), encoding="utf-8")
    alone: Any = command("convert", "-f", ".", "--to", "0.36")
    assert (alone.code, alone.out) == (4, "")
    assert alone.err.startswith("error: ./broken.yaml:6: ")
    (folder / "bot.yaml").write_text(FLAT, encoding="utf-8")
    beside: Any = command("convert", "-f", ".", "--to", "0.36")
    assert (beside.code, beside.out) == (4, "./bot.yaml converted\n")
    (folder / "broken.yaml").write_text(
        "apiVersion: smarter.sh/v1\nkind: Widget\nspecs: {}\n", encoding="utf-8"
    )
    assert command("convert", "-f", ".", "--to", "0.36").code == 0, "a kind of the platform's own"


def test_an_unknown_newer_version_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    command = Command(folder, tmp_path / "home", [])
    (folder / "bot.yaml").write_text(FLAT, encoding="utf-8")
    newer: Any = command("convert", "-f", ".", "--to", "9.9")
    assert newer.err == (
        "note: 9.9 is newer than 0.36, the newest version that smarter knows; "
        "it is taken for platform 0.27 or newer.\n"
    )
    assert command("validate", "bot.yaml", "--dialect", "0.36.6").err == ""
