"""One run of the command: its exit code, its streams, its errors."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any, Dict, List, Set

import click
import pytest

from smarter import errors
from smarter.cli import main
from smarter.cli.output import exit_codes
from smarter.cli.output.error_report import EXIT_CODES, Declined, of_exception
from smarter.cli.root import root


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))
    for name in ("SMARTER_API_KEY", "SMARTER_BASE_URL", "SMARTER_CONTEXT", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> List[BaseException]:
    """Return a list; `smarter get` raises the exception that is put into it."""
    raised: List[BaseException] = []

    @click.command(context_settings={"ignore_unknown_options": True})
    @click.argument("rest", nargs=-1)
    def command(rest: Any) -> int:
        raise raised[0]

    monkeypatch.setattr(root, "get_command", lambda ctx, name: command)
    return raised


def documents(out: str) -> Dict[str, Any]:
    document: Dict[str, Any] = json.loads(out)
    return document


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), 5),
        (click.Abort(), 5),
        (errors.MissingKeyError("no key"), 3),
        (errors.ConfigurationError("no such context"), 2),
        (errors.UnknownKindError("no such kind"), 2),
        (errors.ManifestError("wrong"), 1),
        (errors.UnsupportedError("cannot"), 6),
        (errors.GuardError("will not"), 8),
        (errors.AuthenticationError("who?"), 3),
        (errors.PermissionDeniedError("not you"), 3),
        (errors.NotFoundError("nothing"), 7),
        (errors.APIConnectionError("nobody"), 7),
        (errors.APITimeoutError("too late"), 7),
        (errors.SmarterError("something"), 7),
        (OSError(errno.ENOSPC, "No space left on device"), 7),
        (ZeroDivisionError("a bug"), 7),
        (SystemError("a worse bug"), 7),
        (RecursionError(), 7),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_every_error_has_its_exit_code_and_one_line(
    failing: List[BaseException], error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(error)
    assert main.run(["get", "x"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    first, *rest = err.splitlines()
    assert first.startswith("error: ")
    assert all(line.startswith(("  try: ", "  hint: ")) for line in rest)
    assert len(rest) <= 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "args", [["-o", "json"], ["-ojson"], ["-o=json"], ["--output", "json"], ["--output=json"]]
)
def test_with_json_an_error_is_one_document_of_the_verb(
    failing: List[BaseException], args: List[str], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(errors.GuardError("plugin/x is protected", hint="smarter get plugins"))
    assert main.run(["get", "x", *args]) == 8
    out, err = capsys.readouterr()
    assert documents(out) == {
        "type": "smarter.get",
        "schemaVersion": "1",
        "results": [],
        "summary": {},
        "error": {"code": "refused", "message": "plugin/x is protected", "hint": "smarter get plugins"},
    }
    assert err == "error: plugin/x is protected\n  try: smarter get plugins\n"


def test_an_answer_of_no_is_cancelled_and_not_interrupted(
    failing: List[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(Declined())
    assert main.run(["get", "x"]) == 5
    assert capsys.readouterr() == ("", "cancelled: nothing was changed\n")
    assert main.run(["get", "x", "-o", "json"]) == 5
    assert documents(capsys.readouterr().out)["error"]["code"] == "cancelled"


def test_an_unexpected_exception_is_not_quoted(
    failing: List[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(ValueError("hunter2"))
    assert main.run(["-vv", "get", "x"]) == 7
    out, err = capsys.readouterr()
    assert "hunter2" not in out + err
    assert "ValueError" in err


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["aply"], "smarter apply --help"),
        (["whoam"], "smarter whoami"),
        (["--contxt", "x", "get", "plugins"], "smarter get plugins --context x"),
        (["get", "chatbits", "x"], "smarter get chatbots x"),
        (["get", "chatbits/x", "-o", "json=1"], None),
        (["get", "chatbots", "-o", "jason"], "smarter get chatbots -o json"),
        (["apply"], "smarter apply --help"),
        (["apply", "-f", "/nowhere/at/all"], None),
        (["diff", "-f", "x", "--nope"], None),
        (["delete"], "smarter delete --help"),
    ],
)
def test_usage_errors_exit_2_with_a_suggestion(
    args: List[str], hint: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(args) == exit_codes.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    if hint:
        assert err.splitlines()[1] == f"  try: {hint}"


def test_with_json_a_usage_error_is_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["apply", "-o", "json"]) == exit_codes.USAGE
    document = documents(capsys.readouterr().out)
    assert document["type"] == "smarter.apply"
    assert document["error"]["code"] == "usage"
    assert document["summary"] == dict.fromkeys(
        ["created", "updated", "unchanged", "deleted", "skipped", "failed"], 0
    )


def test_a_missing_path_suggests_a_similar_one(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "chatbot.yaml").write_text("x: 1\n", encoding="utf-8")
    assert main.run(["apply", "-f", str(tmp_path / "chatbt.yaml")]) == exit_codes.USAGE
    assert f"try: smarter apply -f {tmp_path / 'chatbot.yaml'}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "args", [["--context", "nowhere", "get", "chatbots"], ["get", "chatbots", "--context", "nowhere"]]
)
def test_global_flags_may_come_before_or_after_the_verb(
    args: List[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(args) == exit_codes.USAGE
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("args", [["--version"], ["--help"], [], ["-h"], ["apply", "--help"]])
def test_help_and_version_exit_0(args: List[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(args) == exit_codes.DONE
    out, err = capsys.readouterr()
    assert out
    assert err == ""


def test_help_ends_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    main.run(["apply", "--help"])
    assert "  smarter --context local apply -f manifests/quickstart/\n" in capsys.readouterr().out


def test_a_missing_or_empty_key_file_is_named(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "key"
    empty.write_text("\n", encoding="utf-8")
    for path in (empty, tmp_path / "nothing", tmp_path):
        assert main.run(["--api-key-file", str(path), "get", "chatbots"]) == exit_codes.USAGE
        assert str(path) in capsys.readouterr().err


def test_every_exit_code_belongs_to_an_existing_error_code() -> None:
    words = {word for _, word in errors._CODES} | {"interrupted", "cancelled"}
    assert set(EXIT_CODES) <= words | {"cycle", "changed", "overwritten"}


def test_errors_include_status_and_request_id_of_the_platform() -> None:
    error = errors.NotFoundError("gone")
    error.status_code, error.request_id = 404, "req_1"
    told = of_exception(error).to_json()
    assert (told["status"], told["request_id"]) == (404, "req_1")


@pytest.mark.parametrize(
    ("several", "one"),
    [([0, 4, 6], 4), ([4, 8], 8), ([3, 8, 4], 3), ([5, 3], 5), ([0], 0), ([], 0), ([6, 0], 6), ([0, 7], 7)],
)
def test_of_several_exit_codes_the_most_important_wins(several: List[int], one: int) -> None:
    assert exit_codes.worst(several) == one


@pytest.mark.parametrize(
    ("text", "settings", "codes"),
    [
        ("apiVersion: smarter.sh/v1\nkind: Secret\nmetadata: {name: a}\n", "", {1}),
        ("other: true\n", "", {0}),
        ("a: [\n", "", {0, 1}),
        ("a: 1\n", "validate: {ignore: [no-such-rule]}\n", {2}),
        ("a: 1\n", "paths: [bot.yaml]\n", {0}),
    ],
)
def test_paths_without_flags_are_validated_as_with_click(
    text: str,
    settings: str,
    codes: Set[int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "bot.yaml").write_text(text)
    if settings:
        (tmp_path / ".smarter.yaml").write_text(settings)
    monkeypatch.chdir(tmp_path)
    for paths in ([], ["bot.yaml"], [".", "bot.yaml"]):
        plain = main.run(["validate", *paths]), capsys.readouterr()
        parsed = main.run(["validate", "--", *paths]), capsys.readouterr()
        assert plain == parsed
        assert plain[0] in codes


def test_a_missing_path_is_reported_although_others_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["validate", str(tmp_path), str(tmp_path / "absent.yaml")]) == exit_codes.USAGE
    assert "no such file" in capsys.readouterr().err
