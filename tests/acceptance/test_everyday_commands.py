"""Everyday commands: chat, files, api, whoami, status and completion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import pytest

from tests.acceptance.conftest import Command, program
from tests.acceptance.server import Server
from tests.acceptance.terminal import Terminal


def test_a_prompt_is_read_from_the_command_line_or_stdin(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    assert "You said: When are you open?" in smarter("chat", "bike_shop", "When are you open?").out
    assert "You said: And on Sunday?" in smarter("chat", "bike_shop", stdin="And on Sunday?\n").out
    told = smarter("chat", "bike-shop", "Hi", "-o", "json").json
    assert told["type"] == "smarter.chat"
    result = told["results"][0]
    assert result["prompt"] == "Hi"
    assert "Hi" in result["reply"]
    again = smarter("chat", "bike_shop", "And?", "--session", result["session"], "-o", "json").json
    assert again["results"][0]["session"] == result["session"]


def test_bad_arguments_of_chat_are_reported(smarter: Command) -> None:
    assert smarter("chat", "nobody", "Hi").code == 7
    assert smarter("chat", "nobody", stdin="").code == 2
    smarter("apply", "-f", "quickstart/")
    assert smarter("chat", "bike_shop", "Hi", "--session", "too-short").code != 0


def test_a_conversation_lasts_until_the_end_of_input(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    line: List[str] = [*program(), "--context", "local", "chat", "bike_shop"]
    terminal = Terminal(
        line, str(smarter.folder), smarter.environment({"PYTHONWARNINGS": None, "NO_COLOR": "1"})
    )
    terminal.expect("> ")
    terminal.type("My chain is off\n")
    terminal.expect("You said: My chain is off")
    terminal.expect("> ")
    terminal.type("/tools\n")
    terminal.expect("> ")
    terminal.type("/new\n")
    terminal.expect("> ")
    terminal.type("/what\n")
    terminal.expect("/quit")
    terminal.expect("> ")
    terminal.type("\x04")
    shown = terminal.end()
    assert terminal.code == 0
    assert "Traceback" not in shown


def test_files_are_uploaded_and_downloaded(smarter: Command) -> None:
    content = bytes(range(256)) * 40
    path = smarter.folder / "data.bin"
    path.write_bytes(content)
    made = smarter("files", "put", "data.bin", "--name", "data", "--purpose", "batch", "-o", "json").json
    assert made["type"] == "smarter.files.put"
    file_id = made["results"][0]["id"]
    assert smarter("files", "list", "-o", "name").out == f"{file_id}\n"
    assert "data.bin" in smarter("files", "list").out
    assert smarter("files", "list", "--purpose", "evals", "-o", "name").out == ""
    assert smarter("files", "get", "data", "--to", "copy.bin").code == 0
    assert (smarter.folder / "copy.bin").read_bytes() == content
    piped = subprocess.run(
        [*program(), "--context", "local", "files", "get", file_id],
        cwd=str(smarter.folder),
        env=smarter.environment(),
        capture_output=True,
        check=True,
    )
    assert piped.stdout == content
    assert smarter("files", "get", "data", "-o", "json").json["results"][0]["bytes"] == len(content)
    assert smarter("files", "delete", "data", "--yes").out == f"{file_id} deleted\n"
    assert smarter("files", "get", "data").code == 7
    assert smarter("files", "delete", "file-0123456789abcdef01234567", "--yes").code == 7
    assert smarter("files", "put", "nowhere.bin").code == 2


def test_a_file_is_found_by_the_name_it_had_on_disk_but_not_to_be_deleted(smarter: Command) -> None:
    for text in ("older", "newest"):
        (smarter.folder / "notes.txt").write_text(text, encoding="utf-8")
        smarter("files", "put", "notes.txt")
    assert smarter("files", "get", "notes.txt").out == "newest"
    assert smarter("files", "delete", "notes.txt", "--yes").code == 7
    (smarter.folder / "other.txt").write_text("by name", encoding="utf-8")
    smarter("files", "put", "other.txt", "--name", "notes.txt")
    assert smarter("files", "get", "notes.txt").out == "by name"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the memory figures of Linux")
@pytest.mark.parametrize("to", [(), ("--to", "copy.bin")])
def test_a_download_of_any_size_takes_constant_memory(remote: Command, to: Tuple[str, ...]) -> None:
    # The peak memory of this program; the figure from a parent's wait includes the parent's memory before the start.
    measured = (
        "import re, sys; from smarter.cli.main import run; code = run(sys.argv[1:]); "
        "sys.exit(code or re.search(r'VmHWM:.*?([0-9]+)', open('/proc/self/status').read())[1])"
    )
    peaks = {}
    for name, size in (("small", 1 << 10), ("large", 64 << 20)):
        (remote.folder / name).write_bytes(bytes(size))
        remote("files", "put", name, "--name", name)
        with (remote.folder / f"{name}.out").open("wb") as out:
            done = subprocess.run(
                [sys.executable, "-c", measured, *remote.flags, "files", "get", name, *to],
                cwd=str(remote.folder),
                env=remote.environment(),
                stdout=out,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert (remote.folder / (to[1] if to else f"{name}.out")).stat().st_size == size
        peaks[name] = int(done.stderr.split()[-1])
    assert peaks["large"] - peaks["small"] < 16 << 10  # KiB


def test_any_request_can_be_sent(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    assert json.loads(smarter("api", "GET", "files").out)["object"] == "list"
    told = smarter("api", "post", "cli/describe/Plugin/", "-q", "name=faq", "-o", "json").json
    assert told["results"][0]["status"] == 200
    assert told["results"][0]["body"]["data"]["kind"] == "Plugin"
    shown = smarter("api", "GET", "/files", "-i").out
    assert shown.startswith("HTTP 200\n")
    body = smarter.folder / "body.json"
    body.write_text('{"model": "gpt-4o-mini", "input": "Hi"}', encoding="utf-8")
    assert "Hi" in smarter("api", "POST", "responses", "-d", "@body.json").out
    assert "Hi" in smarter("api", "POST", "responses", "-d", "-", stdin=body.read_text(encoding="utf-8")).out
    assert smarter("api", "GET", "nothing/here").code == 7
    assert smarter("api", "POST", "responses", "-d", "{").code == 2
    assert smarter("api", "POST", "responses", "-d", "@nowhere").code == 2
    assert smarter("api", "FETCH", "files").code == 2
    assert smarter("api", "GET", "https://elsewhere.example.com/files").code != 0


def test_api_masks_the_users_own_key_and_nothing_else(remote: Command, server: Server) -> None:
    key = "k" * 64
    body = json.dumps({"echo": f"Token {key}", "other": "s3cr3t"}).encode()
    server.spoil = lambda method, target: (200, [("X-Echo", key), ("Content-Type", "x/y")], body)
    shown = remote("api", "GET", "files", "-i", "-vv")
    assert "x-echo: (secret)" in shown.out
    assert '"echo": "(secret)", "other": "s3cr3t"' in shown.out
    document = remote("api", "GET", "files", "-q", "token=s3cr3t-too", "-o", "json")
    assert document.json["results"][0]["headers"]["x-echo"] == "(secret)"
    for each in (shown, document):
        assert key not in each.out + each.err


def test_api_shows_the_body_of_an_error_response(smarter: Command) -> None:
    line = ("api", "POST", "responses", "-d", '{"model": "gpt-4o-mini"}')
    shown = smarter(*line)
    assert shown.code == 7
    assert json.loads(shown.out)["error"]["param"] == "input"
    assert shown.err == "error: Missing required parameter: 'input' (HTTP 400).\n"
    assert smarter(*line, "-i").out.startswith("HTTP 400\n")
    told = smarter(*line, "-o", "json")
    assert told.code == 7
    assert told.json["results"][0]["status"] == 400
    assert told.json["results"][0]["body"]["error"]["param"] == "input"
    assert told.json["error"]["status"] == 400
    assert told.json["summary"] == {"found": 0}
    without = smarter("api", "GET", "https://elsewhere.example.com/files", "-o", "json")
    assert without.json["results"] == []


def test_whoami_status_and_version_show_the_platform(smarter: Command, bare: Command) -> None:
    who = smarter("whoami", "-o", "json").json["results"][0]
    assert who["user"]["username"] == "admin"
    assert who["context"] == "local"
    assert smarter("status", "-o", "json").json["type"] == "smarter.status"
    version = smarter("version", "-o", "json").json["results"][0]
    assert version["dialect"] == "0.14"
    assert version["client"]
    without = bare("version")
    assert without.code == 3
    assert without.out.startswith("client: ")
    assert bare("version", "--client").code == 0


def test_get_all_lists_each_resource_of_every_kind_once(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/", "--set", "shop")
    ran = smarter("get", "all", "-o", "name")
    shop = ["apiconnection/warehouse", "chatbot/bike_shop", "file/repair_guide", "plugin/faq"]
    assert ran.out.splitlines() == [*shop, "secret/warehouse_key", "user/admin"]
    assert ran.err.count("cannot list") == 1
    assert len(smarter("get", "all", "-o", "json").json["results"]) == 6
    for line in (
        ["get", "all", "faq"],
        ["get", "all,plugins"],
        ["describe", "all"],
        ["delete", "all", "--yes"],
    ):
        wrong = smarter(*line)
        assert wrong.code == 2
        assert wrong.err.startswith("error: `all` is only for `smarter get all`.")


def test_column_titles_can_be_omitted(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    assert smarter("get", "chatbots", "--no-headers").out.startswith("bike_shop ")
    columns = ("-o", "custom-columns=N:.metadata.name")
    assert smarter("get", "chatbots", *columns, "--no-headers").out == "bike_shop\n"
    assert smarter("get", "chatbots", *columns).out == "N\nbike_shop\n"


@pytest.mark.parametrize(
    "args",
    [
        ["-o", "jsonpath={.items[*"],
        ["-o", "custom-columns=NAME"],
        ["-l", "a in (b)"],
        ["--sort-by", "{{"],
        ["--watch", "--interval", "-1"],
    ],
)
def test_bad_options_of_get_are_usage_errors(smarter: Command, args: List[str]) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("get", "chatbots", *args)
    assert ran.code == 2
    assert ran.out == ""


@pytest.mark.parametrize(
    ("words", "better"),
    [
        ("create -f quickstart/", "apply -f quickstart/"),
        ("rm plugin faq", "delete plugin faq"),
        ("context rm staging", "context remove staging"),
        ("files ls", "files list"),
        ("manifest chatbot", "init chatbot"),
    ],
)
def test_verbs_of_other_tools_get_the_equivalent_command(bare: Command, words: str, better: str) -> None:
    ran = bare(*words.split())
    assert ran.code == 2
    assert f"try: smarter {better}\n" in ran.err


def test_kinds_are_listed_with_their_verbs(smarter: Command, bare: Command) -> None:
    told = smarter("api-resources", "-o", "json").json
    kinds = {each["kind"]: each["verbs"] for each in told["results"]}
    assert "deploy" in kinds["Chatbot"]
    assert "delete" not in kinds["SmarterAuthToken"]
    assert bare("api-resources", "--dialect", "P14", "-o", "json").json["results"] == told["results"]
    assert bare("api-resources", "--dialect", "P99").code == 2


def complete(command: Command, words: str) -> List[str]:
    """Return the words that bash offers at the end of a command line."""
    parts = words.split(" ")
    environment: Dict[str, Optional[str]] = {
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(parts) - 1),
        "_SMARTER_COMPLETE": "bash_complete",
    }
    ran = command.with_flags()(env=environment)
    assert (ran.code, ran.err) == (0, "")
    return [line.split(",", 1)[1] for line in ran.out.splitlines() if line]


def test_the_shell_completes_commands_kinds_names_and_contexts(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    assert complete(smarter, "smarter ap") == ["apply", "api-resources", "api"]
    assert complete(smarter, "smarter context r") == ["remove"]
    assert "plugin" in complete(smarter, "smarter get pl")
    assert complete(smarter, "smarter --context local get plugin ") == ["faq"]
    assert complete(smarter, "smarter --context local describe chatbot/") == ["chatbot/bike_shop"]
    assert complete(smarter, "smarter --context local delete secret w") == ["warehouse_key"]
    assert complete(smarter, "smarter --context local chat b") == ["bike_shop"]
    assert complete(smarter, "smarter --context lo") == ["local"]
    assert complete(smarter, "smarter get chatbots -o j") == ["json", "jsonpath="]
    assert complete(smarter, "smarter get --so") == ["--sort-by"]
    smarter("delete", "plugin", "faq", "--yes")
    assert complete(smarter, "smarter --context local get plugin ") == []
    assert complete(smarter, "smarter --context local files get r") == ["repair_guide"]
    assert complete(smarter, "smarter init chatb") == ["chatbot"]


def test_the_shell_completes_sets(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/", "--set", "shop")
    for words in ("apply --set ", "adopt --set s", "export --set ", "sets "):
        assert complete(smarter, f"smarter --context local {words}") == ["shop"]


def test_each_context_completes_its_own_names(smarter: Command, bare: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    bare("context", "use", "local")
    assert complete(bare, "smarter get plugin ") == ["faq"]
    bare("context", "use", "beta")
    assert complete(bare, "smarter get plugin ") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "{",
        "\x00",
        '{"local": []}',
        '{"local": {"plugin": {"a": 1}}}',
        '{"local": {"plugin": [1]}}',
    ],
)
def test_a_broken_name_cache_does_not_fail_a_command(smarter: Command, text: str) -> None:
    smarter("apply", "-f", "quickstart/")
    path = smarter.home / "cache" / "names.json"
    path.write_text(text, encoding="utf-8")
    assert complete(smarter, "smarter --context local get plugin ") == []
    assert smarter("get", "plugin", "faq").code == 0
    assert complete(smarter, "smarter --context local get plugin ") == ["faq"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_scripts_name_the_command(smarter: Command, shell: str) -> None:
    text = smarter("completion", shell).out
    assert f"{shell}_complete" in text or "bash_complete" in text
    assert "smarter" in text


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="needs bash")
def test_the_bash_script_completes_in_a_real_bash(smarter: Command, tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(smarter("completion", "bash").out, encoding="utf-8")
    ask = (
        f"source {script}; COMP_WORDS=(smarter appl); COMP_CWORD=1; "
        '_smarter_completion smarter appl smarter; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    environment = smarter.environment()
    environment["PATH"] = os.pathsep.join([str(Path(program()[0]).parent), environment.get("PATH", "")])
    done = subprocess.run(
        ["bash", "-c", ask], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "apply\n"


def test_deleting_a_name_that_does_not_exist_prints_its_error_alone(smarter: Command) -> None:
    done = smarter("delete", "chatbot", "nope", "--yes")
    assert done.code == 7
    assert done.out == ""
    assert "chatbot/nope not found" in done.err


def test_for_a_missing_file_only_a_similar_file_name_is_suggested(bare: Command) -> None:
    for name in ("pl.yaml", "chatbot.yaml"):
        (bare.folder / name).write_text("", encoding="utf-8")
    assert "pl.yaml" not in bare("validate", "nofile.yaml").err
    assert "chatbot.yaml" in bare("validate", "chatbot.yml").err
    assert "chatbot.yaml" in bare("validate", "chatbto.yaml").err
