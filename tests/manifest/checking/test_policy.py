"""Rules, except for unusable manifests, can be selected, silenced and regraded."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

import pytest

from smarter.errors import ConfigurationError
from smarter.kinds import KindTable, load_kinds
from smarter.manifest import load
from smarter.manifest.checking.policy import Policy, discover, make_policy
from smarter.manifest.checking.rules import RULES
from tests.manifest.conftest import PLUGIN, Load, Write

TWO_WARNINGS = PLUGIN.replace("    systemRole", "    colour: red\n    shape: round\n    systemRole")


def rules(bundle: Any) -> list:
    return [finding.rule for finding in bundle.findings]


@pytest.mark.parametrize(
    "comment",
    [
        "# smarter: ignore=unknown-field",
        "# smarter: ignore",
        "#smarter: ignore = x, unknown-field",
        "#smarter:ignore=unknown-field",
        "# why # smarter: ignore",
    ],
)
def test_a_comment_silences_its_line_only(loaded: Load, comment: str) -> None:
    bundle = loaded(
        TWO_WARNINGS.replace("colour: red", f"colour: red {comment}"), policy=Policy({"unknown-rule": "off"})
    )
    assert [(f.rule, f.path) for f in bundle.findings] == [("unknown-field", "spec.prompt.shape")]


def test_a_comment_on_a_separate_line_silences_the_next_line(loaded: Load) -> None:
    text = TWO_WARNINGS.replace(
        "    colour", "    # smarter: ignore=unknown-field\n    # really\n\n    colour"
    )
    assert [f.path for f in loaded(text).findings] == ["spec.prompt.shape"]


def test_a_comment_that_silences_no_rule_that_exists_is_a_warning(loaded: Load) -> None:
    (finding,) = loaded(PLUGIN.replace("name: faq", "name: faq  # smarter: ignore=unknwon-field")).findings
    assert (finding.rule, finding.severity, finding.line, finding.column) == (
        "unknown-rule",
        "warning",
        4,
        32,
    )
    assert finding.hint == "Did you mean `unknown-field`?"


def test_errors_that_make_a_manifest_unusable_cannot_be_silenced(loaded: Load) -> None:
    text = PLUGIN.replace("kind: Plugin", "kind: Plugn # smarter: ignore").replace(
        "name: faq", "name: [] # smarter: ignore"
    )
    everything_off = Policy(dict.fromkeys(RULES, "off"))
    assert rules(loaded(text, policy=everything_off)) == ["unknown-kind"]
    text = PLUGIN.replace("name: faq", "name: [] # smarter: ignore")
    assert rules(loaded(text, policy=everything_off)) == ["type"]
    assert rules(loaded("a: b: c # smarter: ignore", policy=everything_off)) == ["yaml-syntax"]


def test_a_policy_weighs_and_selects(loaded: Load) -> None:
    text = TWO_WARNINGS.replace("name: faq", "name: Faq")
    weighed = loaded(text, policy=Policy({"unknown-field": "error", "name-folded": "note"}))
    assert [(f.rule, f.severity) for f in weighed.findings] == [
        ("name-folded", "note"), ("unknown-field", "error"), ("unknown-field", "error"),
    ]  # fmt: skip
    assert rules(loaded(text, policy=Policy(select=frozenset(["name-folded"])))) == ["name-folded"]
    strict = loaded(text, policy=Policy(strict=True))
    assert {f.severity for f in strict.findings} == {"error"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "pyproject.toml",
            '[tool.smarter]\nignore = ["unknown-field"]\nstrict = true\n[tool.smarter.severity]\nlimit = "note"\n',
        ),
        (
            ".smarter.yaml",
            "ignore: [unknown-field]\nstrict: true\nseverity: {limit: note}\npaths: [manifests]\n",
        ),
    ],
)
def test_settings_are_found_in_the_folder_or_above_it(
    write: Write, tmp_path: Path, name: str, text: str
) -> None:
    write(text, name)
    write("", "a/b/x")
    assert discover(str(tmp_path / "a" / "b")) == Policy(
        {"unknown-field": "off", "limit": "note"}, frozenset(), True
    )


def test_the_search_for_settings_ends_at_the_top_of_the_repository(write: Write, tmp_path: Path) -> None:
    write("ignore: [limit]\n", ".smarter.yaml")
    write("", "repository/.git/HEAD")
    write('[tool.other]\nx = "tool.smarter"\n', "repository/pyproject.toml")
    assert discover(str(tmp_path / "repository")) == Policy()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ignroe": []}, "Did you mean `ignore`?"), ({"ignore": "limit"}, "must be a list"),
        ({"ignore": ["limti"]}, "Did you mean `limit`?"), ({"severity": {"limit": "eror"}}, "Did you mean `error`?"),
        ({"severity": []}, "must be a mapping"), ({"strict": "yes"}, "true or false"),
    ],
)  # fmt: skip
def test_misspelt_settings_are_refused_with_a_suggestion(settings: Dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make_policy(settings, "here")
    assert words in f"{caught.value} {caught.value.hint}"


def test_settings_that_cannot_be_read_are_refused(write: Write, tmp_path: Path) -> None:
    write("[tool.smarter\n", "pyproject.toml")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        discover(str(tmp_path))
    write("a: b: c", ".smarter.yaml")
    with pytest.raises(ConfigurationError, match=r"\.smarter\.yaml:1"):
        discover(str(tmp_path))


def test_load_heeds_the_settings_of_the_working_folder(
    write: Write, tmp_path: Path, kinds: KindTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(TWO_WARNINGS)
    write("ignore: [unknown-field]\n", ".smarter.yaml")
    monkeypatch.chdir(tmp_path)
    assert load([file], kinds, environ={}).findings == []


def test_every_rule_has_a_title_and_an_explanation() -> None:
    for rule in RULES.values():
        assert rule.title[0].isupper(), rule.id
        assert rule.text.endswith("."), rule.id
        assert not (rule.firm and rule.severity != "error"), rule.id


@pytest.mark.parametrize("name", [".smarter.yaml", "pyproject.toml"])
def test_binary_settings_are_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfetool.smarter")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        discover(str(tmp_path))


def test_a_misspelt_setting_is_an_error_and_settings_of_other_commands_are_not(
    write: Write, tmp_path: Path
) -> None:
    write("paths: [m]\nset: shop\ncontext: local\nbase_url: http://x\napi_key: k\n", ".smarter.yaml")
    assert discover(str(tmp_path)) == Policy()
    write("ignroe: [unknown-field]\n", ".smarter.yaml")
    with pytest.raises(ConfigurationError, match="unknown setting `ignroe`"):
        discover(str(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        'description: "# smarter: ignore=unknown-field"\n    modle: x',
        "description: |\n      # smarter: ignore=unknown-field\n    modle: x",
        "description: >-\n      a\n\n      # smarter: ignore\n    modle: x",
        "description: 'a\n\n      # smarter: ignore'\n    modle: x",
        "description: a#smarter:ignore\n    modle: x",
        "modle: 'it # smarter: ignore=unknown-field'",
    ],
)
def test_a_text_that_looks_like_a_comment_silences_nothing(loaded: Load, text: str) -> None:
    bundle = loaded(PLUGIN.replace("systemRole: You help.", f"systemRole: You help.\n    {text}"))
    assert "spec.prompt.modle" in [finding.path for finding in bundle.findings]


def test_a_comment_after_a_block_scalar_silences_the_next_line(loaded: Load) -> None:
    text = PLUGIN.replace(
        "systemRole: You help.",
        "systemRole: |\n      You help.\n    # smarter: ignore\n    modle: gpt-4o-mini",
    )
    assert loaded(text).findings == []


def test_settings_exclude_files(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("exclude: [drafts/, '*.tmpl.yaml']\n", ".smarter.yaml")
    for name in ("m/a.yaml", "m/drafts/b.yaml", "m/c.tmpl.yaml"):
        write(PLUGIN.replace("name: faq", f"name: {name[2]}"), name)
    monkeypatch.chdir(tmp_path / "m")
    bundle = load(["."], load_kinds(), policy=discover("."))
    assert [resource.file for resource in bundle.resources] == ["./a.yaml"]
    assert {(found.rule, found.file) for found in bundle.findings} == {
        ("excluded", "./drafts"), ("excluded", "./c.tmpl.yaml"),
    }  # fmt: skip
