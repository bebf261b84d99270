"""Contexts, their keys, and the settings that a working folder may make."""

from __future__ import annotations

import os
import stat
from typing import Callable, Dict, List

import pytest

from tests.acceptance.conftest import Command, program
from tests.acceptance.server import Server
from tests.acceptance.terminal import Terminal

KEY = "k" * 64
VENDOR = """\
# written by another tool
config: {account_number: "1234-5678-9012", environment: prod, output_format: yaml}
prod: {api_key: "the-prod-key"}  # mine
alpha:
  api_key: 'the-alpha-key'
"""
PLAIN_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"}

OpenTerminal = Callable[..., Terminal]


@pytest.fixture
def on_terminal(bare: Command) -> OpenTerminal:
    def start(*args: str, env: Dict[str, str] = {}) -> Terminal:  # noqa: B006  never changed
        line: List[str] = [*program(), *args]
        return Terminal(line, str(bare.folder), bare.environment({**env, "PYTHONWARNINGS": None}))

    return start


def names(bare: Command) -> List[str]:
    return [each["name"] for each in bare("context", "list", "-o", "json").json["results"]]


def current(bare: Command) -> str:
    (found,) = (
        each["name"] for each in bare("context", "list", "-o", "json").json["results"] if each["current"]
    )
    return str(found)


def test_contexts_are_added_chosen_and_removed(bare: Command) -> None:
    assert current(bare) == "prod"
    assert bare("context", "add", "staging", "--base-url", "https://staging.example.com").code == 0
    assert "staging" in names(bare)
    assert bare("context", "use", "staging").code == 0
    assert current(bare) == "staging"
    shown = bare("context", "show", "-o", "json").json["results"][0]
    assert shown["base_url"] == "https://staging.example.com/api/v1"
    assert bare("context", "remove", "staging").code == 0
    assert "staging" not in names(bare)
    assert current(bare) == "prod"


def test_a_named_context_wins_over_the_environment(bare: Command) -> None:
    """An apply to `--context prod` must not reach the platform of `$SMARTER_*`."""
    bare.home.mkdir()
    (bare.home / "config.yaml").write_text(
        "keyed: {base_url: 'https://keyed.example.com/api/v1', api_key: own}\n"
        "bare: {base_url: 'https://bare.example.com/api/v1'}\n",
        encoding="utf-8",
    )
    other = {"SMARTER_BASE_URL": "https://other.example.com", "SMARTER_API_KEY": KEY}
    shown = {}
    for name in ("keyed", "bare"):
        shown[name] = bare("--context", name, "context", "show", "-o", "json", env=other).json["results"][0]
        assert shown[name]["base_url"] == f"https://{name}.example.com/api/v1"
    assert "config.yaml" in shown["keyed"]["key_from"]
    assert "SMARTER_API_KEY" in shown["bare"]["key_from"]
    unknown = bare("--context", "baer", "get", "chatbots", env=other)
    assert unknown.code == 2
    assert "bare" in unknown.err
    assert "other.example.com" in bare("context", "show", env=other).out


def test_local_can_be_the_default_context(smarter: Command, bare: Command) -> None:
    assert bare("context", "use", "local").code == 0
    assert bare("apply", "-f", "quickstart/").code == 0
    assert bare("get", "chatbots", "-o", "name").out == "chatbot/bike_shop\n"


def test_a_file_that_another_tool_wrote_is_read_and_not_damaged(bare: Command) -> None:
    bare.home.mkdir()
    path = bare.home / "config.yaml"
    path.write_text(VENDOR, encoding="utf-8")
    assert bare("context", "add", "mine", "--base-url", "https://mine.example.com").code == 0
    assert bare("context", "use", "alpha").code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# written by another tool\n")
    assert 'prod: {api_key: "the-prod-key"}  # mine\n' in text
    assert "api_key: 'the-alpha-key'" in text
    assert 'account_number: "1234-5678-9012", environment: alpha, output_format: yaml' in text
    assert bare("context", "remove", "mine").code == 0
    assert path.read_text(encoding="utf-8") == VENDOR.replace("environment: prod", "environment: alpha")
    listed = bare("context", "list")
    assert "the-prod-key" not in listed.out
    assert "plain text" in listed.out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"# mine\n", b"# mine\nconfig:\n  environment: beta\n"),
        (b"", b"config:\n  environment: beta\n"),
        (b"---\n", b"config:\n  environment: beta\n"),
        (
            b"config:\n    # where\n    environment: prod\nprod:\n    api_key: x\n",
            b"config:\n    # where\n    environment: beta\nprod:\n    api_key: x\n",
        ),
        (
            b"\xef\xbb\xbfconfig:\r\n  environment: prod\r\n# end\r\n",
            b"\xef\xbb\xbfconfig:\r\n  environment: beta\r\n# end\r\n",
        ),
    ],
)
def test_a_configuration_keeps_its_comments_its_indentation_and_its_ends_of_lines(
    bare: Command, before: bytes, after: bytes
) -> None:
    bare.home.mkdir()
    path = bare.home / "config.yaml"
    path.write_bytes(before)
    assert bare("context", "use", "beta").code == 0
    assert path.read_bytes() == after


def test_a_key_for_one_context_is_not_written_into_another_that_it_shares_a_section_with(
    bare: Command,
) -> None:
    bare.home.mkdir()
    path = bare.home / "config.yaml"
    path.write_text("prod: &all {api_key: old}\nbeta: *all\n", encoding="utf-8")
    login = ("--context", "beta", "login", "--store", "file", "--no-check", "--api-key-file", "-")
    assert bare(*login, stdin="new\n").code == 0
    assert path.read_text(encoding="utf-8") == "prod: {api_key: old}\nbeta:\n  api_key: new\n"


@pytest.mark.parametrize("text", ["a: [1\n", "- 1\n", "\x00"])
def test_a_malformed_configuration_is_refused_and_not_changed(bare: Command, text: str) -> None:
    bare.home.mkdir()
    path = bare.home / "config.yaml"
    path.write_text(text, encoding="utf-8")
    for args in (["context", "list"], ["context", "use", "local"], ["get", "chatbots"]):
        ran = bare(*args)
        assert ran.code == 2
        assert "config.yaml" in ran.err
    assert path.read_text(encoding="utf-8") == text


def test_an_unknown_context_offers_the_nearest(bare: Command) -> None:
    ran = bare("context", "use", "prdo")
    assert ran.code == 2
    assert "try: smarter context use prod" in ran.err
    assert bare("context", "remove", "nothing").code == 2
    assert bare("context", "add", "local", "--base-url", "https://x.example.com").code == 2
    assert bare("context", "add", "x").code == 2


def test_login_keeps_a_key_that_works_in_the_keyring(bare: Command, server: Server) -> None:
    bare("context", "add", "mine", "--base-url", server.url)
    mine = bare.with_flags("--context", "mine")
    ran = mine("login", "--api-key-file", "-", stdin=KEY + "\n", env=PLAIN_KEYRING)
    assert ran.code == 0, ran.err
    assert "as admin" in ran.out
    assert KEY not in ran.out + ran.err
    assert KEY not in (bare.home / "config.yaml").read_text(encoding="utf-8")
    assert mine("whoami", env=PLAIN_KEYRING).code == 0
    assert mine("context", "remove", "mine", env=PLAIN_KEYRING).code == 0
    bare("context", "add", "mine", "--base-url", server.url)
    assert mine("whoami", env=PLAIN_KEYRING).code == 3


def test_login_refuses_a_key_that_does_not_work(bare: Command, server: Server) -> None:
    bare("context", "add", "mine", "--base-url", server.url)
    ran = bare("--context", "mine", "login", "--store", "file", "--api-key-file", "-", stdin="wrong\n")
    assert ran.code == 3
    assert "The key came from --api-key-file" in ran.err
    assert "wrong" not in (bare.home / "config.yaml").read_text(encoding="utf-8")


def test_login_writes_plain_text_only_with_store_file_and_mode_0600(bare: Command, server: Server) -> None:
    bare("context", "add", "mine", "--base-url", server.url)
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    refused = bare("--context", "mine", "login", "--api-key-file", "-", stdin=KEY, env=none)
    assert refused.code == 2
    assert "--store file" in refused.err
    ran = bare("--context", "mine", "login", "--store", "file", "--api-key-file", "-", stdin=KEY, env=none)
    assert ran.code == 0, ran.err
    assert "plain text" in ran.out
    path = bare.home / "config.yaml"
    assert KEY in path.read_text(encoding="utf-8")
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert bare("--context", "mine", "whoami").code == 0


@pytest.mark.parametrize("backend", ["nowhere.Nope", "x", "odd_keyring.Odd", "odd_keyring.Locked"])
def test_a_locked_broken_or_missing_keyring_is_reported_without_the_key(
    bare: Command, server: Server, backend: str
) -> None:
    bare("context", "add", "mine", "--base-url", server.url)
    (bare.folder / "odd_keyring.py").write_text(
        "from keyring import backend, errors\n"
        "class Odd(backend.KeyringBackend):\n"
        "    priority = 1\n"
        "    wrong = RuntimeError\n"
        "    def get_password(self, *given): raise self.wrong(given)\n"
        "    set_password = delete_password = get_password\n"
        "class Locked(Odd):\n"
        "    wrong = errors.KeyringLocked\n",
        encoding="utf-8",
    )
    env = {"PYTHON_KEYRING_BACKEND": backend, "PYTHONPATH": str(bare.folder)}
    ran = bare("--context", "mine", "login", "--api-key-file", "-", stdin=KEY, env=env)
    assert ran.code == 2, ran.err
    assert "keyring" in ran.err
    assert "--store file" in ran.err
    assert KEY not in ran.out + ran.err
    config = bare.home / "config.yaml"
    config.write_text(f"mine: {{base_url: '{server.url}', key_store: keyring}}\n", encoding="utf-8")
    ran = bare("--context", "mine", "whoami", env=env)
    assert ran.code == 2, ran.err
    assert "keyring" in ran.err


def test_login_asks_without_echo(bare: Command, server: Server, on_terminal: OpenTerminal) -> None:
    bare("context", "add", "mine", "--base-url", server.url)
    terminal = on_terminal("--context", "mine", "login", "--store", "file")
    terminal.expect("key: ")
    terminal.type(KEY + "\n")
    shown = terminal.end()
    assert terminal.code == 0
    assert "logged in" in shown
    assert KEY not in shown


def test_an_interrupted_question_exits_5(bare: Command, server: Server, on_terminal: OpenTerminal) -> None:
    bare("context", "add", "mine", "--base-url", server.url)
    terminal = on_terminal("--context", "mine", "login", "--store", "file")
    terminal.expect("key: ")
    terminal.interrupt("cancelled: ")
    shown = terminal.end()
    assert terminal.code == 5
    assert "Traceback" not in shown


def test_an_interrupted_conversation_exits_5_on_a_line_of_its_own(
    smarter: Command, on_terminal: OpenTerminal
) -> None:
    smarter("apply", "-f", "quickstart/")
    terminal = on_terminal("--context", "local", "chat", "bike_shop")
    terminal.expect("> ")
    terminal.type("half")
    terminal.expect("half")
    terminal.interrupt("error: ")
    assert terminal.end().endswith("\nerror: Interrupted.\n")
    assert terminal.code == 5


def test_login_without_a_terminal_asks_no_question(bare: Command, server: Server) -> None:
    bare("context", "add", "mine", "--base-url", server.url)
    ran = bare("--context", "mine", "login", "--store", "file")
    assert ran.code == 2
    assert "--api-key-file" in ran.err


def test_delete_asks_on_a_terminal(smarter: Command, on_terminal: OpenTerminal) -> None:
    smarter("apply", "-f", "quickstart/")
    terminal = on_terminal("--context", "local", "delete", "plugin", "faq")
    terminal.expect("Delete this? [y/N]: ")
    terminal.type("n\n")
    terminal.end()
    assert terminal.code == 5
    assert smarter("get", "plugin", "faq").code == 0
    terminal = on_terminal("--context", "local", "delete", "plugin", "faq")
    terminal.expect("Delete this? [y/N]: ")
    terminal.type("y\n")
    shown = terminal.end()
    assert terminal.code == 0
    assert "deleted" in shown
    assert smarter("get", "plugin", "faq").code == 7


def test_a_dotenv_leads_to_a_platform_with_its_own_key(
    smarter: Command, bare: Command, server: Server
) -> None:
    (bare.folder / ".env").write_text(
        f"SMARTER_BASE_URL={server.url}\nSMARTER_API_KEY={KEY}\nWAREHOUSE_API_KEY=from-dotenv\n",
        encoding="utf-8",
    )
    assert bare("apply", "-f", "quickstart/").code == 0
    assert server.writes
    # The value in .env is what was applied; one of the environment is not sent where the folder leads.
    mine = {"WAREHOUSE_API_KEY": "from-the-environment"}
    assert bare("diff", "-f", "quickstart/", env=mine).code == 0
    (bare.folder / ".env").write_text(
        f"SMARTER_BASE_URL={server.url}\nSMARTER_API_KEY={KEY}\n", encoding="utf-8"
    )
    ran = bare("diff", "-f", "quickstart/", env=mine)
    assert ran.code != 0
    assert "WAREHOUSE_API_KEY is not substituted: .env names the platform" in ran.err
    chosen = {"SMARTER_BASE_URL": server.url, "SMARTER_API_KEY": KEY}
    assert bare("diff", "-f", "quickstart/", env={**chosen, "WAREHOUSE_API_KEY": "from-dotenv"}).code == 0


def test_a_repository_cannot_collect_a_key(smarter: Command, bare: Command, server: Server) -> None:
    (bare.folder / ".env").write_text(f"SMARTER_BASE_URL={server.url}\n", encoding="utf-8")
    ran = bare("apply", "-f", "quickstart/", env={"SMARTER_API_KEY": KEY})
    assert ran.code == 2
    assert "your key is not sent there" in ran.err
    (bare.folder / ".env").unlink()
    (bare.folder / ".smarter.yaml").write_text(f"base_url: {server.url}\n", encoding="utf-8")
    assert bare("apply", "-f", "quickstart/", env={"SMARTER_API_KEY": KEY}).code == 2
    assert server.requests == []


def test_login_does_not_ask_for_a_key_for_an_address_of_a_repository(bare: Command) -> None:
    theirs = "SMARTER_ROOT_DOMAIN=evil.example.net\nSMARTER_API_KEY=theirs\n"
    (bare.folder / ".env").write_text(theirs, encoding="utf-8")
    ran = bare("login", "--store", "file", "--no-check")
    assert ran.code == 2
    assert "your key is not sent there" in ran.err


def test_a_project_file_sets_the_default_manifests(smarter: Command) -> None:
    (smarter.folder / ".smarter.yaml").write_text("paths: [quickstart/]\n", encoding="utf-8")
    assert smarter("apply").out.splitlines()[-1] == "5 resources: 5 created"
    assert smarter("diff").code == 0
    assert smarter("validate").code == 0
    assert smarter("delete", "--yes", "-f", "quickstart/").code == 0
