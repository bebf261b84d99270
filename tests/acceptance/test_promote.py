"""Two platforms: `diff` shows their differences, `promote` makes B like A."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Iterator, Mapping, Optional, Tuple

import pytest

from smarter.local.faults import Faults, Rule
from tests.acceptance.conftest import ROOT, Command, Ran
from tests.acceptance.server import Server

BOTH = ("--from-context", "staging", "--to-context", "prod")
KEY = {"WAREHOUSE_API_KEY": "key-of-staging"}


MORE = """\
apiVersion: smarter.sh/v1
kind: SkillPlugin
metadata: {name: pdf, description: Reads PDF files., version: 1.0.0, pluginClass: skill}
spec:
  selector: {directive: always}
  prompt: {systemRole: You read PDF files.}
  skillData: {source: {url: "https://github.com/anthropics/skills/tree/main/skills/pdf"}}
---
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: reader, description: Reads PDF files., version: 1.0.0}
spec:
  config: {provider: openai, defaultModel: gpt-4o-mini}
  plugins: [pdf]
---
apiVersion: smarter.sh/v1
kind: User
metadata: {name: ci, description: Pipelines., version: 1.0.0, username: ci}
spec: {config: {firstName: C, lastName: I, email: ci@example.com, isStaff: false, isActive: true}}
---
apiVersion: smarter.sh/v1
kind: SmarterAuthToken
metadata: {name: ci, description: Key of the pipelines., version: 1.0.0}
spec: {config: {isActive: true, username: ci}}
"""


class Pair:
    """The command with two platforms, staging and prod, and a copy of the quickstart."""

    def __init__(self, command: Command, staging: Server, prod: Server) -> None:
        self.command, self.staging, self.prod = command, staging, prod
        command.home.mkdir(parents=True, exist_ok=True)
        (command.home / "config.yaml").write_text(
            f"staging: {{base_url: '{staging.url}', api_key: {'s' * 64}}}\n"
            f"prod: {{base_url: '{prod.url}', api_key: {'p' * 64}}}\n",
            encoding="utf-8",
        )
        shutil.copytree(ROOT / "manifests" / "quickstart", command.folder / "quickstart")

    def __call__(self, *args: str, env: Optional[Mapping[str, Optional[str]]] = None) -> Ran:
        return self.command(*args, env={"SMARTER_MAX_RETRIES": "0", **(env or {})})

    def on(self, context: str, *args: str, env: Optional[Mapping[str, Optional[str]]] = KEY) -> Ran:
        return self.command.with_flags("--context", context)(*args, env=env)

    def rewrite(self, name: str, old: str, new: str) -> None:
        file = self.command.folder / "quickstart" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def platforms(command: Command, folder: Path, staging: str = "P14", prod: str = "P14") -> Iterator[Pair]:
    with ExitStack() as stack:
        servers = [
            stack.enter_context(Server(folder / f"{name}.db", api_key=name[0] * 64, dialect=dialect))
            for name, dialect in (("staging", staging), ("prod", prod))
        ]
        yield Pair(command, *servers)


@pytest.fixture
def pair(bare: Command, tmp_path: Path) -> Iterator[Pair]:
    with platforms(bare, tmp_path) as made:
        yield made


def test_two_platforms_are_compared_in_the_form_of_a_plan(pair: Pair) -> None:
    assert pair.on("staging", "apply", "-f", "quickstart/").code == 0
    ran = pair("diff", *BOTH)
    assert ran.code == 1, ran
    assert "+ plugin/faq create" in ran.out
    assert "5 differences: 5 create" in ran.err
    assert pair.on("prod", "apply", "-f", "quickstart/", env={"WAREHOUSE_API_KEY": "of-prod"}).code == 0
    assert pair("diff", *BOTH).code == 0, "secrets are each platform's own"
    pair.rewrite("chatbot.yaml", "Sprocket", "Cog")
    assert pair.on("staging", "apply", "-f", "quickstart/").code == 0
    ran = pair("diff", *BOTH)
    assert (ran.code, ran.out.splitlines()[:2]) == (
        1,
        ["~ chatbot/bike_shop update", '    spec.config.appAssistant: "Sprocket" -> "Cog"'],
    )
    ran = pair("diff", *BOTH, "-o", "json")
    assert (ran.json["from"], ran.json["to"], ran.actions["Chatbot/bike_shop"]) == (
        "staging",
        "prod",
        "update",
    )
    assert "From staging to prod" in pair("diff", *BOTH, "-o", "markdown").out
    assert pair("diff", *BOTH, "plugin/faq").code == 0
    assert pair.staging.writes
    assert not [each for each in pair.prod.writes if "Cog" in each]


def test_a_promotion_applies_the_difference_and_leaves_secrets_alone(pair: Pair) -> None:
    pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop")
    ran = pair("promote", *BOTH, "--set", "shop", "--yes")
    assert ran.code == 4, ran
    assert "error: secret/warehouse_key: spec.config.value cannot be kept" in ran.err
    assert "hint: Set WAREHOUSE_API_KEY." in ran.err
    assert "apiconnection/warehouse skipped" in ran.out
    assert pair("promote", *BOTH, "--set", "shop", "--yes", env={"WAREHOUSE_API_KEY": "of-prod"}).code == 0
    assert pair("diff", *BOTH, "--set", "shop").code == 0
    assert "shop (5)" in pair.on("prod", "sets").out
    secret = pair.prod.platform.resource("Secret", "warehouse_key")
    assert secret is not None
    assert secret["spec"]["config"]["value"] == "of-prod"
    pair.rewrite("chatbot.yaml", "Sprocket", "Cog")
    pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop")
    ran = pair("promote", *BOTH, "chatbot/bike_shop", "--dry-run")
    assert (ran.code, "chatbot/bike_shop updated (dry run)" in ran.out) == (0, True), ran
    ran = pair("promote", *BOTH, "chatbot/bike_shop")
    assert (ran.code, "Pass --yes" in ran.err) == (8, True), ran
    ran = pair("promote", *BOTH, "chatbot/bike_shop", "--yes", env={"WAREHOUSE_API_KEY": "another"})
    assert (ran.code, "chatbot/bike_shop updated" in ran.out) == (0, True), ran
    assert pair.prod.platform.resource("Secret", "warehouse_key") == secret


def test_a_kind_is_promoted_with_its_references(pair: Pair) -> None:
    pair.on("staging", "apply", "-f", "quickstart/")
    ran = pair("promote", *BOTH, "chatbots", "--yes", "-o", "json")
    assert (ran.code, ran.actions) == (0, {"Plugin/faq": "created", "Chatbot/bike_shop": "created"}), ran


def test_a_secret_with_another_description_is_named_and_not_promoted(pair: Pair) -> None:
    pair.on("staging", "apply", "-f", "quickstart/")
    pair.rewrite("connection.yaml", "Key for the warehouse's stock API.", "Another description.")
    pair.on("prod", "apply", "-f", "quickstart/")
    ran = pair("diff", *BOTH)
    assert ran.code == 0, ran
    assert "secret/warehouse_key is left alone: metadata.description differs" in ran.err
    assert pair("promote", *BOTH, "--yes").code == 0


def test_a_suffix_renames_resources_and_references(pair: Pair) -> None:
    pair.on("staging", "apply", "-f", "quickstart/")
    same = ("--from-context", "staging", "--to-context", "staging")
    ran = pair("promote", *same, "--suffix", "_test", "--yes", env={"WAREHOUSE_API_KEY": "of-the-test"})
    assert ran.code == 0, ran
    chatbot = pair.on("staging", "export", "chatbot/bike_shop_test").out
    assert "- faq_test" in chatbot
    assert "apiKey: warehouse_key_test" in pair.on("staging", "export", "apiconnection/warehouse_test").out
    assert pair("diff", *same, "--suffix", "_test", "chatbot/bike_shop").code == 0
    assert "- faq\n" in pair.on("staging", "export", "chatbot/bike_shop").out


def test_a_suffix_renames_the_set_and_leaves_earlier_copies_alone(pair: Pair) -> None:
    pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop")
    same = ("--from-context", "staging", "--to-context", "staging", "--suffix", "_test")
    ran = pair("promote", *same, "--set", "shop", "--yes", env={"WAREHOUSE_API_KEY": "of-the-test"})
    assert (ran.code, "orphan" in ran.err) == (0, False), ran
    shown = pair.on("staging", "sets").out
    assert "shop (5)" in shown
    assert "shop_test (5)" in shown
    for words in ([], ["--set", "shop"]):
        ran = pair("diff", *same, *words)
        assert (ran.code, ran.out) == (0, ""), ran


def test_a_member_that_is_gone_does_not_stop_the_others(pair: Pair) -> None:
    for context in ("staging", "prod"):
        pair.on(context, "apply", "-f", "quickstart/", "--set", "shop")
    assert pair.on("staging", "api", "POST", "cli/delete/plugin/?name=faq").code == 0
    ran = pair("diff", *BOTH, "--set", "shop", "-o", "json")
    assert ran.code in (0, 1), ran
    gone = "plugin/faq is left out: a member of the set shop, but not on staging"
    assert gone in ran.json["notes"]
    assert [each["name"] for each in ran.json["orphans"]] == ["faq"]
    assert "? plugin/faq orphan: only on prod, in its set shop\n" in pair("diff", *BOTH, "--set", "shop").out
    assert pair("diff", *BOTH, "--set", "shop", "plugin/faq").code == 7
    ran = pair("promote", *BOTH, "--set", "shop", "--yes", "-o", "json")
    assert [each["name"] for each in ran.json["orphans"]] == ["faq"]
    assert "orphan" not in pair("diff", *BOTH, "--set", "shop", "file/repair_guide").out


def test_a_file_that_holds_a_manifest_is_promoted_as_a_file(pair: Pair) -> None:
    pair.rewrite("file.yaml", "files/repair-guide.md", "plugin.yaml")
    pair.on("staging", "apply", "-f", "quickstart/file.yaml")
    ran = pair("promote", *BOTH, "file/repair_guide", "--yes", "-o", "json")
    assert [(each["kind"], each["action"]) for each in ran.json["results"]] == [("File", "created")], ran


def test_a_member_of_a_set_is_named_in_any_spelling_and_another_name_is_refused(pair: Pair) -> None:
    pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop")
    ran = pair("promote", *BOTH, "--set", "shop", "file/Repair-Guide", "--dry-run", "-o", "name")
    assert ran.out == "file/repair_guide\n", ran
    ran = pair("promote", *BOTH, "--set", "shop", "plugin/hours", "--yes")
    assert (ran.code, "plugin/hours is not a member of the set shop" in ran.err) == (7, True), ran


@pytest.mark.parametrize("newer", ["P15A", "P15B", "P15C"])
def test_an_older_platform_is_promoted_to_a_newer_one_and_back(
    bare: Command, tmp_path: Path, newer: str
) -> None:
    with platforms(bare, tmp_path, prod=newer) as pair:
        pair.rewrite("plugin.yaml", "  data:\n", "  data:\n    description: What customers ask.\n")
        pair.on("staging", "apply", "-f", "quickstart/")
        assert pair("diff", *BOTH).code == 1
        ran = pair("promote", *BOTH, "--yes", env={"WAREHOUSE_API_KEY": "of-prod"})
        assert ran.code == 0, ran
        assert "note: plugin/faq: spec.data.description is left out: prod does not support it" in ran.err
        assert pair("diff", *BOTH).code == 0
        back = ("--from-context", "prod", "--to-context", "staging", "chatbot/bike_shop")
        ran = pair("diff", *back)
        assert ran.code == 0, "no update of the older platform changes the field that the newer one lacks"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--from-context", "staging"), 2, "--to-context NAME is missing"),
        (("--to-context", "staging"), 2, "--from-context NAME is missing"),
        (("--from-context", "prod", "--to-context", "prod"), 2, "are both prod"),
        (("--from-context", "stagin", "--to-context", "prod"), 2, "Unknown context 'stagin'"),
        ((*BOTH, "--suffix", "Test"), 2, "use an underscore"),
        ((*BOTH, "--set", "nothing"), 7, "set nothing not found on staging"),
        ((*BOTH, "plugin/nothing"), 7, "plugin/nothing not found on staging"),
    ],
)
@pytest.mark.parametrize("verb", ["diff", "promote"])
def test_bad_input_is_named_before_anything_is_sent(
    pair: Pair, verb: str, words: Tuple[str, ...], code: int, message: str
) -> None:
    ran = pair(verb, *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert message in ran.err
    assert pair.prod.writes == []


def test_a_platform_that_fails_halfway_is_named_and_the_next_promotion_does_the_rest(pair: Pair) -> None:
    pair.on("staging", "apply", "-f", "quickstart/")
    pair.staging.platform.faults = Faults([Rule("status", verb="describe", kind="Plugin", status=503)])
    ran = pair("promote", *BOTH, "--yes")
    assert (ran.code, pair.prod.writes) == (7, []), ran
    pair.staging.platform.faults = Faults([])
    pair.prod.platform.faults = Faults([Rule("status", verb="apply", kind="Plugin", status=503)])
    ran = pair("promote", *BOTH, "--yes", env={"WAREHOUSE_API_KEY": "of-prod"})
    assert (ran.code, "plugin/faq failed" in ran.out) == (4, True), ran
    pair.prod.platform.faults = Faults([])
    assert pair("promote", *BOTH, "--yes").code == 0
    assert pair("diff", *BOTH).code == 0


def test_users_and_keys_are_promoted_only_by_name(bare: Command, tmp_path: Path) -> None:
    with platforms(bare, tmp_path, staging="P15C", prod="P15C") as pair:
        pair.on("staging", "apply", "-f", "quickstart/")
        same = ("--from-context", "staging", "--to-context", "staging", "--suffix", "_test")
        names = set(pair("diff", *same, "-o", "json").actions)
        assert "Chatbot/bike_shop_test" in names
        assert not [name for name in names if name.startswith(("User/", "SmarterAuthToken/"))]
        assert "+ user/admin_test create" in pair("diff", *same, "user/admin").out


@pytest.mark.parametrize("dialect", ["P14", "P15C"])
def test_records_of_the_client_are_neither_listed_nor_copied(
    bare: Command, tmp_path: Path, dialect: str
) -> None:
    with platforms(bare, tmp_path, staging=dialect, prod=dialect) as pair:
        assert pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop").code == 0
        for line in (
            "get all",
            "get secrets",
            "describe secrets",
            "export",
            "export secrets",
            "sets",
            "delete secrets --all --dry-run",
            "delete --set shop --dry-run",
        ):
            ran = pair.on("staging", *line.split())
            assert ran.code == 0, ran
            assert "smarter_" not in ran.out + ran.err, ran
        for line in ("diff", "diff secrets", "diff --set shop", "promote --dry-run"):
            assert "smarter_" not in pair(*line.split(), *BOTH).out
        record = "secret/smarter_set_shop_admin"
        message = f"error: {record} is a record of smarter itself: it is not exported, promoted or edited.\n"
        for ran in (
            pair.on("staging", "export", record),
            pair.on("staging", "edit", record),
            pair("diff", *BOTH, record),
            pair("promote", *BOTH, record, "--yes"),
        ):
            assert (ran.code, ran.out) == (8, ""), ran
            assert ran.err.startswith(message), ran


PROVIDER = """\
apiVersion: smarter.sh/v1
kind: Provider
metadata: {name: openai, description: d, version: 1.0.0}
spec: {provider: {name: openai, base_url: 'https://api.openai.com/v1/'}}
"""


def test_a_provider_belongs_to_the_platform_and_is_promoted_only_by_name(
    bare: Command, tmp_path: Path
) -> None:
    with platforms(bare, tmp_path, staging="P15C", prod="P15C") as pair:
        (bare.folder / "quickstart/provider.yaml").write_text(PROVIDER, encoding="utf-8")
        assert pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop").code == 0
        same = ("--from-context", "staging", "--to-context", "staging", "--suffix", "_test")
        for words in ((), ("chatbot/bike_shop",)):
            for ends in (same, BOTH):
                ran = pair("diff", *ends, *words, "-o", "json")
                assert any(name.startswith("Chatbot/") for name in ran.actions), ran
                assert not [name for name in ran.actions if name.startswith("Provider/")], ran
                assert "openai_test" not in ran.out
        of_set = pair("diff", *same, "--set", "shop").out
        assert "+ chatbot/bike_shop_test create" in of_set
        assert "openai_test" not in of_set
        assert "+ provider/openai create" in pair("diff", *BOTH, "provider/openai").out
        assert "+ provider/openai_test create" in pair("diff", *same, "provider/openai").out


def test_documents_of_vectorstores_are_named_and_do_not_stop_a_promotion(
    bare: Command, tmp_path: Path
) -> None:
    with platforms(bare, tmp_path, staging="P15C", prod="P15C") as pair:
        shutil.copytree(ROOT / "examples" / "handbook", bare.folder / "handbook")
        assert pair.on("staging", "apply", "-f", "handbook/", "--set", "handbook").code == 0
        ran = pair("promote", *BOTH, "--set", "handbook", "--yes")
        assert (ran.code, "vectorsearch/handbook created" in ran.out) == (0, True), ran
        assert "note: file/pages/hours.md is left out: staging does not give its content back" in ran.err
        assert pair.on("prod", "apply", "-f", "handbook/", "--set", "handbook").code == 0
        ran = pair("diff", *BOTH, "--set", "handbook")
        assert (ran.code, "hours.md" in ran.err) == (0, False), ran
        (bare.folder / "handbook/documents/hours.md").write_text("Closed.\n", encoding="utf-8")
        assert pair.on("prod", "apply", "-f", "handbook/", "--set", "handbook").code == 0
        ran = pair("diff", *BOTH, "--set", "handbook")
        assert (ran.code, "file/pages/hours.md has another content on prod" in ran.err) == (0, True), ran


def test_variables_of_the_first_environment_become_those_of_the_second(pair: Pair) -> None:
    (pair.command.folder / ".smarter.yaml").write_text(
        "environments:\n"
        "  test: {context: staging, vars: {assistant: Sprocket, host: warehouse.example.com, model: a, n: 1}}\n"
        "  live: {context: prod, vars: {assistant: Cog, host: live.example.com, model: a, n: 2}}\n",
        encoding="utf-8",
    )
    pair.on("staging", "apply", "-f", "quickstart/")
    ran = pair("promote", *BOTH, "-e", "live", "--yes", env={"WAREHOUSE_API_KEY": "of-prod"})
    assert ran.code == 0, ran
    live = pair.on("prod", "export", "chatbot/bike_shop", "apiconnection/warehouse").out
    assert "appAssistant: Cog" in live
    assert "https://live.example.com/api/" in live
    assert "name: warehouse\n" in live
    assert pair("diff", *BOTH, "-e", "live").code == 0
    ran = pair("diff", *BOTH, "--var", "assistant=Chain", "chatbot/bike_shop")
    assert (ran.code, 'appAssistant: "Cog" -> "Chain"' in ran.out) == (1, True), ran
    ran = pair("diff", *BOTH, "--var", "asistant=Chain")
    assert (ran.code, "environment test does not define it" in ran.err) == (2, True), ran
    ran = pair("promote", *BOTH, "--var", "n=3", "--yes")
    assert (ran.code, "only variables that are text" in ran.err) == (2, True), ran
    (pair.command.folder / ".smarter.yaml").unlink()
    ran = pair("diff", *BOTH, "--var", "assistant=Chain")
    assert (ran.code, "no environment is of this context" in ran.err) == (2, True), ran


def test_resources_of_kinds_that_the_other_platform_lacks_are_left_out_with_their_users(
    bare: Command, tmp_path: Path
) -> None:
    with platforms(bare, tmp_path, staging="P15C") as pair:
        pair.on("staging", "apply", "-f", "quickstart/", "--set", "shop")
        (pair.command.folder / "more.yaml").write_text(MORE, encoding="utf-8")
        assert pair.on("staging", "apply", "-f", "more.yaml", "--set", "more").code == 0
        assert pair.on("staging", "adopt", "plugin/faq", "--set", "more").code == 0
        ran = pair("promote", *BOTH, "--set", "more", "--yes", "-o", "json")
        assert (ran.code, ran.actions) == (0, {"Plugin/faq": "created"}), ran
        assert ran.json["notes"] == [
            "skillplugin/pdf is left out: prod cannot apply skillplugins",
            "smarterauthtoken/ci is left out: prod cannot describe smarterauthtokens",
            "user/ci is left out: prod cannot apply users",
            "chatbot/reader is left out: it refers to skillplugin/pdf, which prod cannot take",
        ]
        assert pair("promote", *BOTH, "chatbot/reader", "--yes").code == 0


def test_a_reference_that_the_other_platform_resolves_leaves_nothing_out(
    bare: Command, tmp_path: Path
) -> None:
    with platforms(bare, tmp_path, staging="P15C") as pair:
        (pair.command.folder / "more.yaml").write_text(MORE, encoding="utf-8")
        assert pair.on("staging", "apply", "-f", "more.yaml", "--set", "more").code == 0
        pair.rewrite("plugin.yaml", "name: faq", "name: pdf")
        assert pair.on("prod", "apply", "-f", "quickstart/plugin.yaml").code == 0
        ran = pair("promote", *BOTH, "--set", "more", "--yes", "-o", "json")
        assert (ran.code, ran.actions) == (0, {"Chatbot/reader": "created"}), ran
