"""One repository for several environments: variables from flags and files."""

from __future__ import annotations

from typing import List

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server

PROJECT = """\
paths: [set]
environments:
  test: {vars: {suffix: test, temperature: 0.1, tags: [], version: 1.0.0}, set: shop_test}
  prod: {vars: {suffix: prod, temperature: 0.7, tags: [live], version: 2.0.0}, set: shop, context: local}
"""
PLUGIN = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata:
  name: faq_${var:suffix}
  description: Answers of ${var:suffix}.
  version: ${var:version}
  pluginClass: static
  tags: ${var:tags}
spec:
  selector: {directive: always}
  prompt:
    systemRole: ${file:role.md}
    temperature: ${var:temperature}
  data: {staticData: {price: "${var:price:-5}", text: "costs $${var:price}"}}
---
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: "bot_${var:suffix}", description: d, version: 1.0.0}
spec:
  config: {provider: openai, defaultModel: gpt-4o-mini, defaultSystemRole: r}
  plugins: ["faq_${var:suffix}"]
  functions: []
"""


@pytest.fixture
def shop(bare: Command) -> Command:
    (bare.folder / ".smarter.yaml").write_text(PROJECT, encoding="utf-8")
    (bare.folder / "set").mkdir()
    (bare.folder / "set" / "shop.yaml").write_text(PLUGIN, encoding="utf-8")
    (bare.folder / "set" / "role.md").write_text("You help.\nAlways.\n", encoding="utf-8")
    return bare


def test_an_environment_gives_variables_set_and_context(shop: Command) -> None:
    for chosen in (["apply", "-e", "prod"], ["-e", "prod", "apply"], ["apply", "--environment=prod"]):
        assert shop(*chosen, "--yes").code == 0
    assert shop("apply", env={"SMARTER_ENVIRONMENT_NAME": "prod"}).out.endswith("2 unchanged\n")
    assert shop("sets", "-e", "prod", "-o", "name").out == "shop\n"
    (live,) = shop("get", "plugin", "faq_prod", "-e", "prod", "-o", "json").json["results"]
    manifest = live["manifest"]
    assert manifest["metadata"]["version"] == "2.0.0"
    assert manifest["spec"]["prompt"]["temperature"] == 0.7
    assert manifest["spec"]["prompt"]["systemRole"] == "You help.\nAlways."
    assert manifest["spec"]["data"]["staticData"] == {"price": 5, "text": "costs ${var:price}"}


def test_flags_win_over_the_environment(shop: Command, tmp_path: object) -> None:
    (shop.folder / "v.yaml").write_text("temperature: 0.2\nprice: 9\n", encoding="utf-8")
    line = [
        "plan",
        "-e",
        "prod",
        "--vars",
        "v.yaml",
        "--var",
        "temperature=0.3",
        "--set",
        "other",
        "-o",
        "json",
    ]
    document = shop(*line).json
    values = {each["path"]: each["after"] for each in document["results"][0]["changes"]}
    assert values["spec.prompt.temperature"] == 0.3
    assert values["spec.data.staticData"]["price"] == 9
    assert document["set"]["name"] == "other"


@pytest.mark.parametrize(
    "line",
    [
        ["validate", "set"], ["apply", "--dry-run"], ["diff"], ["plan"], ["delete", "-f", "set", "--dry-run"],
        ["get", "-f", "set"], ["graph"], ["adopt", "-f", "set", "--set", "shop"], ["export", "-f", "set"],
        ["describe", "-f", "set"],
    ],
)  # fmt: skip
def test_every_command_that_reads_manifests_needs_and_takes_variables(shop: Command, line: List[str]) -> None:
    assert shop("apply", "-e", "prod", "--context", "local").code == 0
    ran = shop(*line, "--context", "local")
    assert ran.code == (2 if line[0] in ("diff", "plan") else 1)
    assert "set/shop.yaml:4:9: error: variable suffix is not defined" in ran.out + ran.err
    assert "-e test or -e prod" in ran.out + ran.err
    assert shop(*line, "--context", "local", "-e", "prod").code == 0
    values = ["suffix=prod", "temperature=0.7", "tags=[live]", "version=2.0.0"]
    by_flags = [word for each in values for word in ("--var", each)]
    assert shop(*line, "--context", "local", *by_flags).code == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (["-e", "prd"], "no environment `prd`"), (["--var", "suffix"], "--var suffix has no value"),
        (["-e", "prod", "--vars", "nowhere.yaml"], "nowhere.yaml"),
        (["-e", "prod", "--vars", "bad.yaml"], "bad.yaml:1: "),
        (["-e", "prod", "--var", "a=${var:b}", "--var", "b=${var:a}"], "in a circle: a -> b -> a"),
        (["-e", "prod", "--var", "suffix=${env:HOME}"], "must not use `${env:HOME}`"),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_read_is_misuse(shop: Command, line: List[str], message: str) -> None:
    (shop.folder / "bad.yaml").write_text("{a: 1", encoding="utf-8")
    for verb in ("apply", "diff", "validate"):
        ran = shop(verb, *line)
        assert (ran.code, message in ran.err) == (2, True), ran.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("environments: {prod: {var: {}}}", "environment `prod`: unknown setting `var`"),
        ("environments: {prod: 1}", "environment `prod` is not a mapping"),
        ("environments: {prod: {vars: [a]}}", "environment `prod`: `vars` must be a mapping"),
        ("environments: {prod: {vars: {a b: 1}}}", "'a b' is not the name of a variable"),
        ("environments: [prod]", "`environments` must be a mapping"),
        ("environments: {prod: {context: ''}}", "environment `prod`: `context` is empty"),
        ("environments: {prod: {set: ''}}", "environment `prod`: `set` is empty"),
        ("enviroments: {}", "unknown setting `enviroments`"),
    ],
)
def test_a_project_file_with_a_mistake_is_misuse(shop: Command, text: str, message: str) -> None:
    (shop.folder / ".smarter.yaml").write_text(text + "\n", encoding="utf-8")
    for verb in ("apply", "plan", "validate"):
        ran = shop(verb, "-f", "set", "-e", "prod")
        assert (ran.code, message in ran.err) == (2, True), ran.err


def test_an_environment_without_a_project_file_is_misuse(bare: Command) -> None:
    ran = bare("get", "plugins", "--context", "local", env={"SMARTER_ENVIRONMENT_NAME": "prod"})
    assert ran.code == 2
    assert "no environment `prod`: there is no .smarter.yaml" in ran.err


def test_a_saved_plan_remembers_its_environment_and_refuses_another(shop: Command) -> None:
    local = shop.with_flags("--context", "local")
    assert local("plan", "-e", "prod", "--var", "price=7", "--out", "plan.json").code == 1
    refused = local("apply", "--plan", "plan.json", "-e", "test")
    assert (refused.code, "made for environment prod, not for test" in refused.err) == (8, True)
    assert local("apply", "--plan", "plan.json", "--var", "price=8").code == 2
    assert local("apply", "--plan", "plan.json").code == 0
    assert local("plan", "-e", "prod", "--var", "price=7").code == 0
    assert local("plan", "-e", "prod").code == 1


def test_a_variable_that_nothing_uses_is_a_warning(shop: Command) -> None:
    ran = shop("validate", "-e", "prod", "--var", "sufix=x")
    assert (ran.code, "variable not used: sufix" in ran.out) == (0, True)
    assert shop("validate", "-e", "prod", "--var", "sufix=x", "--strict").code == 1
    assert "variable not used: sufix" in shop("apply", "-e", "prod", "--dry-run", "--var", "sufix=x").err


def test_a_preview_environment_is_created_and_deleted(shop: Command) -> None:
    flags = ["-e", "test", "--var", "suffix=pr_123", "--set", "pr-123", "--context", "local"]
    assert shop("apply", *flags).code == 0
    assert shop("get", "plugin", "faq_pr_123", "--context", "local").code == 0
    assert shop("delete", "--set", "pr-123", "-e", "test", "--context", "local", "--yes").code == 0
    assert shop("get", "plugin", "faq_pr_123", "--context", "local").code == 7


def test_the_content_of_a_file_is_shown_line_by_line_everywhere(shop: Command) -> None:
    assert shop("apply", "-e", "prod").code == 0
    (shop.folder / "set" / "role.md").write_text("You help.\nNever.\n", encoding="utf-8")
    text = shop("diff", "-e", "prod").out
    assert "      - Always.\n      + Never.\n" in text
    for command in (
        ["get", "plugin", "faq_prod", "-o", "yaml"],
        ["export", "plugin/faq_prod"],
        ["describe", "plugin", "faq_prod"],
    ):
        assert "Always." in shop(*command, "-e", "prod").out


def test_text_like_a_reference_is_escaped_so_that_it_reads_back(shop: Command) -> None:
    assert shop("apply", "-e", "prod", "--var", "tags=[]").code == 0
    for command in (["get", "plugin", "faq_prod", "-o", "yaml"], ["export", "plugin/faq_prod"]):
        written = shop(*command, "-e", "prod").out
        assert "costs $${var:price}" in written
        (shop.folder / "again.yaml").write_text(written, encoding="utf-8")
        assert shop("diff", "-f", "again.yaml", "--context", "local").code == 0
    assert (
        shop("edit", "plugin/faq_prod", "-e", "prod", env={"EDITOR": "grep -q 'costs $${var:price}'"}).code
        == 0
    )


def test_variables_are_used_if_the_folder_sets_the_platform(shop: Command, server: Server) -> None:
    """The process's environment is not sent to an address of the folder."""
    (shop.folder / ".smarter.yaml").write_text(
        f"base_url: {server.url}\napi_key: {'k' * 64}\n{PROJECT.replace(', context: local', '')}",
        encoding="utf-8",
    )
    canary = {"CANARY": "canary-of-the-environment"}
    assert shop("apply", "-e", "prod", env=canary).code == 0
    assert shop("get", "plugin", "faq_prod", env=canary).code == 0
    for value in ("${env:CANARY}", "x ${env:CANARY}"):
        assert shop("apply", "-e", "prod", "--var", f"suffix={value}", env=canary).code == 2
    manifest = shop.folder / "set" / "shop.yaml"
    manifest.write_text(PLUGIN.replace("${var:price:-5}", "${var:price:-${env:CANARY}}"), encoding="utf-8")
    refused = shop("apply", "-e", "prod", env=canary)
    assert (refused.code, "variable CANARY is not substituted" in refused.err) == (1, True)
    assert b"canary" not in b"".join(server.received)
