"""`.env` and `.smarter.yaml` may set a platform, but never redirect a user's key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Optional

import pytest

from smarter.cli import main
from smarter.cli.config.project import Project, find_project, merge_environment, read_dotenv
from smarter.contexts import Context, normalize_base_url, resolve
from smarter.errors import ConfigurationError, MissingKeyError


@pytest.fixture
def home(tmp_path: Path) -> Dict[str, str]:
    """Return an environment whose configuration has a key for known.example.com."""
    folder = tmp_path / "home"
    folder.mkdir()
    text = "work:\n  base_url: https://known.example.com/api/v1\n  api_key: the-users-own\n"
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return {"SMARTER_HOME": str(folder)}


def project(**given: Any) -> Project:
    return Project(Path(".smarter.yaml"), **given)


def environ(
    own: Dict[str, str],
    dotenv: Optional[Dict[str, str]] = None,
    given: Optional[Project] = None,
    **flags: bool,
) -> Dict[str, str]:
    return merge_environment(own, dotenv or {}, given, **flags).environ


EVIL = "https://evil.example.net/api/v1"


def test_an_address_alone_is_refused_unless_a_context_knows_its_host(home: Dict[str, str]) -> None:
    for own in (home, {**home, "SMARTER_API_KEY": "secret"}):
        with pytest.raises(ConfigurationError, match=r"evil\.example\.net"):
            environ(own, {"SMARTER_BASE_URL": EVIL})
        with pytest.raises(ConfigurationError, match=r"evil\.example\.net"):
            environ(own, given=project(base_url=EVIL))
        with pytest.raises(ConfigurationError, match=r"evil\.example\.net"):
            environ(own, {"SMARTER_ROOT_DOMAIN": "evil.example.net"})
    known = environ(home, {"SMARTER_BASE_URL": "https://known.example.com"})
    assert known["SMARTER_BASE_URL"] == "https://known.example.com"
    assert environ(home, {"SMARTER_BASE_URL": "https://platform.smarter.sh"})["SMARTER_BASE_URL"]


def test_a_lookalike_of_a_known_host_is_another_host(home: Dict[str, str]) -> None:
    for url in (
        "https://known.example.com.evil.net",
        "https://known.example.com@evil.net",
        "https://known.example.com:8443",
        "https://evil.net/known.example.com",
    ):
        with pytest.raises(ConfigurationError):
            environ(home, {"SMARTER_BASE_URL": url})


def test_an_address_with_its_own_key_goes_with_that_key_and_no_other(home: Dict[str, str]) -> None:
    own = {**home, "SMARTER_API_KEY": "the-users-own"}
    theirs = {"SMARTER_BASE_URL": EVIL, "SMARTER_API_KEY": "theirs"}
    merged = environ(own, theirs)
    assert merged["SMARTER_BASE_URL"] == EVIL
    assert merged["SMARTER_API_KEY"] == "theirs"
    merged = environ(own, given=project(base_url=EVIL, api_key="theirs"))
    assert (merged["SMARTER_BASE_URL"], merged["SMARTER_API_KEY"]) == (EVIL, "theirs")


def test_a_key_given_by_flag_is_never_sent_to_an_address_of_a_file(home: Dict[str, str]) -> None:
    theirs = {"SMARTER_BASE_URL": EVIL, "SMARTER_API_KEY": "theirs"}
    with pytest.raises(ConfigurationError):
        environ(home, theirs, own_key=True)


def test_the_users_settings_win_over_those_of_the_folder(home: Dict[str, str]) -> None:
    theirs = {"SMARTER_BASE_URL": EVIL, "SMARTER_CONTEXT": "other"}
    assert "SMARTER_BASE_URL" not in environ(home, theirs, chosen=True)
    assert environ({**home, "SMARTER_CONTEXT": "work"}, theirs)["SMARTER_CONTEXT"] == "work"
    own = {**home, "SMARTER_BASE_URL": "https://mine.example.com"}
    assert environ(own, theirs)["SMARTER_BASE_URL"] == "https://mine.example.com"


def test_two_files_cannot_be_combined_to_an_address_of_one_and_a_key_of_the_other(
    home: Dict[str, str],
) -> None:
    with pytest.raises(ConfigurationError):
        environ(home, {"SMARTER_API_KEY": "from-dotenv"}, project(base_url=EVIL))


def test_a_key_or_a_context_alone_is_taken(home: Dict[str, str]) -> None:
    assert environ(home, {"SMARTER_API_KEY": "k"})["SMARTER_API_KEY"] == "k"
    assert environ(home, given=project(context="work"))["SMARTER_CONTEXT"] == "work"
    assert environ({**home, "SMARTER_API_KEY": "mine"}, {"SMARTER_API_KEY": "k"})["SMARTER_API_KEY"] == "mine"


@pytest.mark.parametrize(
    ("dotenv", "given", "files", "allowed"),
    [
        ({"A": "1"}, {}, (), {"A", "B"}),
        ({"A": "1", "SMARTER_BASE_URL": "https://known.example.com"}, {}, (), {"A", "B"}),
        ({"A": "1", "SMARTER_API_KEY": "k"}, {}, (".env",), {"A"}),
        ({"A": "1", "SMARTER_BASE_URL": EVIL, "SMARTER_API_KEY": "k"}, {}, (".env",), {"A"}),
        ({"A": "1"}, {"base_url": EVIL, "api_key": "k"}, (".smarter.yaml",), set()),
        ({"A": "1"}, {"api_key": "k"}, (".smarter.yaml",), set()),
        ({"A": "1"}, {"context": "work"}, (), {"A", "B"}),
    ],
)
def test_variables_of_the_user_are_withheld_from_an_address_of_the_folder(
    home: Dict[str, str], dotenv: Dict[str, str], given: Dict[str, str], files: Any, allowed: Any
) -> None:
    own = {**home, "B": "2"}
    found = merge_environment(own, dotenv, project(**given))
    usable, withheld = found.variables(own, dotenv)
    assert found.files == files
    assert {name for name in ("A", "B") if name in usable} == allowed
    assert {name for name in ("A", "B") if name in withheld} == {"A", "B"} - allowed


def test_a_repository_cannot_downgrade_a_known_host_to_http(home: Dict[str, str]) -> None:
    for own in (home, {**home, "SMARTER_API_KEY": "secret"}):
        with pytest.raises(ConfigurationError, match=r"http://known\.example\.com"):
            environ(own, {"SMARTER_BASE_URL": "http://known.example.com/api/v1"})
        with pytest.raises(ConfigurationError, match=r"http://platform\.smarter\.sh"):
            environ(own, given=project(base_url="http://platform.smarter.sh:443"))
    assert environ(home, {"SMARTER_BASE_URL": "https://KNOWN.example.com:443"})["SMARTER_BASE_URL"]


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example.com",
        "https://platform.smarter.sh",
        "http://localhost:9357",
    ],
)
def test_a_key_that_one_context_keeps_does_not_go_to_a_host_that_another_knows(
    home: Dict[str, str], address: str
) -> None:
    config = Path(home["SMARTER_HOME"]) / "config.yaml"
    work = "config: {environment: work}\n" + config.read_text(encoding="utf-8")
    config.write_text(f"{work}other: {{base_url: https://other.example.com}}\n", encoding="utf-8")
    theirs = {"SMARTER_BASE_URL": address, "SMARTER_CONTEXT": "work"}
    for merged in (environ(home, theirs), environ(home, given=project(base_url=address, context="work"))):
        with pytest.raises(MissingKeyError):
            resolve(environ=merged)


def test_an_address_alone_goes_with_the_key_of_the_context_that_knows_it(home: Dict[str, str]) -> None:
    for theirs in (
        {"SMARTER_BASE_URL": "https://known.example.com/other", "SMARTER_CONTEXT": "prod"},
        {"SMARTER_BASE_URL": "https://known.example.com/other"},
    ):
        found = resolve(environ=environ({**home, "SMARTER_ENVIRONMENT": "prod"}, theirs))
        assert (found.name, found.api_key) == ("work", "the-users-own")
        assert found.base_url == "https://known.example.com/other"


def test_a_root_domain_may_not_change_the_address_of_a_context(home: Dict[str, str]) -> None:
    config = Path(home["SMARTER_HOME"]) / "config.yaml"
    config.write_text("config: {root_domain: example.org}\nalpha: {api_key: a}\n", encoding="utf-8")
    theirs = {"SMARTER_ROOT_DOMAIN": "example.org", "SMARTER_CONTEXT": "alpha"}
    assert resolve(environ=environ(home, theirs)).base_url == "https://alpha.example.org/api/v1"
    with pytest.raises(ConfigurationError, match="your key is not sent there"):
        environ(home, {**theirs, "SMARTER_ROOT_DOMAIN": "smarter.sh"})


def test_a_repository_cannot_set_the_configuration_folder(home: Dict[str, str]) -> None:
    merged = environ(home, {"SMARTER_HOME": "/evil", "SMARTER_CONFIG_FILE": "/evil", "HTTPS_PROXY": EVIL})
    assert merged == home


def test_dotenv_is_read_without_running_anything_in_it(tmp_path: Path) -> None:
    assert read_dotenv(tmp_path) == {}
    (tmp_path / ".env").write_text(
        "# a comment\nexport A=1\nB='two words'\nC=$A\nD=\nE\nSMARTER_API_KEY=\"k\" # the key\n",
        encoding="utf-8",
    )
    assert read_dotenv(tmp_path) == {"A": "1", "B": "two words", "C": "$A", "D": "", "SMARTER_API_KEY": "k"}


def test_a_project_is_found_from_below_up_to_the_top_of_its_repository(tmp_path: Path) -> None:
    (tmp_path / ".smarter.yaml").write_text("paths: [everything/]\n", encoding="utf-8")
    inner = tmp_path / "repository" / "deep" / "down"
    inner.mkdir(parents=True)
    found = find_project(inner)
    assert found is not None
    assert found.paths == (str(tmp_path / "everything"),)
    (tmp_path / "repository" / ".git").mkdir()
    assert find_project(inner) is None


def test_a_project_chooses_paths_set_and_context(tmp_path: Path) -> None:
    text = "paths: [a/, b/]\nset: shop\ncontext: work\nstrict: true\nignore: [name-folded]\n"
    (tmp_path / ".smarter.yaml").write_text(text, encoding="utf-8")
    found = find_project(tmp_path)
    assert found is not None
    assert found.paths == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert (found.set_name, found.context) == ("shop", "work")


@pytest.mark.parametrize("text", ["- a\n", "paths: a\n", "pathes: [a]\n", "a: [1\n", "set: 1\n"])
def test_a_malformed_project_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / ".smarter.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"\.smarter\.yaml"):
        find_project(tmp_path)


def test_a_key_is_not_in_the_projects_representation() -> None:
    assert "hidden" not in repr(project(api_key="hidden"))


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://x", "http://", "http://[::1", "http://a..b", "http://:80", "http://a:b", "http://a:70000",
        "https://ex ample.com", "http://.a", "http://a?b=c", f"http://{'a' * 64}.com",
    ],
)  # fmt: skip
def test_a_malformed_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        normalize_base_url(url)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://platform.example.com", "https://platform.example.com/api/v1"),
        ("HTTP://localhost:9357/", "http://localhost:9357/api/v1"),
        ("http://localhost:9357/other/", "http://localhost:9357/other"),
        ("http://[::1]:80", "http://[::1]:80/api/v1"),
        ("http://127.0.0.1", "http://127.0.0.1/api/v1"),
    ],
)
def test_an_address_is_used_as_given_and_an_origin_gets_the_usual_path(given: str, used: str) -> None:
    assert normalize_base_url(given) == used


def test_a_password_in_an_address_is_not_shown() -> None:
    context = Context("x", "https://user:pw7secret@example.com/api/v1")
    assert context.shown_url == "https://example.com/api/v1"
    with pytest.raises(ConfigurationError) as caught:
        normalize_base_url("https://user:pw7secret@exa mple.com")
    assert "pw7secret" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "config: {environment: [a]}\n",
        "config: [a]\n",
        "prod: {api_key: 1234}\n",
        "api_key: 1234\n",
        "work: {base_url: {a: b}}\n",
        "config: {root_domain: 1}\n",
    ],
)
def test_a_configuration_with_the_wrong_types_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"config\.yaml"):
        resolve(environ={"SMARTER_HOME": str(tmp_path)})


def test_a_context_without_an_address_gets_no_key_sent_anywhere(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("foo: {api_key: k}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no base URL"):
        resolve("foo", environ={"SMARTER_HOME": str(tmp_path)})


def test_one_file_holds_settings_of_validation_and_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / ".smarter.yaml"
    file.write_text("paths: [m]\nexclude: [drafts/]\nstrict: true\nset: shop\n", encoding="utf-8")
    project = find_project(tmp_path)
    assert project is not None
    assert (project.set_name, project.paths) == ("shop", (str(tmp_path / "m"),))
    file.write_text("paths: [m]\nexlude: [drafts/]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="unknown setting `exlude`") as caught:
        find_project(tmp_path)
    assert caught.value.hint == "Did you mean `exclude`?"


@pytest.mark.parametrize(
    ("folder", "shown"), [(".", "m/a.yaml:"), ("m", "./a.yaml:"), ("docs", "../m/a.yaml:")]
)
def test_findings_show_paths_of_the_project_as_typed_ones(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: str,
    shown: str,
) -> None:
    (tmp_path / ".smarter.yaml").write_text("paths: [m]\n", encoding="utf-8")
    for name in ("m", "docs"):
        (tmp_path / name).mkdir()
    (tmp_path / "m/a.yaml").write_text("apiVersion: smarter.sh/v1\nkind: Plugin\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / folder)
    assert main.run(["validate"]) == 1
    assert capsys.readouterr().out.startswith(shown)
    assert main.run(["--context", "local", "diff"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(shown)
    assert str(tmp_path) not in err
