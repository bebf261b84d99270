"""The code of the pages runs and prints the shown output; their links exist."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, Dict, Iterator, List

import pytest
from ruamel.yaml import YAML

from tests.docs import command_lines
from tests.docs.code_blocks import Block, agrees, blocks, commands, prose
from tests.docs.shell import ROOT, Shell

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EVERY_PAGE = sorted(str(p.relative_to(ROOT)) for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WRITTEN = [page for page in EVERY_PAGE if not page.startswith("docs/reference/")]

# Other programs that a page uses, from a heading on.
NEEDS = {"docs/how-to/environments.md": ("kubectl", "## With kustomize")}

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the pages use bash")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    running = Shell(tmp_path)
    yield running
    running.stop()


def console(block: Block, shell: Shell) -> List[str]:
    """Run a block of commands; return the outputs that differ from the page."""
    wrong = []
    for command, shown in commands(block):
        printed = shell.run(command)
        if not agrees(shown, printed):
            wrong.append(f"$ {command}\n{printed}--- the page shows\n{shown}")
    return wrong


def script(block: Block, shell: Shell) -> List[str]:
    """Check syntax and `smarter` calls of commands that are not run; return problems."""
    done = subprocess.run(
        ["bash", "-n"], input=block.text, capture_output=True, encoding="utf-8", check=False
    )
    wrong = [done.stderr] if done.returncode else []
    for arguments in command_lines.calls(block.text):
        found = command_lines.problem(arguments)
        if found:
            wrong.append(f"smarter {' '.join(arguments)}: {found}")
        elif arguments[:2] == ["local", "serve"]:
            shell.serve(" ".join(["smarter", *arguments]))
    return wrong


def python(block: Block, shell: Shell) -> List[str]:
    shell.python(block.text)
    return []


def data(block: Block, shell: Shell) -> List[str]:
    """Parse YAML, JSON or TOML and validate manifests; return problems."""
    if block.language == "json":
        json.loads(block.text)
    elif block.language == "toml":
        tomllib.loads(block.text)
    else:
        for document in YAML(typ="safe").load_all(block.text):
            ours = isinstance(document, dict) and str(document.get("apiVersion", "")).startswith(
                "smarter.sh/"
            )
            if ours and "spec" in document and not block.title:
                shell.write("block.yaml", block.text)
                printed = shell.run(f"smarter validate {shell.top / 'block.yaml'} || echo exit $?")
                if "exit 1" in printed:
                    return [printed]
    return []


CHECKS: Dict[str, Callable[[Block, Shell], List[str]]] = {
    "console": console,
    "sh": script,
    "python": python,
    "yaml": data,
    "json": data,
    "toml": data,
    "text": lambda block, shell: [],
}


def last_line(page: str) -> float:
    """Return the line from which the page needs a program that is not installed."""
    program, heading = NEEDS.get(page, ("sh", ""))
    if shutil.which(program) is not None:
        return float("inf")
    return (ROOT / page).read_text(encoding="utf-8").splitlines().index(heading)


@pytest.mark.parametrize("page", WRITTEN)
def test_the_code_of_a_page_runs_and_prints_its_shown_output(page: str, shell: Shell) -> None:
    wrong = []
    for block in blocks(ROOT / page):
        if block.line > last_line(page):
            break
        language = block.language or "text"
        assert language in CHECKS, f"{page}:{block.line}: nothing checks a block of {language}"
        if block.title:
            shell.write(block.title, block.text)
        wrong += [f"{page}:{block.line}: {text}" for text in CHECKS[language](block, shell)]
    assert not wrong, "\n\n".join(wrong)


def test_the_readme_runs_the_main_job_and_the_tests_with_one_line_each() -> None:
    first, second = [block.text for block in blocks(ROOT / "README.md") if block.language == "sh"][:2]
    for line in (first, second):
        assert line.count("\n") == 1
        assert line.startswith("python3 -m venv .venv && ")
    assert first.rstrip().endswith("/smarter --context local apply -f manifests/quickstart/")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for step in second.rstrip().split(" && ")[1:]:
        found = re.search(rf"^ *{re.escape(step)}$", ci, re.MULTILINE)
        assert found, f".ci/run does not run `{step}`, or not in the README's order"
        ci = ci[found.end() :]


def test_no_page_edits_a_file_in_a_way_that_differs_between_linux_and_macos() -> None:
    # `sed -i` needs a suffix on macOS; with one it leaves a copy of the manifest, which stops a prune.
    for page in WRITTEN:
        for block in blocks(ROOT / page):
            assert not re.search(r"\bsed -i", block.text), f"{page}:{block.line}"


def test_the_first_commands_of_the_readme_show_a_plugin_answering() -> None:
    shown = [
        pair
        for block in blocks(ROOT / "README.md")
        if block.language == "console"
        for pair in commands(block)
    ]
    chat = next(output for command, output in shown if command.startswith("smarter chat "))
    assert chat.startswith("called plugin faq: ")
    assert "9:00 to 18:00" in chat


def test_no_page_installs_the_package_of_the_vendor() -> None:
    for page in WRITTEN:
        for block in blocks(ROOT / page):
            assert not re.search(r"pip install \S*smarter-api", block.text), f"{page}:{block.line}"


LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def anchors(page: Path) -> List[str]:
    """Return the anchors of a page's headings, which GitHub and the site agree on."""
    found: List[str] = []
    for heading in re.findall(
        r"^#{1,6} (.+?)\s*$",
        re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S),
        re.M,
    ):
        plain = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
        found.append(re.sub(r" ", "-", plain.strip()))
    return found


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_the_links_of_a_page_are_valid(page: str) -> None:
    for match in LINK.finditer(prose(ROOT / page)):
        target = match.group(1) or match.group(2)
        if target.startswith("http://"):
            pytest.fail(f"{page} links to {target}, without TLS")
        if target.startswith(("https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), f"{page} links to {target}"
        if anchor:
            assert anchor in anchors(path), f"{page} links to {target}, and no heading is called so"
        if page.startswith("docs/") and name:
            assert (ROOT / "docs") in path.resolve().parents, (
                f"{page} links to {target}, which the site does not hold"
            )


@pytest.mark.full
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    zensical = Path(sys.executable).with_name("zensical")
    if not zensical.exists():
        pytest.skip("the extra docs is not installed")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name in ("mkdocs.yml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    command = [str(zensical), "build", "--strict"]
    done = subprocess.run(command, cwd=str(tmp_path), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").with_suffix("")
        built = name.parent if name.name == "index" else name
        assert (tmp_path / "site" / built / "index.html").exists(), page
