"""A team's week: three environments, from a reviewed change to a restore."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Mapping, Optional

import pytest

from tests.acceptance.conftest import Command, Ran
from tests.acceptance.server import Server
from tests.acceptance.test_golden import check

ENVIRONMENTS = ("dev", "staging", "prod")
KEYS = {"WAREHOUSE_API_KEY": "first-key-of-the-warehouse"}

PROJECT = """\
paths: [shop/]
environments:
  dev: {context: dev, set: shop, vars: {model: gpt-4o-mini, stage: dev}}
  staging: {context: staging, set: shop, vars: {model: gpt-4o-mini, stage: staging}}
  prod: {context: prod, set: shop, vars: {model: gpt-4o, stage: prod}}
"""

WAREHOUSE = """\
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: "warehouse_key${var:suffix:-}", description: Key of the warehouse., version: 1.0.0}
spec:
  config: {value: "${env:WAREHOUSE_API_KEY}"}
---
apiVersion: smarter.sh/v1
kind: ApiConnection
metadata: {name: "warehouse${var:suffix:-}", description: Spare parts., version: 1.0.0}
spec:
  connection: {baseUrl: "https://warehouse.example.com/api/", authMethod: token, apiKey: "warehouse_key${var:suffix:-}"}
"""

FAQ = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata: {name: "faq${var:suffix:-}", description: Opening hours., version: 1.0.0, pluginClass: static, tags: [shop]}
spec:
  selector: {directive: always}
  prompt: {systemRole: "${file:role.md}", model: gpt-4o-mini, maxTokens: 200}
  data: {staticData: {hours: 9 to 18}}
"""

BOT = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {name: "NAME${var:suffix:-}", description: "The NAME bot of ${var:stage}.", version: 1.0.0}
spec:
  config:
    provider: openai
    defaultModel: ${var:model}
    defaultSystemRole: You help customers.
    appExamplePrompts: [When are you open?, What is x_y?]
  plugins: ["faq${var:suffix:-}"]
  functions: []
"""


class Team:
    """A repository, and the command with a platform for each environment."""

    def __init__(self, command: Command, servers: Mapping[str, Server]) -> None:
        self.command, self.servers = command, servers
        command.home.mkdir(parents=True, exist_ok=True)
        sections = [
            f"{name}: {{base_url: '{server.url}', api_key: {name[0] * 64}}}\n"
            for name, server in servers.items()
        ]
        (command.home / "config.yaml").write_text("".join(sections), encoding="utf-8")
        self.write(".smarter.yaml", PROJECT)
        self.write("shop/warehouse.yaml", WAREHOUSE)
        self.write("shop/faq.yaml", FAQ)
        self.write("shop/role.md", "Answer from this data.\n")
        self.write("shop/help.yaml", BOT.replace("NAME", "help"))
        self.write("shop/sales.yaml", BOT.replace("NAME", "sales"))

    def write(self, name: str, text: str) -> None:
        file = self.command.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.command.folder / name).read_text(encoding="utf-8")

    def files(self) -> Dict[str, str]:
        """Return the files of the repository."""
        folder = self.command.folder
        return {
            file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
            for place in ("shop", "support")
            for file in (folder / place).rglob("*")
            if file.is_file()
        }

    def revert(self, commit: Mapping[str, str]) -> None:
        for name in self.files():
            (self.command.folder / name).unlink()
        for name, text in commit.items():
            self.write(name, text)

    def on(self, environment: str, *args: str, env: Optional[Mapping[str, str]] = None) -> Ran:
        return self.command.with_flags("-e", environment)(*args, env={**KEYS, **(env or {})})

    def at(self, context: str, *args: str, env: Optional[Mapping[str, str]] = None) -> Ran:
        return self.command.with_flags("--context", context)(*args, env=dict(env or {}))

    def stored(self, environment: str, kind: str, name: str) -> Optional[Dict[str, object]]:
        return self.servers[environment].platform.resource(kind, name)


def done(ran: Ran, code: int = 0) -> Ran:
    assert ran.code == code, ran
    return ran


@pytest.fixture(params=["P14", "P15A", "P15B", "P15C"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def serve(tmp_path: Path, dialect: str) -> Iterator[Callable[[str], Server]]:
    with ExitStack() as stack:

        def start(name: str) -> Server:
            file = tmp_path / f"{name}.db"
            return stack.enter_context(Server(file, api_key=name[0] * 64, dialect=dialect))

        yield start


@pytest.fixture
def team(bare: Command, serve: Callable[[str], Server]) -> Team:
    made = Team(bare, {name: serve(name) for name in (*ENVIRONMENTS, "empty", "new")})
    for environment in ENVIRONMENTS:
        done(made.on(environment, "apply"))
    return made


def settled(team: Team, environment: str = "prod") -> None:
    """Check that nothing is left to do."""
    ran = team.on(environment, "diff")
    assert (ran.code, ran.out) == (0, ""), ran


@pytest.mark.sampled(1)
def test_a_week_of_a_team(team: Team, dialect: str) -> None:
    monday(team)
    tuesday(team, "P14" if dialect == "P14" else "newer")
    wednesday(team)
    thursday(team)
    friday(team)


def monday(team: Team) -> None:
    """Check that three environments hold the same resources, with their own values."""
    for environment in ENVIRONMENTS:
        settled(team, environment)
        assert "shop (5)" in done(team.on(environment, "sets")).out
    help_bot = team.at("prod", "export", "chatbot/help").out
    assert "description: The help bot of prod." in help_bot
    assert "defaultModel: gpt-4o\n" in help_bot


def tuesday(team: Team, family: str) -> None:
    """Review, merge and apply a pull request; find drift and put it back."""
    team.write("shop/role.md", "Answer from this data.\nBe brief.\n")
    team.write("shop/returns.yaml", BOT.replace("NAME", "returns"))
    review = done(team.on("prod", "plan", "-o", "markdown", "--prune"), 1)
    address = team.servers["prod"].url
    review.out = review.out.replace(address, "PLATFORM")
    check(f"week-plan-{family}", review, team.command)
    done(team.on("prod", "plan", "--out", "plan.json"), 1)
    for environment in ("dev", "staging"):
        done(team.on(environment, "apply"))
    ran = done(team.on("prod", "apply", "--plan", "plan.json"))
    assert "plugin/faq updated" in ran.out
    assert "chatbot/returns created" in ran.out
    settled(team)
    # A colleague changes production by hand.
    team.write("by-hand.yaml", BOT.replace("NAME", "help").replace("You help customers.", "Buy now."))
    done(team.at("prod", "apply", "-f", "by-hand.yaml", "--var", "stage=prod", "--var", "model=gpt-4o"))
    (team.command.folder / "by-hand.yaml").unlink()
    drift = done(team.on("prod", "diff"), 1)
    assert 'spec.config.defaultSystemRole: "Buy now." -> "You help customers."' in drift.out
    done(team.on("prod", "apply"))
    settled(team)


def wednesday(team: Team) -> None:
    """Try a plugin that chatbots share on staging, and promote it to production."""
    team.write("shop/faq.yaml", FAQ.replace("9 to 18", "9 to 20"))
    done(team.on("staging", "apply"))
    both = ("--from-context", "staging", "--to-context", "prod", "plugin/faq")
    difference = done(team.command("diff", *both), 1)
    assert difference.out == '~ plugin/faq update\n    spec.data.staticData.hours: "9 to 18" -> "9 to 20"\n'
    done(team.command("promote", *both, "--yes"))
    done(team.command("diff", *both))
    settled(team)
    for name in ("help", "sales", "returns"):
        chatbot = team.stored("prod", "LLMClient", name)
        assert chatbot is not None
        assert chatbot["spec"]["plugins"] == ["faq"], "nobody lost the plugin"  # type: ignore[index]  # plain data


def thursday(team: Team) -> None:
    """Rename a chatbot, move another one to a set of its own, and rotate a key."""
    (team.command.folder / "shop/sales.yaml").unlink()
    renamed = BOT.replace(
        "version: 1.0.0}", "version: 1.0.0, annotations: [{smarter.sh/renamed-from: sales}]}"
    )
    team.write("shop/orders.yaml", renamed.replace("NAME", "orders"))
    (team.command.folder / "support").mkdir()
    (team.command.folder / "shop/returns.yaml").rename(team.command.folder / "support/returns.yaml")
    plan = done(team.on("prod", "plan", "--prune", "--prune-limit", "50"), 1)
    assert "returns" in plan.out
    done(team.on("prod", "apply", "--prune", "--prune-limit", "50", "--yes"))
    done(team.on("prod", "apply", "-f", "support/", "--set", "support"))
    assert team.stored("prod", "LLMClient", "sales") is None
    assert team.stored("prod", "LLMClient", "orders") is not None
    assert team.stored("prod", "LLMClient", "returns") is not None, "it was handed over, not deleted"
    sets = done(team.on("prod", "sets")).out
    assert "shop (5)" in sets
    assert "support (1)" in sets
    settled(team)
    new = {"WAREHOUSE_API_KEY": "second-key-of-the-warehouse"}
    rotation = done(team.on("prod", "diff", env=new), 1)
    assert re.search(r"secret/warehouse_key update\n +spec.config.value: \(secret\)", rotation.out), rotation
    assert "second-key" not in rotation.out + rotation.err
    done(team.on("prod", "apply", env=new))
    done(team.on("prod", "diff", env=new))


def friday(team: Team) -> None:
    """Create and delete a preview, roll back a change, restore production."""
    preview = ("--set", "pr-123", "--var", "suffix=_pr_123")
    done(team.on("dev", "apply", *preview))
    assert team.stored("dev", "LLMClient", "help_pr_123") is not None
    ran = done(team.on("dev", "delete", "--set", "pr-123", "--yes"))
    assert "5 deleted" in ran.out
    assert team.stored("dev", "LLMClient", "help_pr_123") is None
    assert team.stored("dev", "LLMClient", "help") is not None
    assert "pr-123" not in done(team.on("dev", "sets")).out
    new = {"WAREHOUSE_API_KEY": "second-key-of-the-warehouse"}
    commit = team.files()
    team.write("shop/role.md", "Say nothing.\n")
    team.write("shop/nonsense.yaml", BOT.replace("NAME", "nonsense"))
    done(team.on("prod", "apply", env=new))
    team.revert(commit)
    ran = done(team.on("prod", "apply", "--prune", "--yes", env=new))
    assert "nonsense deleted" in ran.out
    assert done(team.on("prod", "diff", env=new)).out == ""
    restore(team)


def restore(team: Team) -> None:
    """Restore production from the exports of its sets, onto an empty platform."""
    ran = done(team.at("prod", "export", "--set", "shop", "-d", "backup/shop"))
    assert "set WAREHOUSE_API_KEY" in ran.err
    done(team.at("prod", "export", "--set", "support", "-d", "backup/support"))
    key = {"WAREHOUSE_API_KEY": "second-key-of-the-warehouse"}
    done(team.at("empty", "apply", "-f", "backup/shop", "--set", "shop"), 4)
    done(team.at("empty", "apply", "-f", "backup/shop", "--set", "shop", env=key))
    done(team.at("empty", "apply", "-f", "backup/support", "--set", "support"))
    for name in ("shop", "support"):
        done(team.at("empty", "export", "--set", name, "-d", f"again/{name}"))
    assert contents(team, "again") == contents(team, "backup")
    done(team.command("diff", "--from-context", "prod", "--to-context", "empty"))
    assert done(team.at("empty", "sets")).out == done(team.at("prod", "sets")).out
    restored = team.stored("empty", "Secret", "warehouse_key")
    assert restored is not None
    assert restored["spec"] == team.stored("prod", "Secret", "warehouse_key")["spec"]  # type: ignore[index]  # it exists

    # All manifests by a pipe. The inventory lists members of kinds that the platform cannot list.
    everything = done(team.at("prod", "export"))
    assert "to restore it as a set: smarter --context prod export --set support -d DIR" in everything.err
    team.write("everything.yaml", everything.out)
    done(team.at("new", "apply", "-f", "everything.yaml", "--set", "all", env=key))
    assert done(team.at("new", "export")).out == everything.out
    done(team.command("diff", "--from-context", "prod", "--to-context", "new"))


def contents(team: Team, folder: str) -> List[str]:
    root = team.command.folder / folder
    return [
        f"{file.relative_to(root)}\n{file.read_text(encoding='utf-8')}"
        for file in sorted(root.rglob("*.yaml"))
    ]
