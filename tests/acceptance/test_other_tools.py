"""Command lines of kubectl, Terraform and gh work, or get the equivalent command."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import List, Tuple

import pytest

from smarter.cli import corrections, habits
from smarter.cli.output import exit_codes
from smarter.cli.root import root
from smarter.cli.session import Session
from tests.acceptance.conftest import Command, Ran

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "kubectl-and-terraform.md"


def rows(title: str) -> List[Tuple[str, str]]:
    """Return the entries of a list of the page: typed line and text behind it."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    found = re.findall(r"^- `([^`]+)`(?:: (.+))?$", part, re.MULTILINE)
    assert found
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Command:
    folder = tmp_path_factory.mktemp("habits")
    shutil.copytree(ROOT / "manifests" / "quickstart", folder / "work" / "shop")
    command = Command(folder / "work", folder / "home", ["--context", "local"])
    assert command("apply", "-f", "shop/").code == 0
    assert command("plan", "-f", "shop/", "--out", "plan.json").code == 0
    return command


def run(command: Command, line: str) -> Ran:
    return command(*shlex.split(line), env={"EDITOR": "true"})


@pytest.mark.parametrize("typed", [typed for typed, _ in rows("The same words")])
def test_a_command_line_of_kubectl_works(shop: Command, typed: str) -> None:
    ran = run(shop, typed)
    assert (ran.code, "error" in ran.err) == (0, False), ran.err


@pytest.mark.parametrize(("typed", "answer"), rows("Other words"))
def test_a_verb_of_another_tool_gets_the_equivalent_command(shop: Command, typed: str, answer: str) -> None:
    ran = run(shop, typed)
    assert ran.code == exit_codes.USAGE
    tried = ran.err.splitlines()[-1].replace(" --context local", "")
    assert tried == f"  try: {answer.strip('`')}"
    check_that_it_runs(shop, ran)


@pytest.mark.parametrize(("typed", "reason"), rows("Missing"))
def test_a_verb_without_an_equivalent_gets_the_reason(shop: Command, typed: str, reason: str) -> None:
    ran = run(shop, typed)
    assert ran.code == exit_codes.USAGE
    assert reason.strip("`") in ran.err
    check_that_it_runs(shop, ran)


# They wait for a request, a key or a change, so that only their parsing is checked.
WRONG_LINE = re.compile(r"error: (unknown (command|option|output)|Missing|Got|Name|Pass|Invalid value)")
NOT_RUN = re.compile(r"\b(local serve|login|chat|wait)\b|--watch|--follow|--api-key-file")


def check_that_it_runs(command: Command, ran: Ran) -> None:
    """Run the `try:` line; it must not be a usage error."""
    for line in re.findall(r"^  try: smarter (.+)$", ran.err, re.MULTILINE):
        if NOT_RUN.search(line):
            assert corrections._parse_error(root, shlex.split(line)) is None, line
        else:
            answered = command.with_flags()(*shlex.split(line), env={"EDITOR": "true"})
            assert not WRONG_LINE.match(answered.err), (line, answered.err)


def test_every_suggested_equivalent_command_runs(shop: Command) -> None:
    lines = [
        f"{typed} {rest}"
        for typed in sorted({*habits.COMMANDS, *habits.NO_COMMAND})
        for rest in ("", "chatbot bike_shop", "-f shop/", "x --since 5m -n prod")
    ]
    lines += [
        f"{line} {flag} x"
        for flag in sorted({*habits.FLAGS, *habits.NO_FLAG})
        for line in ("get chatbots", "apply -f shop/", "delete chatbot bike_shop")
    ]
    offered = set()
    for line in lines:
        ran = run(shop, line)
        if ran.code == exit_codes.USAGE:
            assert ran.err.startswith("error: "), line
            offered.update(re.findall(r"^  try: (smarter .+)$", ran.err, re.MULTILINE))
    assert len(offered) > 60
    for line in sorted(offered):
        check_that_it_runs(shop, Ran([], 0, "", f"  try: {line}\n"))


@pytest.mark.parametrize("word", ["pods", "events", "nodes", "values", "services"])
def test_a_kind_of_another_tool_is_not_taken_for_a_kind_of_similar_letters(shop: Command, word: str) -> None:
    ran = run(shop, f"get {word}")
    assert ran.code == exit_codes.USAGE
    assert ran.err.splitlines() == [
        f"error: There is no kind '{word}'.",
        "  hint: `smarter api-resources` lists the kinds.",
    ]


def test_a_part_of_a_kinds_name_offers_the_kind(shop: Command) -> None:
    ran = run(shop, "get connections")
    assert ran.err.splitlines()[-1].replace(" --context local", "") == "  try: smarter get apiconnections"


@pytest.mark.parametrize(
    "typed",
    ["rm bike_shop", "state show chatbot.bike_shop", "describe chatbot.bike_shop", "deploy bike_shop"],
)
def test_a_lone_name_is_offered_with_its_kind(shop: Command, typed: str) -> None:
    tried = run(shop, typed).err.splitlines()[-1]
    assert tried.endswith(" chatbot/bike_shop")


@pytest.mark.parametrize(
    ("typed", "tried"),
    [
        ("logs -p chatbot/bike_shop", "logs chatbot/bike_shop"),
        ("logs chatbot/bike_shop --container main", "logs chatbot/bike_shop"),
        ("chat bike_shop -m Hello", "chat bike_shop Hello"),
        ("config set a b", "context --help"),
        ("set env chatbot/bike_shop a=b", "edit chatbot/bike_shop"),
        ("rollout resume chatbot/bike_shop", "deploy chatbot/bike_shop"),
        ("local delete", "local reset"),
        ("disable bike_shop", "undeploy chatbot/bike_shop"),
        ("ask bike_shop Hello", "chat bike_shop Hello"),
        ("export --out backup", "export --directory backup"),
        ("files cat repair_guide", "files get repair_guide"),
        ("schema list", "api-resources"),
        ("schema get chatbot", "schema show chatbot"),
        ("get chatbots --color=never", "get chatbots"),
        ("get chatbots --insecure", "get chatbots"),
        ("apply -f shop/ --concurrency 3", "apply -f shop/ --parallelism 3"),
        ("delete -f shop/ --dry-run --confirm", "delete -f shop/ --dry-run --yes"),
        ("gh auth login", "--help"),
        ("pr list", "--help"),
        ("delete chatbot bike_shop --cascade=orphan", "delete --help"),
        ("get chatbots -o jsonpath-file=x", "get chatbots -o 'jsonpath={.metadata.name}'"),
        ("get chatbots -o custom-columns-file=x", "get chatbots -o custom-columns=NAME:.metadata.name"),
        ("get chatbots -o text", "get chatbots -o table"),
    ],
)
def test_a_suggested_command_keeps_the_target_and_the_effect(shop: Command, typed: str, tried: str) -> None:
    ran = run(shop, typed)
    assert ran.code == exit_codes.USAGE
    assert ran.err.splitlines()[-1].replace(" --context local", "") == f"  try: smarter {tried}"


@pytest.mark.parametrize(
    ("condition", "goal"),
    [
        ("Ready=false", "undeployed"),
        ("Available=False", "undeployed"),
        ("undeployed", "undeployed"),
        ("deployed=false", "undeployed"),
        ("created", "created"),
        ("deleted=false", "created"),
    ],
)
def test_a_condition_is_never_awaited_as_its_opposite(shop: Command, condition: str, goal: str) -> None:
    assert run(shop, "apply -f shop/").code == 0
    ran = run(shop, f"wait chatbot/bike_shop --for=condition={condition} --timeout 1s")
    assert (ran.code, ran.out) == (0, f"chatbot/bike_shop {goal}\n"), ran.err


@pytest.mark.parametrize(
    "condition", ["condition", "condition=", "condition=Ready=maybe", "condition=loaded=false"]
)
def test_a_condition_without_a_meaning_is_refused(shop: Command, condition: str) -> None:
    ran = run(shop, f"wait chatbot/bike_shop --for={condition} --timeout 1s")
    assert ran.code == exit_codes.USAGE
    assert ran.err.startswith(f"error: unknown condition --for={condition}; use one of created,")


@pytest.mark.parametrize("group", ["context", "local", "files"])
def test_a_group_without_a_command_prints_its_help(bare: Command, group: str) -> None:
    ran = bare(group)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == bare(group, "--help").out


@pytest.mark.parametrize("typed", ["sets delete pr-1", "sets rm pr-1"])
def test_delete_of_a_set_by_name_suggests_the_set_flag(shop: Command, typed: str) -> None:
    assert run(shop, typed).err.splitlines()[-1].endswith(" delete --set pr-1")


def test_no_other_tools_command_is_offered_its_opposite() -> None:
    opposites = {("destroy", "deploy"), ("stop", "restart"), ("down", "deploy"), ("unset", "set")}
    for typed, opposite in opposites:
        assert not habits.COMMANDS.get(typed, "").startswith(opposite)


@pytest.mark.parametrize("group", ["", "context", "files", "local", "schema"])
def test_a_suggested_command_differs_by_at_most_two_letters(bare: Command, group: str) -> None:
    for word in ("xyzzy", "deploi", "delet", "resart", "frob", "undeplo", "lisst"):
        ran = bare(*group.split(), word)
        offered = re.search(r"^  try: smarter (.+)$", ran.err, re.MULTILINE)
        assert ran.code == exit_codes.USAGE
        assert offered is not None
        guess = offered.group(1).split()[-1]
        assert guess == "--help" or abs(len(guess) - len(word)) <= 2


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("apply --check -f shop/", "smarter apply --dry-run -f shop/"),
        ("plan -refresh-only -f shop/", "smarter diff -f shop/"),
        ("delete chatbot bike_shop -i", "smarter delete --dry-run chatbot bike_shop"),
        ("delete chatbot bike_shop --interactive", "smarter delete --dry-run chatbot bike_shop"),
    ],
)
def test_no_offered_line_writes_although_a_flag_prevents_it(shop: Command, typed: str, answer: str) -> None:
    ran = run(shop, typed)
    assert (ran.code, ran.err.splitlines()[-1].replace(" --context local", "")) == (2, f"  try: {answer}")


def test_options_spelled_as_other_tools_do_are_understood() -> None:
    ctx = root.make_context("smarter", ["plan"], obj=Session())
    command = root.get_command(ctx, "plan")
    assert command is not None
    from smarter.cli.flag_spellings import respell

    params = command.params
    assert respell(["-out", "p.json", "-f=x"], params) == ["--out", "p.json", "-fx"]
    assert respell(["--merge=false", "--prune=true", "-v=6"], params) == ["--prune", "-vv"]
    assert respell(["-o=yaml", "--", "-o=yaml"], params) == ["-oyaml", "--", "-o=yaml"]
    assert respell(["-lock=false", "-upgrade"], params) == ["--lock=false", "--upgrade"]
    assert respell(["-ojson", "-lapp=a", "-fshop"], params) == ["-ojson", "-lapp=a", "-fshop"]
    assert respell(["-ojson", "-lock=false"], root.params, whole=False) == ["-ojson", "-lock=false"]
    apply = root.get_command(ctx, "apply")
    assert apply is not None
    assert respell(["--wait", "shop/"], apply.params) == ["--wait=5m", "shop/"]
    assert respell(["--wait=true", "--wait=false", "shop/"], apply.params) == ["--wait=5m", "shop/"]
    assert respell(["--wait", "10s", "shop/"], apply.params) == ["--wait", "10s", "shop/"]
    assert respell(["--dry-run=none", "--dry-run=server"], apply.params) == ["--dry-run"]
